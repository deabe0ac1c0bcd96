import { maxPacketOctets, uint32 } from './rtp-header.js';

/** The octets of an RTCP packet that SRTCP never encrypts: first header and SSRC of the sender (RFC 3711 §3.4). */
export const rtcpClearOctets = 8;

/** Whether the octets begin as an RTCP packet (RFC 3550 §6.4) and are long enough for the sender's SSRC. */
export function startsAsRtcp(packet: Uint8Array): boolean {
  return (
    packet.length >= rtcpClearOctets &&
    packet.length <= maxPacketOctets &&
    (packet[0] as number) >>> 6 === 2 &&
    isRtcpType(packet[1] as number)
  );
}

/** RFC 5761 §4: with RTP and RTCP on one port, these values of the second octet are RTCP. */
export function isRtcpType(secondOctet: number): boolean {
  return secondOctet >= 192 && secondOctet <= 223;
}

/** The SSRC of the sender of an RTCP packet. */
export function rtcpSsrc(packet: Uint8Array): number {
  return uint32(packet, 4);
}

/**
 * Whether the octets are a compound RTCP packet and nothing else (RFC 3550 §6.1): the lengths lead exactly to the end, which
 * leaves no room for what SRTCP adds. Ciphertext can look so by chance; ask only after authentication has failed.
 */
export function isPlainRtcp(packet: Uint8Array): boolean {
  let at = 0;
  while (at + 4 <= packet.length) {
    if ((packet[at] as number) >>> 6 !== 2 || !isRtcpType(packet[at + 1] as number)) return false;
    at += 4 + 4 * (((packet[at + 2] as number) << 8) | (packet[at + 3] as number));
  }
  return at === packet.length;
}
