import { Excerpts, escapeControls } from '../excerpt.js';
import type { Finding, Severity } from '../finding.js';
import { type Checked, countSeverities, positionInFile } from './checked.js';

/** Puts a style on text for a terminal; without a terminal, returns the text as it is. */
export type Paint = (style: Severity | 'bold' | 'dim', text: string) => string;

const plain: Paint = (_style, text) => text;

/** What of a report one look takes in. */
interface Word {
  readonly text: string;
  readonly style?: Severity | 'bold' | 'dim';
}

/** A narrower terminal breaks lines itself. */
const narrowest = 40;

/**
 * A report for people: each finding with its place, rule and reference, and the line of source with a mark below it.
 *
 * @param options - `showKeys` leaves keys readable; `paint` colours; `width` are the columns of the terminal, at whose end findings are broken at
 *   blanks and lines of source are cut. Without it each finding is one line, as a file or pipe wants it.
 * @example
 * ```ts
 * const checked = findDescriptions(log).map(description => ({ file: 'sip.log', description, findings: check(description.document) }));
 * console.log(textReport(checked));
 * ```
 */
export function textReport(
  checked: readonly Checked[],
  options: { showKeys?: boolean; paint?: Paint; width?: number | undefined } = {},
): string {
  const { showKeys = false, paint = plain, width = Number.POSITIVE_INFINITY } = options;
  const columns = Math.max(narrowest, width);
  const blocks = checked.flatMap(one => {
    const excerpts = new Excerpts(one.description.document, showKeys, columns - marginOf(one));
    return one.findings.map(finding => block(one, finding, excerpts, paint, columns));
  });
  return [...blocks, summary(checked)].join('\n');
}

/** Columns before the source: blanks, the greatest line number, a bar. */
function marginOf(one: Checked): number {
  const last = one.findings.reduce((most, finding) => Math.max(most, positionInFile(one, finding).line), 0);
  return `  ${last} | `.length;
}

function block(one: Checked, finding: Finding, excerpts: Excerpts, paint: Paint, columns: number): string {
  const { line, column } = positionInFile(one, finding);
  const { source, caret } = excerpts.at(finding);
  const margin = String(line);
  const blank = ' '.repeat(margin.length);
  const place = `${escapeControls(one.file)}:${line}:${column}`;
  const words: readonly Word[] = [
    { text: place, style: 'bold' },
    { text: finding.severity, style: finding.severity },
    ...wordsOf(escapeControls(finding.message)),
    ...wordsOf(`(${finding.rule}, ${finding.reference})`, 'dim'),
  ];
  const fix = finding.fix ? wordsOf(`fix: ${escapeControls(finding.fix.title)}`) : [];
  const mark = `  ${paint('dim', `${blank} =`)} `;
  return [
    broken(words, columns - 2, paint).join('\n  '),
    `  ${paint('dim', `${margin} |`)} ${source}`,
    `  ${paint('dim', `${blank} |`)} ${paint(finding.severity, caret)}`,
    ...broken(fix, columns - blank.length - 5, paint).map((line, index) => (index === 0 ? mark : `  ${blank}   `) + line),
    '',
  ].join('\n');
}

function wordsOf(text: string, style?: Word['style']): Word[] {
  return text.split(' ').map(word => ({ text: word, ...(style && { style }) }));
}

/** Words in lines of at most so many columns. */
function broken(words: readonly Word[], columns: number, paint: Paint): string[] {
  const lines: string[] = [];
  let room = 0;
  for (const { text, style } of words) {
    const painted = style ? paint(style, text) : text;
    if (text.length < room) {
      lines[lines.length - 1] += ` ${painted}`;
      room -= text.length + 1;
    } else {
      lines.push(painted);
      room = columns - text.length;
    }
  }
  return lines;
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
