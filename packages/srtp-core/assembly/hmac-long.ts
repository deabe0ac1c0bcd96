// AES-CM or NULL with HMAC-SHA1 over the packet in the packet area, when it is so long that the platform's own SHA-1 is worth a call:
// that hashes the padded key and the packet behind it, in between.
import { crypt } from './hmac-packet';
import { INNER_KEY, KEY_BLOCK, OUTER, PACKET } from './layout';
import { copy, zero } from './octets';
import { outerHash } from './sha1';
import { sameTag } from './tag';

const MAC: usize = memory.data(32, 16);
const RECEIVED: usize = memory.data(32, 16);

/** Encrypts the packet and makes it ready to be hashed. The parameters are those of `sealHmac`. */
export function beginSeal(context: usize, octets: i32, clear: i32, ssrc: u32, upper: u32, lower: u32, word: u32, encrypt: bool, stream: usize): void {
  if (encrypt) crypt(context, PACKET, octets, clear, ssrc, upper, lower, stream);
  begin(context, octets, word);
}

/** Puts the whole tag at `tagAt`. */
export function endSeal(context: usize, tagAt: i32): void {
  end(context);
  const tag = PACKET + <usize>tagAt;
  v128.store(tag, v128.load(MAC));
  store<u32>(tag, load<u32>(MAC, 16), 16);
}

/** Makes the packet ready to be hashed. */
export function beginOpen(context: usize, octets: i32, word: u32, tagAt: i32): void {
  v128.store(RECEIVED, v128.load(PACKET + <usize>tagAt));
  v128.store(RECEIVED, v128.load(PACKET + <usize>tagAt, 16), 16);
  begin(context, octets, word);
}

/** Whether the packet is authentic; only then it is decrypted. */
export function endOpen(context: usize, octets: i32, clear: i32, ssrc: u32, upper: u32, lower: u32, encrypt: bool, stream: usize, tagOctets: i32): bool {
  end(context);
  if (!sameTag(RECEIVED, MAC, tagOctets)) return false;
  if (encrypt) crypt(context, PACKET, octets, clear, ssrc, upper, lower, stream);
  return true;
}

function begin(context: usize, octets: i32, word: u32): void {
  copy(KEY_BLOCK, context + INNER_KEY, 64);
  store<u32>(PACKET + <usize>octets, bswap(word));
}

function end(context: usize): void {
  zero(KEY_BLOCK, 64);
  outerHash(context + OUTER, MAC);
}

export function keyBlock(): usize {
  return KEY_BLOCK;
}
