import type { KeyEntry } from './context.js';

/** Which key a sender uses from which index on (RFC 3711 §8.1): the last entry that has begun. */
export class KeySchedule {
  readonly #entries: { readonly from: number; readonly key: KeyEntry }[];

  constructor(first: KeyEntry) {
    this.#entries = [{ from: 0, key: first }];
  }

  /** The key for the packet of this index. */
  at(index: number): KeyEntry {
    const entries = this.#entries;
    let last = entries.length - 1;
    while (last > 0 && (entries[last] as (typeof entries)[number]).from > index) last--;
    return (entries[last] as (typeof entries)[number]).key;
  }

  /** Whether the key for the packet of this index is also that of all later ones. */
  isSettled(index: number): boolean {
    return (this.#entries.at(-1)?.from ?? 0) <= index;
  }

  /** Uses `key` from the index on, which takes back what was to happen there and later. */
  use(key: KeyEntry, from: number): void {
    const entries = this.#entries;
    while (entries.length > 0 && (entries[entries.length - 1] as (typeof entries)[number]).from >= from) entries.pop();
    entries.push({ from, key });
  }

  /** What is planned, for a snapshot and for the next generation. */
  get entries(): readonly { readonly from: number; readonly key: KeyEntry }[] {
    return this.#entries;
  }
}
