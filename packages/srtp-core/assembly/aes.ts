// AES encryption (FIPS 197) without a secret-dependent load or branch, after Mike Hamburg, "Accelerating AES with Vector
// Permute Instructions" (CHES 2009); the constants are those of his public-domain vpaes.
//
// Octets live in a basis of GF(2^8) over GF(2^4) in which the inversion of the S-box is five look-ups in 16-entry tables,
// that is, five byte shuffles of a register. ShiftRows is never done: the state stays in place, the shuffles of MixColumns
// account for it (they repeat every four rounds), and round keys are stored permuted to match.
import { lookUp } from './look-up';

/** 1/x and a/x in GF(2^4); 0x80 stands for infinity, which the next shuffle turns into 0. */
const INVERSE: usize = memory.data<u8>([
  0x80, 0x01, 0x08, 0x0d, 0x0f, 0x06, 0x05, 0x0e, 0x02, 0x0c, 0x0b, 0x0a, 0x09, 0x03, 0x07, 0x04,
  0x80, 0x07, 0x0b, 0x0f, 0x06, 0x0a, 0x04, 0x01, 0x09, 0x08, 0x05, 0x02, 0x0c, 0x0e, 0x0d, 0x03,
], 16);

/** From the standard basis: by low nibble, by high nibble. */
const INTO_BASIS: usize = memory.data<u8>([
  0x00, 0x70, 0x2a, 0x5a, 0x98, 0xe8, 0xb2, 0xc2, 0x08, 0x78, 0x22, 0x52, 0x90, 0xe0, 0xba, 0xca,
  0x00, 0x4d, 0x7c, 0x31, 0x7d, 0x30, 0x01, 0x4c, 0x81, 0xcc, 0xfd, 0xb0, 0xfc, 0xb1, 0x80, 0xcd,
], 16);

/** S-box output, without its constant 0x63, by the two results of the inversion: times 1, times 2, and in the standard basis. */
const SBOX: usize = memory.data<u8>([
  0x00, 0x3e, 0x50, 0xcb, 0x8f, 0xe1, 0x9b, 0xb1, 0x44, 0xf5, 0x2a, 0x14, 0x6e, 0x7a, 0xdf, 0xa5,
  0x00, 0x23, 0xe2, 0xfa, 0x15, 0xd4, 0x18, 0x36, 0xef, 0xd9, 0x2e, 0x0d, 0xc1, 0xcc, 0xf7, 0x3b,
  0x00, 0x24, 0x71, 0x0b, 0xc6, 0x93, 0x7a, 0xe2, 0xcd, 0x2f, 0x98, 0xbc, 0x55, 0xe9, 0xb7, 0x5e,
  0x00, 0x29, 0xe1, 0x0a, 0x40, 0x88, 0xeb, 0x69, 0x4a, 0x23, 0x82, 0xab, 0xc8, 0x63, 0xa1, 0xc2,
  0x00, 0xc7, 0xbd, 0x6f, 0x17, 0x6d, 0xd2, 0xd0, 0x78, 0xa8, 0x02, 0xc5, 0x7a, 0xbf, 0xaa, 0x15,
  0x00, 0x6a, 0xbb, 0x5f, 0xa5, 0x74, 0xe4, 0xcf, 0xfa, 0x35, 0x2b, 0x41, 0xd1, 0x90, 0x1e, 0x8e,
], 16);

/** The next row of the same column, after n = 0..3 deferred ShiftRows. */
const NEXT_ROW: usize = memory.data<u8>([
  1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12,
  5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12, 1, 2, 3, 0,
  9, 10, 11, 8, 13, 14, 15, 12, 1, 2, 3, 0, 5, 6, 7, 4,
  13, 14, 15, 12, 1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8,
], 16);

/** The row before, likewise. */
const ROW_BEFORE: usize = memory.data<u8>([
  3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14,
  15, 12, 13, 14, 3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10,
  11, 8, 9, 10, 15, 12, 13, 14, 3, 0, 1, 2, 7, 4, 5, 6,
  7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14, 3, 0, 1, 2,
], 16);

/** ShiftRows, n = 0..3 times; its inverse stands at (4 - n) & 3. */
const SHIFT_ROWS: usize = memory.data<u8>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  0, 5, 10, 15, 4, 9, 14, 3, 8, 13, 2, 7, 12, 1, 6, 11,
  0, 9, 2, 11, 4, 13, 6, 15, 8, 1, 10, 3, 12, 5, 14, 7,
  0, 13, 10, 7, 4, 1, 14, 11, 8, 5, 2, 15, 12, 9, 6, 3,
], 16);

/** 0x63 in the new basis. */
const CONSTANT_IN_BASIS: i8 = 0x5b;

/** Rounds of a key of 16, 24 or 32 octets; the expanded key has one block more. */
export function roundsOf(keyOctets: i32): i32 {
  return 6 + (keyOctets >> 2);
}

@inline
function highNibble(x: v128, low: v128): v128 {
  return i32x4.shr_u(v128.andnot(x, low), 4);
}

@inline
function intoBasis(x: v128): v128 {
  const low = i8x16.splat(0x0f);
  return v128.xor(
    lookUp(v128.load(INTO_BASIS), v128.and(x, low)),
    lookUp(v128.load(INTO_BASIS, 16), highNibble(x, low)),
  );
}

/** SubBytes and, with NEXT_ROW and ROW_BEFORE, MixColumns; all in the new basis. */
@inline
function middleRound(x: v128, key: v128, low: v128, inv: v128, inva: v128, one0: v128, one1: v128, two0: v128, two1: v128, next: v128, before: v128): v128 {
  const k = v128.and(x, low);
  const i = highNibble(x, low);
  const j = v128.xor(k, i);
  const ak = lookUp(inva, k);
  const u = v128.xor(lookUp(inv, v128.xor(lookUp(inv, i), ak)), j);
  const t = v128.xor(lookUp(inv, v128.xor(lookUp(inv, j), ak)), i);
  const once = v128.xor(v128.xor(lookUp(one0, u), key), lookUp(one1, t));
  const twice = v128.xor(lookUp(two0, u), lookUp(two1, t));
  const sum = v128.xor(lookUp(once, next), twice);
  return v128.xor(lookUp(sum, next), v128.xor(sum, lookUp(once, before)));
}

/** SubBytes back into the standard basis, without the constant 0x63. */
@inline
function lastRound(x: v128, low: v128, inv: v128, inva: v128): v128 {
  const k = v128.and(x, low);
  const i = highNibble(x, low);
  const j = v128.xor(k, i);
  const ak = lookUp(inva, k);
  const u = v128.xor(lookUp(inv, v128.xor(lookUp(inv, i), ak)), j);
  const t = v128.xor(lookUp(inv, v128.xor(lookUp(inv, j), ak)), i);
  return v128.xor(lookUp(v128.load(SBOX, 64), u), lookUp(v128.load(SBOX, 80), t));
}

function subWord(word: u32): u32 {
  const x = lastRound(intoBasis(i32x4.splat(word)), i8x16.splat(0x0f), v128.load(INVERSE), v128.load(INVERSE, 16));
  return i32x4.extract_lane(x, 0) ^ 0x63636363;
}

/** FIPS 197 §5.2, then each round key brought into the shape that the rounds above want. Writes `roundsOf(keyOctets) + 1` blocks. */
export function expandKey(key: usize, keyOctets: i32, out: usize): void {
  const words = keyOctets >> 2;
  const rounds = roundsOf(keyOctets);
  const total = (rounds + 1) << 2;
  for (let i = 0; i < words; i++) store<u32>(out + (i << 2), load<u32>(key + (i << 2)));
  let rcon: u32 = 1;
  for (let i = words; i < total; i++) {
    let word = load<u32>(out + ((i - 1) << 2));
    if (i % words == 0) {
      // Words are read in little-endian order: RotWord turns right and Rcon stands in the lowest octet.
      word = subWord(rotr(word, 8)) ^ rcon;
      rcon = ((rcon << 1) ^ ((rcon >> 7) * 0x11b)) & 0xff;
    } else if (words > 6 && i % words == 4) word = subWord(word);
    store<u32>(out + (i << 2), load<u32>(out + ((i - words) << 2)) ^ word);
  }
  v128.store(out, intoBasis(v128.load(out)));
  for (let r = 1; r < rounds; r++) v128.store(out + (r << 4), middleKey(v128.load(out + (r << 4)), r));
  const last = v128.xor(v128.load(out + (rounds << 4)), i8x16.splat(0x63));
  v128.store(out + (rounds << 4), lookUp(last, v128.load(SHIFT_ROWS + (((4 - rounds) & 3) << 4))));
}

/**
 * MixColumns comes after the key here, so the key is what MixColumns' sum of the three other rows turns into the round key;
 * that sum is its own inverse.
 */
function middleKey(roundKey: v128, round: i32): v128 {
  const next = v128.load(NEXT_ROW);
  const first = lookUp(v128.xor(intoBasis(roundKey), i8x16.splat(CONSTANT_IN_BASIS)), next);
  const second = lookUp(first, next);
  const sum = v128.xor(first, v128.xor(second, lookUp(second, next)));
  return lookUp(sum, v128.load(SHIFT_ROWS + (((4 - round) & 3) << 4)));
}

/** A counter block: the counter, in network order, is XORed into the last four octets. */
@inline
function counterBlock(iv: v128, counter: u32): v128 {
  return v128.xor(iv, i32x4.replace_lane(i32x4.splat(0), 3, bswap(counter)));
}

/** Writes `blocks` counter blocks, the first one for `counter`; returns where they end. */
export function counterRun(iv: v128, counter: u32, blocks: i32, out: usize): usize {
  const word: u32 = i32x4.extract_lane(iv, 3);
  const end = out + (<usize>blocks << 4);
  for (; out < end; out += 16, counter++) {
    v128.store(out, iv);
    store<u32>(out, word ^ bswap(counter), 12);
  }
  return end;
}

/**
 * Writes the key stream of the counters from `counter` on, four blocks at a time: up to 48 octets beyond `blocks * 16` are
 * overwritten. Four blocks in flight hide the latency of the shuffles; one alone takes half their time.
 */
export function keystream(keys: usize, rounds: i32, iv: v128, counter: u32, blocks: i32, out: usize): void {
  if (blocks == 1) return oneBlock(keys, rounds, counterBlock(iv, counter), out);
  const low = i8x16.splat(0x0f);
  const inv = v128.load(INVERSE);
  const inva = v128.load(INVERSE, 16);
  const one0 = v128.load(SBOX);
  const one1 = v128.load(SBOX, 16);
  const two0 = v128.load(SBOX, 32);
  const two1 = v128.load(SBOX, 48);
  const first = v128.load(keys);
  const last = v128.load(keys + (rounds << 4));
  const order = v128.load(SHIFT_ROWS + ((rounds & 3) << 4));
  for (; blocks > 0; blocks -= 4) {
    let a = v128.xor(intoBasis(counterBlock(iv, counter)), first);
    let b = v128.xor(intoBasis(counterBlock(iv, counter + 1)), first);
    let c = v128.xor(intoBasis(counterBlock(iv, counter + 2)), first);
    let d = v128.xor(intoBasis(counterBlock(iv, counter + 3)), first);
    for (let r = 1; r < rounds; r++) {
      const key = v128.load(keys + (r << 4));
      const next = v128.load(NEXT_ROW + ((r & 3) << 4));
      const before = v128.load(ROW_BEFORE + ((r & 3) << 4));
      a = middleRound(a, key, low, inv, inva, one0, one1, two0, two1, next, before);
      b = middleRound(b, key, low, inv, inva, one0, one1, two0, two1, next, before);
      c = middleRound(c, key, low, inv, inva, one0, one1, two0, two1, next, before);
      d = middleRound(d, key, low, inv, inva, one0, one1, two0, two1, next, before);
    }
    v128.store(out, lookUp(v128.xor(lastRound(a, low, inv, inva), last), order));
    v128.store(out, lookUp(v128.xor(lastRound(b, low, inv, inva), last), order), 16);
    v128.store(out, lookUp(v128.xor(lastRound(c, low, inv, inva), last), order), 32);
    v128.store(out, lookUp(v128.xor(lastRound(d, low, inv, inva), last), order), 48);
    counter += 4;
    out += 64;
  }
}

function oneBlock(keys: usize, rounds: i32, block: v128, out: usize): void {
  const low = i8x16.splat(0x0f);
  const inv = v128.load(INVERSE);
  const inva = v128.load(INVERSE, 16);
  const one0 = v128.load(SBOX);
  const one1 = v128.load(SBOX, 16);
  const two0 = v128.load(SBOX, 32);
  const two1 = v128.load(SBOX, 48);
  let x = v128.xor(intoBasis(block), v128.load(keys));
  for (let r = 1; r < rounds; r++) {
    const next = v128.load(NEXT_ROW + ((r & 3) << 4));
    const before = v128.load(ROW_BEFORE + ((r & 3) << 4));
    x = middleRound(x, v128.load(keys + (r << 4)), low, inv, inva, one0, one1, two0, two1, next, before);
  }
  x = v128.xor(lastRound(x, low, inv, inva), v128.load(keys + (rounds << 4)));
  v128.store(out, lookUp(x, v128.load(SHIFT_ROWS + ((rounds & 3) << 4))));
}
