// Key derivation (RFC 3711 §4.3) with AES-CM as the pseudo-random function, straight into a context.
import { expandKey, keystream, roundsOf } from './aes';
import { hashKey } from './ghash';
import { INNER, OUTER, ROUNDS, ROUND_KEYS, SALT, TABLES } from './layout';
import { zero } from './octets';
import { hmacKey } from './sha1';

/** Master key (32) and master salt (14, zeros behind it), put here by TypeScript. */
const MASTER: usize = memory.data(48, 16);
const MASTER_ROUND_KEYS: usize = memory.data(15 * 16, 16);
const DERIVED: usize = memory.data(128, 16);

const SALT_OCTETS: i32 = 14;
const AUTH_KEY_OCTETS: i32 = 20;

export function masterArea(): usize {
  return MASTER;
}

export function derivedArea(): usize {
  return DERIVED;
}

/** Runs the PRF for one label; leaves `octets` octets (at most 32) in the derived area. r = index DIV key_derivation_rate. */
export function deriveOctets(keyOctets: i32, label: u32, r: f64, octets: i32): void {
  expandKey(MASTER, keyOctets, MASTER_ROUND_KEYS);
  prf(keyOctets, label, <u64>r, octets);
}

/** Forgets the master key and everything derived that is not in a context. */
export function wipeMaster(): void {
  zero(MASTER, 48);
  zero(MASTER_ROUND_KEYS, 15 * 16);
  zero(DERIVED, 128);
}

/**
 * Fills a context: `label` is that of its encryption key, 0 for SRTP and 3 for SRTCP; label + 1 gives the authentication key and
 * label + 2 the salt. `powers` of H make it a GCM context, 0 one of AES-CM or NULL with HMAC-SHA1.
 */
export function deriveContext(context: usize, keyOctets: i32, label: u32, r: f64, powers: i32, encrypts: bool): void {
  expandKey(MASTER, keyOctets, MASTER_ROUND_KEYS);
  prf(keyOctets, label + 2, <u64>r, powers ? 12 : SALT_OCTETS);
  v128.store(context + SALT, v128.load(DERIVED));
  store<u32>(context + ROUNDS, encrypts ? roundsOf(keyOctets) : 0);
  prf(keyOctets, label, <u64>r, keyOctets);
  expandKey(DERIVED, keyOctets, context + ROUND_KEYS);
  if (powers) {
    keystream(context + ROUND_KEYS, roundsOf(keyOctets), i64x2.splat(0), 0, 1, DERIVED);
    hashKey(DERIVED, context + TABLES, powers);
  } else {
    prf(keyOctets, label + 1, <u64>r, AUTH_KEY_OCTETS);
    hmacKey(DERIVED, AUTH_KEY_OCTETS, context + INNER, context + OUTER);
  }
}

/** x = (label || r) XOR master salt, 112 bits, then two octets of counter: label in octet 7, r in octets 8..13. */
function prf(keyOctets: i32, label: u32, r: u64, octets: i32): void {
  const keyId = i64x2.replace_lane(i64x2.splat(bswap<u64>(label)), 1, bswap<u64>(r << 16));
  const x = v128.xor(v128.load(MASTER, 32), keyId);
  keystream(MASTER_ROUND_KEYS, roundsOf(keyOctets), x, 0, (octets + 15) >> 4, DERIVED);
  for (let at = octets; at < 48; at++) store<u8>(DERIVED + <usize>at, 0);
}
