/** Octets of one SHA-1 block. */
export const sha1BlockOctets = 64;

/** The initial chaining value (FIPS 180-4 §5.3.3). */
export const sha1Initial: Int32Array = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);

const schedule = new Int32Array(80);

/**
 * Runs `blocks` whole blocks of `data` from `start` on through the compression function (FIPS 180-4 §6.1.2), updating the five
 * words of `state`. It stands here because HMAC per packet needs midstates and no allocation, which hash objects do not give:
 * five rounds are written out, so that the five variables keep their places instead of moving through each other.
 */
export function sha1Blocks(state: Int32Array, data: Uint8Array, start: number, blocks: number): void {
  const w = schedule;
  let h0 = state[0] as number;
  let h1 = state[1] as number;
  let h2 = state[2] as number;
  let h3 = state[3] as number;
  let h4 = state[4] as number;
  for (let at = start, end = start + blocks * sha1BlockOctets; at < end; at += sha1BlockOctets) {
    expand(w, data, at);
    let a = h0;
    let b = h1;
    let c = h2;
    let d = h3;
    let e = h4;
    for (let i = 0; i < 20; i += 5) {
      e = (e + 0x5a827999 + (w[i] as number) + (d ^ (b & (c ^ d))) + ((a << 5) | (a >>> 27))) | 0;
      b = (b << 30) | (b >>> 2);
      d = (d + 0x5a827999 + (w[i + 1] as number) + (c ^ (a & (b ^ c))) + ((e << 5) | (e >>> 27))) | 0;
      a = (a << 30) | (a >>> 2);
      c = (c + 0x5a827999 + (w[i + 2] as number) + (b ^ (e & (a ^ b))) + ((d << 5) | (d >>> 27))) | 0;
      e = (e << 30) | (e >>> 2);
      b = (b + 0x5a827999 + (w[i + 3] as number) + (a ^ (d & (e ^ a))) + ((c << 5) | (c >>> 27))) | 0;
      d = (d << 30) | (d >>> 2);
      a = (a + 0x5a827999 + (w[i + 4] as number) + (e ^ (c & (d ^ e))) + ((b << 5) | (b >>> 27))) | 0;
      c = (c << 30) | (c >>> 2);
    }
    for (let i = 20; i < 40; i += 5) {
      e = (e + 0x6ed9eba1 + (w[i] as number) + (b ^ c ^ d) + ((a << 5) | (a >>> 27))) | 0;
      b = (b << 30) | (b >>> 2);
      d = (d + 0x6ed9eba1 + (w[i + 1] as number) + (a ^ b ^ c) + ((e << 5) | (e >>> 27))) | 0;
      a = (a << 30) | (a >>> 2);
      c = (c + 0x6ed9eba1 + (w[i + 2] as number) + (e ^ a ^ b) + ((d << 5) | (d >>> 27))) | 0;
      e = (e << 30) | (e >>> 2);
      b = (b + 0x6ed9eba1 + (w[i + 3] as number) + (d ^ e ^ a) + ((c << 5) | (c >>> 27))) | 0;
      d = (d << 30) | (d >>> 2);
      a = (a + 0x6ed9eba1 + (w[i + 4] as number) + (c ^ d ^ e) + ((b << 5) | (b >>> 27))) | 0;
      c = (c << 30) | (c >>> 2);
    }
    for (let i = 40; i < 60; i += 5) {
      e = (e + 0x8f1bbcdc + (w[i] as number) + ((b & c) | (d & (b | c))) + ((a << 5) | (a >>> 27))) | 0;
      b = (b << 30) | (b >>> 2);
      d = (d + 0x8f1bbcdc + (w[i + 1] as number) + ((a & b) | (c & (a | b))) + ((e << 5) | (e >>> 27))) | 0;
      a = (a << 30) | (a >>> 2);
      c = (c + 0x8f1bbcdc + (w[i + 2] as number) + ((e & a) | (b & (e | a))) + ((d << 5) | (d >>> 27))) | 0;
      e = (e << 30) | (e >>> 2);
      b = (b + 0x8f1bbcdc + (w[i + 3] as number) + ((d & e) | (a & (d | e))) + ((c << 5) | (c >>> 27))) | 0;
      d = (d << 30) | (d >>> 2);
      a = (a + 0x8f1bbcdc + (w[i + 4] as number) + ((c & d) | (e & (c | d))) + ((b << 5) | (b >>> 27))) | 0;
      c = (c << 30) | (c >>> 2);
    }
    for (let i = 60; i < 80; i += 5) {
      e = (e + 0xca62c1d6 + (w[i] as number) + (b ^ c ^ d) + ((a << 5) | (a >>> 27))) | 0;
      b = (b << 30) | (b >>> 2);
      d = (d + 0xca62c1d6 + (w[i + 1] as number) + (a ^ b ^ c) + ((e << 5) | (e >>> 27))) | 0;
      a = (a << 30) | (a >>> 2);
      c = (c + 0xca62c1d6 + (w[i + 2] as number) + (e ^ a ^ b) + ((d << 5) | (d >>> 27))) | 0;
      e = (e << 30) | (e >>> 2);
      b = (b + 0xca62c1d6 + (w[i + 3] as number) + (d ^ e ^ a) + ((c << 5) | (c >>> 27))) | 0;
      d = (d << 30) | (d >>> 2);
      a = (a + 0xca62c1d6 + (w[i + 4] as number) + (c ^ d ^ e) + ((b << 5) | (b >>> 27))) | 0;
      c = (c << 30) | (c >>> 2);
    }
    h0 = (h0 + a) | 0;
    h1 = (h1 + b) | 0;
    h2 = (h2 + c) | 0;
    h3 = (h3 + d) | 0;
    h4 = (h4 + e) | 0;
  }
  state[0] = h0;
  state[1] = h1;
  state[2] = h2;
  state[3] = h3;
  state[4] = h4;
}

/** The message schedule of the block at `at` (FIPS 180-4 §6.1.2, step 1). */
function expand(w: Int32Array, data: Uint8Array, at: number): void {
  for (let i = 0, from = at; i < 16; i++, from += 4)
    w[i] =
      ((data[from] as number) << 24) |
      ((data[from + 1] as number) << 16) |
      ((data[from + 2] as number) << 8) |
      (data[from + 3] as number);
  for (let i = 16; i < 80; i++) {
    const word = (w[i - 3] as number) ^ (w[i - 8] as number) ^ (w[i - 14] as number) ^ (w[i - 16] as number);
    w[i] = (word << 1) | (word >>> 31);
  }
}
