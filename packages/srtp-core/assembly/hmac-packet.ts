// AES-CM or NULL with HMAC-SHA1 (RFC 3711 §4.1.1, §4.2.1) over the packet in the packet area.
import { counterRun, keystream } from './aes';
import { INNER, KEYSTREAM, OUTER, PACKET, ROUNDS, ROUND_KEYS, SALT } from './layout';
import { xor } from './octets';
import { hmac } from './sha1';
import { sameTag } from './tag';

const MAC: usize = memory.data(32, 16);
const RECEIVED: usize = memory.data(32, 16);

/**
 * Encrypts octets [clear, octets) and puts the tag at `tagAt`. `word` follows the packet into the HMAC: the ROC of SRTP, the E
 * bit and index of SRTCP, where it also stays in the packet. `upper` and `lower` are the packet index: its bits from 16 on, its
 * last 16. `stream` points to the packet's key stream when that was prepared, else it is 0.
 */
export function sealHmac(context: usize, octets: i32, clear: i32, ssrc: u32, upper: u32, lower: u32, word: u32, encrypt: bool, stream: usize, tagOctets: i32, tagAt: i32): void {
  if (encrypt) crypt(context, PACKET, octets, clear, ssrc, upper, lower, stream);
  if (!tagOctets) {
    store<u32>(PACKET + <usize>octets, bswap(word));
    return;
  }
  authenticate(context, octets, word);
  const tag = PACKET + <usize>tagAt;
  v128.store(tag, v128.load(MAC));
  store<u32>(tag, load<u32>(MAC, 16), 16);
}

/** Verifies the tag at `tagAt`, then decrypts; returns whether the packet is authentic. A forged one is not decrypted. */
export function openHmac(context: usize, octets: i32, clear: i32, ssrc: u32, upper: u32, lower: u32, word: u32, encrypt: bool, stream: usize, tagOctets: i32, tagAt: i32): bool {
  if (tagOctets) {
    // The word and the padding of the hash overwrite the tag on the wire.
    v128.store(RECEIVED, v128.load(PACKET + <usize>tagAt));
    v128.store(RECEIVED, v128.load(PACKET + <usize>tagAt, 16), 16);
    authenticate(context, octets, word);
    if (!sameTag(RECEIVED, MAC, tagOctets)) return false;
  }
  if (encrypt) crypt(context, PACKET, octets, clear, ssrc, upper, lower, stream);
  return true;
}

function authenticate(context: usize, octets: i32, word: u32): void {
  store<u32>(PACKET + <usize>octets, bswap(word));
  hmac(context + INNER, context + OUTER, PACKET, octets + 4, MAC);
}

/** Encrypts or decrypts octets [clear, octets) at `packet`. */
export function crypt(context: usize, packet: usize, octets: i32, clear: i32, ssrc: u32, upper: u32, lower: u32, stream: usize): void {
  const length = octets - clear;
  const rounds = load<i32>(context + ROUNDS);
  if (length <= 0 || !rounds) return;
  if (!stream) {
    keystream(context + ROUND_KEYS, rounds, counterModeIv(context, ssrc, upper, lower), 0, (length + 15) >> 4, KEYSTREAM);
    stream = KEYSTREAM;
  }
  xor(packet + <usize>clear, stream, length);
}

/** IV = (k_s * 2^16) XOR (SSRC * 2^64) XOR (i * 2^16). */
function counterModeIv(context: usize, ssrc: u32, upper: u32, lower: u32): v128 {
  const left = bswap<u64>(<u64>ssrc);
  const right = bswap<u64>(((<u64>upper << 16) | <u64>lower) << 16);
  return v128.xor(v128.load(context + SALT), i64x2.replace_lane(i64x2.splat(left), 1, right));
}

/** Writes the counter blocks of `count` packets from `index` on, `blocks` each, for one ECB call of the platform's AES. */
export function counterBlocks(context: usize, out: usize, ssrc: u32, index: f64, count: i32, blocks: i32): void {
  for (let i: u64 = <u64>index, end = i + <u64>count; i < end; i++) {
    const iv = counterModeIv(context, ssrc, <u32>(i >> 16), <u32>(i & 0xffff));
    out = counterRun(iv, 0, blocks, out);
  }
}
