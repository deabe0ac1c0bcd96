import type { CryptoAttribute } from '@sdpsec/sdes';
import type { Secret } from '@sdpsec/srtp-core/parameters';

/** Octets; of AES-256. */
const longestKey = 32;

/**
 * Master keys, to be asked whether a line has one of them. Salts do not count: a key is spent whatever salt it had. Keys are compared as a
 * whole and in constant time.
 *
 * Buckets are chosen by a weighted sum of the octets with random weights: two keys meet in one bucket by chance alone (1 in 2^24), so no
 * peer can put all of its keys into one.
 */
export class KeySet {
  readonly #weights = globalThis.crypto.getRandomValues(new Uint32Array(longestKey));
  readonly #buckets = new Map<number, Secret[]>();

  constructor(attributes: Iterable<CryptoAttribute>) {
    for (const attribute of attributes) this.add(attribute);
  }

  /** Takes in the keys of a line. */
  add({ keys }: CryptoAttribute): void {
    for (const { key } of keys) {
      const hash = this.#hash(key);
      const bucket = this.#buckets.get(hash);
      if (bucket) bucket.push(key);
      else this.#buckets.set(hash, [key]);
    }
  }

  /** Whether any key of the line is among them. */
  sharesOneWith({ keys }: CryptoAttribute): boolean {
    return keys.some(({ key }) => this.#buckets.get(this.#hash(key))?.some(known => known.equals(key)) ?? false);
  }

  #hash(key: Secret): number {
    const octets = key.reveal();
    let sum = 0;
    for (const [at, octet] of octets.entries()) sum += Math.imul(octet, this.#weights[at] as number);
    octets.fill(0);
    return sum >>> 0;
  }
}
