import { PacketWork } from './engine.js';
import type { LiveKey } from './live-key.js';
import { ReceiveLane } from './receive-lane.js';
import type { ReceiveState } from './receive-state.js';
import type { Receiver } from './receiver.js';
import { rtcpSsrc, startsAsRtcp } from './rtcp-header.js';
import { fixedHeaderOctets, rtpSsrc } from './rtp-header.js';

/** A packet that a receiver has judged as far as it can before the tag is verified. */
export class Incoming {
  readonly work = new PacketWork();
  /** The lane whose constants stand in {@link work}, by its number: the lane itself would hold its session. 0: none. */
  enteredBy = 0;
  /** Whose packet it is, in a batch. */
  receiver: Receiver | undefined;
  lane: ReceiveLane | undefined;
  key: LiveKey | undefined;

  /**
   * Takes in an SRTP packet of the everyday kind, up to its decryption; `Receiver.settle` follows.
   *
   * @returns false for any other packet, which has to be by itself; nothing has changed then
   */
  takeRtp(state: ReceiveState, packet: Uint8Array, target: Uint8Array, offset: number): boolean {
    if (packet.length < fixedHeaderOctets) return false;
    const lane = laneOf(state, rtpSsrc(packet));
    return lane?.takeRtp(this, packet, target, offset) === true;
  }

  /** As {@link takeRtp} does with SRTP. */
  takeRtcp(state: ReceiveState, packet: Uint8Array, target: Uint8Array, offset: number): boolean {
    if (!startsAsRtcp(packet)) return false;
    const lane = laneOf(state, rtcpSsrc(packet));
    return lane?.takeRtcp(this, packet, target, offset) === true;
  }

  /** Others will be taken before this one is decrypted. */
  wait(): void {
    if (this.lane) this.lane.stream.taken = this.work.index;
  }

  /** Lets go of the session, as `Outgoing.release` does. */
  release(): void {
    this.receiver = undefined;
    this.lane = undefined;
    this.key = undefined;
  }
}

/** Everyday packets there are only where no keys are on their way out. */
function laneOf({ current, previous }: ReceiveState, ssrc: number): ReceiveLane | undefined {
  const stream = current.streams.get(ssrc);
  if (!stream) return undefined;
  if (stream.lane?.epoch === current) return stream.lane;
  stream.lane = previous.length > 0 ? undefined : ReceiveLane.of(current, stream);
  return stream.lane;
}
