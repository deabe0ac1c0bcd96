/** What {@link ReplayWindow.check} finds. */
export const seen = { fresh: 0, before: 1, tooOld: 2 } as const;

/**
 * Which of the newest `size` indices have been used (RFC 3711 §3.3.2). A receiver asks it about replays, a sender about keystream
 * that must not be used twice. Its highest index is also the ROC and s_l of §3.3.1. Indices are up to 48 bits long.
 */
export class ReplayWindow {
  readonly size: number;
  /** The highest index used, -1 before the first. */
  highest = -1;
  /** One bit per index, at the index modulo the number of bits. */
  readonly #bits: Uint32Array;
  readonly #mask: number;

  constructor(size: number) {
    this.size = size;
    const capacity = 2 ** Math.ceil(Math.log2(size));
    this.#bits = new Uint32Array(capacity / 32);
    this.#mask = capacity - 1;
  }

  /** One of {@link seen}; changes nothing. */
  check(index: number): number {
    if (index > this.highest) return seen.fresh;
    if (this.highest - index >= this.size) return seen.tooOld;
    const at = index & this.#mask;
    return ((this.#bits[at >>> 5] as number) >>> (at & 31)) & 1 ? seen.before : seen.fresh;
  }

  /** Enters an index that {@link check} found fresh. */
  add(index: number): void {
    if (index > this.highest) this.#advance(index);
    const at = index & this.#mask;
    this.#bits[at >>> 5] = (this.#bits[at >>> 5] as number) | (1 << (at & 31));
  }

  /** Counts every index up to `index` as used. */
  closeUpTo(index: number): void {
    if (index < this.highest) throw new RangeError('a window only moves forward');
    this.highest = index;
    this.#bits.fill(0xffffffff);
  }

  /** Forgets everything: for the first index under keys that were never used. */
  restart(): void {
    this.highest = -1;
    this.#bits.fill(0);
  }

  /** A window of the same state and another size: what a smaller one forgets, it counts as used. */
  copy(size = this.size): ReplayWindow {
    const copy = new ReplayWindow(size);
    copy.highest = this.highest;
    const oldest = Math.max(0, this.highest - copy.#mask);
    for (let index = oldest; index <= this.highest; index++) if (this.check(index) !== seen.fresh) copy.add(index);
    return copy;
  }

  /** The used indices of the window, for a snapshot: bit n of octet m stands for the index `highest - 8 * m - n`. */
  save(): Uint8Array {
    const saved = new Uint8Array(Math.ceil(this.size / 8));
    for (let back = 0; back < this.size && back <= this.highest; back++)
      if (this.check(this.highest - back) !== seen.fresh) saved[back >>> 3] = (saved[back >>> 3] as number) | (1 << (back & 7));
    return saved;
  }

  /** The reverse of {@link save}. What lies behind the saved octets counts as used. */
  static load(size: number, highest: number, saved: Uint8Array): ReplayWindow {
    const window = new ReplayWindow(size);
    window.highest = highest;
    for (let back = 0; back < size && back <= highest; back++) {
      const octet = saved[back >>> 3];
      if (octet === undefined || (octet >>> (back & 7)) & 1) window.add(highest - back);
    }
    return window;
  }

  #advance(index: number): void {
    const step = index - this.highest;
    if (this.highest < 0 || step > this.#mask) this.#bits.fill(0);
    else
      for (let between = this.highest + 1; between < index; between++) {
        const at = between & this.#mask;
        this.#bits[at >>> 5] = (this.#bits[at >>> 5] as number) & ~(1 << (at & 31));
      }
    this.highest = index;
  }
}
