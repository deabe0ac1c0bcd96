import type { Receiver } from './receiver.js';
import type { Sender } from './sender.js';
import type { SrtpReceiver, SrtpSession } from './session.js';

/** What batches need of sessions and nobody else may have. The session module itself fills it in. */
export const halves: {
  /** `undefined`: the session is closed. */
  senderOf: (session: SrtpSession) => Sender | undefined;
  receiverOf: (session: SrtpReceiver) => Receiver | undefined;
} = { senderOf: () => undefined, receiverOf: () => undefined };
