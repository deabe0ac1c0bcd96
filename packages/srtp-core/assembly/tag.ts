// Comparing authentication tags in constant time.

/** A window into it is a mask of 0..32 octets. */
const MASKS: usize = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
], 16);

/** Whether the first `octets` (at most 32) octets of both are equal; both are readable over 32 octets. */
export function sameTag(a: usize, b: usize, octets: i32): bool {
  const mask = MASKS + 32 - <usize>octets;
  const first = v128.and(v128.xor(v128.load(a), v128.load(b)), v128.load(mask));
  const second = v128.and(v128.xor(v128.load(a, 16), v128.load(b, 16)), v128.load(mask, 16));
  return !v128.any_true(v128.or(first, second));
}
