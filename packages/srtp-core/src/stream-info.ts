import type { Direction } from './events.js';
import type { LiveKey } from './live-key.js';

/** What is known about one SSRC in one direction. */
export interface StreamInfo {
  readonly direction: Direction;
  readonly ssrc: number;
  readonly suite?: string;
  /** The MKI of the key of the last SRTP packet. */
  readonly mki?: Uint8Array;
  /** Rollover counter, 32 bits. */
  readonly roc: number;
  /** The highest SRTP index so far; absent before the first packet. */
  readonly index?: number;
  /** Send: the SRTCP index that comes next. Receive: the highest so far. */
  readonly srtcpIndex?: number;
  /** Send, after a restore: the first sequence number that is certain not to have been sent. */
  readonly firstSafeSequence?: number;
  readonly packets: number;
  /** Octets of RTP, headers included, without what SRTP adds. */
  readonly octets: number;
  readonly rtcpPackets: number;
  /** Packets with a wrong tag; SRTP and SRTCP together. */
  readonly authFailures: number;
  /** Packets received twice, and sequence numbers refused because they had been sent. */
  readonly replays: number;
  /** Packets behind the replay window. */
  readonly tooOld: number;
}

/** The counters of a stream. */
export class StreamCounters {
  packets = 0;
  octets = 0;
  rtcpPackets = 0;
  authFailures = 0;
  replays = 0;
  tooOld = 0;
  /** The key of the last SRTP packet. */
  key: LiveKey | undefined;
}
