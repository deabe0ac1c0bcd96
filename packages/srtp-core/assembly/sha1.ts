// SHA-1 (FIPS 180-4) and HMAC-SHA1 (RFC 2104) from two saved states: the key's blocks are hashed once, when the key is set.
import { lookUp } from './look-up';
import { zero } from './octets';

const OUTER: usize = memory.data(64, 16);
/** Words of the message schedule, with the constants of their rounds added. */
const SCHEDULE: usize = memory.data(80 * 4, 16);
const SCHEDULE_OCTETS: i32 = 80 * 4;
/** The constants of the rounds, four times each: V8 would make a literal anew for every use. */
export const ROUND_CONSTANTS: usize = memory.data<u32>([
  0x5a827999, 0x5a827999, 0x5a827999, 0x5a827999, 0x6ed9eba1, 0x6ed9eba1, 0x6ed9eba1, 0x6ed9eba1,
  0x8f1bbcdc, 0x8f1bbcdc, 0x8f1bbcdc, 0x8f1bbcdc, 0xca62c1d6, 0xca62c1d6, 0xca62c1d6, 0xca62c1d6,
], 16);
const SWAPPED: usize = memory.data<u8>([3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12], 16);
const PADDED_KEY: usize = memory.data(64, 16);

/** Octets of a state: five words. */
const STATE_OCTETS: i32 = 20;
const BLOCK_OCTETS: i32 = 64;

function begin(state: usize): void {
  store<u32>(state, 0x67452301);
  store<u32>(state, 0xefcdab89, 4);
  store<u32>(state, 0x98badcfe, 8);
  store<u32>(state, 0x10325476, 12);
  store<u32>(state, 0xc3d2e1f0, 16);
}

/** Four words into or out of network order. */
@inline
export function swapped(x: v128): v128 {
  return lookUp(x, v128.load(SWAPPED));
}

@inline
function rotated(x: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(x, bits), i32x4.shr_u(x, 32 - bits));
}

/** Words t to t + 3 from those 16, 12, 8 and 4 before. The last one needs the first one, which is added afterwards. */
@inline
function early(w16: v128, w12: v128, w8: v128, w4: v128): v128 {
  const zero = i64x2.splat(0);
  const w14 = i32x4.shuffle(w16, w12, 2, 3, 4, 5);
  const w3 = i32x4.shuffle(w4, zero, 1, 2, 3, 4);
  const sum = v128.xor(v128.xor(w16, w14), v128.xor(w8, w3));
  const first = i32x4.shuffle(zero, sum, 0, 1, 2, 4);
  return v128.xor(rotated(sum, 1), rotated(first, 2));
}

/** The same from word 32 on, where W(t) = ROTL2(W(t-6) ^ W(t-16) ^ W(t-28) ^ W(t-32)) asks for nothing so near. */
@inline
function late(w32: v128, w28: v128, w16: v128, w8: v128, w4: v128): v128 {
  const w6 = i32x4.shuffle(w8, w4, 2, 3, 4, 5);
  return rotated(v128.xor(v128.xor(w32, w28), v128.xor(w16, w6)), 2);
}

@inline
function choose(b: u32, c: u32, d: u32): u32 {
  return d ^ (b & (c ^ d));
}

@inline
function parity(b: u32, c: u32, d: u32): u32 {
  return b ^ c ^ d;
}

@inline
function majority(b: u32, c: u32, d: u32): u32 {
  return (b & c) + (d & (b ^ c));
}

/**
 * Hashes `blocks` blocks of 64 octets into the state. The message schedule comes four words at a time from vector instructions,
 * one step ahead of the rounds; `rotl(a, 5)` is added last: everything else is ready before it.
 */
export function compress(state: usize, data: usize, blocks: i32): void {
  let a = load<u32>(state);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let d = load<u32>(state, 12);
  let e = load<u32>(state, 16);
  for (; blocks > 0; blocks--) {
    const a0 = a;
    const b0 = b;
    const c0 = c;
    const d0 = d;
    const e0 = e;
    let w0 = swapped(v128.load(data));
    v128.store(SCHEDULE, i32x4.add(w0, v128.load(ROUND_CONSTANTS)));
    let w1 = swapped(v128.load(data, 16));
    v128.store(SCHEDULE, i32x4.add(w1, v128.load(ROUND_CONSTANTS)), 16);
    let w2 = swapped(v128.load(data, 32));
    v128.store(SCHEDULE, i32x4.add(w2, v128.load(ROUND_CONSTANTS)), 32);
    let w3 = swapped(v128.load(data, 48));
    v128.store(SCHEDULE, i32x4.add(w3, v128.load(ROUND_CONSTANTS)), 48);
    let w4 = early(w0, w1, w2, w3);
    v128.store(SCHEDULE, i32x4.add(w4, v128.load(ROUND_CONSTANTS)), 64);
    e = e + load<u32>(SCHEDULE) + choose(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    d = d + load<u32>(SCHEDULE, 4) + choose(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    c = c + load<u32>(SCHEDULE, 8) + choose(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    b = b + load<u32>(SCHEDULE, 12) + choose(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    let w5 = early(w1, w2, w3, w4);
    v128.store(SCHEDULE, i32x4.add(w5, v128.load(ROUND_CONSTANTS, 16)), 80);
    a = a + load<u32>(SCHEDULE, 16) + choose(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    e = e + load<u32>(SCHEDULE, 20) + choose(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    d = d + load<u32>(SCHEDULE, 24) + choose(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    c = c + load<u32>(SCHEDULE, 28) + choose(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    let w6 = early(w2, w3, w4, w5);
    v128.store(SCHEDULE, i32x4.add(w6, v128.load(ROUND_CONSTANTS, 16)), 96);
    b = b + load<u32>(SCHEDULE, 32) + choose(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    a = a + load<u32>(SCHEDULE, 36) + choose(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    e = e + load<u32>(SCHEDULE, 40) + choose(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    d = d + load<u32>(SCHEDULE, 44) + choose(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    let w7 = early(w3, w4, w5, w6);
    v128.store(SCHEDULE, i32x4.add(w7, v128.load(ROUND_CONSTANTS, 16)), 112);
    c = c + load<u32>(SCHEDULE, 48) + choose(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    b = b + load<u32>(SCHEDULE, 52) + choose(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    a = a + load<u32>(SCHEDULE, 56) + choose(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    e = e + load<u32>(SCHEDULE, 60) + choose(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    w0 = late(w0, w1, w4, w6, w7);
    v128.store(SCHEDULE, i32x4.add(w0, v128.load(ROUND_CONSTANTS, 16)), 128);
    d = d + load<u32>(SCHEDULE, 64) + choose(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    c = c + load<u32>(SCHEDULE, 68) + choose(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    b = b + load<u32>(SCHEDULE, 72) + choose(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    a = a + load<u32>(SCHEDULE, 76) + choose(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    w1 = late(w1, w2, w5, w7, w0);
    v128.store(SCHEDULE, i32x4.add(w1, v128.load(ROUND_CONSTANTS, 16)), 144);
    e = e + load<u32>(SCHEDULE, 80) + parity(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    d = d + load<u32>(SCHEDULE, 84) + parity(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    c = c + load<u32>(SCHEDULE, 88) + parity(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    b = b + load<u32>(SCHEDULE, 92) + parity(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    w2 = late(w2, w3, w6, w0, w1);
    v128.store(SCHEDULE, i32x4.add(w2, v128.load(ROUND_CONSTANTS, 32)), 160);
    a = a + load<u32>(SCHEDULE, 96) + parity(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    e = e + load<u32>(SCHEDULE, 100) + parity(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    d = d + load<u32>(SCHEDULE, 104) + parity(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    c = c + load<u32>(SCHEDULE, 108) + parity(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    w3 = late(w3, w4, w7, w1, w2);
    v128.store(SCHEDULE, i32x4.add(w3, v128.load(ROUND_CONSTANTS, 32)), 176);
    b = b + load<u32>(SCHEDULE, 112) + parity(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    a = a + load<u32>(SCHEDULE, 116) + parity(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    e = e + load<u32>(SCHEDULE, 120) + parity(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    d = d + load<u32>(SCHEDULE, 124) + parity(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    w4 = late(w4, w5, w0, w2, w3);
    v128.store(SCHEDULE, i32x4.add(w4, v128.load(ROUND_CONSTANTS, 32)), 192);
    c = c + load<u32>(SCHEDULE, 128) + parity(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    b = b + load<u32>(SCHEDULE, 132) + parity(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    a = a + load<u32>(SCHEDULE, 136) + parity(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    e = e + load<u32>(SCHEDULE, 140) + parity(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    w5 = late(w5, w6, w1, w3, w4);
    v128.store(SCHEDULE, i32x4.add(w5, v128.load(ROUND_CONSTANTS, 32)), 208);
    d = d + load<u32>(SCHEDULE, 144) + parity(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    c = c + load<u32>(SCHEDULE, 148) + parity(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    b = b + load<u32>(SCHEDULE, 152) + parity(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    a = a + load<u32>(SCHEDULE, 156) + parity(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    w6 = late(w6, w7, w2, w4, w5);
    v128.store(SCHEDULE, i32x4.add(w6, v128.load(ROUND_CONSTANTS, 32)), 224);
    e = e + load<u32>(SCHEDULE, 160) + majority(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    d = d + load<u32>(SCHEDULE, 164) + majority(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    c = c + load<u32>(SCHEDULE, 168) + majority(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    b = b + load<u32>(SCHEDULE, 172) + majority(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    w7 = late(w7, w0, w3, w5, w6);
    v128.store(SCHEDULE, i32x4.add(w7, v128.load(ROUND_CONSTANTS, 48)), 240);
    a = a + load<u32>(SCHEDULE, 176) + majority(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    e = e + load<u32>(SCHEDULE, 180) + majority(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    d = d + load<u32>(SCHEDULE, 184) + majority(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    c = c + load<u32>(SCHEDULE, 188) + majority(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    w0 = late(w0, w1, w4, w6, w7);
    v128.store(SCHEDULE, i32x4.add(w0, v128.load(ROUND_CONSTANTS, 48)), 256);
    b = b + load<u32>(SCHEDULE, 192) + majority(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    a = a + load<u32>(SCHEDULE, 196) + majority(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    e = e + load<u32>(SCHEDULE, 200) + majority(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    d = d + load<u32>(SCHEDULE, 204) + majority(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    w1 = late(w1, w2, w5, w7, w0);
    v128.store(SCHEDULE, i32x4.add(w1, v128.load(ROUND_CONSTANTS, 48)), 272);
    c = c + load<u32>(SCHEDULE, 208) + majority(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    b = b + load<u32>(SCHEDULE, 212) + majority(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    a = a + load<u32>(SCHEDULE, 216) + majority(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    e = e + load<u32>(SCHEDULE, 220) + majority(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    w2 = late(w2, w3, w6, w0, w1);
    v128.store(SCHEDULE, i32x4.add(w2, v128.load(ROUND_CONSTANTS, 48)), 288);
    d = d + load<u32>(SCHEDULE, 224) + majority(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    c = c + load<u32>(SCHEDULE, 228) + majority(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    b = b + load<u32>(SCHEDULE, 232) + majority(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    a = a + load<u32>(SCHEDULE, 236) + majority(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    w3 = late(w3, w4, w7, w1, w2);
    v128.store(SCHEDULE, i32x4.add(w3, v128.load(ROUND_CONSTANTS, 48)), 304);
    e = e + load<u32>(SCHEDULE, 240) + parity(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    d = d + load<u32>(SCHEDULE, 244) + parity(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    c = c + load<u32>(SCHEDULE, 248) + parity(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    b = b + load<u32>(SCHEDULE, 252) + parity(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    a = a + load<u32>(SCHEDULE, 256) + parity(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    e = e + load<u32>(SCHEDULE, 260) + parity(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    d = d + load<u32>(SCHEDULE, 264) + parity(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    c = c + load<u32>(SCHEDULE, 268) + parity(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    b = b + load<u32>(SCHEDULE, 272) + parity(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    a = a + load<u32>(SCHEDULE, 276) + parity(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    e = e + load<u32>(SCHEDULE, 280) + parity(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    d = d + load<u32>(SCHEDULE, 284) + parity(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    c = c + load<u32>(SCHEDULE, 288) + parity(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    b = b + load<u32>(SCHEDULE, 292) + parity(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    a = a + load<u32>(SCHEDULE, 296) + parity(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    e = e + load<u32>(SCHEDULE, 300) + parity(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    d = d + load<u32>(SCHEDULE, 304) + parity(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    c = c + load<u32>(SCHEDULE, 308) + parity(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    b = b + load<u32>(SCHEDULE, 312) + parity(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    a = a + load<u32>(SCHEDULE, 316) + parity(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    a += a0;
    b += b0;
    c += c0;
    d += d0;
    e += e0;
    data += 64;
  }
  store<u32>(state, a);
  store<u32>(state, b, 4);
  store<u32>(state, c, 8);
  store<u32>(state, d, 12);
  store<u32>(state, e, 16);
}

/** Saves the states after the inner and the outer padded key (RFC 2104 §4). The key has at most 64 octets. */
export function hmacKey(key: usize, keyOctets: i32, inner: usize, outer: usize): void {
  padKey(key, keyOctets, 0x36);
  begin(inner);
  compress(inner, PADDED_KEY, 1);
  padKey(key, keyOctets, 0x5c);
  begin(outer);
  compress(outer, PADDED_KEY, 1);
  padKey(key, 0, 0);
  zero(SCHEDULE, SCHEDULE_OCTETS);
}

function padKey(key: usize, keyOctets: i32, pad: u8): void {
  for (let i = 0; i < BLOCK_OCTETS; i++) {
    const octet: u8 = i < keyOctets ? load<u8>(key + <usize>i) : 0;
    store<u8>(PADDED_KEY + <usize>i, octet ^ pad);
  }
}

/**
 * Writes the padding of the inner hash right behind `octets` octets of data, where up to 80 octets are overwritten; returns the
 * blocks to hash.
 */
export function padHash(data: usize, octets: i32): i32 {
  const end = data + <usize>octets;
  const blocks = (octets + 9 + 63) >> 6;
  zero(end, blocks * BLOCK_OCTETS - octets);
  store<u8>(end, 0x80);
  // The padded key counts as one block; a packet never has 2^29 octets, so the upper word of the length is zero.
  store<u32>(data + <usize>(blocks << 6) - 4, bswap(<u32>(BLOCK_OCTETS + octets) << 3));
  return blocks;
}

/** HMAC-SHA1 of `octets` octets at `data`, with room for `padHash` behind them, into the five words at `mac`. */
export function hmac(inner: usize, outer: usize, data: usize, octets: i32, mac: usize): void {
  const blocks = padHash(data, octets);
  copyState(mac, inner);
  compress(mac, data, blocks);
  for (let i = 0; i < STATE_OCTETS; i += 4) store<u32>(OUTER + <usize>i, bswap(load<u32>(mac + <usize>i)));
  store<u32>(OUTER, 0x80, 20);
  store<u32>(OUTER, bswap<u32>((BLOCK_OCTETS + STATE_OCTETS) << 3), 60);
  copyState(mac, outer);
  compress(mac, OUTER, 1);
  for (let i = 0; i < STATE_OCTETS; i += 4) store<u32>(mac + <usize>i, bswap(load<u32>(mac + <usize>i)));
}

function copyState(target: usize, source: usize): void {
  store<u64>(target, load<u64>(source));
  store<u64>(target, load<u64>(source, 8), 8);
  store<u32>(target, load<u32>(source, 16), 16);
}
