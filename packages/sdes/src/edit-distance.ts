/**
 * How many characters have to be put in, left out or replaced to make one text out of another (Levenshtein), for whoever asks
 * "did you mean ...?". Time grows with the product of the lengths.
 *
 * @example
 * ```ts
 * editDistance('AES_CM_128_HMAW_SHA1_80', 'AES_CM_128_HMAC_SHA1_80'); // 1
 * ```
 */
export function editDistance(a: string, b: string): number {
  // One row at a time.
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
