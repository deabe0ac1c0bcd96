/** A bug that random octets do not find: only one who sees which octets led further comes to the end. */
export function parse(input) {
  if (input[0] !== 0x6d) return 0;
  if (input[1] !== 0x69) return 1;
  if (input[2] !== 0x6b) return 2;
  if (input[3] !== 0x65) return 3;
  if (input[4] !== 0x79) return 4;
  throw new RangeError('planted');
}

/** Likewise, of a loop that does not end. */
export function loop(input) {
  if (input[0] !== 0x74) return 0;
  if (input[1] !== 0x67) return 1;
  if (input[2] !== 0x6b) return 2;
  while (input[2] === 0x6b) input[3] = 0;
  return 3;
}
