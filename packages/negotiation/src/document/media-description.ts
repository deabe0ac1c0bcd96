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
  const fields = [...value.matchAll(/[^ \t]+/g)];
  const range = (index: number): TextRange => {
    const field = fields[index];
    return field ? { offset: offset + field.index, length: field[0].length } : { offset: offset + value.length, length: 0 };
  };
  const port = /^(\d{1,5})(?:\/(\d{1,5}))?$/.exec(fields[1]?.[0] ?? '');
  const number = port ? Number(port[1]) : undefined;
  return {
    media: fields[0]?.[0] ?? '',
    port: number !== undefined && number <= 65_535 ? number : undefined,
    portCount: port?.[2] ? Number(port[2]) : 1,
    proto: fields[2]?.[0] ?? '',
    formats: fields.slice(3).map(field => field[0]),
    ranges: { port: range(1), proto: range(2) },
  };
}
