import { type Engine, type KeySlot, openPackets, type PacketWork, sealPackets } from './engine.js';

/** Packets that go through an engine in one call, at most. */
export const mostInGroup = 64;

/** Packets that wait to be sealed or opened by one call of their engine. */
export class PacketGroup {
  count = 0;
  /** What the engine returned, by place in the group. */
  readonly results = new Int32Array(mostInGroup);
  #engine: Engine | undefined;
  readonly #slots: KeySlot[] = [];
  readonly #works: PacketWork[] = [];

  /** Whether a packet can wait with those that do: there is room, and its engine is theirs. */
  admits(engine: Engine): boolean {
    return this.count === 0 || (engine === this.#engine && this.count < mostInGroup);
  }

  add(engine: Engine, slot: KeySlot, work: PacketWork): void {
    this.#engine = engine;
    this.#slots[this.count] = slot;
    this.#works[this.count] = work;
    this.count++;
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
  }
}
