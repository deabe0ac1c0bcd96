import { gcm } from '@noble/ciphers/aes.js';
import { SrtpError } from './errors.js';
import { Secret, systemRandom } from './secret.js';
import type { SrtpSnapshot } from './snapshot.js';
import { decodeSnapshot, encodeSnapshot } from './snapshot-codec.js';

/** "SRTP" and the version; authenticated with the rest. */
const header = Uint8Array.of(0x53, 0x52, 0x54, 0x50, 1);
const nonceOctets = 12;
const wrappingKeyOctets = 32;

/**
 * Encrypts a snapshot with AES-256-GCM: the only form in which it can be stored.
 *
 * @param wrappingKey 32 octets, for nothing else
 * @throws SrtpError `bad-parameters` for a wrapping key of another length
 * @example
 * ```ts
 * await store.put(callId, sealSnapshot(session.snapshot(), wrappingKey));
 * ```
 */
export function sealSnapshot(snapshot: SrtpSnapshot, wrappingKey: Secret | Uint8Array): Uint8Array {
  const key = keyOctets(wrappingKey);
  const nonce = new Uint8Array(nonceOctets);
  systemRandom(nonce);
  const plain = encodeSnapshot(snapshot);
  const sealed = gcm(key, nonce, header).encrypt(plain);
  key.fill(0);
  plain.fill(0);
  const stored = new Uint8Array(header.length + nonceOctets + sealed.length);
  stored.set(header);
  stored.set(nonce, header.length);
  stored.set(sealed, header.length + nonceOctets);
  return stored;
}

/**
 * Opens what {@link sealSnapshot} made.
 *
 * @throws SrtpError `bad-snapshot` for octets that are none, or were sealed with another key, or changed.
 * @example
 * ```ts
 * const sealed = sealSnapshot(session.snapshot(), wrappingKey);
 * session.close();
 * const successor = SrtpSession.restore(openSnapshot(sealed, wrappingKey));
 * ```
 */
export function openSnapshot(stored: Uint8Array, wrappingKey: Secret | Uint8Array): SrtpSnapshot {
  if (stored.length < header.length + nonceOctets + 16 || header.some((octet, i) => stored[i] !== octet))
    throw new SrtpError('bad-snapshot', 'expected a sealed snapshot of version 1');
  const key = keyOctets(wrappingKey);
  const nonce = stored.slice(header.length, header.length + nonceOctets);
  let plain: Uint8Array;
  try {
    plain = gcm(key, nonce, header).decrypt(stored.subarray(header.length + nonceOctets));
  } catch {
    throw new SrtpError('bad-snapshot', 'the snapshot was sealed with another key, or changed');
  } finally {
    key.fill(0);
  }
  try {
    return decodeSnapshot(plain);
  } finally {
    plain.fill(0);
  }
}

/** A copy, to be overwritten. */
function keyOctets(wrappingKey: Secret | Uint8Array): Uint8Array {
  const octets = wrappingKey instanceof Secret ? wrappingKey.reveal() : Uint8Array.from(wrappingKey);
  if (octets.length !== wrappingKeyOctets)
    throw new SrtpError('bad-parameters', `expected a wrapping key of ${wrappingKeyOctets} octets, got ${octets.length}`);
  return octets;
}
