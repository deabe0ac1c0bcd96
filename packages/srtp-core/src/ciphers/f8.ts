import type { BlockCipher, BlockCipherFactory } from '../engine.js';
import { keystreamBuffer, wipeKeystream } from './keystream.js';

/** f8-mode (RFC 3711 §4.1.2): output feedback, whose every block also takes a counter and an encrypted IV. */
export class F8 {
  /** Keyed with k_e. */
  readonly #cipher: BlockCipher;
  /** Keyed with k_e XOR m: encrypts the IV. */
  readonly #ivCipher: BlockCipher;
  /** IV' of §4.1.2.1. */
  readonly #iv = new Uint8Array(16);

  /** @param salt k_s, no longer than the key */
  constructor(key: Uint8Array, salt: Uint8Array, cipher: BlockCipherFactory) {
    this.#cipher = cipher(key);
    // m = k_s || 0x555..5 (§4.1.2.1)
    const masked = key.map((octet, i) => octet ^ (salt[i] ?? 0x55));
    this.#ivCipher = cipher(masked);
    masked.fill(0);
  }

  /**
   * At least `octets` octets of keystream. They last until the next keystream, whosever it is.
   *
   * @param iv 16 octets
   */
  make(iv: Uint8Array, octets: number): Uint8Array {
    const count = (octets + 15) >>> 4;
    const blocks = keystreamBuffer(count);
    this.#ivCipher.encryptBlocks(iv, 0, this.#iv, 0, 1);
    // S(j) = E(k_e, IV' XOR j XOR S(j-1)), S(-1) = 0
    for (let j = 0; j < count; j++) {
      const at = 16 * j;
      for (let i = 0; i < 16; i++) blocks[at + i] = (this.#iv[i] as number) ^ (j === 0 ? 0 : (blocks[at - 16 + i] as number));
      (blocks[at + 14] as number) ^= j >>> 8;
      (blocks[at + 15] as number) ^= j & 255;
      this.#cipher.encryptBlocks(blocks, at, blocks, at, 1);
    }
    return blocks;
  }

  /** Overwrites the last keystream and closes both ciphers. */
  close(): void {
    wipeKeystream();
    this.#iv.fill(0);
    this.#cipher.close();
    this.#ivCipher.close();
  }
}
