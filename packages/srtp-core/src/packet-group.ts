import { type Engine, type KeySlot, openPackets, type PacketWork, sealPackets } from './engine.js';

/** Packets that go through an engine in one call, at most. */
export const mostInGroup = 32;

/** Where in memory octets are that a group reads, or writes. Places of no use are kept, so that nothing is allocated. */
class Areas {
  readonly #buffers: ArrayBufferLike[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #count = 0;
  #lowest = 0;
  #highest = 0;

  clear(): void {
    this.#count = 0;
  }

  add(buffer: ArrayBufferLike, start: number, end: number): void {
    const at = this.#count++;
    this.#buffers[at] = buffer;
    this.#starts[at] = start;
    this.#ends[at] = end;
    if (at === 0 || start < this.#lowest) this.#lowest = start;
    if (at === 0 || end > this.#highest) this.#highest = end;
  }

  meet(buffer: ArrayBufferLike, start: number, end: number): boolean {
    // For packets that lie one behind the other there is nothing to search, whatever buffers they are in.
    if (this.#count === 0 || end <= this.#lowest || start >= this.#highest) return false;
    const buffers = this.#buffers;
    const count = this.#count;
    for (let at = 0; at < count; at++)
      if (buffers[at] === buffer && start < (this.#ends[at] as number) && end > (this.#starts[at] as number)) return true;
    return false;
  }
}

/** Packets that wait to be sealed or opened by one call of their engine. */
export class PacketGroup {
  count = 0;
  /** What the engine returned, by place in the group. */
  readonly results = new Int32Array(mostInGroup);
  #engine: Engine | undefined;
  readonly #slots: KeySlot[] = [];
  readonly #works: PacketWork[] = [];
  readonly #sources = new Areas();
  readonly #targets = new Areas();
  /** Where the packet lies that {@link admits} was asked about, and its target: to ask an array for its buffer is dear. */
  #source: ArrayBufferLike | undefined;
  #sourceStart = 0;
  #sourceEnd = 0;
  #target: ArrayBufferLike | undefined;
  #targetStart = 0;
  #targetEnd = 0;

  /**
   * Whether a packet can wait with those that do: there is room, its engine is theirs, and they have no octets in common, so
   * that it makes no difference which of them is read or written first.
   */
  admits(engine: Engine, packet: Uint8Array, target: Uint8Array): boolean {
    const read = packet.buffer;
    const readStart = packet.byteOffset;
    const readEnd = readStart + packet.length;
    const inPlace = target === packet;
    const written = inPlace ? read : target.buffer;
    const start = inPlace ? readStart : target.byteOffset;
    const end = inPlace ? readEnd : start + target.length;
    this.#source = read;
    this.#sourceStart = readStart;
    this.#sourceEnd = readEnd;
    this.#target = written;
    this.#targetStart = start;
    this.#targetEnd = end;
    if (this.count === 0) return true;
    if (this.count === mostInGroup || engine !== this.#engine) return false;
    if (this.#targets.meet(read, readStart, readEnd)) return false;
    return (inPlace || !this.#targets.meet(written, start, end)) && !this.#sources.meet(written, start, end);
  }

  /** Takes in the packet that {@link admits} was asked about last. */
  add(engine: Engine, slot: KeySlot, work: PacketWork): void {
    this.#engine = engine;
    this.#slots[this.count] = slot;
    this.#works[this.count] = work;
    this.count++;
    this.#sources.add(this.#source as ArrayBufferLike, this.#sourceStart, this.#sourceEnd);
    this.#targets.add(this.#target as ArrayBufferLike, this.#targetStart, this.#targetEnd);
  }

  seal(): void {
    if (!this.#engine) return;
    try {
      sealPackets(this.#engine, this.#slots, this.#works, this.count, this.results);
    } finally {
      this.#clear();
    }
  }

  open(): void {
    if (!this.#engine) return;
    try {
      openPackets(this.#engine, this.#slots, this.#works, this.count, this.results);
    } finally {
      this.#clear();
    }
  }

  #clear(): void {
    this.count = 0;
    this.#engine = undefined;
    this.#sources.clear();
    this.#targets.clear();
  }
}
