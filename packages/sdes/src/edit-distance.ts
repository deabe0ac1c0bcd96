/**
 * How many characters have to be put in, left out or replaced to make one text out of another (Levenshtein), for whoever asks
 * "did you mean ...?". Time grows with the product of the lengths.
 *
 * @param most - how many edits are of interest: texts that are further apart yield some number above it, mostly in a fraction of the time.
 *
 * @example
 * ```ts
 * editDistance('AES_CM_128_HMAW_SHA1_80', 'AES_CM_128_HMAC_SHA1_80'); // 1
 * ```
 */
export function editDistance(a: string, b: string, most = Number.POSITIVE_INFINITY): number {
  // Each edit changes the length by at most one character.
  if (Math.abs(a.length - b.length) > most) return most + 1;
  // One row at a time, of each the entries near the diagonal: the others are above `most`.
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = new Array<number>(b.length + 1).fill(most + 1);
    next[0] = i;
    let least = i;
    for (let j = Math.max(1, i - most); j <= Math.min(b.length, i + most); j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1);
      least = Math.min(least, next[j] as number);
    }
    // No later row has a lesser entry.
    if (least > most) return most + 1;
    row = next;
  }
  return row[b.length] as number;
}
