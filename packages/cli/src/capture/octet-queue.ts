/** Octets that arrive in chunks and leave in whatever lengths a format asks for. */
export class OctetQueue {
  #chunks: Buffer[] = [];
  #first = 0;
  #skip = 0;
  #length = 0;
  #taken = 0;

  /** Octets waiting. */
  get length(): number {
    return this.#length;
  }

  /** Octets that were taken or skipped since the beginning: the offset of the next one. */
  get offset(): number {
    return this.#taken;
  }

  push(chunk: Buffer): void {
    const dropped = Math.min(this.#skip, chunk.length);
    this.#skip -= dropped;
    this.#taken += dropped;
    if (dropped === chunk.length) return;
    this.#chunks.push(dropped === 0 ? chunk : chunk.subarray(dropped));
    this.#length += chunk.length - dropped;
  }

  /** The first `count` octets, which stay; the caller has looked at {@link length}. */
  peek(count: number): Buffer {
    const head = this.#chunks[0];
    if (!head) return Buffer.alloc(0);
    if (head.length - this.#first >= count) return head.subarray(this.#first, this.#first + count);
    this.#chunks = [Buffer.concat([head.subarray(this.#first), ...this.#chunks.slice(1)])];
    this.#first = 0;
    return (this.#chunks[0] as Buffer).subarray(0, count);
  }

  /** Removes and returns the first `count` octets; the caller has looked at {@link length}. */
  take(count: number): Buffer {
    const octets = this.peek(count);
    this.skip(count);
    return octets;
  }

  /** Drops `count` octets, those that have not arrived yet too. */
  skip(count: number): void {
    let left = count;
    while (left > 0) {
      const head = this.#chunks[0];
      if (!head) break;
      const here = Math.min(left, head.length - this.#first);
      this.#first += here;
      left -= here;
      if (this.#first === head.length) {
        this.#chunks.shift();
        this.#first = 0;
      }
    }
    this.#length -= count - left;
    this.#taken += count - left;
    this.#skip += left;
  }
}
