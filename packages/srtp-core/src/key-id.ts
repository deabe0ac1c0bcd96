import { HmacSha1, hmacSha1Octets } from './portable/hmac-sha1.js';
import { type Secret, systemRandom } from './secret.js';

let fingerprint: HmacSha1 | undefined;

/**
 * A name under which equal secrets meet, however often they were parsed or copied. It is keyed with a random value of this
 * process, so that a name that leaks proves nothing about the secret.
 */
export function keyId(secret: Secret): string {
  fingerprint ??= keyedFingerprint();
  const octets = secret.reveal();
  fingerprint.compute(octets, 0, octets.length, false, 0);
  octets.fill(0);
  const { value } = fingerprint;
  const unit = (at: number) => ((value[at] as number) << 8) | (value[at + 1] as number);
  // 128 bits. Written out, because spreading the array takes longer than the HMAC.
  return String.fromCharCode(unit(0), unit(2), unit(4), unit(6), unit(8), unit(10), unit(12), unit(14));
}

function keyedFingerprint(): HmacSha1 {
  const key = new Uint8Array(hmacSha1Octets);
  systemRandom(key);
  const keyed = new HmacSha1(key);
  key.fill(0);
  return keyed;
}
