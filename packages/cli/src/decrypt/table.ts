import { wrap } from '../wrap.js';
import type { DecryptReport, StreamReport } from './report.js';

const columns: readonly (readonly [title: string, cell: (stream: StreamReport) => string | number])[] = [
  ['SSRC', stream => stream.ssrc],
  ['from', stream => stream.from],
  ['to', stream => stream.to],
  ['codec', stream => stream.codecs.join(',') || '-'],
  ['suite', stream => stream.suite ?? '-'],
  ['RTP', stream => stream.rtp.packets],
  ['RTCP', stream => stream.rtcp.packets],
  ['lost', stream => stream.lost],
  ['auth failed', stream => stream.rtp.authFailed + stream.rtcp.authFailed],
  ['repeated', stream => stream.rtp.repeated + stream.rtcp.repeated],
  ['plain', stream => stream.rtp.plain + stream.rtcp.plain],
  ['ROC', stream => stream.firstRoc ?? '-'],
  ['rekeyed', stream => Math.max(0, stream.keys.length - 1)],
  ['', stream => stream.outcome],
];

/**
 * The report for people: a row for each SSRC, rekeys, and what there is to say.
 *
 * @param width - columns of the terminal: where the rows do not fit, each SSRC gets lines of its own, and findings are broken at blanks.
 *   A file or pipe has no width; there each finding is one line.
 */
export function textReport({ packets, streams, findings }: DecryptReport, width = Number.POSITIVE_INFINITY): string {
  const rows = streams.length === 0 ? [`No RTP to decrypt in ${packets} packets.`] : table(streams);
  const lines = rows.every(row => row.length <= width) ? rows : streams.flatMap(list);
  const notes: string[] = [];
  for (const { ssrc, keys } of streams) {
    for (const { at, key, roc } of keys.slice(1)) notes.push(`${ssrc}: rekeyed at ${at} with ${key}, ROC ${roc}`);
    for (const { key, secret } of keys) if (secret !== undefined) notes.push(`${ssrc}: ${key}: inline:${secret}`);
  }
  for (const { severity, rule, message, ssrc } of findings)
    notes.push(`${severity}: ${ssrc ? `${ssrc}: ` : ''}${message} [${rule}]`);
  return `${[...lines.map(printable), ...notes.map(note => broken(printable(note), width))].join('\n')}\n`;
}

/** A note over as many lines as it needs; those behind the first one are indented. */
function broken(note: string, width: number): string {
  if (note.length <= width) return note;
  return wrap(note, '', width - 2)
    .trimEnd()
    .replaceAll('\n', '\n  ');
}

/** A stream, its facts one below the other. */
function list(stream: StreamReport): string[] {
  const [ssrc, ...facts] = columns.map(([title, cell]) => [title || 'outcome', String(cell(stream))] as const);
  const titleWidth = Math.max(...facts.map(([title]) => title.length));
  return [`${ssrc?.[0]} ${ssrc?.[1]}`, ...facts.map(([title, text]) => `  ${title.padEnd(titleWidth)}  ${text}`)];
}

function table(streams: readonly StreamReport[]): string[] {
  const rows = [columns.map(([title]) => title), ...streams.map(stream => columns.map(([, cell]) => String(cell(stream))))];
  const widths = columns.map((_, index) => Math.max(...rows.map(row => (row[index] as string).length)));
  return rows.map(row =>
    row
      .map((cell, index) => cell.padEnd(widths[index] as number))
      .join('  ')
      .trimEnd(),
  );
}

/** Text of a peer brings no terminal controls into the report. */
function printable(line: string): string {
  return line.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
}
