import type { Field, Notes } from './field.js';
import { type CryptoProblem, problem } from './problem.js';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const sextets = new Int8Array(128).fill(-1);
for (let i = 0; i < alphabet.length; i++) sextets[alphabet.charCodeAt(i)] = i;

/**
 * Reads base64 with or without its padding: RFC 4568 §6.1 says that padding "is discarded", and both ways are on the wire.
 *
 * The message of a problem counts characters and never shows one.
 */
export function decodeBase64(field: Field, notes: Notes): Uint8Array | undefined {
  const { text } = field;
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0x3d) end--;
  const octets = new Uint8Array(Math.floor((end * 3) / 4));
  const over = end % 4;
  let filled = 0;
  // A foreign character is -1, all ones: below zero, whatever it is joined with.
  let joined = 0;
  for (let at = 0; at < end - over; at += 4) {
    const bits =
      (sextetOf(text, at) << 18) | (sextetOf(text, at + 1) << 12) | (sextetOf(text, at + 2) << 6) | sextetOf(text, at + 3);
    joined |= bits;
    octets[filled++] = bits >> 16;
    octets[filled++] = bits >> 8;
    octets[filled++] = bits;
  }
  let rest = 0;
  for (let at = end - over; at < end; at++) rest = (rest << 6) | sextetOf(text, at);
  if (joined < 0 || rest < 0) {
    octets.fill(0);
    return notes.fault(foreignCharacter(field));
  }
  // One character of four holds six bits: not even one octet.
  if (over === 1) {
    octets.fill(0);
    const message = `base64 of ${end} characters is cut short: no number of octets has that length`;
    return notes.fault(problem('bad-base64', field, 'RFC 4568 §6.1', message));
  }
  notePadding(field, end, notes);
  for (let held = 6 * over - 8; held >= 0; held -= 8) octets[filled++] = rest >> held;
  if ((rest & ((1 << ((6 * over) % 8)) - 1)) !== 0)
    notes.note('base64-noncanonical', { offset: field.offset + end - 1, length: 1 });
  return octets;
}

function sextetOf(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit < sextets.length ? (sextets[unit] as number) : -1;
}

function foreignCharacter(field: Field): CryptoProblem {
  let at = 0;
  while (sextetOf(field.text, at) >= 0) at++;
  return problem('bad-base64', field, 'RFC 4568 §9.2', `the key holds a character outside base64 at its place ${at + 1}`);
}

function notePadding(field: Field, end: number, notes: Notes): void {
  const found = field.text.length - end;
  const wanted = (4 - (end % 4)) % 4;
  const padding = { offset: field.offset + end, length: found };
  if (found === 0 && wanted > 0) notes.note('padding-missing', padding);
  else if (found !== wanted) notes.note('padding-wrong', padding);
}

/** Writes the base64 of a key, with its padding or without. */
export function encodeBase64(octets: Uint8Array, padding: boolean): string {
  const units: number[] = [];
  for (let at = 0; at < octets.length; at += 3) {
    // Beyond the end there is `undefined`, which counts as 0.
    const group = ((octets[at] as number) << 16) | ((octets[at + 1] as number) << 8) | (octets[at + 2] as number);
    for (let shift = 18; shift >= 0; shift -= 6) units.push(alphabet.charCodeAt((group >> shift) & 63));
  }
  const absent = (3 - (octets.length % 3)) % 3;
  units.length -= absent;
  return String.fromCharCode(...units) + (padding ? '='.repeat(absent) : '');
}
