import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { Secret } from './secret.js';

let processKey: Secret | undefined;

/**
 * A name under which equal secrets meet, however often they were parsed or copied. It is keyed with a random value of this
 * process, so that a name that leaks proves nothing about the secret.
 */
export function keyId(...secrets: readonly Secret[]): string {
  processKey ??= Secret.random(32);
  const key = processKey.reveal();
  const mac = hmac.create(sha256, key);
  for (const secret of secrets) {
    const octets = secret.reveal();
    mac.update(Uint8Array.of(octets.length)).update(octets);
    octets.fill(0);
  }
  key.fill(0);
  return bytesToHex(mac.digest().subarray(0, 16));
}
