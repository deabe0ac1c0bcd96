import type { BlockCipher } from '../engine.js';
import { inverse, sBox } from './s-box.js';
import { putWord, wordAt } from './words.js';

/**
 * The ARIA block cipher (RFC 5794) with keys of 128, 192 or 256 bits, encryption only: every mode of SRTP runs the cipher
 * forwards.
 *
 * Not constant time: the substitution layers look words up in tables at positions that depend on the key, so the data cache
 * can tell an observer on the same machine about it. SECURITY.md says what follows from this.
 */
export class Aria implements BlockCipher {
  readonly #rounds: number;
  /** ek1, ek2, ... of RFC 5794 §2.2, four words each. */
  readonly #roundKeys: Int32Array;

  /** @param key 16, 24 or 32 octets */
  constructor(key: Uint8Array) {
    this.#rounds = 8 + key.length / 4;
    this.#roundKeys = new Int32Array(4 * (this.#rounds + 1));
    const padded = new Uint8Array(32);
    padded.set(key);
    const [kl, kr] = [wordsOf(padded, 0), wordsOf(padded, 16)];
    padded.fill(0);
    // CK1..CK3 are C1..C3, begun one place later for each longer key.
    const [ck1, ck2, ck3] = [0, 1, 2].map(i => C[((key.length - 16) / 8 + i) % 3]) as [Words, Words, Words];
    const w0 = kl;
    const w1 = xor(oddRound(w0, ck1), kr);
    const w2 = xor(evenRound(w1, ck2), w0);
    const w3 = xor(oddRound(w2, ck3), w1);
    const w = [w0, w1, w2, w3];
    for (let i = 0; i <= this.#rounds; i++) {
      // ek1..ek16: each w in turn, XORed with its successor rotated; where the successor is w0 again, it is w0 that rotates.
      const [still, turned] = i % 4 === 3 ? [w3, w0] : [w[i % 4] as Words, w[(i % 4) + 1] as Words];
      this.#roundKeys.set(xor(still, rotateRight(turned, ROTATION[i >> 2] as number)), 4 * i);
    }
    for (const words of [kl, kr, ...w]) words.fill(0);
  }

  encryptBlocks(source: Uint8Array, sourceStart: number, target: Uint8Array, targetStart: number, blocks: number): void {
    for (let i = 0; i < blocks; i++) this.#encryptBlock(source, sourceStart + 16 * i, target, targetStart + 16 * i);
  }

  #encryptBlock(source: Uint8Array, from: number, target: Uint8Array, to: number): void {
    const keys = this.#roundKeys;
    for (let i = 0; i < 4; i++) state[i] = wordAt(source, from + 4 * i) ^ (keys[i] as number);
    for (let round = 1; round < this.#rounds; round++) {
      substituteAndDiffuse(state, round % 2 === 0);
      for (let i = 0; i < 4; i++) (state[i] as number) ^= keys[4 * round + i] as number;
    }
    // §2.3.1: the last round is SL2 between two round keys, without diffusion.
    for (let i = 0; i < 4; i++)
      putWord(target, to + 4 * i, substituteLast(state[i] as number) ^ (keys[4 * this.#rounds + i] as number));
    state.fill(0);
  }

  /** Overwrites the round keys. */
  close(): void {
    this.#roundKeys.fill(0);
  }
}

/** A 128-bit value, as four big-endian words. */
type Words = Int32Array;

/** The block at work; JavaScript is single-threaded and a block is never left half done. */
const state: Words = new Int32Array(4);

/** C1, C2, C3 of RFC 5794 §2.2: the fractional part of 1/pi. */
const C: readonly Words[] = [
  Int32Array.of(0x517cc1b7, 0x27220a94, 0xfe13abe8, 0xfa9a6ee0),
  Int32Array.of(0x6db14acc, 0x9e21c820, 0xff28b1d5, 0xef5de2b0),
  Int32Array.of(0xdb92371d, 0x2126e970, 0x03249775, 0x04e8c90e),
];

/** How far to the right the words of ek1-4, ek5-8, ek9-12, ek13-16 and ek17 turn (RFC 5794 §2.2); to the left by n is 128 - n. */
const ROTATION = [19, 31, 128 - 61, 128 - 31, 128 - 19] as const;

/** The S-boxes of RFC 5794 §2.4.2. SB1 is the one of AES. */
const SB1 = sBox(
  '637c777bf26b6fc53001672bfed7ab76ca82c97dfa5947f0add4a2af9ca472c0',
  'b7fd9326363ff7cc34a5e5f171d8311504c723c31896059a071280e2eb27b275',
  '09832c1a1b6e5aa0523bd6b329e32f8453d100ed20fcb15b6acbbe394a4c58cf',
  'd0efaafb434d338545f9027f503c9fa851a3408f929d38f5bcb6da2110fff3d2',
  'cd0c13ec5f974417c4a77e3d645d197360814fdc222a908846eeb814de5e0bdb',
  'e0323a0a4906245cc2d3ac629195e479e7c8376d8dd54ea96c56f4ea657aae08',
  'ba78252e1ca6b4c6e8dd741f4bbd8b8a703eb5664803f60e613557b986c11d9e',
  'e1f8981169d98e949b1e87e9ce5528df8ca1890dbfe6426841992d0fb054bb16',
);
const SB2 = sBox(
  'e24e54fc94c24acc620d6a463c4d8bd15efa64cbb497be2bbc772e03d31959c1',
  '1d06416b55f09969ea9c18ae63dfe7bb007366fb964c85e43a0945aa0fee10eb',
  '2d7ff429accfad918d78c895f92fcecd087a88385c832a2847dbb8c793a41253',
  'ff870e3136215848018e377432cae9b1b7ab0cd7c4564226079860d9b6b91140',
  'ec208cbda0c984044923f14f501f13dcd8c09e57e3c37b653b028f3ee82592e5',
  '15ddfd17a9bfd49a7ec53967fe769d43a7e1d0f568f21b347005a38ad57986a8',
  '30c6514b1ea627f635d26e2416825fdae675a2ef2cb21c9f5d6f800a72449b6c',
  '900b5b337d5a52f361a1f7b0d63f7c6ded14e0a53d22b3f889de711aafbab581',
);
const SB3 = inverse(SB1);
const SB4 = inverse(SB2);

/**
 * Substitution and diffusion go together. The 16 x 16 matrix A of §2.4.3 is a product of four steps on words, which the RFC
 * does not print but which multiply out to its equations:
 *   1. in each word, every octet becomes the XOR of the other three;
 *   2. every word becomes the XOR of three words (`mixWords`);
 *   3. in the words 1, 2 and 3 the octets change places: neighbours, halves, all;
 *   4. step 2 again.
 * Step 1 is folded into the tables: each spreads its S-box over three octets of a word and leaves its own place empty.
 */
const T0 = spread(SB1, 0x00010101);
const T1 = spread(SB2, 0x01000101);
const T2 = spread(SB3, 0x01010001);
const T3 = spread(SB4, 0x01010100);

function spread(box: Uint8Array, places: number): Int32Array {
  return Int32Array.from(box, y => y * places);
}

/** A(SL1(x)) in odd rounds, A(SL2(x)) in even ones, where `x` stands. */
function substituteAndDiffuse(x: Words, even: boolean): void {
  // SL2 uses the boxes of SL1, two places on: turn the word by 16 bits, use the same tables, turn it back.
  for (let i = 0; i < 4; i++) {
    const word = x[i] as number;
    x[i] = even ? rotate16(substituteSpread(rotate16(word))) : substituteSpread(word);
  }
  mixWords(x);
  x[1] = swapNeighbours(x[1] as number);
  x[2] = rotate16(x[2] as number);
  x[3] = rotate16(swapNeighbours(x[3] as number));
  mixWords(x);
}

function substituteSpread(word: number): number {
  return (
    (T0[word >>> 24] as number) ^
    (T1[(word >>> 16) & 255] as number) ^
    (T2[(word >>> 8) & 255] as number) ^
    (T3[word & 255] as number)
  );
}

/** SL2 on one word. */
function substituteLast(word: number): number {
  return (
    ((SB3[word >>> 24] as number) << 24) |
    ((SB4[(word >>> 16) & 255] as number) << 16) |
    ((SB1[(word >>> 8) & 255] as number) << 8) |
    (SB2[word & 255] as number)
  );
}

function mixWords(x: Words): void {
  const sum = (x[0] as number) ^ (x[1] as number) ^ (x[2] as number) ^ (x[3] as number);
  const first = x[0] as number;
  x[0] = sum ^ (x[3] as number);
  x[1] = sum ^ (x[1] as number);
  x[2] = sum ^ (x[2] as number);
  x[3] = sum ^ first;
}

function swapNeighbours(word: number): number {
  return ((word << 8) & 0xff00ff00) | ((word >>> 8) & 0x00ff00ff);
}

function rotate16(word: number): number {
  return (word << 16) | (word >>> 16);
}

/** FO of §2.4.1. */
function oddRound(d: Words, key: Words): Words {
  const x = xor(d, key);
  substituteAndDiffuse(x, false);
  return x;
}

/** FE of §2.4.1. */
function evenRound(d: Words, key: Words): Words {
  const x = xor(d, key);
  substituteAndDiffuse(x, true);
  return x;
}

function xor(a: Words, b: Words): Words {
  return a.map((word, i) => word ^ (b[i] as number));
}

/** A 128-bit rotation by `bits`, which is no multiple of 32 here. */
function rotateRight(x: Words, bits: number): Words {
  const words = bits >> 5;
  const rest = bits & 31;
  return x.map((_, i) => {
    const low = x[(i - words + 4) % 4] as number;
    const high = x[(i - words + 3) % 4] as number;
    return (low >>> rest) | (high << (32 - rest));
  });
}

function wordsOf(octets: Uint8Array, at: number): Words {
  return Int32Array.from({ length: 4 }, (_, i) => wordAt(octets, at + 4 * i));
}
