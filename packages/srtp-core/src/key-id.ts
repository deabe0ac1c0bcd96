import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { Secret } from './secret.js';

let processKey: Secret | undefined;

/** A session asks for the names of its keys several times, and each would cost more than the rest of its set-up. */
const names = new WeakMap<Secret, string>();

/**
 * A name under which equal secrets meet, however often they were parsed or copied. It is keyed with a random value of this
 * process, so that a name that leaks proves nothing about the secret.
 */
export function keyId(...secrets: readonly Secret[]): string {
  return secrets.map(nameOf).join(' ');
}

function nameOf(secret: Secret): string {
  const known = names.get(secret);
  if (known !== undefined) return known;
  processKey ??= Secret.random(32);
  const key = processKey.reveal();
  const octets = secret.reveal();
  const name = bytesToHex(hmac(sha256, key, octets).subarray(0, 16));
  for (const revealed of [key, octets]) revealed.fill(0);
  names.set(secret, name);
  return name;
}
