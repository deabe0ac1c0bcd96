/** What ends a line; empty for a last line that nothing ends. */
export type LineEnd = '\r\n' | '\n' | '\r' | '';

/** Where a line lies in the text of its document. */
export interface LinePlace {
  /** Place in {@link SdpDocument.lines}. */
  readonly index: number;
  /** 1-based number of its first physical line. */
  readonly number: number;
  /** Offset of its first character. */
  readonly offset: number;
  /** Offset behind its last character, before the line end. */
  readonly endOffset: number;
  readonly end: LineEnd;
  /** It goes on over more than one physical line. */
  readonly folded: boolean;
  /** Offset of the first colon of an attribute, -1 where it has none, and in every other line. */
  readonly colon: number;
}

/**
 * One line of an SDP, `<type>=<value>` (RFC 8866 §5), or whatever else stands there. A folded attribute is one line.
 * All offsets count UTF-16 code units of the document's text.
 *
 * @example
 * ```ts
 * for (const { number, attribute, value } of document.lines) if (attribute === 'mid') console.log(number, value);
 * ```
 */
export class SdpLine implements Omit<LinePlace, 'colon'> {
  readonly index: number;
  readonly number: number;
  readonly offset: number;
  readonly endOffset: number;
  readonly end: LineEnd;
  readonly folded: boolean;
  /** The type letter, such as `a` or `m`; `undefined` in a line that is not of the form `<type>=<value>`. */
  readonly type: string | undefined;
  /** Name of an attribute, without blanks around it; `undefined` in every other line. */
  readonly attribute: string | undefined;
  /** Whether an attribute has a value at all: `a=crypto:` has an empty one, `a=crypto` has none. */
  readonly hasValue: boolean;
  /** Offset of the first character of {@link value}. */
  readonly valueOffset: number;
  readonly #document: string;

  constructor(document: string, { index, number, offset, endOffset, end, folded, colon }: LinePlace) {
    this.index = index;
    this.number = number;
    this.offset = offset;
    this.endOffset = endOffset;
    this.end = end;
    this.folded = folded;
    this.type = isTyped(document, offset) ? document.charAt(offset) : undefined;
    const nameEnd = colon === -1 ? endOffset : colon;
    this.attribute = this.type === 'a' ? document.slice(offset + 2, nameEnd).trim() : undefined;
    this.hasValue = colon !== -1;
    this.valueOffset = this.type === 'a' ? Math.min(nameEnd + 1, endOffset) : this.type === undefined ? offset : offset + 2;
    this.#document = document;
  }

  /** The line as it stands, without its line end; a folded line keeps its inner ones. */
  get text(): string {
    return this.#document.slice(this.offset, this.endOffset);
  }

  /**
   * What follows `a=name:`, or `<type>=` in other lines, or all of a line without type. The breaks inside of a folded
   * line read as blanks, so `valueOffset + i` is always the place of `value[i]` in the document.
   */
  get value(): string {
    const value = this.#document.slice(this.valueOffset, this.endOffset);
    return this.folded ? value.replaceAll(/[\r\n]/g, ' ') : value;
  }

  /** A line may hold a key, and one without colon in its name: what is shown is its kind and size. */
  toString(): string {
    const name = (this.attribute?.length ?? 0) <= 20 ? this.attribute : '...';
    return `[SdpLine ${this.number}: ${this.type ?? '?'}=${name ?? ''}, ${this.endOffset - this.offset} characters]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/** RFC 8866 §5: the type is one letter, case-significant; all that exist are lower case. */
function isTyped(text: string, at: number): boolean {
  const letter = text.charCodeAt(at);
  return letter >= 0x61 && letter <= 0x7a && text.charCodeAt(at + 1) === 0x3d;
}

const continuation = /^(?:[ \t]+(?![A-Za-z]=(?!=|$))[^ \t]|(?![A-Za-z]=(?!=|$))[A-Za-z0-9+/|])/;

/**
 * Whether a physical line goes on with the attribute before it. SDP knows no folding, but documents and careless copies
 * break long attributes (RFC 4568 prints its own examples so). Blank lines, lines with a type in either case and lines
 * that begin with punctuation at the margin, such as a MIME boundary, never belong to the line before.
 */
export function isContinuation(text: string, offset: number, endOffset: number): boolean {
  return !isTyped(text, offset) && continuation.test(text.slice(offset, endOffset));
}
