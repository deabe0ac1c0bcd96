/** Reads a substitution table of 256 octets, written as hexadecimal digits in rows of 32 octets. */
export function sBox(...rows: readonly string[]): Uint8Array {
  const digits = rows.join('');
  return Uint8Array.from({ length: 256 }, (_, x) => Number.parseInt(digits.slice(2 * x, 2 * x + 2), 16));
}

/** The table that undoes `box`: `inverse(box)[box[x]] === x`. */
export function inverse(box: Uint8Array): Uint8Array {
  const undone = new Uint8Array(256);
  box.forEach((y, x) => {
    undone[y] = x;
  });
  return undone;
}
