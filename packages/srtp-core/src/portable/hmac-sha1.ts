import { putWord } from './octets.js';
import { sha1BlockOctets, sha1Blocks, sha1Initial } from './sha1.js';

/** Octets of an HMAC-SHA1 value. */
export const hmacSha1Octets = 20;

/** The end of a message with its padding, at most two blocks. */
const tail = new Uint8Array(2 * sha1BlockOctets);
const state = new Int32Array(5);

/**
 * HMAC-SHA1 (RFC 2104) with the two key-dependent blocks compressed once, when the key comes, instead of twice per packet.
 * The instances share scratch space, which is sound because nothing here can be interrupted.
 */
export class HmacSha1 {
  readonly #inner: Int32Array;
  readonly #outer: Int32Array;
  /** The value that {@link compute} leaves. */
  readonly value: Uint8Array = new Uint8Array(hmacSha1Octets);

  /** The key is at most 64 octets long, which SRTP's 20 are. */
  constructor(key: Uint8Array) {
    this.#inner = midstate(key, 0x36);
    this.#outer = midstate(key, 0x5c);
  }

  /**
   * The HMAC of `data` in [start, end), followed by the 32-bit word `suffix` if `hasSuffix` (RFC 3711 §4.2: the ROC), in
   * {@link value}, where it stays until the next call.
   */
  compute(data: Uint8Array, start: number, end: number, hasSuffix: boolean, suffix: number): void {
    const octets = end - start;
    const whole = octets >>> 6;
    state.set(this.#inner);
    sha1Blocks(state, data, start, whole);
    let filled = 0;
    for (let at = start + whole * sha1BlockOctets; at < end; at++) tail[filled++] = data[at] as number;
    if (hasSuffix) {
      putWord(tail, filled, suffix);
      filled += 4;
    }
    finish(filled, sha1BlockOctets + octets + (hasSuffix ? 4 : 0));
    for (let i = 0; i < 5; i++) putWord(tail, 4 * i, state[i] as number);
    state.set(this.#outer);
    finish(hmacSha1Octets, sha1BlockOctets + hmacSha1Octets);
    for (let i = 0; i < 5; i++) putWord(this.value, 4 * i, state[i] as number);
  }

  /** Whether the first `octets` of {@link value} stand at `at`; looks at all of them whatever it finds. */
  matches(data: Uint8Array, at: number, octets: number): boolean {
    let difference = 0;
    for (let i = 0; i < octets; i++) difference |= (this.value[i] as number) ^ (data[at + i] as number);
    return difference === 0;
  }

  /** Overwrites what came from the key. */
  close(): void {
    this.#inner.fill(0);
    this.#outer.fill(0);
    this.value.fill(0);
    tail.fill(0);
    state.fill(0);
  }
}

function midstate(key: Uint8Array, pad: number): Int32Array {
  tail.fill(pad, 0, sha1BlockOctets);
  for (let i = 0; i < key.length; i++) tail[i] = pad ^ (key[i] as number);
  const result = Int32Array.from(sha1Initial);
  sha1Blocks(result, tail, 0, 1);
  tail.fill(0);
  return result;
}

/** Pads the `filled` octets in `tail` (FIPS 180-4 §5.1.1) for a message of `octets` in all, and compresses them. */
function finish(filled: number, octets: number): void {
  const blocks = filled > sha1BlockOctets - 9 ? 2 : 1;
  const end = blocks * sha1BlockOctets;
  tail[filled] = 0x80;
  tail.fill(0, filled + 1, end - 4);
  // A packet is shorter than 2^29 octets, so that the upper half of the length in bits stays zero.
  putWord(tail, end - 4, octets << 3);
  sha1Blocks(state, tail, 0, blocks);
}
