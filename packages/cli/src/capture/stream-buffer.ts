/** Octets of a stream that are not used up yet. Appending costs amortized linear time, whatever the size of the pieces. */
export class StreamBuffer {
  #store: Buffer = Buffer.alloc(0);
  #from = 0;
  #to = 0;

  /** What is there; a view that later calls never overwrite. */
  get octets(): Buffer {
    return this.#store.subarray(this.#from, this.#to);
  }

  get length(): number {
    return this.#to - this.#from;
  }

  append(piece: Buffer): void {
    if (this.#store.length - this.#to < piece.length) {
      const store = Buffer.alloc(2 * (this.length + piece.length));
      store.set(this.octets);
      this.#to = this.length;
      this.#from = 0;
      this.#store = store;
    }
    this.#store.set(piece, this.#to);
    this.#to += piece.length;
  }

  /** Uses up the first `count` octets. */
  drop(count: number): void {
    this.#from += count;
    if (this.#from >= this.#to) this.clear();
  }

  clear(): void {
    this.#store = Buffer.alloc(0);
    this.#from = 0;
    this.#to = 0;
  }
}
