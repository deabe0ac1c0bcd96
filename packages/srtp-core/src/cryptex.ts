import { oneByteProfile, twoByteProfile } from './header-extension.js';

/** "Defined by profile" of the encrypted forms (RFC 9335 §5). */
const encryptedOneByteProfile = 0xc0de;
const encryptedTwoByteProfile = 0xc2de;

/** Octets of "defined by profile" and length, which stand in front of every header extension. */
const extensionHeaderOctets = 4;

/**
 * Whether Cryptex has anything to do: a packet with neither CSRCs nor a header extension is the same with and without it
 * (RFC 9335 §5.1).
 *
 * @param csrcOctets four times the CSRC count
 */
export function cryptexConcerns(csrcOctets: number, hasExtension: boolean): boolean {
  return csrcOctets > 0 || hasExtension;
}

/** Whether the header extension at `extension` says that the packet is encrypted with Cryptex (RFC 9335 §5.2). */
export function isCryptex(packet: Uint8Array, extension: number): boolean {
  const profile = profileAt(packet, extension);
  return profile === encryptedOneByteProfile || profile === encryptedTwoByteProfile;
}

/**
 * Copies an RTP packet from source[start, end) to `targetStart` in the form that Cryptex encrypts: the extension marked as
 * encrypted, and where there are CSRCs alone, an empty one put in behind them to carry the mark (RFC 9335 §5.1). Source and target
 * may be the same octets. Only to be called where {@link cryptexConcerns}.
 *
 * @param fixedOctets of fixed header and CSRCs
 * @returns the end in the target, or -1 when the packet's extension is not of RFC 8285: Cryptex must not be used with it. So
 *   are appbits that are not zero, which the mark has no room for.
 */
export function markForCryptex(
  source: Uint8Array,
  start: number,
  end: number,
  fixedOctets: number,
  target: Uint8Array,
  targetStart: number,
): number {
  const hasExtension = ((source[start] as number) & 0x10) !== 0;
  const extension = targetStart + fixedOctets;
  if (hasExtension) {
    const profile = profileAt(source, start + fixedOctets);
    if (profile !== oneByteProfile && profile !== twoByteProfile) return -1;
    target.set(source.subarray(start, end), targetStart);
    putProfile(target, extension, profile === oneByteProfile ? encryptedOneByteProfile : encryptedTwoByteProfile);
    return targetStart + end - start;
  }
  // The part behind first: in place it would be overwritten.
  target.set(source.subarray(start + fixedOctets, end), extension + extensionHeaderOctets);
  target.set(source.subarray(start, start + fixedOctets), targetStart);
  (target[targetStart] as number) |= 0x10;
  putProfile(target, extension, encryptedOneByteProfile);
  target[extension + 2] = 0;
  target[extension + 3] = 0;
  return extension + extensionHeaderOctets + end - start - fixedOctets;
}

/** Gives a decrypted header extension its own mark back (RFC 9335 §6.3). An empty one that was put in stays, as §5.2 allows. */
export function unmarkCryptex(packet: Uint8Array, extension: number): void {
  putProfile(packet, extension, profileAt(packet, extension) === encryptedOneByteProfile ? oneByteProfile : twoByteProfile);
}

function profileAt(packet: Uint8Array, extension: number): number {
  return ((packet[extension] as number) << 8) | (packet[extension + 1] as number);
}

function putProfile(packet: Uint8Array, extension: number, profile: number): void {
  packet[extension] = profile >>> 8;
  packet[extension + 1] = profile & 255;
}
