import type { Mki } from './attribute.js';
import { cut, type Field, hasLeadingZero, isDigits, type Notes, withoutLeadingZeroes } from './field.js';
import { problem } from './problem.js';

/** 128 octets are at most 309 decimal digits. */
const mostDigits = 309;

/** Reads `value:length` (RFC 4568 §6.1): both decimal, the length in octets, 1..128. */
export function readMki(field: Field, notes: Notes): Mki | undefined {
  const [value, length, ...rest] = cut(field, ':');
  if (!value || !length || rest.length > 0 || !isDigits(value.text) || !isDigits(length.text))
    return notes.fault(
      problem('bad-mki', field, 'RFC 4568 §6.1', 'expected an MKI and its length as two numbers, "value:length"'),
    );
  const octets = Number(withoutLeadingZeroes(length.text));
  if (!(octets >= 1 && octets <= 128))
    return notes.fault(problem('bad-mki', length, 'RFC 4568 §6.1', 'expected an MKI length of 1..128 octets'));
  const digits = withoutLeadingZeroes(value.text);
  const number = digits.length > mostDigits ? undefined : BigInt(digits);
  if (number === undefined || number >= 1n << BigInt(8 * octets))
    return notes.fault(
      problem('bad-mki', value, 'RFC 4568 §6.1', `the MKI does not fit in ${octets} octet${octets === 1 ? '' : 's'}`),
    );
  if (hasLeadingZero(value.text) || hasLeadingZero(length.text)) notes.note('mki-leading-zero', field);
  if (number === 0n) notes.note('mki-zero', value);
  return Object.freeze({ value: number, length: octets });
}

/**
 * The MKI as it stands in packets: big-endian.
 *
 * @example
 * ```ts
 * mkiOctets({ value: 1n, length: 4 }); // Uint8Array [0, 0, 0, 1]
 * ```
 */
export function mkiOctets({ value, length }: Mki): Uint8Array {
  const octets = new Uint8Array(length);
  for (let at = length - 1, rest = value; at >= 0; at--, rest >>= 8n) octets[at] = Number(rest & 0xffn);
  return octets;
}

/**
 * The number that these octets of a packet stand for.
 *
 * @example
 * ```ts
 * mkiOf(Uint8Array.of(0, 0, 1, 0)).value; // 256n
 * ```
 */
export function mkiOf(octets: Uint8Array): Mki {
  let value = 0n;
  for (const octet of octets) value = (value << 8n) | BigInt(octet);
  return Object.freeze({ value, length: octets.length });
}
