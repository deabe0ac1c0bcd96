import { type StrippedLine, strip } from '@sdpsec/check/strip';
import { oneDescription } from '../../description.js';
import { type ExitCode, exitCodes } from '../../exit-code.js';
import { inputName } from '../../input.js';
import { jsonText, printable, writeProduct } from '../../output.js';

/** `sdpsec strip`. */
export function runStrip([file = '-']: readonly string[], options: Readonly<Record<string, unknown>>): ExitCode {
  const { output, json } = options as { readonly output?: string; readonly json?: boolean };
  const description = oneDescription(file);
  const { document, removed } = strip(description.document);
  writeProduct(document.toBytes(), output);
  process.stderr.write(json ? jsonText({ version: 1, removed }) : account(removed, inputName(file)));
  return exitCodes.fine;
}

function account(removed: readonly StrippedLine[], name: string): string {
  if (removed.length === 0) return `${printable(name)}: nothing is left over\n`;
  return removed
    .map(({ line, what, reason }) => printable(`line ${line}: ${what} removed: ${reason}`))
    .map(line => `${line}\n`)
    .join('');
}
