import type { CryptoAttribute } from '@sdpsec/sdes';
import type { Secret } from '@sdpsec/srtp-core/parameters';

/**
 * Master keys, to be asked whether a line has one of them. Salts do not count: a key is spent whatever salt it had.
 *
 * Buckets are chosen by a hash with a random start, so that no peer can put all of its keys into one.
 */
export class KeySet {
  readonly #start = globalThis.crypto.getRandomValues(new Uint32Array(1))[0] as number;
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

  /** FNV-1a from a random start. */
  #hash(key: Secret): number {
    const octets = key.reveal();
    let hash = this.#start;
    for (const octet of octets) hash = Math.imul(hash ^ octet, 0x0100_0193);
    octets.fill(0);
    return hash >>> 0;
  }
}
