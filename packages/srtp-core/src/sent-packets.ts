import { HmacSha1, hmacSha1Octets } from './portable/hmac-sha1.js';
import { systemRandom } from './secret.js';

let fingerprint: HmacSha1 | undefined;

/**
 * Recognises packets that were sent before, for senders that may send one again. It keeps a fingerprint of each, under a
 * key of this process so that nobody can make two packets with the same one: only the very same packet may meet the same keystream.
 */
export class SentPackets {
  readonly #size: number;
  readonly #fingerprints: Uint8Array;
  readonly #indices: Float64Array;

  constructor(size: number) {
    this.#size = size;
    this.#fingerprints = new Uint8Array(size * hmacSha1Octets);
    this.#indices = new Float64Array(size).fill(-1);
  }

  remember(index: number, packet: Uint8Array): void {
    const at = index % this.#size;
    this.#indices[at] = index;
    this.#fingerprints.set(fingerprintOf(packet).value, at * hmacSha1Octets);
  }

  /** Whether exactly these octets were sent with this index, and not too long ago. */
  has(index: number, packet: Uint8Array): boolean {
    const at = index % this.#size;
    return this.#indices[at] === index && fingerprintOf(packet).matches(this.#fingerprints, at * hmacSha1Octets, hmacSha1Octets);
  }

  /** For new keys, under which nothing was sent yet. */
  forget(): void {
    this.#indices.fill(-1);
  }
}

function fingerprintOf(packet: Uint8Array): HmacSha1 {
  if (!fingerprint) {
    const key = new Uint8Array(hmacSha1Octets);
    systemRandom(key);
    fingerprint = new HmacSha1(key);
    key.fill(0);
  }
  fingerprint.compute(packet, 0, packet.length, false, 0);
  return fingerprint;
}
