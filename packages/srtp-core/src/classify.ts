import { isRtcpType } from './rtcp-header.js';

/** What may arrive on one socket, see {@link classifyPacket}. */
export type PacketClass = 'rtp' | 'rtcp' | 'stun' | 'dtls' | 'zrtp' | 'turn' | 'other';

/**
 * Tells apart what arrives on one socket by the first octet (RFC 7983 §7), RTCP from RTP by the second (RFC 5761 §4). Protected
 * packets look the same as plain ones: `rtp` may be SRTP. Octets that are too few to be any of these are `other`.
 *
 * @example
 * ```ts
 * if (classifyPacket(datagram) === 'rtp') play(session.unprotectRtp(datagram));
 * ```
 */
export function classifyPacket(packet: Uint8Array): PacketClass {
  const first = packet[0];
  const second = packet[1];
  if (first === undefined || second === undefined) return 'other';
  if (first <= 3) return 'stun';
  if (first >= 16 && first <= 19) return 'zrtp';
  if (first >= 20 && first <= 63) return 'dtls';
  if (first >= 64 && first <= 79) return 'turn';
  if (first >= 128 && first <= 191) return isRtcpType(second) ? 'rtcp' : 'rtp';
  return 'other';
}
