import { flowsWithGaps, type RedactedSecret, redact } from '@sdpsec/check/redact';
import { SdpDocument } from '@sdpsec/negotiation/document';
import { CliError } from '../../errors.js';
import { type ExitCode, exitCodes } from '../../exit-code.js';
import { inputName, readInput } from '../../input.js';
import { jsonText, writeProduct } from '../../output.js';
import { unreadableFor } from './unreadable.js';

/** `sdpsec redact`. */
export function runRedact([file = '-']: readonly string[], options: Readonly<Record<string, unknown>>): ExitCode {
  const { output, json } = options as { readonly output?: string; readonly json?: boolean };
  const octets = readInput(file);
  const { document, secrets } = redact(octets);
  const reason = unreadableFor(octets, document.text);
  if (reason !== undefined) throw new CliError('bad-input', `${inputName(file)} ${reason}: a key in it would stay`);
  writeProduct(document.toBytes(), output);
  // Where something was taken out, the lines of a packet are parted.
  const gaps = flowsWithGaps(SdpDocument.parse(octets).text);
  process.stderr.write(json ? jsonText({ version: 1, secrets, flowsWithGaps: gaps }) : `${summary(secrets)}${warning(gaps)}`);
  return exitCodes.fine;
}

function warning(gaps: number): string {
  return gaps === 0
    ? ''
    : `warning: ${gaps} ${gaps === 1 ? 'flow of packets lacks' : 'flows of packets lack'} something in between: look behind each gap for the rest of a key\n`;
}

function summary(secrets: readonly RedactedSecret[]): string {
  const lines = secrets.map(
    ({ mark, kind, size, unit, times }) =>
      `#${mark}: ${kind.replace('-', ' ')}, ${size} ${unit}, ${times === 1 ? 'once' : `${times} times`}\n`,
  );
  return lines.length > 0 ? lines.join('') : 'no key and no password found\n';
}
