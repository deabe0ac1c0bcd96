import { styleText } from 'node:util';
import { type Checked, check, findDescriptions, jsonReport, type Paint, severities, textReport } from '@sdpsec/check';
import { CliError } from '../../errors.js';
import { type ExitCode, exitCodes } from '../../exit-code.js';
import { inputName, readInput } from '../../input.js';
import { complain } from '../../output.js';

interface CheckFlags {
  readonly failOn: (typeof severities)[number] | 'never';
  readonly json?: boolean;
  readonly showKeys?: boolean;
}

/** `sdpsec check`: a file that cannot be read is named, and the others are checked all the same. */
export function runCheck(files: readonly string[], options: Readonly<Record<string, unknown>>): ExitCode {
  const flags = options as unknown as CheckFlags;
  let unreadable = false;
  const checked = files.flatMap(file => {
    try {
      return checkFile(file);
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      complain(error);
      unreadable = true;
      return [];
    }
  });
  if (checked.length > 0 || flags.json) report(checked, flags);
  if (unreadable) return exitCodes.badInput;
  return fails(checked, flags.failOn) ? exitCodes.findings : exitCodes.fine;
}

function checkFile(file: string): Checked[] {
  const input = readInput(file);
  const descriptions = findDescriptions(input);
  if (descriptions.length === 0)
    throw new CliError('bad-input', input.length === 0 ? `${inputName(file)} is empty` : `no SDP found in ${inputName(file)}`);
  return descriptions.map(description => {
    const { text, transport } = description;
    return { file: inputName(file), description, findings: check(text, { ...(transport && { transport }) }) };
  });
}

function report(checked: readonly Checked[], { json = false, showKeys = false }: CheckFlags): void {
  const text = json
    ? `${JSON.stringify(jsonReport(checked, showKeys), undefined, 2)}\n`
    : textReport(checked, { showKeys, ...colours() });
  process.stdout.write(text);
}

function fails(checked: readonly Checked[], failOn: CheckFlags['failOn']): boolean {
  if (failOn === 'never') return false;
  const least = severities.indexOf(failOn);
  return checked.some(({ findings }) => findings.some(({ severity }) => severities.indexOf(severity) >= least));
}

const styles = { error: 'red', warning: 'yellow', info: 'cyan', bold: 'bold', dim: 'dim' } as const;

/** Colours on a terminal, unless NO_COLOR asks for none. */
function colours(): { paint?: Paint } {
  if (!process.stdout.isTTY || process.env.NO_COLOR) return {};
  return { paint: (style, text) => styleText(styles[style], text) };
}
