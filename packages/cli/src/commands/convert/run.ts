import { type SrtpParameters, srtpParameters } from '@sdpsec/srtp-core/parameters';
import { CliError } from '../../errors.js';
import { type ExitCode, exitCodes } from '../../exit-code.js';
import { inputName, readInput } from '../../input.js';
import { type KeyFormatName, keyFormatNames, keyFormats, within } from '../../key-formats/index.js';
import { jsonText, writeProduct } from '../../output.js';
import { lossesOf } from './losses.js';

interface ConvertFlags {
  readonly from?: KeyFormatName;
  readonly to: KeyFormatName;
  readonly json?: boolean;
  readonly output?: string;
}

/** `sdpsec convert`. */
export function runConvert([file = '-']: readonly string[], options: Readonly<Record<string, unknown>>): ExitCode {
  const flags = options as unknown as ConvertFlags;
  const { from, parameters } = readKey(new TextDecoder().decode(readInput(file)), file, flags.from);
  const target = keyFormats[flags.to];
  // An SSRC is a matter of one call; where a form has no place for it, the key is told to be for any.
  const written = target.bindsStreams ? parameters : srtpParameters({ ...parameters, streams: 'any' });
  const text = within(() => target.write(written));
  // What the other program would read from it is what is left.
  const lost = within(() => lossesOf(parameters, target.read(text)));
  const { suite } = parameters;
  writeProduct(flags.json ? jsonText({ version: 1, suite, from, to: flags.to, lost, text }) : text, flags.output);
  if (!flags.json) for (const one of lost) process.stderr.write(`lost: ${one}\n`);
  return exitCodes.fine;
}

function readKey(
  text: string,
  file: string,
  from: KeyFormatName | undefined,
): { readonly from: KeyFormatName; readonly parameters: SrtpParameters } {
  for (const name of from === undefined ? keyFormatNames : [from]) {
    const parameters = within(() => keyFormats[name].read(text));
    if (parameters) return { from: name, parameters };
  }
  throw new CliError(
    'bad-input',
    `no key ${from === undefined ? 'in a known form' : `in the form ${from}`} in ${inputName(file)}`,
  );
}
