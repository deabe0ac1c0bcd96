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
}

/**
 * One line of an SDP, `<type>=<value>` (RFC 8866 §5), or whatever else stands there. A folded attribute is one line.
 * All offsets count UTF-16 code units of the document's text.
 */
export class SdpLine implements LinePlace {
  readonly index: number;
  readonly number: number;
  readonly offset: number;
  readonly endOffset: number;
  readonly end: LineEnd;
  readonly folded: boolean;
  readonly #text: string;
  /** Where the attribute name ends, -1 in a line that is no attribute. */
  readonly #nameEnd: number;

  constructor(document: string, place: LinePlace) {
    this.index = place.index;
    this.number = place.number;
    this.offset = place.offset;
    this.endOffset = place.endOffset;
    this.end = place.end;
    this.folded = place.folded;
    this.#text = document.slice(place.offset, place.endOffset);
    const colon = this.type === 'a' ? this.#text.indexOf(':', 2) : -2;
    this.#nameEnd = colon === -1 ? this.#text.length : Math.max(colon, -1);
  }

  /** The line as it stands, without its line end; a folded line keeps its inner ones. */
  get text(): string {
    return this.#text;
  }

  /** The type letter, such as `a` or `m`; `undefined` in a line that is not of the form `<type>=<value>`. */
  get type(): string | undefined {
    return isTyped(this.#text) ? this.#text.charAt(0) : undefined;
  }

  /** Name of an attribute, without blanks around it; `undefined` in every other line. */
  get attribute(): string | undefined {
    return this.#nameEnd < 0 ? undefined : this.#text.slice(2, this.#nameEnd).trim();
  }

  /**
   * What follows `a=name:`, or `<type>=` in other lines, or all of a line without type. The breaks inside of a folded
   * line read as blanks, so `valueOffset + i` is always the place of `value[i]` in the document.
   */
  get value(): string {
    const value = this.#text.slice(this.#valueStart);
    return this.folded ? value.replaceAll(/[\r\n]/g, ' ') : value;
  }

  /** Offset of the first character of {@link value}. */
  get valueOffset(): number {
    return this.offset + this.#valueStart;
  }

  /** Whether an attribute has a value at all: `a=crypto:` has an empty one, `a=crypto` has none. */
  get hasValue(): boolean {
    return this.#nameEnd >= 0 && this.#nameEnd < this.#text.length;
  }

  /** A line may hold a key: what is shown is its kind and size. */
  toJSON(): object {
    return { line: this.number, type: this.type, attribute: this.attribute, length: this.#text.length };
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `[SdpLine ${this.number}: ${this.type ?? '?'}=${this.attribute ?? ''}, ${this.#text.length} characters]`;
  }

  get #valueStart(): number {
    if (this.#nameEnd >= 0) return Math.min(this.#nameEnd + 1, this.#text.length);
    return this.type === undefined ? 0 : 2;
  }
}

/** RFC 8866 §5: the type is one letter, case-significant; all that exist are lower case. */
export function isTyped(text: string): boolean {
  const letter = text.charCodeAt(0);
  return letter >= 0x61 && letter <= 0x7a && text.charCodeAt(1) === 0x3d;
}

/**
 * Whether a physical line goes on with the attribute before it. SDP knows no folding, but documents and careless copies
 * break long attributes (RFC 4568 prints its own examples so). Blank lines, lines with a type in either case and lines
 * that begin with punctuation at the margin, such as a MIME boundary, never belong to the line before.
 */
export function isContinuation(text: string): boolean {
  return !isTyped(text) && /^(?:[ \t]+(?![A-Za-z]=(?!=|$))[^ \t]|(?![A-Za-z]=(?!=|$))[A-Za-z0-9+/|])/.test(text);
}
