/** ChannelData (RFC 8656 §12.4): a channel number 0x4000..0x4FFF, a length, and the data of a peer. */
export function readChannelData(octets: Buffer): { channel: number; data: Buffer } | undefined {
  if (octets.length < 4) return undefined;
  const channel = octets.readUInt16BE(0);
  const end = 4 + octets.readUInt16BE(2);
  // Over UDP padding is optional, never more than three octets (§12.5).
  if (channel < 0x4000 || channel > 0x4fff || end > octets.length || octets.length - end > 3) return undefined;
  return { channel, data: octets.subarray(4, end) };
}

const magicCookie = 0x2112a442;
/** Send and Data indications (RFC 8656 §11.1, §11.3) and the attribute that holds their data. */
const indications: readonly number[] = [0x0016, 0x0017];
const dataAttribute = 0x0013;

/** The data inside of a Send or Data indication, which peers use before they bind a channel. */
export function readRelayIndication(octets: Buffer): Buffer | undefined {
  if (octets.length < 20 || octets.readUInt32BE(4) !== magicCookie || !indications.includes(octets.readUInt16BE(0)))
    return undefined;
  const end = Math.min(octets.length, 20 + octets.readUInt16BE(2));
  for (let at = 20; at + 4 <= end; ) {
    const length = octets.readUInt16BE(at + 2);
    if (at + 4 + length > end) return undefined;
    if (octets.readUInt16BE(at) === dataAttribute) return octets.subarray(at + 4, at + 4 + length);
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return undefined;
}
