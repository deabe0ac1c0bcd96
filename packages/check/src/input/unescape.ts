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
  { seen: /v=0(?:#015)?#012/, pattern: /v=0(?=#01[25])|#01[125]/g, read: octal },
  // A JSON string inside of a JSON string. The quotation mark of the outer one has one backslash and ends the SDP.
  { seen: /v=0(?:\\\\r)?\\\\n/, pattern: /v=0(?=\\\\)|\\\\[rnt]|\\\\\/|(?:\\\\)?\\"/g, read: match => character(match, '\\"') },
  // A string of JSON, JavaScript, C, Python.
  { seen: /v=0(?:\\r)?\\n/, pattern: /v=0(?=\\)|\\(?:[rnt"\\/]|u00[0-9a-fA-F]{2})|"/g, read: match => character(match, '"') },
  // `cat -A`, less and terminals show a carriage return so.
  { seen: /\^M(?:\r?\n|$)/, pattern: /\^M(?=\r?\n|$)/g, read: () => '' },
];

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

function character(match: string, end: string): string {
  if (match === 'v=0') return ownLine;
  if (match === end) return '\n"\n';
  const code = /u00([0-9a-fA-F]{2})$/.exec(match)?.[1];
  if (code) return String.fromCharCode(Number.parseInt(code, 16));
  const letter = match.at(-1) as string;
  return { r: '\r', n: '\n', t: '\t' }[letter] ?? letter;
}
