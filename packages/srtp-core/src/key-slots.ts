import type { Engine, KeySlot } from './engine.js';
import type { Secret } from './secret.js';
import type { SrtpSuite } from './suites.js';

interface SharedSlot {
  readonly slot: KeySlot;
  users: number;
}

const slotsOf = new WeakMap<Engine, Map<string, SharedSlot>>();

/** Session keys that are in use: {@link release} gives them back. */
export interface SlotLease {
  readonly slot: KeySlot;
  release(): void;
}

/**
 * The session keys of (suite, master key, master salt, r), derived once per engine however many sessions, forks and directions
 * use them, and erased when the last one gives them back.
 *
 * @param id of key and salt together
 */
export function leaseSlot(engine: Engine, suite: SrtpSuite, id: string, key: Secret, salt: Secret, r: number): SlotLease {
  let slots = slotsOf.get(engine);
  if (!slots) {
    slots = new Map();
    slotsOf.set(engine, slots);
  }
  const name = `${suite.name} ${id} ${r}`;
  let shared = slots.get(name);
  if (!shared) {
    shared = { slot: engine.keySlot(suite, key, salt, r), users: 0 };
    slots.set(name, shared);
  }
  shared.users++;
  return new Lease(slots, name, shared);
}

class Lease implements SlotLease {
  readonly slot: KeySlot;
  readonly #slots: Map<string, SharedSlot>;
  readonly #name: string;
  #shared: SharedSlot | undefined;

  constructor(slots: Map<string, SharedSlot>, name: string, shared: SharedSlot) {
    this.slot = shared.slot;
    this.#slots = slots;
    this.#name = name;
    this.#shared = shared;
  }

  release(): void {
    const shared = this.#shared;
    if (!shared) return;
    this.#shared = undefined;
    if (--shared.users > 0) return;
    this.#slots.delete(this.#name);
    shared.slot.close();
  }
}
