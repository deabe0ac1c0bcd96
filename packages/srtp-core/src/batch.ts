import type { SrtpReceiver, SrtpSession } from './session.js';

/**
 * Protects many RTP packets, of one or of many sessions, in one call: `packets[i]` by `sessions[i]` into `targets[i]`. The octets
 * written, or a negative status of `packetStatus`, come in `statuses[i]`: one refused packet does not hold up the others.
 *
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
  for (let i = 0; i < packets.length; i++)
    statuses[i] = (sessions[i] as SrtpSession).protectRtpInto(packets[i] as Uint8Array, targets[i] as Uint8Array);
}

/** Protects many RTCP packets, as {@link protectRtpBatch} does with RTP. */
export function protectRtcpBatch(
  sessions: readonly SrtpSession[],
  packets: readonly Uint8Array[],
  targets: readonly Uint8Array[],
  statuses: Int32Array,
): void {
  for (let i = 0; i < packets.length; i++)
    statuses[i] = (sessions[i] as SrtpSession).protectRtcpInto(packets[i] as Uint8Array, targets[i] as Uint8Array);
}

/** Unprotects many SRTP packets, as {@link protectRtpBatch} protects them. */
export function unprotectRtpBatch(
  sessions: readonly SrtpReceiver[],
  packets: readonly Uint8Array[],
  targets: readonly Uint8Array[],
  statuses: Int32Array,
): void {
  for (let i = 0; i < packets.length; i++)
    statuses[i] = (sessions[i] as SrtpReceiver).unprotectRtpInto(packets[i] as Uint8Array, targets[i] as Uint8Array);
}

/** Unprotects many SRTCP packets, as {@link protectRtpBatch} protects RTP. */
export function unprotectRtcpBatch(
  sessions: readonly SrtpReceiver[],
  packets: readonly Uint8Array[],
  targets: readonly Uint8Array[],
  statuses: Int32Array,
): void {
  for (let i = 0; i < packets.length; i++)
    statuses[i] = (sessions[i] as SrtpReceiver).unprotectRtcpInto(packets[i] as Uint8Array, targets[i] as Uint8Array);
}
