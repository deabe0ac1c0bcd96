import type { MappedText } from './mapped-text.js';

/** One way in which line ends of an SDP are written inside of other text. */
interface Escape {
  /** Tells that a text is written so. */
  readonly seen: RegExp;
  readonly pattern: RegExp;
  readonly read: (match: string) => string;
}

const escapes: readonly Escape[] = [
  // rsyslog and others write control characters in octal.
  {
    seen: /(?:v=0|\b(?:m=[a-z]+ \d+ |a=(?:crypto|key-mgmt):)[^#\r\n]{0,500})(?:#015)?#012/,
    pattern: /v=0(?=#01[25])|#01[125]/g,
    read: octal,
  },
  // A string of JSON, JavaScript, C, Python; before it, such a string inside of one or two others.
  ...[4, 2, 1].map(quoted),
  // `cat -v`, less and terminals show a carriage return so; `cat -A` marks the line end besides.
  { seen: /\^M\$?(?:\r?\n|$)/, pattern: /\^M\$?(?=\r?\n|$)/g, read: () => '' },
];

/** A string in which this many backslashes stand before what is escaped: each string around another doubles them. */
function quoted(backslashes: number): Escape {
  const mark = '\\\\'.repeat(backslashes);
  // The quotation mark that ends the string is escaped by the strings around it only.
  const end = `${'\\\\'.repeat(backslashes - 1)}"`;
  // Some writers of JSON (Gson) escape the equals sign, as what HTML might take for its own.
  const version = `v(?:=|${mark}u003[dD])0`;
  // Of a part of an SDP, the first lines that tell what it is.
  const part = `\\b(?:m=[a-z]+ \\d+ |a(?:=|${mark}u003[dD])(?:crypto|key-mgmt):)(?:[^"\\\\\\r\\n]|${mark}(?:/|u00[2-7])){0,500}`;
  return {
    seen: new RegExp(`(?:${version}|${part})(?:${mark}(?:r|u000[dD]))?${mark}(?:n|u000[aA])`),
    pattern: new RegExp(`${version}(?=${mark})|${mark}(?:[rnt/]|u00[0-9a-fA-F]{2}|${end}|${mark})|${end}`, 'g'),
    read: match => character(match, '\\'.repeat(backslashes - 1)),
  };
}

/** The text with the line ends of SDPs brought back, where something wrote them in another way. */
export function unescapeText(text: MappedText): MappedText {
  let result = text;
  for (const { seen, pattern, read } of escapes) if (seen.test(result.text)) result = result.replace(pattern, read);
  return result;
}

/** What stands before the SDP on its line is not repeated before its other lines: the SDP gets lines of its own. */
const ownLine = '\nv=0';

function octal(match: string): string {
  return { '#015': '\r', '#012': '\n', '#011': '\t' }[match] ?? ownLine;
}

function character(match: string, outer: string): string {
  if (match.startsWith('v')) return ownLine;
  if (match === `${outer}"`) return '\n"\n';
  const code = /u00([0-9a-fA-F]{2})$/.exec(match)?.[1];
  if (code) return String.fromCharCode(Number.parseInt(code, 16));
  const letter = match.at(-1) as string;
  return { r: '\r', n: '\n', t: '\t' }[letter] ?? letter;
}
