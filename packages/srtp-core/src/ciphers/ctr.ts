import type { BlockCipher } from '../engine.js';

/**
 * Counter mode over any block cipher: the keystream of RFC 3711 §4.1.1 and of the key derivation (§4.3.3), of GCM (32-bit
 * counter) and of CCM (24-bit counter). In all of them the counter is added to the low bits of a block that are zero, so one
 * addition to the last word serves; a packet of at most 65,535 octets needs 4,096 blocks and never carries out of it.
 */
export class CounterMode {
  readonly #cipher: BlockCipher;
  #blocks = new Uint8Array(16 * 96);

  constructor(cipher: BlockCipher) {
    this.#cipher = cipher;
  }

  /**
   * At least `octets` octets of keystream, from the counter `first` on. The array belongs to this object and holds them until
   * the next call; it grows to the longest packet seen.
   *
   * @param iv 16 octets, the bits of the counter zero
   */
  keystream(iv: Uint8Array, first: number, octets: number): Uint8Array {
    const count = (octets + 15) >>> 4;
    if (this.#blocks.length < 16 * count) {
      this.#blocks.fill(0);
      this.#blocks = new Uint8Array(32 * count);
    }
    const blocks = this.#blocks;
    const last = ((iv[12] as number) << 24) | ((iv[13] as number) << 16) | ((iv[14] as number) << 8) | (iv[15] as number);
    for (let n = 0, at = 0; n < count; n++) {
      for (let i = 0; i < 12; i++) blocks[at++] = iv[i] as number;
      const word = last + first + n;
      blocks[at++] = word >>> 24;
      blocks[at++] = word >>> 16;
      blocks[at++] = word >>> 8;
      blocks[at++] = word;
    }
    this.#cipher.encryptBlocks(blocks, 0, blocks, 0, count);
    return blocks;
  }

  /** Overwrites the last keystream and closes the cipher. */
  close(): void {
    this.#blocks.fill(0);
    this.#cipher.close();
  }
}

/** XORs `octets` octets with a keystream. Source and target may be the same octets. */
export function xorKeystream(
  source: Uint8Array,
  sourceStart: number,
  keystream: Uint8Array,
  keystreamStart: number,
  target: Uint8Array,
  targetStart: number,
  octets: number,
): void {
  for (let i = 0; i < octets; i++)
    target[targetStart + i] = (source[sourceStart + i] as number) ^ (keystream[keystreamStart + i] as number);
}
