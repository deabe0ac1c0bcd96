import type { Secret } from '@sdpsec/srtp-core/parameters';

/** Whatever has master keys: a crypto line, or what MIKEY agreed on for a direction. */
export interface Keyed {
  readonly keys: readonly { readonly key: Secret }[];
}

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

  constructor(keyed: Iterable<Keyed>) {
    for (const one of keyed) this.add(one);
  }

  /** Takes in keys. */
  add({ keys }: Keyed): void {
    for (const { key } of keys) {
      const hash = hashOf(key);
      const bucket = this.#buckets.get(hash);
      if (bucket) bucket.push(key);
      else this.#buckets.set(hash, [key]);
    }
  }

  /** Whether any of these keys is among them. */
  sharesOneWith({ keys }: Keyed): boolean {
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
