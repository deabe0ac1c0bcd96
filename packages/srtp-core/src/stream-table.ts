/**
 * Streams by their SSRC. The one that was asked for last is found without a search: most sessions have only one. So is that there
 * is none: a forged packet of a new SSRC asks several times.
 */
export class StreamTable<Stream extends { readonly ssrc: number }> {
  readonly #streams = new Map<number, Stream>();
  #last: Stream | undefined;
  #unknown = -1;

  get(ssrc: number): Stream | undefined {
    if (this.#last?.ssrc === ssrc) return this.#last;
    if (this.#unknown === ssrc) return undefined;
    const found = this.#streams.get(ssrc | 0);
    if (found) this.#last = found;
    else this.#unknown = ssrc;
    return found;
  }

  add(stream: Stream): void {
    this.#streams.set(stream.ssrc | 0, stream);
    this.#last = stream;
    this.#unknown = -1;
  }

  delete(ssrc: number): void {
    this.#streams.delete(ssrc | 0);
    this.#last = undefined;
  }

  clear(): void {
    this.#streams.clear();
    this.#last = undefined;
  }

  get size(): number {
    return this.#streams.size;
  }

  values(): IterableIterator<Stream> {
    return this.#streams.values();
  }
}
