import { PacketWork } from './engine.js';
import type { LiveKey } from './live-key.js';
import type { SendStream } from './send-stream.js';

/** A packet whose index, key and switches a sender has decided, and that waits for its encryption. */
export class Outgoing {
  readonly work = new PacketWork();
  stream: SendStream | undefined;
  key: LiveKey | undefined;
  /** Whether it is the first packet of its stream. */
  starts = false;

  /** Lets go of the session: who dropped it without `close` would else never see it collected, nor its keys free again. */
  release(): void {
    this.stream = undefined;
    this.key = undefined;
  }
}
