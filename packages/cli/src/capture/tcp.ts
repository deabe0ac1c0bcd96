/** A TCP segment (RFC 9293 §3.1). */
export interface Segment {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly syn: boolean;
  /** FIN or RST: nothing follows in this direction. */
  readonly ends: boolean;
  readonly payload: Buffer;
}

/** Reads a TCP segment; `undefined` where the octets are none. */
export function readTcp(octets: Buffer): Segment | undefined {
  if (octets.length < 20) return undefined;
  const headerLength = ((octets[12] as number) >> 4) * 4;
  if (headerLength < 20 || headerLength > octets.length) return undefined;
  const flags = octets[13] as number;
  return {
    sourcePort: octets.readUInt16BE(0),
    destinationPort: octets.readUInt16BE(2),
    sequence: octets.readUInt32BE(4),
    syn: (flags & 0x02) !== 0,
    ends: (flags & 0x05) !== 0,
    payload: octets.subarray(headerLength),
  };
}
