/** A line of any text. */
export interface TextLine {
  readonly from: number;
  /** Behind the line end. */
  readonly to: number;
  /** Without the line end. */
  readonly text: string;
}

/** The lines of a text; CRLF, LF and CR end one. */
export function textLines(text: string): TextLine[] {
  const lines: TextLine[] = [];
  for (const { index, 0: whole, 1: content } of text.matchAll(/([^\r\n]*)(?:\r\n|\n|\r|$)/g))
    if (whole !== '') lines.push({ from: index, to: index + whole.length, text: content as string });
  return lines;
}
