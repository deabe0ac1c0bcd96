import { bytesToNumberBE } from '@noble/curves/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatenate } from '../octets.js';

/**
 * HashToIntegerRange(s, n, SHA-256) of RFC 6508 §5.1: an integer from 0 to `n` - 1.
 *
 * @example
 * ```ts
 * hashToRange(Uint8Array.of(1, 2, 3), 2n ** 128n); // below 2^128
 * ```
 */
export function hashToRange(s: Uint8Array, n: bigint): bigint {
  const a = sha256(s);
  let h: Uint8Array = new Uint8Array(sha256.outputLen);
  const parts: Uint8Array[] = [];
  // l = Ceiling(lg(n)/hashlen); lg of the n in use, q and 2^128, is the bit length of n - 1.
  for (let bits = (n - 1n).toString(2).length; bits > 0; bits -= 8 * sha256.outputLen) {
    h = sha256(h);
    parts.push(sha256(concatenate(h, a)));
  }
  return bytesToNumberBE(concatenate(...parts)) % n;
}
