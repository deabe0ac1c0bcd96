import { Secret, srtpParameters } from '@sdpsec/srtp-core/parameters';
import { findSuite } from '@sdpsec/srtp-core/suites';
import { CliError } from '../../errors.js';
import { type ExitCode, exitCodes } from '../../exit-code.js';
import { type KeyFormatName, keyFormats, within } from '../../key-formats/index.js';
import { jsonText, writeProduct } from '../../output.js';

interface GenFlags {
  readonly suite: string;
  readonly format: KeyFormatName;
  readonly json?: boolean;
  readonly output?: string;
}

/** `sdpsec gen`. */
export function runGen(options: Readonly<Record<string, unknown>>): ExitCode {
  const { suite: spelling, format, json, output } = options as unknown as GenFlags;
  const suite = findSuite(spelling);
  if (!suite) throw new CliError('usage', `--suite: ${JSON.stringify(spelling.slice(0, 60))} is no suite that sdpsec knows`);
  const masterKeys = [{ key: Secret.random(suite.keyOctets), salt: Secret.random(suite.saltOctets) }];
  const text = within(() => keyFormats[format].write(srtpParameters({ suite: suite.name, masterKeys })));
  writeProduct(json ? jsonText({ version: 1, suite: suite.name, format, text }) : text, output);
  return exitCodes.fine;
}
