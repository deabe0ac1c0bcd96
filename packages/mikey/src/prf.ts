import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { MikeyError } from './errors.js';
import { concatenate, OctetWriter } from './octets.js';
import { prfs, registeredName } from './registry.js';

/** The hash that a PRF func number stands for; both PRFs split the input key in blocks of 256 bits (RFC 6043 §6.1). */
const hashOf = { 'MIKEY-1': sha1, 'PRF-HMAC-SHA-256': sha256 } as const;

/** Octets of an input key block s_i. */
const blockOctets = 32;

/**
 * The pseudo-random function of RFC 3830 §4.1.2: `length` octets from `inkey` under `label`.
 *
 * @throws {@link MikeyError} `unsupported-algorithm` for a PRF func that is not registered.
 * @example
 * ```ts
 * prf(0, key.reveal(), Uint8Array.of(0x2a, 0xd0, 0x1c, 0x64), 16);
 * ```
 */
export function prf(func: number, inkey: Uint8Array, label: Uint8Array, length: number): Uint8Array {
  const name = registeredName(prfs, func);
  if (name !== 'MIKEY-1' && name !== 'PRF-HMAC-SHA-256') throw new MikeyError('unsupported-algorithm', `PRF func ${func}`);
  const outkey = new Uint8Array(length);
  for (let at = 0; at < inkey.length; at += blockOctets) {
    const expanded = expand(hashOf[name], inkey.subarray(at, at + blockOctets), label, length);
    for (let i = 0; i < length; i++) outkey[i] = (outkey[i] as number) ^ (expanded[i] as number);
  }
  return outkey;
}

/** P(s, label, m): HMAC(s, A_1 || label) || HMAC(s, A_2 || label) || ... with A_0 = label, A_i = HMAC(s, A_(i-1)). */
function expand(hash: typeof sha1 | typeof sha256, s: Uint8Array, label: Uint8Array, length: number): Uint8Array {
  const expanded = new Uint8Array(Math.ceil(length / hash.outputLen) * hash.outputLen);
  let a = label;
  for (let at = 0; at < length; at += hash.outputLen) {
    a = hmac(hash, s, a);
    expanded.set(hmac(hash, s, concatenate(a, label)), at);
  }
  return expanded;
}

/** What a key derived from a TGK is for, with the constant of its label (RFC 3830 §4.1.3). */
export const tgkPurposes = { tek: 0x2ad01c64, authentication: 0x1b5c7973, encryption: 0x15798cef, salt: 0x39a2c14b } as const;

/** What a key derived from a pre-shared or envelope key is for, with the constant of its label (RFC 3830 §4.1.4). */
export const messagePurposes = { encryption: 0x150533e1, authentication: 0x2d22ac75, salt: 0x29b88916 } as const;

/** What every label of a bundle has in common. */
export interface Derivation {
  readonly prf: number;
  readonly csbId: number;
  readonly rand: Uint8Array;
}

/**
 * A key for a crypto session, from a TGK (RFC 3830 §4.1.3).
 *
 * @example
 * ```ts
 * const masterKey = deriveFromTgk('tek', key.reveal(), 1, { prf: 0, csbId: header.csbId, rand: rand.rand }, 16);
 * ```
 */
export function deriveFromTgk(
  purpose: keyof typeof tgkPurposes,
  tgk: Uint8Array,
  csId: number,
  derivation: Derivation,
  length: number,
): Uint8Array {
  return prf(derivation.prf, tgk, label(tgkPurposes[purpose], csId, derivation), length);
}

/**
 * A key that protects MIKEY messages, from a pre-shared or envelope key (RFC 3830 §4.1.4).
 *
 * @example
 * ```ts
 * deriveForMessage('authentication', key.reveal(), { prf: 0, csbId: header.csbId, rand: rand.rand }, 20);
 * ```
 */
export function deriveForMessage(
  purpose: keyof typeof messagePurposes,
  key: Uint8Array,
  derivation: Derivation,
  length: number,
): Uint8Array {
  return prf(derivation.prf, key, label(messagePurposes[purpose], 0xff, derivation), length);
}

/** label = constant || cs_id || csb_id || RAND */
function label(constant: number, csId: number, { csbId, rand }: Derivation): Uint8Array {
  return new OctetWriter('label').u32(constant).u8(csId).u32(csbId).octets(rand).finish();
}
