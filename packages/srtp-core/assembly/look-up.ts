// Look-ups in a table that stands in a register.

/**
 * Sixteen look-ups in a table of sixteen octets at once. An index is 0 to 15, or has its highest bit set and gives 0; what others
 * give is left open by the relaxed instruction, which saves another one for each look-up.
 */
@inline
export function lookUp(table: v128, indices: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i8x16.relaxed_swizzle(table, indices);
  return i8x16.swizzle(table, indices);
}
