import { Excerpts, escapeControls } from '../excerpt.js';
import type { Finding, Severity } from '../finding.js';
import { type Checked, countSeverities, positionInFile } from './checked.js';

/** Puts a style on text for a terminal; without a terminal, returns the text as it is. */
export type Paint = (style: Severity | 'bold' | 'dim', text: string) => string;

const plain: Paint = (_style, text) => text;

/**
 * A report for people: each finding with its place, rule and reference, and the line of source with a mark below it.
 *
 * @param options - `showKeys` leaves keys readable; `paint` colours.
 * @example
 * ```ts
 * const checked = findDescriptions(log).map(description => ({ file: 'sip.log', description, findings: check(description.document) }));
 * console.log(textReport(checked));
 * ```
 */
export function textReport(checked: readonly Checked[], options: { showKeys?: boolean; paint?: Paint } = {}): string {
  const { showKeys = false, paint = plain } = options;
  const blocks = checked.flatMap(one => {
    const excerpts = new Excerpts(one.description.document, showKeys);
    return one.findings.map(finding => block(one, finding, excerpts, paint));
  });
  return [...blocks, summary(checked)].join('\n');
}

function block(one: Checked, finding: Finding, excerpts: Excerpts, paint: Paint): string {
  const { line, column } = positionInFile(one, finding);
  const { source, caret } = excerpts.at(finding);
  const margin = String(line);
  const blank = ' '.repeat(margin.length);
  const place = `${escapeControls(one.file)}:${line}:${column}`;
  const rule = paint('dim', `${finding.rule}, ${finding.reference}`);
  return [
    `${paint('bold', place)} ${paint(finding.severity, finding.severity)} ${escapeControls(finding.message)} (${rule})`,
    `  ${paint('dim', `${margin} |`)} ${source}`,
    `  ${paint('dim', `${blank} |`)} ${paint(finding.severity, caret)}`,
    ...(finding.fix ? [`  ${paint('dim', `${blank} =`)} fix: ${escapeControls(finding.fix.title)}`] : []),
    '',
  ].join('\n');
}

function summary(checked: readonly Checked[]): string {
  const { error, warning, info } = countSeverities(checked);
  const sdps = `${checked.length} SDP${checked.length === 1 ? '' : 's'}`;
  const accepted = checked.reduce((sum, { suppressed = [] }) => sum + suppressed.length, 0);
  const aside = accepted > 0 ? `, ${accepted} suppressed` : '';
  if (error + warning + info === 0) return `${sdps}: nothing found${aside}.\n`;
  const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
  return `${sdps}: ${plural(error, 'error')}, ${plural(warning, 'warning')}, ${info} info${aside}.\n`;
}
