/** The header fields that a media distributor may change (RFC 8723 §4), as the sender wrote them; absent: unchanged. */
export interface OriginalHeader {
  readonly payloadType?: number;
  readonly sequenceNumber?: number;
  readonly marker?: boolean;
}

/** The bits of the Config octet, which ends an original header block (RFC 8723 §4). */
const config = { markerValue: 8, marker: 4, payloadType: 2, sequenceNumber: 1, reserved: 0xf0 } as const;

/** What {@link readOriginalHeader} found, and the octets that the block takes. */
export interface OriginalHeaderBlock extends OriginalHeader {
  readonly octets: number;
}

/**
 * Reads the original header block that ends at `end` (RFC 8723 §4).
 *
 * @param start how far back it may reach
 * @returns undefined where there is none: too short, a reserved bit set, or a marker value without the marker's presence bit.
 *   (The RFC writes that as "C & 0x0C MUST NOT be 0x80"; 0x08 must be meant.)
 */
export function readOriginalHeader(packet: Uint8Array, start: number, end: number): OriginalHeaderBlock | undefined {
  if (end <= start) return undefined;
  const bits = packet[end - 1] as number;
  if ((bits & config.reserved) !== 0) return undefined;
  const hasMarker = (bits & config.marker) !== 0;
  const markerValue = (bits & config.markerValue) !== 0;
  if (markerValue && !hasMarker) return undefined;
  const hasPayloadType = (bits & config.payloadType) !== 0;
  const hasSequenceNumber = (bits & config.sequenceNumber) !== 0;
  const octets = 1 + (hasPayloadType ? 1 : 0) + (hasSequenceNumber ? 2 : 0);
  if (end - octets < start) return undefined;
  let at = end - octets;
  const payloadType = hasPayloadType ? (packet[at++] as number) : undefined;
  if (payloadType !== undefined && payloadType > 127) return undefined;
  const sequenceNumber = hasSequenceNumber ? ((packet[at] as number) << 8) | (packet[at + 1] as number) : undefined;
  return {
    octets,
    ...(payloadType !== undefined && { payloadType }),
    ...(sequenceNumber !== undefined && { sequenceNumber }),
    ...(hasMarker && { marker: markerValue }),
  };
}

/** Writes an original header block: up to four octets. Nothing changed: one zero octet. */
export function formatOriginalHeader({ payloadType, sequenceNumber, marker }: OriginalHeader): Uint8Array {
  let bits = 0;
  if (payloadType !== undefined) bits |= config.payloadType;
  if (sequenceNumber !== undefined) bits |= config.sequenceNumber;
  if (marker !== undefined) bits |= config.marker | (marker ? config.markerValue : 0);
  return Uint8Array.from([
    ...(payloadType === undefined ? [] : [payloadType]),
    ...(sequenceNumber === undefined ? [] : [sequenceNumber >>> 8, sequenceNumber & 255]),
    bits,
  ]);
}
