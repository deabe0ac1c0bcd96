import type { BlockCipher } from '../engine.js';
import { sBox } from './s-box.js';
import { putWord, wordAt } from './words.js';

/**
 * The SEED block cipher (RFC 4269), encryption only: every mode of SRTP runs the cipher forwards.
 *
 * Not constant time: G looks words up in tables at positions that depend on the key, so the data cache can tell an observer
 * on the same machine about it. SECURITY.md says what follows from this.
 */
export class Seed implements BlockCipher {
  /** Ki0 and Ki1 of the rounds 1..16, in turn (RFC 4269 §2.3). */
  readonly #subkeys = new Int32Array(32);

  /** @param key 16 octets */
  constructor(key: Uint8Array) {
    let [key0, key1, key2, key3] = [wordAt(key, 0), wordAt(key, 4), wordAt(key, 8), wordAt(key, 12)];
    for (let round = 0; round < 16; round++) {
      const kc = rotateLeft(KC1, round);
      this.#subkeys[2 * round] = g(key0 + key2 - kc);
      this.#subkeys[2 * round + 1] = g(key1 - key3 + kc);
      // The halves rotate by one octet in turn, each as one 64-bit number.
      if (round % 2 === 0) [key0, key1] = [(key0 >>> 8) | (key1 << 24), (key1 >>> 8) | (key0 << 24)];
      else [key2, key3] = [(key2 << 8) | (key3 >>> 24), (key3 << 8) | (key2 >>> 24)];
    }
  }

  encryptBlocks(source: Uint8Array, sourceStart: number, target: Uint8Array, targetStart: number, blocks: number): void {
    for (let i = 0; i < blocks; i++) this.#encryptBlock(source, sourceStart + 16 * i, target, targetStart + 16 * i);
  }

  #encryptBlock(source: Uint8Array, from: number, target: Uint8Array, to: number): void {
    const subkeys = this.#subkeys;
    let l0 = wordAt(source, from);
    let l1 = wordAt(source, from + 4);
    let r0 = wordAt(source, from + 8);
    let r1 = wordAt(source, from + 12);
    for (let i = 0; i < 32; i += 2) {
      // The function F of RFC 4269 §2.1, its nested G written out from the inside.
      const c = r0 ^ (subkeys[i] as number);
      const inner = g(c ^ r1 ^ (subkeys[i + 1] as number));
      const middle = g(inner + c);
      const outer = g(middle + inner);
      const f0 = outer + middle;
      [l0, l1, r0, r1] = [r0, r1, l0 ^ f0, l1 ^ outer];
    }
    // §2: the last round does not swap the halves.
    putWord(target, to, r0);
    putWord(target, to + 4, r1);
    putWord(target, to + 8, l0);
    putWord(target, to + 12, l1);
  }

  /** Overwrites the subkeys. */
  close(): void {
    this.#subkeys.fill(0);
  }
}

/** The first round constant; each further one is it, rotated by one bit more (table of RFC 4269 §2.3). */
const KC1 = 0x9e3779b9 | 0;

/** S0 and S1 of RFC 4269 Appendix A.1. */
const S0 = sBox(
  'a985d6d3541dac255d43181e51fcca632844209de0e2c817a58f037bbb13d2ee',
  '708c3fa832ddf674ec950b575c5bbd01241c739810ccf2d92ce772839bd186c9',
  '6050a3eb0db69e4fb75ac678a612afd561c3b441527d8d081f9900190453f7e1',
  'fd762f27b08b0eaba26e934d697c090abfeff3c58714fe64de2e4b1a06216b66',
  '02f5928a0cb37ed07a4796e52680addfa13037ae36152238f4a7454c81e98497',
  '35cbce3c7111c78975fbdaf8945982c4ff493967c0cfd7b80f8e4223916cdba4',
  '34f148c26f3d2d40be3ebcc1aaba4e553bdc687f9cd84a5677a0ed46b52b65fa',
  'e3b9b19f5ef9e6b231ea6d5fe4f0cd88163a58d462290733e81b0579906a2a9a',
);
const S1 = sBox(
  '38e82da6cfdeb3b8af6055c7446f6b5bc36233b529a0e2a7d39111061cbc364b',
  'ef886ca817c416f4c245e1d63f3d8e98284ef63ea5f90ddfd82b667a272ff172',
  '42d441c07367ac8bf7ad801fca2caa34d20beee95d9418f857ae08c513cd86b9',
  'ff7dc131f58a6ab1d120d7022204687107db9d9961bee659dd5190dc9aa3abd0',
  '810f471ae3ec8dbf967b5ca2a163234dc89e9c3a0c2eba6e9f5af292f34978cc',
  '15fb70757f351003646dc674d5b4ea097619fe4012e0bd05fa01f02a5ea95643',
  '8514899bb0e5487997fc1e82218c1b5f7754b21d254f0046ed5852eb7edac9fd',
  '3095653cb6e4bb7c0e5039263284699337e724a4cb530a87d94c838fce3b4ab7',
);

/**
 * The four extended S-boxes of RFC 4269 §2.2: each spreads its S-box over the four octets of a word, octet by octet masked
 * with m3..m0, rotated by one place more from one box to the next.
 */
const SS0 = extended(S0, 0x3fcff3fc);
const SS1 = extended(S1, 0xfc3fcff3);
const SS2 = extended(S0, 0xf3fc3fcf);
const SS3 = extended(S1, 0xcff3fc3f);

function extended(box: Uint8Array, masks: number): Int32Array {
  return Int32Array.from(box, y => (y * 0x01010101) & masks);
}

/** The function G of RFC 4269 §2.2; X0 is the low octet. Takes any integer, modulo 2^32. */
function g(x: number): number {
  return (
    (SS0[x & 255] as number) ^ (SS1[(x >>> 8) & 255] as number) ^ (SS2[(x >>> 16) & 255] as number) ^ (SS3[x >>> 24] as number)
  );
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
