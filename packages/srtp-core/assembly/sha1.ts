// SHA-1 (FIPS 180-4) and HMAC-SHA1 (RFC 2104) from two saved states: the key's blocks are hashed once, when the key is set.
import { zero } from './octets';

const OUTER: usize = memory.data(64, 16);
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

@inline
function schedule(w16: u32, w14: u32, w8: u32, w3: u32): u32 {
  return rotl(w16 ^ w14 ^ w8 ^ w3, 1);
}

@inline
function choose(b: u32, c: u32, d: u32): u32 {
  return 0x5a827999 + (d ^ (b & (c ^ d)));
}

@inline
function parity(b: u32, c: u32, d: u32): u32 {
  return 0x6ed9eba1 + (b ^ c ^ d);
}

@inline
function majority(b: u32, c: u32, d: u32): u32 {
  return 0x8f1bbcdc + ((b & c) + (d & (b ^ c)));
}

@inline
function parityLate(b: u32, c: u32, d: u32): u32 {
  return 0xca62c1d6 + (b ^ c ^ d);
}

/**
 * Hashes `blocks` blocks of 64 octets into the state. Unrolled, with the sixteen live words of the schedule in locals: twice as
 * fast as loops over a schedule in memory. `rotl(a, 5)` is added last: everything else is ready before it.
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
    let w0 = bswap(load<u32>(data));
    let w1 = bswap(load<u32>(data, 4));
    let w2 = bswap(load<u32>(data, 8));
    let w3 = bswap(load<u32>(data, 12));
    let w4 = bswap(load<u32>(data, 16));
    let w5 = bswap(load<u32>(data, 20));
    let w6 = bswap(load<u32>(data, 24));
    let w7 = bswap(load<u32>(data, 28));
    let w8 = bswap(load<u32>(data, 32));
    let w9 = bswap(load<u32>(data, 36));
    let w10 = bswap(load<u32>(data, 40));
    let w11 = bswap(load<u32>(data, 44));
    let w12 = bswap(load<u32>(data, 48));
    let w13 = bswap(load<u32>(data, 52));
    let w14 = bswap(load<u32>(data, 56));
    let w15 = bswap(load<u32>(data, 60));
    e = e + w0 + choose(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    d = d + w1 + choose(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    c = c + w2 + choose(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    b = b + w3 + choose(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    a = a + w4 + choose(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    e = e + w5 + choose(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    d = d + w6 + choose(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    c = c + w7 + choose(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    b = b + w8 + choose(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    a = a + w9 + choose(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    e = e + w10 + choose(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    d = d + w11 + choose(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    c = c + w12 + choose(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    b = b + w13 + choose(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    a = a + w14 + choose(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    e = e + w15 + choose(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    w0 = schedule(w0, w2, w8, w13);
    d = d + w0 + choose(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    w1 = schedule(w1, w3, w9, w14);
    c = c + w1 + choose(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    w2 = schedule(w2, w4, w10, w15);
    b = b + w2 + choose(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    w3 = schedule(w3, w5, w11, w0);
    a = a + w3 + choose(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    w4 = schedule(w4, w6, w12, w1);
    e = e + w4 + parity(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    w5 = schedule(w5, w7, w13, w2);
    d = d + w5 + parity(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    w6 = schedule(w6, w8, w14, w3);
    c = c + w6 + parity(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    w7 = schedule(w7, w9, w15, w4);
    b = b + w7 + parity(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    w8 = schedule(w8, w10, w0, w5);
    a = a + w8 + parity(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    w9 = schedule(w9, w11, w1, w6);
    e = e + w9 + parity(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    w10 = schedule(w10, w12, w2, w7);
    d = d + w10 + parity(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    w11 = schedule(w11, w13, w3, w8);
    c = c + w11 + parity(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    w12 = schedule(w12, w14, w4, w9);
    b = b + w12 + parity(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    w13 = schedule(w13, w15, w5, w10);
    a = a + w13 + parity(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    w14 = schedule(w14, w0, w6, w11);
    e = e + w14 + parity(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    w15 = schedule(w15, w1, w7, w12);
    d = d + w15 + parity(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    w0 = schedule(w0, w2, w8, w13);
    c = c + w0 + parity(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    w1 = schedule(w1, w3, w9, w14);
    b = b + w1 + parity(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    w2 = schedule(w2, w4, w10, w15);
    a = a + w2 + parity(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    w3 = schedule(w3, w5, w11, w0);
    e = e + w3 + parity(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    w4 = schedule(w4, w6, w12, w1);
    d = d + w4 + parity(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    w5 = schedule(w5, w7, w13, w2);
    c = c + w5 + parity(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    w6 = schedule(w6, w8, w14, w3);
    b = b + w6 + parity(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    w7 = schedule(w7, w9, w15, w4);
    a = a + w7 + parity(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    w8 = schedule(w8, w10, w0, w5);
    e = e + w8 + majority(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    w9 = schedule(w9, w11, w1, w6);
    d = d + w9 + majority(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    w10 = schedule(w10, w12, w2, w7);
    c = c + w10 + majority(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    w11 = schedule(w11, w13, w3, w8);
    b = b + w11 + majority(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    w12 = schedule(w12, w14, w4, w9);
    a = a + w12 + majority(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    w13 = schedule(w13, w15, w5, w10);
    e = e + w13 + majority(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    w14 = schedule(w14, w0, w6, w11);
    d = d + w14 + majority(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    w15 = schedule(w15, w1, w7, w12);
    c = c + w15 + majority(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    w0 = schedule(w0, w2, w8, w13);
    b = b + w0 + majority(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    w1 = schedule(w1, w3, w9, w14);
    a = a + w1 + majority(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    w2 = schedule(w2, w4, w10, w15);
    e = e + w2 + majority(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    w3 = schedule(w3, w5, w11, w0);
    d = d + w3 + majority(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    w4 = schedule(w4, w6, w12, w1);
    c = c + w4 + majority(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    w5 = schedule(w5, w7, w13, w2);
    b = b + w5 + majority(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    w6 = schedule(w6, w8, w14, w3);
    a = a + w6 + majority(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    w7 = schedule(w7, w9, w15, w4);
    e = e + w7 + majority(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    w8 = schedule(w8, w10, w0, w5);
    d = d + w8 + majority(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    w9 = schedule(w9, w11, w1, w6);
    c = c + w9 + majority(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    w10 = schedule(w10, w12, w2, w7);
    b = b + w10 + majority(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    w11 = schedule(w11, w13, w3, w8);
    a = a + w11 + majority(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    w12 = schedule(w12, w14, w4, w9);
    e = e + w12 + parityLate(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    w13 = schedule(w13, w15, w5, w10);
    d = d + w13 + parityLate(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    w14 = schedule(w14, w0, w6, w11);
    c = c + w14 + parityLate(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    w15 = schedule(w15, w1, w7, w12);
    b = b + w15 + parityLate(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    w0 = schedule(w0, w2, w8, w13);
    a = a + w0 + parityLate(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    w1 = schedule(w1, w3, w9, w14);
    e = e + w1 + parityLate(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    w2 = schedule(w2, w4, w10, w15);
    d = d + w2 + parityLate(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    w3 = schedule(w3, w5, w11, w0);
    c = c + w3 + parityLate(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    w4 = schedule(w4, w6, w12, w1);
    b = b + w4 + parityLate(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    w5 = schedule(w5, w7, w13, w2);
    a = a + w5 + parityLate(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    w6 = schedule(w6, w8, w14, w3);
    e = e + w6 + parityLate(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    w7 = schedule(w7, w9, w15, w4);
    d = d + w7 + parityLate(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    w8 = schedule(w8, w10, w0, w5);
    c = c + w8 + parityLate(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    w9 = schedule(w9, w11, w1, w6);
    b = b + w9 + parityLate(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    w10 = schedule(w10, w12, w2, w7);
    a = a + w10 + parityLate(c, d, e) + rotl(b, 5);
    c = rotl(c, 30);
    w11 = schedule(w11, w13, w3, w8);
    e = e + w11 + parityLate(b, c, d) + rotl(a, 5);
    b = rotl(b, 30);
    w12 = schedule(w12, w14, w4, w9);
    d = d + w12 + parityLate(a, b, c) + rotl(e, 5);
    a = rotl(a, 30);
    w13 = schedule(w13, w15, w5, w10);
    c = c + w13 + parityLate(e, a, b) + rotl(d, 5);
    e = rotl(e, 30);
    w14 = schedule(w14, w0, w6, w11);
    b = b + w14 + parityLate(d, e, a) + rotl(c, 5);
    d = rotl(d, 30);
    w15 = schedule(w15, w1, w7, w12);
    a = a + w15 + parityLate(c, d, e) + rotl(b, 5);
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

/**
 * Saves the states after the inner and the outer padded key (RFC 2104 §4), and the inner padded key itself, a block. The key has
 * at most 64 octets.
 */
export function hmacKey(key: usize, keyOctets: i32, inner: usize, outer: usize, keyBlock: usize): void {
  padKey(key, keyOctets, 0x36, keyBlock);
  begin(inner);
  compress(inner, keyBlock, 1);
  padKey(key, keyOctets, 0x5c, PADDED_KEY);
  begin(outer);
  compress(outer, PADDED_KEY, 1);
  zero(PADDED_KEY, BLOCK_OCTETS);
}

function padKey(key: usize, keyOctets: i32, pad: u8, out: usize): void {
  for (let i = 0; i < BLOCK_OCTETS; i++) {
    const octet: u8 = i < keyOctets ? load<u8>(key + <usize>i) : 0;
    store<u8>(out + <usize>i, octet ^ pad);
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
  outerHash(outer, mac);
}

/** Where the inner hash of a message stands for {@link outerHash}, in network order. */
export function innerHashArea(): usize {
  return OUTER;
}

/** The second half of HMAC-SHA1, into the five words at `mac`. */
export function outerHash(outer: usize, mac: usize): void {
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
