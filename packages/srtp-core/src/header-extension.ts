import type { PacketWork } from './engine.js';

/** "Defined by profile" of a header extension with elements of one-byte headers (RFC 8285 §4.2). */
export const oneByteProfile = 0xbede;
/** The same of two-byte headers, the four appbits zero (RFC 8285 §4.3). */
export const twoByteProfile = 0x1000;

/** Which ids are encrypted, for {@link markEncryptedElements}: one octet per id, not zero where it is. */
export function encryptedIds(ids: readonly number[]): Uint8Array {
  const marks = new Uint8Array(256);
  for (const id of ids) marks[id] = 1;
  return marks;
}

/**
 * Finds the header extension elements to encrypt or to decrypt (RFC 6904 §3) and enters them in `work`. Element headers and
 * padding stay clear, so that sender and receiver find the same ones. A header extension of another kind than RFC 8285 has no
 * elements: nothing of it is encrypted (RFC 6904 §5).
 *
 * @param packet holds the RTP packet from `start` on
 * @param extension offset from `start` of the extension's "defined by profile"
 * @param end offset from `start` behind the extension, already checked to lie in the packet
 * @returns false when an element reaches behind the extension, or when there are more than a {@link PacketWork} can hold
 */
export function markEncryptedElements(
  work: PacketWork,
  packet: Uint8Array,
  start: number,
  extension: number,
  end: number,
  encrypted: Uint8Array,
): boolean {
  work.extensionCount = 0;
  work.extensionStart = extension + 4;
  const profile = ((packet[start + extension] as number) << 8) | (packet[start + extension + 1] as number);
  const oneByte = profile === oneByteProfile;
  if (!oneByte && (profile & 0xfff0) !== twoByteProfile) return true;
  for (let at = extension + 4; at < end; ) {
    const first = packet[start + at] as number;
    if (first === 0) {
      at++;
      continue;
    }
    const id = oneByte ? first >>> 4 : first;
    // RFC 8285 §4.1.2 and §4.2: parsing ends at the one-byte id 15, and at the id 0 with a length.
    if (oneByte && (id === 15 || id === 0)) break;
    if (!oneByte && at + 1 === end) return false;
    const length = oneByte ? (first & 15) + 1 : (packet[start + at + 1] as number);
    const body = at + (oneByte ? 1 : 2);
    at = body + length;
    if (at > end) return false;
    if (encrypted[id] === 0 || length === 0) continue;
    if (2 * work.extensionCount === work.extensions.length) return false;
    work.extensions[2 * work.extensionCount] = body;
    work.extensions[2 * work.extensionCount + 1] = length;
    work.extensionCount++;
  }
  return true;
}
