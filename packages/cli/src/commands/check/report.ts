import { styleText } from 'node:util';
import { type Checked, githubReport, jsonReport, type Paint, sarifReport, textReport } from '@sdpsec/check';
import { packageVersion } from '../../version.js';
import type { CheckFlags } from './run.js';

export type ReportFormat = 'text' | 'json' | 'github' | 'sarif';

/** Writes the report: to standard output, or beside a repaired SDP, which takes that place, to standard error. */
export function writeReport(checked: readonly Checked[], flags: CheckFlags): void {
  const stream = flags.fix ? process.stderr : process.stdout;
  stream.write(reportText(checked, flags, stream));
}

function reportText(checked: readonly Checked[], { format, showKeys = false }: CheckFlags, stream: NodeJS.WriteStream): string {
  switch (format) {
    case 'json':
      return json(jsonReport(checked, showKeys));
    case 'sarif':
      return json(sarifReport(checked, packageVersion()));
    case 'github':
      return githubReport(checked);
    case 'text':
      return textReport(checked, {
        showKeys,
        width: stream.columns,
        ...(stream.isTTY && !process.env.NO_COLOR && { paint }),
      });
  }
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

const styles = { error: 'red', warning: 'yellow', info: 'cyan', bold: 'bold', dim: 'dim' } as const;

const paint: Paint = (style, text) => styleText(styles[style], text);
