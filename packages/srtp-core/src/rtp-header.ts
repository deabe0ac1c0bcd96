/** Octets of the fixed header (RFC 3550 §5.1). */
export const fixedHeaderOctets = 12;

/** No UDP datagram and no frame of RFC 4571 is longer; counter mode could do 2^20 octets (RFC 3711 §4.1.1). */
export const maxPacketOctets = 65_535;

/**
 * Octets of the RTP header, CSRCs and header extension included (RFC 3550 §5.1, §5.3.1), or -1 when the packet is none of RTP
 * version 2 or ends inside its header. The payload may be empty.
 */
export function rtpHeaderOctets(packet: Uint8Array): number {
  const { length } = packet;
  if (length < fixedHeaderOctets || length > maxPacketOctets) return -1;
  const first = packet[0] as number;
  if (first >>> 6 !== 2) return -1;
  let octets = fixedHeaderOctets + 4 * (first & 15);
  if ((first & 0x10) !== 0) {
    if (octets + 4 > length) return -1;
    octets += 4 + 4 * (((packet[octets + 2] as number) << 8) | (packet[octets + 3] as number));
  }
  return octets > length ? -1 : octets;
}

/** Octets of fixed header and CSRCs. */
export function csrcEnd(packet: Uint8Array): number {
  return fixedHeaderOctets + 4 * ((packet[0] as number) & 15);
}

/** Whether there is a header extension. */
export function hasExtension(packet: Uint8Array): boolean {
  return ((packet[0] as number) & 0x10) !== 0;
}

/** The RTP sequence number. */
export function sequenceOf(packet: Uint8Array): number {
  return ((packet[2] as number) << 8) | (packet[3] as number);
}

/** The SSRC of an RTP packet. */
export function rtpSsrc(packet: Uint8Array): number {
  return uint32(packet, 8);
}

/** 32 bits in network order, unsigned. */
export function uint32(octets: Uint8Array, at: number): number {
  return (
    (((octets[at] as number) << 24) |
      ((octets[at + 1] as number) << 16) |
      ((octets[at + 2] as number) << 8) |
      (octets[at + 3] as number)) >>>
    0
  );
}
