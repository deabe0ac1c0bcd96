import { ctr } from '@noble/ciphers/aes.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { unwrapKeys, wrapKeys } from './aes-key-wrap.js';
import { MikeyError } from './errors.js';
import type { Timestamp } from './payloads.js';
import { type Derivation, deriveForMessage } from './prf.js';
import { keyEncryptions, macs, registeredName } from './registry.js';
import { timestamp64 } from './timestamp.js';

/** What protects the key data of one message: the pre-shared or envelope key and what its derived keys depend on. */
export interface MessageProtection extends Derivation {
  /** The pre-shared or the envelope key. */
  readonly key: Uint8Array;
  /** T of the Initiator's message. */
  readonly timestamp: Timestamp;
}

/**
 * Encrypts the sub-payloads of KEMAC (RFC 3830 §4.2.3, RFC 6043 §6.2).
 *
 * @throws {@link MikeyError} `unsupported-algorithm`.
 * @example
 * ```ts
 * const protection = { key: key.reveal(), prf: header.prf, csbId: header.csbId, rand: rand.rand, timestamp };
 * const data = encryptKeyData(registeredValue(keyEncryptions, 'AES-CM-128'), new Uint8Array(20), protection);
 * ```
 */
export function encryptKeyData(encryption: number, plaintext: Uint8Array, protection: MessageProtection): Uint8Array {
  switch (registeredName(keyEncryptions, encryption)) {
    case 'NULL':
      return plaintext;
    case 'AES-CM-128':
      return counterMode(16, plaintext, protection);
    case 'AES-CM-256':
      return counterMode(32, plaintext, protection);
    case 'AES-KW-128':
      return wrapKeys(derived('encryption', 16, protection), derived('salt', 8, protection), plaintext);
    default:
      throw new MikeyError('unsupported-algorithm', `Encr alg ${encryption}`, { payload: 'KEMAC' });
  }
}

/**
 * Decrypts the sub-payloads of KEMAC. `undefined`: the integrity check of the key wrap failed; the other transforms have none,
 * so the MAC must have been verified before.
 *
 * @throws {@link MikeyError} `unsupported-algorithm`.
 * @example
 * ```ts
 * const protection = { key: key.reveal(), prf: header.prf, csbId: header.csbId, rand: rand.rand, timestamp };
 * const keys = decryptKeyData(kemac.encryption, kemac.data.reveal(), protection);
 * ```
 */
export function decryptKeyData(encryption: number, data: Uint8Array, protection: MessageProtection): Uint8Array | undefined {
  if (registeredName(keyEncryptions, encryption) === 'AES-KW-128')
    return unwrapKeys(derived('encryption', 16, protection), derived('salt', 8, protection), data);
  return encryptKeyData(encryption, data, protection);
}

/**
 * The MAC of KEMAC and V over `covered` (RFC 3830 §4.2.4, RFC 6043 §6.2).
 *
 * @throws {@link MikeyError} `unsupported-algorithm`.
 * @example
 * ```ts
 * const protection = { key: key.reveal(), prf: header.prf, csbId: header.csbId, rand: rand.rand, timestamp };
 * const mac = computeMac(kemac.macAlgorithm, message.subarray(0, message.length - kemac.mac.length), protection);
 * ```
 */
export function computeMac(macAlgorithm: number, covered: Uint8Array, protection: MessageProtection): Uint8Array {
  switch (registeredName(macs, macAlgorithm)) {
    case 'NULL':
      return new Uint8Array();
    case 'HMAC-SHA-1-160':
      return hmac(sha1, derived('authentication', 20, protection), covered);
    case 'HMAC-SHA-256-256':
      return hmac(sha256, derived('authentication', 32, protection), covered);
    default:
      throw new MikeyError('unsupported-algorithm', `MAC alg ${macAlgorithm}`);
  }
}

/** AES-CM with IV = (S XOR (0x0000 || CSB ID || T)) || 0x0000. */
function counterMode(keyOctets: number, data: Uint8Array, protection: MessageProtection): Uint8Array {
  const iv = new Uint8Array(16);
  new DataView(iv.buffer).setUint32(2, protection.csbId);
  iv.set(timestamp64(protection.timestamp), 6);
  for (const [i, octet] of derived('salt', 14, protection).entries()) iv[i] = (iv[i] as number) ^ octet;
  return ctr(derived('encryption', keyOctets, protection), iv).encrypt(data);
}

function derived(purpose: 'encryption' | 'authentication' | 'salt', octets: number, protection: MessageProtection): Uint8Array {
  return deriveForMessage(purpose, protection.key, protection, octets);
}
