/** A stretch of the document's text, in UTF-16 code units. */
export interface TextRange {
  readonly offset: number;
  readonly length: number;
}

/** What an `m=` line says (RFC 8866 §5.14), read leniently: a field that is missing is empty. */
export interface MediaDescription {
  readonly media: string;
  /** 0..65535, or `undefined` where the line has no such number. 0 rejects or removes the section (RFC 3264 §6). */
  readonly port: number | undefined;
  /** The number after `port/`; 1 without it. */
  readonly portCount: number;
  readonly proto: string;
  readonly formats: readonly string[];
  /** Where port (with its count) and proto stand in the document. */
  readonly ranges: { readonly port: TextRange; readonly proto: TextRange };
}

/** Reads the value of an `m=` line that begins at `offset` of the document. */
export function parseMediaDescription(value: string, offset: number): MediaDescription {
  const fields = fieldsOf(value);
  const range = (index: number): TextRange => {
    const field = fields[index];
    return field ? { offset: offset + field.at, length: field.text.length } : { offset: offset + value.length, length: 0 };
  };
  const { port, portCount } = readPort(fields[1]?.text ?? '');
  return {
    media: fields[0]?.text ?? '',
    port,
    portCount,
    proto: fields[2]?.text ?? '',
    formats: fields.slice(3).map(({ text }) => text),
    ranges: { port: range(1), proto: range(2) },
  };
}

function readPort(text: string): { port: number | undefined; portCount: number } {
  const slash = text.indexOf('/');
  const number = readNumber(slash < 0 ? text : text.slice(0, slash));
  const portCount = slash < 0 ? 1 : readNumber(text.slice(slash + 1));
  if (number === undefined || portCount === undefined) return { port: undefined, portCount: 1 };
  return { port: number <= 65_535 ? number : undefined, portCount };
}

function readNumber(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

/** What stands between blanks. */
function fieldsOf(value: string): { text: string; at: number }[] {
  const found: { text: string; at: number }[] = [];
  const blanks = value.includes('\t') ? value.replaceAll('\t', ' ') : value;
  for (let at = 0, end = 0; at < value.length; at = end + 1) {
    const blank = blanks.indexOf(' ', at);
    end = blank < 0 ? value.length : blank;
    if (end > at) found.push({ text: value.slice(at, end), at });
  }
  return found;
}
