import type { Context } from './context.js';
import { estimateIndex, sequenceSpace, srtcpIndexSpace } from './packet-index.js';
import { ReplayWindow } from './replay-window.js';
import type { SendLane } from './send-lane.js';
import type { SentPackets } from './sent-packets.js';
import type { SendStreamSnapshot } from './snapshot.js';
import { StreamCounters } from './stream-info.js';

/** What a sender knows about one of its SSRCs. It is never forgotten under one key: its indices must not be used again. */
export class SendStream {
  readonly ssrc: number;
  /** SRTP indices that have been used. */
  window: ReplayWindow;
  readonly counters = new StreamCounters();
  /** Whether it is one of the sender's streams: new and removed ones are not. */
  entered = false;
  /** The context of the current generation, once looked up. */
  context: Context | undefined;
  /** For its everyday packets, as long as nothing changes. */
  lane: SendLane | undefined;
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

  /** What a snapshot holds: a stream that waits for its first one begins with the index before its own. */
  save(): SendStreamSnapshot {
    const { ssrc, pendingRoc, nextSrtcpIndex } = this;
    return { ssrc, highest: this.#base, window: this.window.save(), pendingRoc, nextSrtcpIndex };
  }

  /** A snapshot was taken: `indices` more may be used until the next one. */
  reserve(indices: number): void {
    this.reservedSrtp = this.#base + indices;
    this.reservedSrtcp = this.nextSrtcpIndex - 1 + indices;
    this.snapshotDueSrtp = this.#base + Math.ceil(indices / 2);
    this.snapshotDueSrtcp = this.nextSrtcpIndex - 1 + Math.ceil(indices / 2);
  }

  /**
   * The stream of a snapshot, `reserve` indices on: as many may have been used after it was taken.
   *
   * @param reserves whether the successor reserves too: then nothing may be sent before its own first snapshot
   */
  static load(saved: SendStreamSnapshot, windowSize: number, reserve: number, reserves: boolean): SendStream {
    const stream = new SendStream(saved.ssrc, windowSize, saved.pendingRoc, (saved.nextSrtcpIndex + reserve) % srtcpIndexSpace);
    if (reserve === 0) stream.window = ReplayWindow.load(windowSize, saved.highest, saved.window);
    else {
      stream.window.closeUpTo(saved.highest + reserve);
      stream.restored = true;
    }
    if (reserves) {
      stream.reservedSrtp = -1;
      stream.reservedSrtcp = -1;
    }
    return stream;
  }

  get #base(): number {
    return this.window.highest < 0 ? Math.max(-1, this.firstIndex - 1) : this.window.highest;
  }

  /** The index of the next packet with this sequence number. */
  indexOf(sequence: number): number {
    const { highest } = this.window;
    if (this.pendingRoc >= 0) return this.pendingRoc * sequenceSpace + sequence;
    return highest < 0 ? sequence : estimateIndex(highest, sequence);
  }
}
