import type { KeySlot, PacketWork } from '../engine.js';
import type { EngineRoom } from './compiled-slot.js';
import { HmacSlot } from './hmac-slot.js';

/** Packets that are hashed side by side at least; fewer are as fast one by one. */
const least = 7;

/**
 * Many packets, their HMAC-SHA1 computed in the lanes of vector registers. Packets without one, of other transforms, of other
 * engines and of unusual length are done by their slots in between.
 */
export class HmacBatch {
  readonly #room: EngineRoom;
  readonly #places: number;
  /** Which packet of the call stands at a place. */
  readonly #staged: Int32Array;

  constructor(room: EngineRoom) {
    this.#room = room;
    this.#places = room.module.batchPackets();
    this.#staged = new Int32Array(this.#places);
  }

  seal(slots: readonly KeySlot[], works: readonly PacketWork[], count: number, results: Int32Array): void {
    let staged = 0;
    for (let i = 0; i < count; i++) {
      const slot = slots[i] as KeySlot;
      const work = works[i] as PacketWork;
      if (count < least || !this.#isOurs(slot) || !slot.batchesSeal(work)) {
        results[i] = slot.seal(work);
        continue;
      }
      slot.stageSeal(work, staged);
      this.#staged[staged++] = i;
      if (staged === this.#places) {
        this.#finishSeal(slots, works, staged, results);
        staged = 0;
      }
    }
    this.#finishSeal(slots, works, staged, results);
  }

  #finishSeal(slots: readonly KeySlot[], works: readonly PacketWork[], staged: number, results: Int32Array): void {
    this.#room.module.authenticateBatch(staged);
    for (let place = 0; place < staged; place++) {
      const i = this.#staged[place] as number;
      results[i] = (slots[i] as HmacSlot).finishSeal(works[i] as PacketWork, place);
    }
  }

  open(slots: readonly KeySlot[], works: readonly PacketWork[], count: number, results: Int32Array): void {
    let staged = 0;
    for (let i = 0; i < count; i++) {
      const slot = slots[i] as KeySlot;
      const work = works[i] as PacketWork;
      if (count < least || !this.#isOurs(slot) || !slot.batchesOpen(work)) {
        results[i] = slot.open(work);
        continue;
      }
      slot.stageOpen(work, staged);
      this.#staged[staged++] = i;
      if (staged === this.#places) {
        this.#finishOpen(slots, works, staged, results);
        staged = 0;
      }
    }
    this.#finishOpen(slots, works, staged, results);
  }

  #finishOpen(slots: readonly KeySlot[], works: readonly PacketWork[], staged: number, results: Int32Array): void {
    this.#room.module.authenticateBatch(staged);
    for (let place = 0; place < staged; place++) {
      const i = this.#staged[place] as number;
      results[i] = (slots[i] as HmacSlot).finishOpen(works[i] as PacketWork, place);
    }
  }

  #isOurs(slot: KeySlot): slot is HmacSlot {
    return slot instanceof HmacSlot && slot.isOf(this.#room);
  }
}
