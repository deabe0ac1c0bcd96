import type { CryptoAttribute } from '@sdpsec/sdes';
import type { Secret } from '@sdpsec/srtp-core/parameters';

/** Octets; of AES-256. */
const longestKey = 32;

let drawn: Uint32Array | undefined;

/** The weights of this process; drawn at their first use, because some runtimes have no randomness before that. */
function weights(): Uint32Array {
  drawn ??= globalThis.crypto.getRandomValues(new Uint32Array(longestKey));
  return drawn;
}

/**
 * Master keys, to be asked whether a line has one of them. Salts do not count: a key is spent whatever salt it had. Keys are compared as a
 * whole and in constant time.
 *
 * Buckets are chosen by a weighted sum of the octets with random weights: two keys meet in one bucket by chance alone (1 in 2^24), so no
 * peer can put all of its keys into one.
 */
export class KeySet {
  readonly #buckets = new Map<number, Secret[]>();

  constructor(attributes: Iterable<CryptoAttribute>) {
    for (const attribute of attributes) this.add(attribute);
  }

  /** Takes in the keys of a line. */
  add({ keys }: CryptoAttribute): void {
    for (const { key } of keys) {
      const hash = hashOf(key);
      const bucket = this.#buckets.get(hash);
      if (bucket) bucket.push(key);
      else this.#buckets.set(hash, [key]);
    }
  }

  /** Whether any key of the line is among them. */
  sharesOneWith({ keys }: CryptoAttribute): boolean {
    if (this.#buckets.size === 0) return false;
    return keys.some(({ key }) => this.#buckets.get(hashOf(key))?.some(known => known.equals(key)) ?? false);
  }
}

function hashOf(key: Secret): number {
  const octets = key.reveal();
  const factors = weights();
  let sum = 0;
  for (let at = 0; at < octets.length; at++) sum += Math.imul(octets[at] as number, factors[at] as number);
  octets.fill(0);
  return sum >>> 0;
}
