import type { LineEnd, SdpLine } from './sdp-line.js';

/** One change to a document. `line` and `before` are indices into {@link SdpDocument.lines}. */
export type SdpEdit =
  /** Other lines in place of one. */
  | { readonly kind: 'replace'; readonly line: number; readonly lines: readonly string[] }
  /** New lines before a line; `before` may be the number of lines, for the end of the document. */
  | { readonly kind: 'insert'; readonly before: number; readonly lines: readonly string[] }
  | { readonly kind: 'delete'; readonly line: number }
  /** Other text in place of a stretch of text. */
  | { readonly kind: 'splice'; readonly offset: number; readonly length: number; readonly text: string };

interface Splice {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** What of the document an edit must know. */
export interface Editable {
  readonly text: string;
  readonly lines: readonly SdpLine[];
  readonly lineEnd: LineEnd;
}

/**
 * The text with all edits applied, in one pass; several insertions at one place keep their order.
 *
 * @throws RangeError when an edit names a line that is not there, overlaps another, or brings in a line break.
 */
export function applyEdits(document: Editable, edits: readonly SdpEdit[]): string {
  const splices = edits.map(edit => toSplice(document, edit)).sort((a, b) => a.offset - b.offset || a.length - b.length);
  const parts: string[] = [];
  let at = 0;
  for (const { offset, length, text } of splices) {
    if (offset < at) throw new RangeError(`edits overlap at offset ${offset}`);
    parts.push(document.text.slice(at, offset), text);
    at = offset + length;
  }
  parts.push(document.text.slice(at));
  return parts.join('');
}

function toSplice(document: Editable, edit: SdpEdit): Splice {
  if (edit.kind === 'splice') {
    if (!(edit.offset >= 0 && edit.length >= 0 && edit.offset + edit.length <= document.text.length))
      throw new RangeError(`no text of ${edit.length} characters at offset ${edit.offset}`);
    return { offset: edit.offset, length: edit.length, text: oneLine(edit.text) };
  }
  if (edit.kind === 'insert') return insertion(document, edit.before, edit.lines.map(oneLine));
  const line = document.lines[edit.line];
  if (!line) throw new RangeError(`no line with index ${edit.line} among ${document.lines.length}`);
  const length = line.endOffset - line.offset;
  if (edit.kind === 'delete' || edit.lines.length === 0)
    return { offset: line.offset, length: length + line.end.length, text: '' };
  return { offset: line.offset, length, text: edit.lines.map(oneLine).join(endBeside(document, edit.line)) };
}

function insertion(document: Editable, before: number, lines: readonly string[]): Splice {
  if (!(Number.isInteger(before) && before >= 0 && before <= document.lines.length))
    throw new RangeError(`no place before line index ${before} among ${document.lines.length} lines`);
  const end = endBeside(document, before);
  const next = document.lines[before];
  if (next) return { offset: next.offset, length: 0, text: lines.map(line => line + end).join('') };
  // Behind a last line that nothing ends, the document keeps ending without a line end.
  const open = document.lines.at(-1)?.end === '';
  const text = open ? lines.map(line => end + line) : lines.map(line => line + end);
  return { offset: document.text.length, length: 0, text: text.join('') };
}

/** The end of the line before the place, else of the line at it, else the one that most lines have. */
function endBeside(document: Editable, index: number): LineEnd {
  return document.lines[index - 1]?.end || document.lines[index]?.end || document.lineEnd;
}

/** A line break inside of a line would let its author write other lines of the SDP. */
function oneLine(text: string): string {
  if (/[\r\n]/.test(text)) throw new RangeError('a line break inside of an edited line');
  return text;
}
