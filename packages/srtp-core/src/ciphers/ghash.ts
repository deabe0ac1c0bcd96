import { putWord, wordAt } from './words.js';

/**
 * GHASH (NIST SP 800-38D §6.4), the authenticator of GCM.
 *
 * No table is indexed by a secret. Words are multiplied without carries by way of integer products with holes, as Thomas Pornin
 * published it for BearSSL: each operand is split into four, every one keeping one bit in four, so that the carries of an
 * ordinary product die out in the three bits between. `Math.imul` gives the low 32 bits; the high ones come from the product of
 * the operands with their bits in reverse. Karatsuba's rule makes nine products of 32 bits out of one of 128. This costs about as
 * much as one block of SEED and half a block of ARIA: affordable, so there is no faster variant with tables.
 */
export class Ghash {
  /** H and H in reverse, as {@link karatsuba} operands, each as four words with holes. */
  readonly #factors = new Int32Array(2 * 9 * 4);
  /** The hash so far. */
  readonly #y = new Int32Array(4);
  /** The block that is being filled. */
  readonly #block = new Uint8Array(16);
  #filled = 0;

  /** @param h the hash subkey, 16 octets: the encryption of the zero block */
  constructor(h: Uint8Array) {
    karatsuba(wordAt(h, 0), wordAt(h, 4), wordAt(h, 8), wordAt(h, 12));
    for (let i = 0; i < this.#factors.length; i++) this.#factors[i] = (operands[i >> 2] as number) & (HOLES << (i & 3));
  }

  reset(): void {
    this.#y.fill(0);
    this.#filled = 0;
  }

  /** Takes octets[start, end). Pieces may have any length. */
  update(octets: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end) {
      if (this.#filled === 0 && end - at >= 16) {
        this.#absorb(octets, at);
        at += 16;
      } else {
        this.#block[this.#filled++] = octets[at++] as number;
        if (this.#filled === 16) this.pad();
      }
    }
  }

  /** Fills the last block with zeros: where the AAD and where the ciphertext ends. */
  pad(): void {
    if (this.#filled === 0) return;
    this.#block.fill(0, this.#filled);
    this.#absorb(this.#block, 0);
    this.#filled = 0;
  }

  /** Takes the block of the two lengths, given in octets, and writes the hash into the first 16 octets of `target`. */
  finish(aadOctets: number, textOctets: number, target: Uint8Array): void {
    this.pad();
    this.#block.fill(0);
    // In bits, 64 each; a packet is so short that the upper words stay zero.
    putWord(this.#block, 4, aadOctets * 8);
    putWord(this.#block, 12, textOctets * 8);
    this.#absorb(this.#block, 0);
    for (let i = 0; i < 4; i++) putWord(target, 4 * i, this.#y[i] as number);
  }

  /** Overwrites the subkey. */
  close(): void {
    this.reset();
    for (const words of [this.#factors, operands, products, this.#block]) words.fill(0);
  }

  /** y = (y XOR block) * H in GF(2^128), whose bits GCM counts from the left. */
  #absorb(octets: Uint8Array, at: number): void {
    const y = this.#y;
    karatsuba(
      (y[0] as number) ^ wordAt(octets, at),
      (y[1] as number) ^ wordAt(octets, at + 4),
      (y[2] as number) ^ wordAt(octets, at + 8),
      (y[3] as number) ^ wordAt(octets, at + 12),
    );
    const p = products;
    for (let i = 0; i < 18; i++) p[i] = multiply(operands[i] as number, this.#factors, 4 * i);
    // The mirror of a mirrored product is the true one without its lowest 31 bits: one place to the right is the high word.
    for (let i = 9; i < 18; i++) p[i] = reverseBits(p[i] as number) >>> 1;

    // Each product of 64 bits is (p[9 + i], p[i]). The pairs (a, b), (c, d) and (a ^ c, b ^ d), multiplied by theirs of H:
    for (let i = 0; i < 9; i += 3) {
      p[i + 2] = (p[i] as number) ^ (p[i + 1] as number) ^ (p[i + 2] as number);
      p[i + 11] = (p[i + 9] as number) ^ (p[i + 10] as number) ^ (p[i + 11] as number);
    }
    const [u0, u1, u2, u3] = [
      p[9] as number,
      (p[0] as number) ^ (p[11] as number),
      (p[10] as number) ^ (p[2] as number),
      p[1] as number,
    ];
    const [l0, l1, l2, l3] = [
      p[12] as number,
      (p[3] as number) ^ (p[14] as number),
      (p[13] as number) ^ (p[5] as number),
      p[4] as number,
    ];
    const m0 = (p[15] as number) ^ u0 ^ l0;
    const m1 = (p[6] as number) ^ (p[17] as number) ^ u1 ^ l1;
    const m2 = (p[16] as number) ^ (p[8] as number) ^ u2 ^ l2;
    const m3 = (p[7] as number) ^ u3 ^ l3;
    // The 255 bits of the product, one place to the left because GCM counts them from there: x^0 is the top bit of z0.
    const [w2, w3, w4, w5] = [u2 ^ m0, u3 ^ m1, l0 ^ m2, l1 ^ m3];
    const z0 = (u0 << 1) | (u1 >>> 31);
    const z1 = (u1 << 1) | (w2 >>> 31);
    const z2 = (w2 << 1) | (w3 >>> 31);
    const z3 = (w3 << 1) | (w4 >>> 31);
    const z5 = (w5 << 1) | (l2 >>> 31);
    const z6 = (l2 << 1) | (l3 >>> 31);
    const z7 = l3 << 1;
    // x^128 = 1 + x + x^2 + x^7. What z4..z7 push over the right end comes back at the left of z4 first.
    const z4 = ((w4 << 1) | (w5 >>> 31)) ^ (z7 << 31) ^ (z7 << 30) ^ (z7 << 25);
    y[0] = z0 ^ fold(0, z4);
    y[1] = z1 ^ fold(z4, z5);
    y[2] = z2 ^ fold(z5, z6);
    y[3] = z3 ^ fold(z6, z7);
  }
}

/** The operands and the products of the multiplication at work: it is never left half done. */
const operands = new Int32Array(2 * 9);
const products = new Int32Array(2 * 9);

/** One bit in four. */
const HOLES = 0x11111111;

/** The nine operands of two levels of Karatsuba's rule for the words a (the highest) to d; then the same, bits in reverse. */
function karatsuba(a: number, b: number, c: number, d: number): void {
  operandsAt(0, a, b, c, d);
  operandsAt(9, reverseBits(a), reverseBits(b), reverseBits(c), reverseBits(d));
}

function operandsAt(at: number, a: number, b: number, c: number, d: number): void {
  operands[at] = a;
  operands[at + 1] = b;
  operands[at + 2] = a ^ b;
  operands[at + 3] = c;
  operands[at + 4] = d;
  operands[at + 5] = c ^ d;
  operands[at + 6] = a ^ c;
  operands[at + 7] = b ^ d;
  operands[at + 8] = a ^ b ^ c ^ d;
}

/** The low 32 bits of the product without carries of `x` and of the operand whose four parts stand in `factors` at `at`. */
function multiply(x: number, factors: Int32Array, at: number): number {
  const x0 = x & HOLES;
  const x1 = x & (HOLES << 1);
  const x2 = x & (HOLES << 2);
  const x3 = x & (HOLES << 3);
  const f0 = factors[at] as number;
  const f1 = factors[at + 1] as number;
  const f2 = factors[at + 2] as number;
  const f3 = factors[at + 3] as number;
  const { imul } = Math;
  return (
    ((imul(x0, f0) ^ imul(x1, f3) ^ imul(x2, f2) ^ imul(x3, f1)) & HOLES) |
    ((imul(x0, f1) ^ imul(x1, f0) ^ imul(x2, f3) ^ imul(x3, f2)) & (HOLES << 1)) |
    ((imul(x0, f2) ^ imul(x1, f1) ^ imul(x2, f0) ^ imul(x3, f3)) & (HOLES << 2)) |
    ((imul(x0, f3) ^ imul(x1, f2) ^ imul(x2, f1) ^ imul(x3, f0)) & (HOLES << 3))
  );
}

function reverseBits(word: number): number {
  let x = ((word >>> 1) & 0x55555555) | ((word & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  return (x >>> 16) | (x << 16);
}

/** A word times 1 + x + x^2 + x^7, with what its left neighbour pushes into it. */
function fold(left: number, word: number): number {
  return word ^ ((word >>> 1) | (left << 31)) ^ ((word >>> 2) | (left << 30)) ^ ((word >>> 7) | (left << 25));
}
