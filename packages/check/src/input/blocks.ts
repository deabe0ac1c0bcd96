import { isSipStartLine } from './sip.js';
import type { TextLine } from './text-lines.js';

/** The stretches of a text that together are one SDP. */
export interface Block {
  /** Index of its first line. */
  readonly start: number;
  readonly ranges: readonly { readonly from: number; readonly to: number }[];
}

/**
 * Finds the SDPs in a text. Each begins at a line `v=0`, with or without something before it, as a log line has; the
 * lines that follow belong to it as long as they begin in the same way. Text that begins as an SDP, or as a part of one,
 * is taken as it stands, odd lines included.
 */
export function descriptionBlocks(text: string, lines: readonly TextLine[]): Block[] {
  const first = lines.find(line => line.text.trim() !== '');
  const starts = lines.flatMap((line, index) => (versionPrefix(line.text) === undefined ? [] : [index]));
  if (first && /^\ufeff?[a-z]=/.test(first.text)) return plainBlocks(text, lines, starts);
  if (starts.length > 0) return starts.map((start, i) => blockFrom(lines, start, starts[i + 1] ?? lines.length));
  return fragment(lines);
}

/** What stands before `v=0` on its line; `undefined` on every other line. */
function versionPrefix(line: string): string | undefined {
  const prefix = /^([^=]{0,400}?)(?:\ufeff)?v=0[ \t]*$/.exec(line.length > 500 ? '' : line)?.[1];
  return prefix !== undefined && !/[A-Za-z0-9]$/.test(prefix) ? prefix : undefined;
}

/** SDPs one after the other, as in a file with an offer and its answer; SIP messages may stand between them. */
function plainBlocks(text: string, lines: readonly TextLine[], starts: readonly number[]): Block[] {
  const first = lines.findIndex(line => line.text.trim() !== '');
  const isStart = new Set(starts);
  const cuts = [0];
  for (let index = first + 1; index < lines.length; index++)
    if (isStart.has(index) || isSipStartLine((lines[index] as TextLine).text)) cuts.push(index);
  return cuts.flatMap((start, i) => {
    if (isSipStartLine((lines[start] as TextLine).text)) return [];
    const next = cuts[i + 1];
    const to = next === undefined ? text.length : (lines[next] as TextLine).from;
    return [{ start, ranges: [{ from: (lines[start] as TextLine).from, to }] }];
  });
}

function blockFrom(lines: readonly TextLine[], start: number, limit: number): Block {
  const prefix = versionPrefix((lines[start] as TextLine).text) as string;
  const ranges: { from: number; to: number }[] = [];
  for (let index = start; index < limit; index++) {
    const line = lines[index] as TextLine;
    const skipped = prefixLength(line.text, prefix);
    if (skipped === undefined || !belongs(line.text.slice(skipped), index === start)) break;
    ranges.push({ from: line.from + skipped, to: line.to });
  }
  return { start, ranges };
}

/** Log prefixes differ in their times and counters, so digits stand for any digits. */
function prefixLength(line: string, prefix: string): number | undefined {
  const shape = (text: string) => text.replace(/[0-9a-f]/gi, '0');
  return shape(line.slice(0, prefix.length)) === shape(prefix) ? prefix.length : undefined;
}

/** A typed line, or the rest of a folded one; a MIME boundary, an empty line or anything else ends the SDP. */
function belongs(content: string, first: boolean): boolean {
  return first || /^[a-z]=/.test(content) || /^[ \t]+(?:inline:|[|;])\S/i.test(content) || /^inline:/i.test(content);
}

/** No `v=0`: the lines from the first m= section or security attribute on, whatever stands before them. */
function fragment(lines: readonly TextLine[]): Block[] {
  const start = lines.findIndex(({ text }) =>
    /(?:^|[^A-Za-z0-9])(?:m=[a-z]+ \d+ |a=(?:crypto|key-mgmt):)/.test(text.slice(0, 4096)),
  );
  if (start === -1) return [];
  const { text } = lines[start] as TextLine;
  const prefix = text.slice(0, text.search(/m=[a-z]+ \d+ |a=(?:crypto|key-mgmt):/));
  const ranges: { from: number; to: number }[] = [];
  for (const line of lines.slice(start)) {
    const skipped = prefixLength(line.text, prefix);
    if (skipped === undefined || !belongs(line.text.slice(skipped), false)) break;
    ranges.push({ from: line.from + skipped, to: line.to });
  }
  return [{ start, ranges }];
}
