/** A stretch of source text. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Octets that a text shows in hexadecimal digits, line below line or all in a row. */
export interface HexDump {
  /** The octets as characters (latin1). */
  readonly text: string;
  /** Where in the source the octets `from` up to `to` are written: in digits, and in the column of characters beside them. */
  stretches(from: number, to: number): readonly Stretch[];
  /** Where in its octets an offset of 0 stands: a packet, or another read of a program, begins there. */
  readonly packets: readonly number[];
  /** Where its lines stand, if they are known by an offset that each begins with. */
  readonly lines: readonly Stretch[];
}

interface DumpLine extends Stretch {
  readonly octets: string;
  /** Whether its offset is 0. */
  readonly isFirst: boolean;
  /** Where the digits of each octet begin. */
  readonly digits: readonly number[];
  /** Where the column of characters begins, if there is one. */
  readonly column: number | undefined;
}

/** Lines of xxd, hexdump, od, tcpdump and Wireshark are shorter. */
const longestLine = 400;
/** Octets in a line: xxd takes up to 256, the others 16. */
const mostOctets = 256;
/** `00000000: `, `0x0000:  `, `0000  `, behind what a log puts before it. */
const offset = /(?:^|[\s|>\]])(?:0x)?[0-9a-f]{4,16}(?::[ \t]*|[ \t]+)(?=[0-9a-f]{2})/gi;
/** Octets one after the other, in source code too: `49 4e`, `49:4e`, `0x49, 0x4e`. */
const row = /(?<![0-9a-z+/])(?:(?:0x)?[0-9a-f]{2}[\s,:;]{0,8}){24,}/gi;

/** Finds the dumps of a text: of files (xxd, hexdump -C, od), of packets (tcpdump -X, Wireshark), and octets in a row. Linear. */
export function hexDumps(text: string): HexDump[] {
  const dumps: HexDump[] = [];
  let lines: DumpLine[] = [];
  const finish = () => {
    if (lines.length > 0) dumps.push(dumpOf(lines));
    // Words of 16 bits, as hexdump and od -x write them on most machines, have their second octet first.
    if (lines.length > 0 && lines.every(isInWords)) dumps.push(dumpOf(lines.map(swapped)));
    lines = [];
  };
  for (const { index, 0: line } of text.matchAll(/[^\r\n]+/g)) {
    const read = line.length <= longestLine ? readLine(line, index) : undefined;
    if (read) lines.push(read);
    // Octets that stand before and behind a placeholder were never one after the other.
    if (!read || line.includes('<redacted ')) finish();
  }
  finish();
  return [...dumps, ...rows(blanked(text, dumps))];
}

/** The text with blanks where lines of these dumps stand: all else stands where it stood. */
export function blanked(text: string, dumps: readonly HexDump[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { from, to } of dumps.flatMap(dump => dump.lines)) {
    if (from < at) continue;
    parts.push(text.slice(at, from), ' '.repeat(to - from));
    at = to;
  }
  return [...parts, text.slice(at)].join('');
}

function readLine(line: string, at: number): DumpLine | undefined {
  offset.lastIndex = 0;
  const head = offset.exec(line);
  // Behind a placeholder stands the rest of a line that was read before.
  if (!head || line.slice(0, head.index).includes('<redacted ')) return undefined;
  const first = head.index + head[0].length;
  const isFirst = !/[1-9a-f]/i.test(head[0]);
  const places = octetPlaces(line, first);
  const octets = places.map(place => String.fromCharCode(Number.parseInt(line.slice(place, place + 2), 16))).join('');
  // What stands in the column of characters may look like digits too: both say the same where the digits really end.
  for (let count = places.length; count > 0; count--) {
    const column = columnOf(line, (places[count - 1] as number) + 2, octets.slice(0, count));
    if (column === undefined) continue;
    const digits = places.slice(0, count).map(place => at + place);
    return { from: at + first, to: at + line.length, octets: octets.slice(0, count), isFirst, digits, column: at + column };
  }
  // What the head looks ahead for is an octet.
  const end = (places.at(-1) as number) + 2;
  if (places.length < 8 && line.slice(end).trim() !== '') return undefined;
  return { from: at + first, to: at + end, octets, isFirst, digits: places.map(place => at + place), column: undefined };
}

function octetPlaces(line: string, first: number): number[] {
  const places: number[] = [];
  for (let at = first; places.length < mostOctets; at += 2) {
    const octet = /[ \t:-]{0,4}(?=[0-9a-f]{2})/iy;
    octet.lastIndex = at;
    const before = octet.exec(line);
    if (!before) break;
    at += before[0].length;
    places.push(at);
  }
  return places;
}

/** Where the column of characters begins behind the digits: one for each octet, and the same where that is a visible character. */
function columnOf(line: string, end: number, octets: string): number | undefined {
  const rest = line.slice(end);
  const closed = /^[ \t]+[|>].*[|<][ \t]*$/.test(rest) ? rest.replace(/[|<][ \t]*$/, '') : rest;
  for (let from = Math.max(1, closed.length - octets.length); from < closed.length; from++) {
    if (!/^[ \t]+[|>]?$/.test(closed.slice(0, from))) return undefined;
    const column = closed.slice(from);
    // Blanks at the end of a line get lost in mails.
    if (octets.slice(column.length).trim() !== '') continue;
    if ([...column].every((shown, index) => isShown(shown, octets.charCodeAt(index)))) return end + from;
  }
  return undefined;
}

function isShown(shown: string, octet: number): boolean {
  return octet > 0x20 && octet < 0x7f ? shown.charCodeAt(0) === octet : !/[0-9A-Za-z]/.test(shown);
}

function isInWords({ digits, column }: DumpLine): boolean {
  const [first = 0, second, third = 0] = digits;
  return column === undefined && second === first + 2 && (digits.length < 3 || third > second + 2);
}

function swapped(line: DumpLine): DumpLine {
  const order = line.digits.map((_, index) => ((index ^ 1) < line.digits.length ? index ^ 1 : index));
  return {
    ...line,
    octets: order.map(index => line.octets.charAt(index)).join(''),
    digits: order.map(index => line.digits[index] as number),
  };
}

function dumpOf(lines: readonly DumpLine[]): HexDump {
  const starts: number[] = [];
  let length = 0;
  for (const { octets } of lines) {
    starts.push(length);
    length += octets.length;
  }
  return {
    text: lines.map(({ octets }) => octets).join(''),
    packets: starts.filter((_, index) => lines[index]?.isFirst),
    lines,
    stretches: (from, to) => {
      const found: Stretch[] = [];
      for (const [index, { octets, digits, column }] of lines.entries()) {
        const [first, last] = [
          Math.max(0, from - (starts[index] as number)),
          Math.min(octets.length, to - (starts[index] as number)),
        ];
        if (first >= last) continue;
        const shown = digits.slice(first, last);
        found.push({ from: Math.min(...shown), to: Math.max(...shown) + 2 });
        if (column !== undefined) found.push({ from: column + first, to: column + last });
      }
      return found;
    },
  };
}

function rows(text: string): HexDump[] {
  return [...text.matchAll(row)].map(({ index, 0: found }) => {
    const places = [...found.matchAll(/([\r\n])?[\s,:;]*(?:0x)?[0-9a-f]{2}/gi)];
    const digits = places.map(octet => index + octet.index + octet[0].length - 2);
    return {
      text: digits.map(place => String.fromCharCode(Number.parseInt(text.slice(place, place + 2), 16))).join(''),
      // A packet may begin with a line.
      packets: places.flatMap((octet, at) => (at === 0 || octet[1] !== undefined ? [at] : [])),
      lines: [],
      stretches: (from: number, to: number) => [{ from: digits[from] as number, to: (digits[to - 1] as number) + 2 }],
    };
  });
}
