import type { Context } from './context.js';
import { estimateIndex, sequenceSpace } from './packet-index.js';
import { ReplayWindow } from './replay-window.js';
import type { SentPackets } from './sent-packets.js';
import { StreamCounters } from './stream-info.js';

/** What a sender knows about one of its SSRCs. It is never forgotten under one key: its indices must not be used again. */
export class SendStream {
  readonly ssrc: number;
  /** SRTP indices that have been used. */
  readonly window: ReplayWindow;
  readonly counters = new StreamCounters();
  /** The context of the current generation, once looked up. */
  context: Context | undefined;
  /** For retransmissions, where they are allowed. */
  sent: SentPackets | undefined;
  /** The ROC that the next packet must have, -1: that of the sequence. */
  pendingRoc: number;
  /** The index of the next SRTCP packet. It goes on through every change of keys (RFC 3711 §3.4). */
  nextSrtcpIndex: number;
  /** The index with which the stream is to begin, while it waits for a snapshot; -1: none. */
  firstIndex = -1;
  /** The highest indices that the last snapshot allows. */
  reservedSrtp = Infinity;
  reservedSrtcp = Infinity;
  /** Indices at which `snapshot-due` comes. */
  snapshotDueSrtp = Infinity;
  snapshotDueSrtcp = Infinity;
  /** Whether the stream goes on after a snapshot: packets up to `window.highest` may have been sent. */
  restored = false;

  constructor(ssrc: number, windowSize: number, roc: number, firstSrtcpIndex: number) {
    this.ssrc = ssrc;
    this.window = new ReplayWindow(windowSize);
    this.pendingRoc = roc;
    this.nextSrtcpIndex = firstSrtcpIndex;
  }

  /** The index of the next packet with this sequence number. */
  indexOf(sequence: number): number {
    const { highest } = this.window;
    if (this.pendingRoc >= 0) return this.pendingRoc * sequenceSpace + sequence;
    return highest < 0 ? sequence : estimateIndex(highest, sequence);
  }
}
