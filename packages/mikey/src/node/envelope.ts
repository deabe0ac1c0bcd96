/// <reference types="node" />
import { constants, createHash, createHmac, type KeyObject, privateDecrypt, publicEncrypt } from 'node:crypto';
import { Secret } from '@sdpsec/srtp-core/parameters';

/** How the envelope key is encrypted; nothing on the wire says which (RFC 3830 §4.2.5). */
export type EnvelopePadding = 'pkcs1' | 'oaep';

/**
 * Shortest envelope key, octets. With one of none or one octet an attacker could guess the key of a forged block, and a MAC that verifies would tell
 * him that the padding was right. The longest is what fits into a PKCS #1 block.
 */
const shortestKey = 16;

/** Encrypts an envelope key with an RSA public key. */
export function encryptEnvelope(key: KeyObject, envelopeKey: Secret, padding: EnvelopePadding): Uint8Array {
  const octets = envelopeKey.reveal();
  if (padding === 'oaep') return publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING }, octets);
  return publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, octets);
}

/**
 * Decrypts an envelope key. Whatever is wrong with the ciphertext, the answer is a key: one that follows from the private key and the
 * ciphertext alone, in its length as well, for the length of envelope keys is not signalled. So the same forged ciphertext always fails in the same
 * place, the MAC of KEMAC, and answers nothing about its padding (Bleichenbacher's attack). Node's own PKCS #1 v1.5 decryption is never called.
 *
 * @example
 * ```ts
 * const envelopeKey = decryptEnvelope(createPrivateKey(keyPem), envelope, 'pkcs1');
 * ```
 */
export function decryptEnvelope(key: KeyObject, ciphertext: Uint8Array, padding: EnvelopePadding): Secret {
  const modulusOctets = Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
  const synthetic = syntheticKey(key, ciphertext, modulusOctets);
  if (padding === 'oaep') {
    const opened = oaep(key, ciphertext);
    return Secret.from(opened && opened.length >= shortestKey ? opened : synthetic.octets.subarray(0, synthetic.length));
  }
  return Secret.from(unpadded(rawBlock(key, ciphertext, modulusOctets), synthetic));
}

/**
 * The message of a PKCS #1 v1.5 block 00 02 PS 00 M (RFC 8017 §7.2.2), of 16 octets or more, or the synthetic one, chosen with masks over the whole block: neither a
 * branch nor an index depends on what is in the block, up to the copy of the chosen length at the end.
 */
export function unpadded(block: Uint8Array, synthetic: { readonly octets: Uint8Array; readonly length: number }): Uint8Array {
  const size = block.length;
  let separator = 0;
  let seen = 0;
  for (let i = 2; i < size; i++) {
    const zero = isZero(block[i] as number);
    separator |= i & -(zero & (seen ^ 1));
    seen |= zero;
  }
  // At least 8 octets of PS: the separator stands at 10 or behind.
  const longEnough = isZero((separator - 10) & ~0x7fffffff);
  const secretEnough = isZero((size - 1 - shortestKey - separator) & ~0x7fffffff);
  const good = -(isZero(block[0] as number) & isZero((block[1] as number) ^ 2) & seen & longEnough & secretEnough);
  const length = select(good, size - 1 - separator, synthetic.length);
  // The message is moved to the front by a rotation whose steps are the bits of its distance, each over the whole block.
  const moved = block.slice();
  const distance = select(good, separator + 1, 0);
  for (let step = 1; step < size; step <<= 1) {
    const mask = -(isZero(distance & step) ^ 1);
    for (let i = 0; i < size; i++) moved[i] = select(mask, moved[i + step] ?? 0, moved[i] as number);
  }
  const chosen = new Uint8Array(size);
  for (let i = 0; i < size; i++) chosen[i] = select(good, moved[i] as number, synthetic.octets[i] as number);
  return chosen.slice(0, length);
}

/** A pseudo-random key and its length, from a key of this private key's own and the ciphertext. */
function syntheticKey(key: KeyObject, ciphertext: Uint8Array, size: number): { octets: Uint8Array; length: number } {
  const d = String(key.export({ format: 'jwk' }).d);
  const derivationKey = createHmac('sha256', createHash('sha256').update(d).digest()).update(ciphertext).digest();
  const block = (index: number) => createHmac('sha256', derivationKey).update(`sdpsec envelope ${index}`).digest();
  const octets = new Uint8Array(size);
  for (let at = 0; at < size; at += 32) octets.set(block(1 + at / 32).subarray(0, size - at), at);
  const longest = Math.max(shortestKey, size - 11);
  const length = shortestKey + (block(0).readUInt32BE(0) % (longest - shortestKey + 1));
  return { octets, length: Math.min(length, size) };
}

/** The RSA operation without padding; a ciphertext of a wrong length or value, which everybody can see, gives zeros. */
function rawBlock(key: KeyObject, ciphertext: Uint8Array, size: number): Uint8Array {
  try {
    if (ciphertext.length === size) return privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, ciphertext);
  } catch {
    // Not below the modulus.
  }
  return new Uint8Array(size);
}

function oaep(key: KeyObject, ciphertext: Uint8Array): Uint8Array | undefined {
  try {
    return privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING }, ciphertext);
  } catch {
    return undefined;
  }
}

/** 1 for zero, 0 for everything else, without a branch. */
function isZero(value: number): number {
  return ((value | -value) >>> 31) ^ 1;
}

/** `one` under a mask of all ones, `other` under zero. */
function select(mask: number, one: number, other: number): number {
  return (one & mask) | (other & ~mask);
}
