import type { BlockCipher } from '../engine.js';
import { keystreamBuffer, keystreamWords, wipeKeystream } from './keystream.js';
import { wordAt } from './words.js';

/**
 * Counter mode over any block cipher: the keystream of GCM (32-bit counter), of CCM (24-bit counter) and of header extensions
 * (16-bit counter, RFC 6904). In all of them the counter is added to the low bits of a block that are zero, so one addition to
 * the last word serves; a packet of at most 65,535 octets needs 4,096 blocks and never carries out of it.
 */
export class CounterKeystream {
  readonly #cipher: BlockCipher;

  constructor(cipher: BlockCipher) {
    this.#cipher = cipher;
  }

  /**
   * At least `octets` octets of keystream, from the counter `first` on. They last until the next keystream, whosever it is.
   *
   * @param iv 16 octets, the bits of the counter zero
   */
  make(iv: Uint8Array, first: number, octets: number): Uint8Array {
    const count = (octets + 15) >>> 4;
    const blocks = keystreamBuffer(count);
    const words = keystreamWords();
    const [w0, w1, w2, w3] = [wordAt(iv, 0), wordAt(iv, 4), wordAt(iv, 8), wordAt(iv, 12) + first];
    for (let n = 0, at = 0; n < count; n++, at += 16) {
      words.setInt32(at, w0);
      words.setInt32(at + 4, w1);
      words.setInt32(at + 8, w2);
      words.setInt32(at + 12, w3 + n);
    }
    this.#cipher.encryptBlocks(blocks, 0, blocks, 0, count);
    return blocks;
  }

  /** Overwrites the last keystream and closes the cipher. */
  close(): void {
    wipeKeystream();
    this.#cipher.close();
  }
}
