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
  if (starts.length > 0)
    return starts.map((start, i) => {
      const prefix = versionPrefix((lines[start] as TextLine).text) as string;
      return blockFrom(lines, start, starts[i + 1] ?? lines.length, prefix);
    });
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

/** Behind more lines than this that are none of an SDP, `x=1` may be anything: only what nothing else looks like goes on with it. */
const mostOddLines = 8;

/**
 * The SDP whose first line stands behind the prefix. It ends with the text around it, or where the next one or another message begins: bad
 * lines, however many, must not hide what follows them.
 */
function blockFrom(lines: readonly TextLine[], start: number, limit: number, prefix: string, others = prefix): Block {
  const prefixLength = prefixLike(others);
  const ranges: { from: number; to: number }[] = [];
  let odd: { from: number; to: number }[] = [];
  for (let index = start; index < limit; index++) {
    const line = lines[index] as TextLine;
    const skipped = index === start ? prefix.length : prefixLength(line.text);
    // Another thread of the program wrote in between.
    if (skipped === undefined) continue;
    const content = line.text.slice(skipped);
    const range = { from: line.from + skipped, to: line.to };
    if (index === start || (odd.length <= mostOddLines ? belongs(content) : surelyBelongs(content))) {
      for (const one of odd) ranges.push(one);
      ranges.push(range);
      odd = [];
    } else if (endsBody(content)) {
      // A mark on the line of the SDP was put on a line of its own: that of the SDP had no end, least of all CRLF.
      const last = ranges.at(-1);
      const { from, to, text } = lines[index - 1] as TextLine;
      if (content === '"' && last?.to === to && to === from + text.length + 1) ranges.splice(-1, 1, { ...last, to: to - 1 });
      break;
    } else odd.push(range);
  }
  return { start, ranges };
}

/**
 * Length of the prefix of a line that is like another's. Log prefixes differ in their times, counters and addresses, which grow
 * in width as well (`sip.c:99`, `sip.c:100`) and are padded for it. What stands right before the SDP is taken as it is: a
 * blank more is the SDP's.
 */
function prefixLike(prefix: string): (line: string) => number | undefined {
  const parts = prefix.match(/[0-9a-f]+|[ \t]+|[^0-9a-f \t]+/gi) ?? [];
  const source = parts.map((part, index) => {
    if (/[0-9]/.test(part)) return '[0-9a-f]+';
    if (/[a-f]/i.test(part)) return `[0-9a-f]{${part.length}}`;
    if (/[ \t]/.test(part) && index < parts.length - 1) return '[ \\t]+';
    return part.replace(/[^\w \t]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  });
  const pattern = new RegExp(`^${source.join('')}`, 'i');
  return line => pattern.exec(line)?.[0].length;
}

/** A typed line, or the rest of a folded one. */
function belongs(content: string): boolean {
  return /^[a-z]=/.test(content) || /^[ \t]+(?:inline:|[|;])\S/i.test(content) || /^inline:/i.test(content);
}

/** A line of an m= section that says by itself that it is one. */
function surelyBelongs(content: string): boolean {
  return (
    /^m=[a-z]+ \d+ [\w/]+ /i.test(content) ||
    /^a=(?:crypto|key-mgm?t|fingerprint|setup|tls-id|zrtp-hash|[at]cap|[ap]cfg|creq|rtpmap|fmtp|mid|rtcp(?:-mux|-fb)?|ptime|ssrc|ice-\w+):/i.test(
      content,
    ) ||
    /^a=(?:sendrecv|sendonly|recvonly|inactive|rtcp-mux|bundle-only)[ \t]*$/i.test(content)
  );
}

/** A MIME boundary, the next SIP message, the end of the string that holds the SDP. */
function endsBody(content: string): boolean {
  return content.startsWith('--') || content === '"' || isSipStartLine(content);
}

/** No `v=0`: the lines from the first m= section or security attribute on, whatever stands before them. */
function fragment(lines: readonly TextLine[]): Block[] {
  const start = lines.findIndex(({ text }) =>
    /(?:^|[^A-Za-z0-9])(?:m=[a-z]+ \d+ |a=(?:crypto|key-mgmt):)/.test(text.slice(0, 4096)),
  );
  if (start === -1) return [];
  const { text } = lines[start] as TextLine;
  const prefix = text.slice(0, text.search(/m=[a-z]+ \d+ |a=(?:crypto|key-mgmt):/));
  // Escaped line ends were one line: then the prefix stands before the first one alone.
  const next = lines[start + 1]?.text ?? '';
  return [blockFrom(lines, start, lines.length, prefix, prefixLike(prefix)(next) === undefined ? '' : prefix)];
}
