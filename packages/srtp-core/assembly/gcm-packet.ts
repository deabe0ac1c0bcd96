// AES-GCM (RFC 7714) over the packet in the packet area.
import { counterRun, keystream } from './aes';
import { ghash } from './ghash';
import { HEAD, KEYSTREAM, PACKET, ROUNDS, ROUND_KEYS, SALT, TABLES } from './layout';
import { copy, xor } from './octets';
import { sameTag } from './tag';

const TAG: usize = memory.data(32, 16);
const RECEIVED: usize = memory.data(32, 16);

/**
 * Encrypts octets [clear, octets) and puts the tag behind them. The AAD is what stands before `clear`; with `rtcp`, `word` (E bit
 * and index) belongs to it and follows the tag (RFC 7714 §9.2). Not encrypted SRTCP passes clear = octets (§9.3).
 */
export function sealGcm(context: usize, octets: i32, clear: i32, ssrc: u32, upper: u32, lower: u32, word: u32, rtcp: bool, stream: usize, tagOctets: i32): void {
  const blocks = 1 + ((octets - clear + 15) >> 4);
  if (!stream) {
    makeKeystream(context, ssrc, upper, lower, 0, blocks);
    stream = KEYSTREAM;
  }
  xor(PACKET + <usize>clear, stream + 16, octets - clear);
  authenticate(context, octets, clear, word, rtcp, stream, powersOf(rtcp));
  const end = PACKET + <usize>octets;
  v128.store(end, v128.load(TAG));
  if (rtcp) store<u32>(end + <usize>tagOctets, bswap(word));
}

/**
 * Verifies the tag behind `octets`, then decrypts; returns whether the packet is authentic. A forged one is not decrypted, and
 * costs no more key stream than its tag needs.
 */
export function openGcm(context: usize, octets: i32, clear: i32, ssrc: u32, upper: u32, lower: u32, word: u32, rtcp: bool, stream: usize, tagOctets: i32): bool {
  v128.store(RECEIVED, v128.load(PACKET + <usize>octets));
  const prepared = stream != 0;
  if (!prepared) {
    makeKeystream(context, ssrc, upper, lower, 0, 1);
    stream = KEYSTREAM;
  }
  authenticate(context, octets, clear, word, rtcp, stream, powersOf(rtcp));
  if (!sameTag(RECEIVED, TAG, tagOctets)) return false;
  if (!prepared) makeKeystream(context, ssrc, upper, lower, 1, 1 + ((octets - clear + 15) >> 4));
  xor(PACKET + <usize>clear, stream + 16, octets - clear);
  return true;
}

/** SRTCP is rare: one power of H keeps its context small. */
function powersOf(rtcp: bool): i32 {
  return rtcp ? 1 : 4;
}

/** Blocks [from, to) of the key stream: counter 1, which masks the tag, and the payload's counters from 2 on. */
function makeKeystream(context: usize, ssrc: u32, upper: u32, lower: u32, from: i32, to: i32): void {
  const iv = gcmIv(context, ssrc, upper, lower);
  const out = KEYSTREAM + <usize>(from << 4);
  keystream(context + ROUND_KEYS, load<i32>(context + ROUNDS), iv, 1 + from, to - from, out);
}

/** RFC 7714 §8.1, §9.1: two zero octets, SSRC, 48 bits of index, XOR the salt; four octets of counter behind it. */
function gcmIv(context: usize, ssrc: u32, upper: u32, lower: u32): v128 {
  const left = bswap<u64>((<u64>ssrc << 16) | <u64>(upper >> 16));
  const right = <u64>bswap<u32>((upper << 16) | lower);
  return v128.xor(v128.load(context + SALT), i64x2.replace_lane(i64x2.splat(left), 1, right));
}

/** Leaves the whole tag in TAG. Pads the ciphertext in place and puts the lengths block behind it. */
function authenticate(context: usize, octets: i32, clear: i32, word: u32, rtcp: bool, stream: usize, powers: i32): void {
  copy(HEAD, PACKET, clear);
  let headOctets = clear;
  if (rtcp) {
    store<u32>(HEAD + <usize>clear, bswap(word));
    headOctets += 4;
  }
  v128.store(HEAD + <usize>headOctets, i64x2.splat(0));
  const length = octets - clear;
  const blocks = (length + 15) >> 4;
  v128.store(PACKET + <usize>octets, i64x2.splat(0));
  const lengths = PACKET + <usize>clear + <usize>(blocks << 4);
  store<u64>(lengths, bswap<u64>(<u64>headOctets << 3));
  store<u64>(lengths, bswap<u64>(<u64>length << 3), 8);
  const hash = ghash(context + TABLES, powers, HEAD, (headOctets + 15) >> 4, PACKET + <usize>clear, blocks + 1);
  v128.store(TAG, v128.xor(hash, v128.load(stream)));
}

/** Writes the counter blocks of `count` packets from `index` on, `blocks` each, for one ECB call of the platform's AES. */
export function gcmCounterBlocks(context: usize, out: usize, ssrc: u32, index: f64, count: i32, blocks: i32): void {
  for (let i: u64 = <u64>index, end = i + <u64>count; i < end; i++) {
    const iv = gcmIv(context, ssrc, <u32>(i >> 16), <u32>(i & 0xffff));
    out = counterRun(iv, 1, blocks, out);
  }
}
