/** What a UDP packet carries (RFC 768). */
export interface Datagram {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly payload: Buffer;
  readonly cut: boolean;
}

/** Reads a UDP packet; `undefined` where the octets are none. */
export function readUdp(octets: Buffer): Datagram | undefined {
  if (octets.length < 8) return undefined;
  const announced = octets.readUInt16BE(4);
  // 0 stands for a jumbogram (RFC 2675 §4).
  const length = announced === 0 ? octets.length : announced;
  if (length < 8) return undefined;
  return {
    sourcePort: octets.readUInt16BE(0),
    destinationPort: octets.readUInt16BE(2),
    payload: octets.subarray(8, Math.min(length, octets.length)),
    cut: length > octets.length,
  };
}
