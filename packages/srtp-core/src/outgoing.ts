import { type KeySlot, PacketWork } from './engine.js';
import type { LiveKey } from './live-key.js';
import type { SendStream } from './send-stream.js';

/** A packet whose index, key and switches a sender has decided, and that waits for its encryption. */
export class Outgoing {
  readonly work = new PacketWork();
  /** The lane whose constants stand in {@link work}, by its number: the lane itself would hold its session. 0: none. */
  lane = 0;
  /** Of a packet in a batch. */
  slot: KeySlot | undefined;
  stream: SendStream | undefined;
  key: LiveKey | undefined;
  /** Whether it is the first packet of its stream. */
  starts = false;

  /** Lets go of the session: who dropped it without `close` would else never see it collected, nor its keys free again. */
  release(): void {
    this.stream = undefined;
    this.key = undefined;
    this.slot = undefined;
  }
}
