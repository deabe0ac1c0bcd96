/** Text taken out of other text, which knows where each of its characters came from. */
export class MappedText {
  readonly text: string;
  /** Place of each character in the source; `undefined` where the text begins at 0 of the source and nothing is left out. */
  readonly #origin: Uint32Array | undefined;

  /** Where in the source its end stands. */
  readonly #end: number;

  private constructor(text: string, origin: Uint32Array | undefined, end: number) {
    this.text = text;
    this.#origin = origin;
    this.#end = end;
  }

  /** The source as it is. */
  static whole(source: string): MappedText {
    return new MappedText(source, undefined, source.length);
  }

  /** A copy in which each match of the (global) pattern is replaced; what replaces it stands where the match began. */
  replace(pattern: RegExp, replacement: (match: string) => string): MappedText {
    const parts: string[] = [];
    const places: number[] = [];
    let at = 0;
    const copy = (to: number) => {
      parts.push(this.text.slice(at, to));
      for (; at < to; at++) places.push(this.locate(at));
    };
    for (const { index, 0: match } of this.text.matchAll(pattern)) {
      copy(index);
      const text = replacement(match);
      parts.push(text);
      for (let i = 0; i < text.length; i++) places.push(this.locate(index));
      at = index + match.length;
    }
    copy(this.text.length);
    return new MappedText(parts.join(''), Uint32Array.from(places), this.#end);
  }

  /** The stretches given, at least one, one after the other. */
  pick(ranges: readonly { readonly from: number; readonly to: number }[]): MappedText {
    const only = ranges[0];
    if (ranges.length === 1 && only?.from === 0 && only.to === this.text.length) return this;
    const text = ranges.map(({ from, to }) => this.text.slice(from, to)).join('');
    const origin = new Uint32Array(text.length);
    let filled = 0;
    for (const { from, to } of ranges) for (let at = from; at < to; at++) origin[filled++] = this.locate(at);
    return new MappedText(text, origin, this.locate((ranges.at(-1) as { to: number }).to));
  }

  /** Where a character of this text, or its end, stands in the source. */
  locate(offset: number): number {
    const origin = this.#origin;
    if (!origin) return offset;
    return offset < origin.length ? (origin[offset] as number) : this.#end;
  }
}
