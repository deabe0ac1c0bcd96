import type { ReceiveLane } from './receive-lane.js';
import { ReplayWindow } from './replay-window.js';
import type { ReceiveStreamSnapshot } from './snapshot.js';
import { StreamCounters } from './stream-info.js';

/** `too-old` packets in a row after which the sender seems to have restarted its sequence numbers. */
export const restartHint = 100;

/** What a receiver knows about an SSRC from which a packet has authenticated. */
export class ReceiveStream {
  readonly ssrc: number;
  /** SRTP indices that have been received. */
  window: ReplayWindow;
  /** SRTCP indices that have been received; made with the first SRTCP packet. */
  srtcp: ReplayWindow | undefined;
  readonly counters: StreamCounters;
  /** The ROC that was set for the next packet, -1: none. */
  pendingRoc = -1;
  /** After a rekey, until a packet authenticates: the sender may go on with its ROC or start at 0. */
  mayRestart = false;
  /** The highest SRTCP index under the keys before, -1: none. */
  srtcpBefore = -1;
  /** For its everyday packets, as long as its epoch is the current one. */
  lane: ReceiveLane | undefined;
  /** `too-old` packets since the last authentic one. */
  tooOldInARow = 0;
  /** The highest index of the packets of a running batch that wait for their decryption, -1: none. */
  taken = -1;
  /** When the last packet authenticated, milliseconds; kept where streams may expire. */
  lastSeen = 0;

  constructor(ssrc: number, window: ReplayWindow, counters = new StreamCounters()) {
    this.ssrc = ssrc;
    this.window = window;
    this.counters = counters;
  }

  /**
   * The stream under new keys: ROC and window go on (RFC 3711 §3.3.1). No SRTCP packet under these keys can have been
   * received, and some senders begin at 0 or 1 again: its window is new.
   */
  underNewKeys(mayRestart: boolean): ReceiveStream {
    const stream = new ReceiveStream(this.ssrc, this.window.copy(), this.counters);
    stream.pendingRoc = this.pendingRoc;
    stream.mayRestart = mayRestart || this.mayRestart;
    stream.lastSeen = this.lastSeen;
    stream.srtcpBefore = Math.max(this.srtcpBefore, this.srtcp?.highest ?? -1);
    return stream;
  }

  /** Counts these indices and all before them as received, and whatever it may have received itself under other keys. */
  closeUpTo(srtp: number, srtcp: number, srtcpWindow: number): void {
    this.window.closeUpTo(Math.max(this.window.highest, srtp));
    const highest = Math.max(srtcp, this.srtcpBefore, this.srtcp?.highest ?? -1);
    if (highest < 0) return;
    this.srtcp ??= new ReplayWindow(srtcpWindow);
    this.srtcp.closeUpTo(highest);
  }

  save(): ReceiveStreamSnapshot {
    const { ssrc, window, srtcp, srtcpBefore, pendingRoc, mayRestart } = this;
    return {
      ssrc,
      highest: window.highest,
      window: window.save(),
      ...(srtcp && { srtcp: { highest: srtcp.highest, window: srtcp.save() } }),
      srtcpBefore,
      pendingRoc,
      mayRestart,
    };
  }

  static load(saved: ReceiveStreamSnapshot, srtpWindow: number, srtcpWindow: number, now: number): ReceiveStream {
    const stream = new ReceiveStream(saved.ssrc, ReplayWindow.load(srtpWindow, saved.highest, saved.window));
    if (saved.srtcp) stream.srtcp = ReplayWindow.load(srtcpWindow, saved.srtcp.highest, saved.srtcp.window);
    stream.pendingRoc = saved.pendingRoc;
    stream.srtcpBefore = saved.srtcpBefore;
    stream.mayRestart = saved.mayRestart;
    stream.lastSeen = now;
    return stream;
  }
}
