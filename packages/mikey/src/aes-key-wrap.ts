import { ecb } from '@noble/ciphers/aes.js';
import { equalOctets } from './octets.js';

/**
 * AES key wrap (RFC 3394 §2.2.1) with the IV that MIKEY puts in place of the default one: the 64-bit salt key
 * (RFC 3830 §4.2.3). Zeros fill the text up to a multiple of 64 bits and two blocks, which MIKEY leaves open.
 */
export function wrapKeys(key: Uint8Array, iv: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const blocks = Math.max(2, Math.ceil(plaintext.length / 8));
  const wrapped = new Uint8Array(8 * (blocks + 1));
  wrapped.set(iv);
  wrapped.set(plaintext, 8);
  for (let step = 0; step < 6 * blocks; step++) {
    const at = 8 * ((step % blocks) + 1);
    const output = block(key).encrypt(pair(wrapped, at));
    addCounter(output, step + 1);
    wrapped.set(output.subarray(0, 8));
    wrapped.set(output.subarray(8), at);
  }
  return wrapped;
}

/** Undoes {@link wrapKeys} (RFC 3394 §2.2.2); `undefined` when the integrity check fails. The filling stays in place. */
export function unwrapKeys(key: Uint8Array, iv: Uint8Array, wrapped: Uint8Array): Uint8Array | undefined {
  if (wrapped.length % 8 !== 0 || wrapped.length < 24) return undefined;
  const blocks = wrapped.length / 8 - 1;
  const plain = wrapped.slice();
  for (let step = 6 * blocks - 1; step >= 0; step--) {
    const at = 8 * ((step % blocks) + 1);
    addCounter(plain, step + 1);
    const output = block(key).decrypt(pair(plain, at));
    plain.set(output.subarray(0, 8));
    plain.set(output.subarray(8), at);
  }
  return equalOctets(plain.subarray(0, 8), iv) ? plain.slice(8) : undefined;
}

/** AES of one block; the library wants an object for each call. */
function block(key: Uint8Array) {
  return ecb(key, { disablePadding: true });
}

/** A || R[i] */
function pair(octets: Uint8Array, at: number): Uint8Array {
  const joined = new Uint8Array(16);
  joined.set(octets.subarray(0, 8));
  joined.set(octets.subarray(at, at + 8), 8);
  return joined;
}

/** A ^ t; t stays below 2^16 for any KEMAC. */
function addCounter(octets: Uint8Array, t: number): void {
  octets[7] = (octets[7] as number) ^ (t & 0xff);
  octets[6] = (octets[6] as number) ^ ((t >> 8) & 0xff);
  octets[5] = (octets[5] as number) ^ (t >> 16);
}
