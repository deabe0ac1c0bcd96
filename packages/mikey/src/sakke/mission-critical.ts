import { gcm } from '@noble/ciphers/aes.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { type RandomSource, type Secret, systemRandom } from '@sdpsec/srtp-core/parameters';
import { type ProtectedPayload, readExtension, writeExtension } from '../extensions.js';
import { OctetReader, OctetWriter } from '../octets.js';
import type { Extension } from '../payloads.js';

/** What a key of 3GPP mission-critical services is for: the upper four bits of its key ID (TS 33.180). */
export const keyPurposes = [
  { value: 0, name: 'GMK' },
  { value: 1, name: 'PCK' },
  { value: 2, name: 'CSK' },
  { value: 3, name: 'SPK' },
  { value: 4, name: 'MKFC' },
  { value: 5, name: 'MSCCK' },
  { value: 6, name: 'MuSiK' },
] as const;

/**
 * The purpose of a key by its 32-bit ID: group master key, private call key, client-server key and so on; `undefined` for one that is not
 * known.
 *
 * @example
 * ```ts
 * keyPurpose(0x2ddd5bf0); // 'CSK'
 * ```
 */
export function keyPurpose(keyId: number): (typeof keyPurposes)[number]['name'] | undefined {
  return keyPurposes.find(({ value }) => value === keyId >>> 28)?.name;
}

/**
 * GUK-ID: what a group key is called towards one user, so that his stream cipher has a salt of its own (TS 33.180). It is the CSB ID of the
 * message that brings him the key: GMK-ID XOR the 28 low bits of HMAC-SHA-256(GMK, 0x50 || user URI || its length).
 *
 * @example
 * ```ts
 * groupUserKeyId(Secret.random(16), 0x0df9bc39, 'sip:alice@example.org');
 * ```
 */
export function groupUserKeyId(gmk: Secret, gmkId: number, user: string): number {
  const name = new TextEncoder().encode(user);
  const input = new OctetWriter('GUK-ID').u8(0x50).octets(name).u16(name.length).finish();
  const tail = new OctetReader(hmac(sha256, gmk.reveal(), input).subarray(28), 'GUK-ID').u32();
  return (gmkId ^ (tail & 0x0fff_ffff)) >>> 0;
}

/** What a key that a SAKKE message brings is, and when it is good for use: the plaintext of a protected payload. */
export interface KeyParameters {
  /** Number of {@link keyPurposes}. */
  readonly keyType: number;
  /** 32 bits. */
  readonly status: number;
  /** 40-bit times; 0 where there is no such bound. */
  readonly activation: number;
  readonly expiry: number;
  readonly text: string;
  /** With a GMK: the groups, as they stand behind their length. What they consist of is left to the caller. */
  readonly groups?: Uint8Array;
}

/** Security algorithm of a protected payload: AES-128-GCM. */
const aes128Gcm = 1;
const ivOctets = 16;
/** Octets of the header that is authenticated: up to DPPK-ID. */
const headerOctets = 32;
const gmkType = 0;

/**
 * Builds the General Extension 7 that goes into a SAKKE message: key parameters, protected by the key that the message brings.
 *
 * @param dppk - the SSV of the message; `dppkId` its CSB ID.
 * @throws `MikeyError` `bad-value` for a field that does not fit.
 * @example
 * ```ts
 * const parameters = { keyType: 2, status: 1, activation: 0, expiry: 0, text: '' };
 * const extension = protectKeyParameters(parameters, { dppk: Secret.random(16), dppkId: 0x2ddd5bf0 });
 * ```
 */
export function protectKeyParameters(
  parameters: KeyParameters,
  { dppk, dppkId }: { readonly dppk: Secret; readonly dppkId: number },
  random: RandomSource = systemRandom,
): Extension {
  const iv = new Uint8Array(ivOctets);
  random(iv);
  const head = {
    kind: 'protected-payload',
    date: 0,
    payloadId: 0,
    sequence: 0,
    algorithm: aes128Gcm,
    iv,
    keyId: dppkId,
  } as const;
  const empty: ProtectedPayload = { ...head, ciphertext: new Uint8Array() };
  const ciphertext = gcm(cipherKey(dppk, dppkId), iv, authenticated(empty)).encrypt(writeKeyParameters(parameters));
  return writeExtension({ ...empty, ciphertext });
}

/**
 * Opens the General Extension 7 of a SAKKE message; `undefined` where it is not authentic under the message's SSV, or of another kind.
 *
 * @example
 * ```ts
 * const dppk = Secret.random(16);
 * const parameters = { keyType: 2, status: 1, activation: 0, expiry: 0, text: '' };
 * const extension = protectKeyParameters(parameters, { dppk, dppkId: 0x2ddd5bf0 });
 * console.log(openKeyParameters(extension, dppk)?.status); // 1
 * ```
 */
export function openKeyParameters(extension: Extension, dppk: Secret): KeyParameters | undefined {
  try {
    const payload = readExtension(extension);
    if (payload.kind !== 'protected-payload' || payload.algorithm !== aes128Gcm) return undefined;
    return readKeyParameters(gcm(cipherKey(dppk, payload.keyId), payload.iv, authenticated(payload)).decrypt(payload.ciphertext));
  } catch {
    // A wrong tag is an exception of the cipher; octets that are too few or too many are one of ours.
    return undefined;
  }
}

/** DPCK: the last 16 octets of HMAC-SHA-256(DPPK, 0x53 || DPPK-ID || 0x0004). */
function cipherKey(dppk: Secret, dppkId: number): Uint8Array {
  const input = new OctetWriter('DPCK').u8(0x53).u32(dppkId).u16(4).finish();
  return hmac(sha256, dppk.reveal(), input).subarray(16);
}

/** What the tag covers in the clear: everything before the element with the ciphertext. */
function authenticated(payload: ProtectedPayload): Uint8Array {
  return writeExtension({ ...payload, ciphertext: new Uint8Array() }).data.subarray(0, headerOctets);
}

function writeKeyParameters({ keyType, status, activation, expiry, text, groups }: KeyParameters): Uint8Array {
  const to = new OctetWriter('EXT').u8(keyType).u32(status);
  to.u40(activation).u40(expiry).octets16(new TextEncoder().encode(text));
  if (keyType === gmkType) to.octets16(groups ?? Uint8Array.of(0));
  return to.finish();
}

function readKeyParameters(octets: Uint8Array): KeyParameters {
  const from = new OctetReader(octets, 'EXT');
  return from.within(octets.length, part => {
    const keyType = part.u8();
    const head = { keyType, status: part.u32(), activation: part.u40(), expiry: part.u40() };
    const text = new TextDecoder().decode(part.octets16());
    return { ...head, text, ...(keyType === gmkType && { groups: part.octets16() }) };
  });
}
