import type { IpPacket } from './ip-packet.js';

/** Reads an IPv4 packet (RFC 791 §3.1); `undefined` where the octets are none. */
export function readIpv4(octets: Buffer): IpPacket | undefined {
  if (octets.length < 20 || (octets[0] as number) >> 4 !== 4) return undefined;
  const headerLength = ((octets[0] as number) & 0x0f) * 4;
  const announced = octets.readUInt16BE(2);
  // With segmentation offload the kernel captures packets before it fills in their length.
  const totalLength = announced === 0 ? octets.length : announced;
  if (headerLength < 20 || totalLength < headerLength || octets.length < headerLength) return undefined;
  const word = octets.readUInt16BE(6);
  const offset = (word & 0x1fff) * 8;
  const more = (word & 0x2000) !== 0;
  return {
    source: dotted(octets, 12),
    destination: dotted(octets, 16),
    protocol: octets[9] as number,
    payload: octets.subarray(headerLength, Math.min(totalLength, octets.length)),
    cut: totalLength > octets.length,
    ...((more || offset > 0) && { fragment: { id: octets.readUInt16BE(4), offset, more } }),
  };
}

/** Four octets as people write them. */
export function dotted(octets: Buffer, at: number): string {
  return `${octets[at]}.${octets[at + 1]}.${octets[at + 2]}.${octets[at + 3]}`;
}
