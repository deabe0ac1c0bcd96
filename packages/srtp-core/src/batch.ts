import { SrtpError } from './errors.js';
import { Incoming } from './incoming.js';
import { Outgoing } from './outgoing.js';
import { mostInGroup, PacketGroup } from './packet-group.js';
import type { SrtpReceiver, SrtpSession } from './session.js';
import { halves } from './session-halves.js';
import { packetStatus } from './status.js';

/**
 * Protects many RTP packets, of one or of many sessions, in one call: `packets[i]` by `sessions[i]` into `targets[i]`. The octets
 * written, or a negative status of `packetStatus`, come in `statuses[i]`: one refused packet does not hold up the others.
 *
 * The outcome is that of `protectRtpInto` for one packet after the other, whatever sessions and streams they have in common. A target
 * may be its packet's own octets, but shares none with another packet or target of the call: which of those is read or written first
 * is open. Packets of suites with HMAC-SHA1 are hashed side by side; those of AES-GCM gain nothing over one call after the other.
 *
 * @throws SrtpError `bad-parameters` when there are fewer sessions, targets or statuses than packets
 * @example
 * ```ts
 * protectRtpBatch(sessions, packets, targets, statuses);
 * packets.forEach((_, i) => statuses[i]! > 0 && socket.send(targets[i]!.subarray(0, statuses[i])));
 * ```
 */
export function protectRtpBatch(
  sessions: readonly SrtpSession[],
  packets: readonly Uint8Array[],
  targets: readonly Uint8Array[],
  statuses: Int32Array,
): void {
  protectBatch(false, sessions, packets, targets, statuses);
}

/**
 * Protects many RTCP packets, as {@link protectRtpBatch} does with RTP.
 *
 * @example
 * ```ts
 * protectRtcpBatch(sessions, [rtcp], targets, statuses);
 * if (statuses[0] > 0) socket.send(targets[0].subarray(0, statuses[0]));
 * ```
 */
export function protectRtcpBatch(
  sessions: readonly SrtpSession[],
  packets: readonly Uint8Array[],
  targets: readonly Uint8Array[],
  statuses: Int32Array,
): void {
  protectBatch(true, sessions, packets, targets, statuses);
}

/**
 * Unprotects many SRTP packets, as {@link protectRtpBatch} protects them.
 *
 * @example
 * ```ts
 * unprotectRtpBatch(sessions, protectedPackets, targets, statuses);
 * if (statuses[0] < 0) console.log(refusalOf(statuses[0]));
 * ```
 */
export function unprotectRtpBatch(
  sessions: readonly SrtpReceiver[],
  packets: readonly Uint8Array[],
  targets: readonly Uint8Array[],
  statuses: Int32Array,
): void {
  unprotectBatch(false, sessions, packets, targets, statuses);
}

/**
 * Unprotects many SRTCP packets, as {@link protectRtpBatch} protects RTP.
 *
 * @example
 * ```ts
 * unprotectRtcpBatch(sessions, [session.protectRtcp(rtcp)], targets, statuses);
 * ```
 */
export function unprotectRtcpBatch(
  sessions: readonly SrtpReceiver[],
  packets: readonly Uint8Array[],
  targets: readonly Uint8Array[],
  statuses: Int32Array,
): void {
  unprotectBatch(true, sessions, packets, targets, statuses);
}

/** Those that wait for their engine; all of them are done before anything else happens, events included. */
const group = new PacketGroup();
/** By place in the group: which packet of the call it is. */
const places = new Int32Array(mostInGroup);
const outgoing: Outgoing[] = [];
const incoming: Incoming[] = [];

function protectBatch(
  rtcp: boolean,
  sessions: readonly SrtpSession[],
  packets: readonly Uint8Array[],
  targets: readonly Uint8Array[],
  statuses: Int32Array,
): void {
  checkLengths(sessions, packets, targets, statuses);
  try {
    for (let i = 0; i < packets.length; i++) {
      const packet = packets[i] as Uint8Array;
      const target = targets[i] as Uint8Array;
      const sender = halves.senderOf(sessions[i] as SrtpSession);
      if (!sender) {
        statuses[i] = packetStatus.closed;
        continue;
      }
      if (!group.admits(sender.engine)) seal(statuses);
      outgoing[group.count] ??= new Outgoing();
      const out = outgoing[group.count] as Outgoing;
      const status = rtcp ? sender.takeRtcp(out, packet, target, 0) : sender.takeRtp(out, packet, target, 0);
      if (status < 0) statuses[i] = status;
      else if (status === 0 && out.slot) {
        places[group.count] = i;
        group.add(sender.engine, out.slot, out.work);
      } else {
        seal(statuses);
        statuses[i] = rtcp ? sender.protectRtcp(packet, target, 0) : sender.protectRtp(packet, target, 0);
      }
    }
  } finally {
    // Their indices are used: whatever went wrong with a later one, they go out.
    seal(statuses);
  }
}

function seal(statuses: Int32Array): void {
  const { count, results } = group;
  group.seal();
  for (let at = 0; at < count; at++) {
    statuses[places[at] as number] = results[at] as number;
    outgoing[at]?.release();
  }
}

function unprotectBatch(
  rtcp: boolean,
  sessions: readonly SrtpReceiver[],
  packets: readonly Uint8Array[],
  targets: readonly Uint8Array[],
  statuses: Int32Array,
): void {
  checkLengths(sessions, packets, targets, statuses);
  try {
    for (let i = 0; i < packets.length; i++) {
      const packet = packets[i] as Uint8Array;
      const target = targets[i] as Uint8Array;
      const receiver = halves.receiverOf(sessions[i] as SrtpReceiver);
      if (!receiver) {
        statuses[i] = packetStatus.closed;
        continue;
      }
      if (!group.admits(receiver.engine)) open(statuses);
      incoming[group.count] ??= new Incoming();
      const one = incoming[group.count] as Incoming;
      const taken = rtcp ? one.takeRtcp(receiver.state, packet, target, 0) : one.takeRtp(receiver.state, packet, target, 0);
      const slot = taken ? one.key?.fixedSlot : undefined;
      if (slot) {
        one.wait();
        one.receiver = receiver;
        places[group.count] = i;
        group.add(receiver.engine, slot, one.work);
      } else {
        open(statuses);
        statuses[i] = rtcp ? receiver.unprotectRtcp(packet, target, 0) : receiver.unprotectRtp(packet, target, 0);
      }
    }
  } finally {
    open(statuses);
  }
}

function open(statuses: Int32Array): void {
  const { count, results } = group;
  group.open();
  for (let at = 0; at < count; at++) {
    const one = incoming[at] as Incoming;
    statuses[places[at] as number] = one.receiver?.settle(one, results[at] as number) ?? packetStatus.closed;
  }
}

function checkLengths(
  sessions: readonly unknown[],
  packets: readonly unknown[],
  targets: readonly unknown[],
  statuses: Int32Array,
): void {
  const least = Math.min(sessions.length, targets.length, statuses.length);
  if (least < packets.length)
    throw new SrtpError(
      'bad-parameters',
      `expected a session, a target and a status for each of ${packets.length} packets, got ${least}`,
    );
}
