// GHASH (NIST SP 800-38D §6.4) without a secret-dependent load: the products of every nibble with H stand transposed in memory,
// and shuffles of whole registers pick from them (the table method of the GCM papers, moved into SIMD registers).
//
// A block is held with its octets reversed, so that it is a 128-bit number whose highest bit is the coefficient of x^0 and
// multiplication by x is a shift to the right.
//
// Table of one power of H, 512 octets: row j, at 32 * j, holds octet j (of the reversed block) of n * H for n = 0..15; the
// 16 octets behind it those of n * x^4 * H.
import { lookUp } from './look-up';
import { zero } from './octets';

const TABLE_OCTETS: usize = 512;

/** The sixteen products for the nibble bits 8, 4, 2, 1: which entries hold the bit. */
const BITS: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255,
  0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0, 255, 255, 255, 255,
  0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255,
  0, 255, 0, 255, 0, 255, 0, 255, 0, 255, 0, 255, 0, 255, 0, 255,
], 16);
/** Constants as loads, which V8 keeps in registers: a literal it would make anew for every use. */
const NIBBLES: usize = memory.data<u8>([15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15], 16);
const REVERSED: usize = memory.data<u8>([15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0], 16);
/** x^0 * H .. x^7 * H while a table is built. */
const MULTIPLES: usize = memory.data(8 * 16, 16);
const MULTIPLES_OCTETS: i32 = 8 * 16;

@inline
function reversed(block: v128): v128 {
  return lookUp(block, v128.load(REVERSED));
}

/** Builds the tables of h^powers .. h^1, in this order; `h` is a block as the cipher made it. */
export function hashKey(h: usize, tables: usize, powers: i32): void {
  const first = tables + <usize>(powers - 1) * TABLE_OCTETS;
  let power = reversed(v128.load(h));
  buildTable(power, first);
  for (let i = 2; i <= powers; i++) {
    power = reduce1(power, first);
    buildTable(power, tables + <usize>(powers - i) * TABLE_OCTETS);
  }
  // The first of them is H itself, which forges tags.
  zero(MULTIPLES, MULTIPLES_OCTETS);
}

function buildTable(power: v128, table: usize): void {
  let low: u64 = i64x2.extract_lane(power, 0);
  let high: u64 = i64x2.extract_lane(power, 1);
  for (let k: usize = 0; k < 128; k += 16) {
    store<u64>(MULTIPLES + k, low);
    store<u64>(MULTIPLES + k, high, 8);
    const carry = 0 - (low & 1);
    low = (low >> 1) | (high << 63);
    high = (high >> 1) ^ (carry & 0xe100000000000000);
  }
  for (let j: usize = 0; j < 16; j++) {
    v128.store(table + (j << 5), row(MULTIPLES + j));
    v128.store(table + (j << 5), row(MULTIPLES + 64 + j), 16);
  }
}

@inline
function row(octet: usize): v128 {
  const eights = v128.and(v128.load_splat<u8>(octet), v128.load(BITS));
  const fours = v128.and(v128.load_splat<u8>(octet, 16), v128.load(BITS, 16));
  const twos = v128.and(v128.load_splat<u8>(octet, 32), v128.load(BITS, 32));
  const ones = v128.and(v128.load_splat<u8>(octet, 48), v128.load(BITS, 48));
  return v128.xor(v128.xor(eights, fours), v128.xor(twos, ones));
}

/** One octet towards x^127; what falls out of `high` comes into `low`. */
@inline
function shiftLow(high: v128, low: v128): v128 {
  return i8x16.shuffle(low, high, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
}

@inline
function shiftHigh(high: v128): v128 {
  return i8x16.shuffle(high, i64x2.splat(0), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
}

@inline
function product(table: usize, upper: v128, lower: v128): v128 {
  return v128.xor(lookUp(v128.load(table), upper), lookUp(v128.load(table, 16), lower));
}

/** A 128-bit shift to the right; 0 < bits < 64. */
@inline
function shiftBits(x: v128, bits: i32): v128 {
  const carried = i8x16.shuffle(x, i64x2.splat(0), 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
  return v128.or(i64x2.shr_u(x, bits), i64x2.shl(carried, 64 - bits));
}

/** x^128 = 1 + x + x^2 + x^7: brings the 15 octets that went beyond x^127 back. */
@inline
function fold(high: v128, low: v128): v128 {
  const seven = v128.xor(v128.xor(low, shiftBits(low, 1)), v128.xor(shiftBits(low, 2), shiftBits(low, 7)));
  return v128.xor(high, seven);
}

function reduce1(a: v128, tableA: usize): v128 {
  const nibble = v128.load(NIBBLES);
  const upper = v128.and(i16x8.shr_u(a, 4), nibble);
  const lower = v128.and(a, nibble);
  let high = i64x2.splat(0);
  let low = i64x2.splat(0);
  for (let j: usize = 0; j < TABLE_OCTETS; j += 32) {
    low = shiftLow(high, low);
    high = v128.xor(shiftHigh(high), product(tableA + j, upper, lower));
  }
  return fold(high, low);
}

/** a * T(0) + b * T(1) + c * T(2) + d * T(3), for four tables in a row, with one reduction. */
function reduce4(a: v128, b: v128, c: v128, d: v128, tables: usize): v128 {
  const nibble = v128.load(NIBBLES);
  const upperA = v128.and(i16x8.shr_u(a, 4), nibble);
  const lowerA = v128.and(a, nibble);
  const upperB = v128.and(i16x8.shr_u(b, 4), nibble);
  const lowerB = v128.and(b, nibble);
  const upperC = v128.and(i16x8.shr_u(c, 4), nibble);
  const lowerC = v128.and(c, nibble);
  const upperD = v128.and(i16x8.shr_u(d, 4), nibble);
  const lowerD = v128.and(d, nibble);
  let high = i64x2.splat(0);
  let low = i64x2.splat(0);
  for (let table = tables; table < tables + TABLE_OCTETS; table += 32) {
    low = shiftLow(high, low);
    high = shiftHigh(high);
    const ab = v128.xor(product(table, upperA, lowerA), product(table + 512, upperB, lowerB));
    const cd = v128.xor(product(table + 1024, upperC, lowerC), product(table + 1536, upperD, lowerD));
    high = v128.xor(high, v128.xor(ab, cd));
  }
  return fold(high, low);
}

/**
 * GHASH of `headBlocks` blocks at `head` followed by `blocks` blocks at `data`, all padded, the lengths block among them. With
 * four powers of H, what is left over of a multiple of four comes first: behind blocks of zeros, which change nothing.
 */
export function ghash(tables: usize, powers: i32, head: usize, headBlocks: i32, data: usize, blocks: i32): v128 {
  let y = i64x2.splat(0);
  let at = 0;
  const total = headBlocks + blocks;
  if (powers == 1) {
    for (; at < total; at++) y = reduce1(v128.xor(y, block(at, head, headBlocks, data)), tables);
    return reversed(y);
  }
  at = -(-total & 3);
  for (; at < total; at += 4) {
    const a = block(at, head, headBlocks, data);
    const b = block(at + 1, head, headBlocks, data);
    const c = block(at + 2, head, headBlocks, data);
    y = reduce4(v128.xor(y, a), b, c, block(at + 3, head, headBlocks, data), tables);
  }
  return reversed(y);
}

@inline
function block(index: i32, head: usize, headBlocks: i32, data: usize): v128 {
  if (index < 0) return i64x2.splat(0);
  return reversed(v128.load(index < headBlocks ? head + <usize>(index << 4) : data + <usize>((index - headBlocks) << 4)));
}
