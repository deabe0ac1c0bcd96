import { type Engine, type KeySlot, openPackets, type PacketWork, sealPackets } from './engine.js';

/** Packets that go through an engine in one call, at most. */
export const mostInGroup = 32;

/**
 * Where in memory the octets are that a group reads and writes. Places of no use are kept, so that nothing is allocated; one pass
 * over all of them answers for a packet, because most packets have a buffer of their own and are compared with every other.
 */
class Areas {
  readonly #sources: ArrayBufferLike[] = [];
  readonly #targets: ArrayBufferLike[] = [];
  /** Four by packet: start and end of its source, start and end of its target. */
  readonly #bounds = new Float64Array(4 * mostInGroup);
  /** Between these all of them lie, in whatever buffers. */
  #lowest = 0;
  #highest = 0;
  #count = 0;

  clear(): void {
    this.#count = 0;
  }

  add(area: Area): void {
    const at = this.#count++;
    const lowest = Math.min(area.sourceStart, area.targetStart);
    const highest = Math.max(area.sourceEnd, area.targetEnd);
    if (at === 0 || lowest < this.#lowest) this.#lowest = lowest;
    if (at === 0 || highest > this.#highest) this.#highest = highest;
    this.#sources[at] = area.source as ArrayBufferLike;
    this.#targets[at] = area.target as ArrayBufferLike;
    this.#bounds[4 * at] = area.sourceStart;
    this.#bounds[4 * at + 1] = area.sourceEnd;
    this.#bounds[4 * at + 2] = area.targetStart;
    this.#bounds[4 * at + 3] = area.targetEnd;
  }

  /** Whether one of the packets reads what is to be written, or writes what is to be read or written. */
  meet(area: Area): boolean {
    // For packets that lie one behind the other there is nothing to search.
    if (this.#isApart(area.sourceStart, area.sourceEnd) && this.#isApart(area.targetStart, area.targetEnd)) return false;
    const { source, target } = area;
    const sources = this.#sources;
    const targets = this.#targets;
    const count = this.#count;
    for (let at = 0; at < count; at++) {
      const written = targets[at];
      if (sources[at] !== target && written !== target && written !== source) continue;
      if (this.#meets(at, area)) return true;
    }
    return false;
  }

  #isApart(start: number, end: number): boolean {
    return end <= this.#lowest || start >= this.#highest;
  }

  #meets(at: number, { source, sourceStart, sourceEnd, target, targetStart, targetEnd }: Area): boolean {
    const bounds = this.#bounds;
    const read = this.#sources[at];
    const written = this.#targets[at];
    const [from, to] = [bounds[4 * at] as number, bounds[4 * at + 1] as number];
    const [start, end] = [bounds[4 * at + 2] as number, bounds[4 * at + 3] as number];
    if (read === target && targetStart < to && targetEnd > from) return true;
    if (written === target && targetStart < end && targetEnd > start) return true;
    return written === source && sourceStart < end && sourceEnd > start;
  }
}

/** Where a packet lies and where it goes: to ask an array for its buffer is dear. */
class Area {
  source: ArrayBufferLike | undefined;
  sourceStart = 0;
  sourceEnd = 0;
  target: ArrayBufferLike | undefined;
  targetStart = 0;
  targetEnd = 0;

  take(packet: Uint8Array, target: Uint8Array): void {
    this.source = packet.buffer;
    this.sourceStart = packet.byteOffset;
    this.sourceEnd = this.sourceStart + packet.length;
    this.target = target === packet ? this.source : target.buffer;
    this.targetStart = target.byteOffset;
    this.targetEnd = this.targetStart + target.length;
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
  readonly #areas = new Areas();
  /** Of the packet that {@link admits} was asked about. */
  readonly #area = new Area();

  /**
   * Whether a packet can wait with those that do: there is room, its engine is theirs, and they have no octets in common, so
   * that it makes no difference which of them is read or written first.
   */
  admits(engine: Engine, packet: Uint8Array, target: Uint8Array): boolean {
    this.#area.take(packet, target);
    if (this.count === 0) return true;
    if (this.count === mostInGroup || engine !== this.#engine) return false;
    return !this.#areas.meet(this.#area);
  }

  /** Takes in the packet that {@link admits} was asked about last. */
  add(engine: Engine, slot: KeySlot, work: PacketWork): void {
    this.#engine = engine;
    this.#slots[this.count] = slot;
    this.#works[this.count] = work;
    this.count++;
    this.#areas.add(this.#area);
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
    this.#areas.clear();
  }
}
