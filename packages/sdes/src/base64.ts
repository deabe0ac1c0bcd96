import type { Field, Notes } from './field.js';
import { type CryptoProblem, problem } from './problem.js';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const sextetOf = new Int8Array(128).fill(-1);
for (let i = 0; i < alphabet.length; i++) sextetOf[alphabet.charCodeAt(i)] = i;

/**
 * Reads base64 with or without its padding: RFC 4568 §6.1 says that padding "is discarded", and both ways are on the wire.
 *
 * The message of a problem counts characters and never shows one.
 */
export function decodeBase64(field: Field, notes: Notes): Uint8Array | CryptoProblem {
  const { text } = field;
  let end = text.length;
  while (end > 0 && text[end - 1] === '=') end--;
  const octets = new Uint8Array(Math.floor((end * 3) / 4));
  let bits = 0;
  let held = 0;
  let filled = 0;
  for (let at = 0; at < end; at++) {
    const six = sextetOf[text.charCodeAt(at)] ?? -1;
    if (six < 0) {
      octets.fill(0);
      return problem('bad-base64', field, 'RFC 4568 §9.2', `the key holds a character outside base64 at its place ${at + 1}`);
    }
    bits = ((bits << 6) | six) & 0xfff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      octets[filled++] = bits >> held;
    }
  }
  // One character of four holds six bits: not even one octet.
  if (end % 4 === 1) {
    octets.fill(0);
    return problem(
      'bad-base64',
      field,
      'RFC 4568 §6.1',
      `base64 of ${end} characters is cut short: no number of octets has that length`,
    );
  }
  notePadding(field, end, notes);
  if ((bits & ((1 << held) - 1)) !== 0) notes.note('base64-noncanonical', { offset: field.offset + end - 1, length: 1 });
  return octets;
}

function notePadding(field: Field, end: number, notes: Notes): void {
  const found = field.text.length - end;
  const wanted = (4 - (end % 4)) % 4;
  const padding = { offset: field.offset + end, length: found };
  if (found === 0 && wanted > 0) notes.note('padding-missing', padding);
  else if (found !== wanted) notes.note('padding-wrong', padding);
}

/** Writes base64, with its padding or without. */
export function encodeBase64(octets: Uint8Array, padding: boolean): string {
  let text = '';
  for (let at = 0; at < octets.length; at += 3) {
    // Beyond the end there is `undefined`, which counts as 0.
    const group = ((octets[at] as number) << 16) | ((octets[at + 1] as number) << 8) | (octets[at + 2] as number);
    const given = Math.min(3, octets.length - at);
    for (let i = 0; i <= given; i++) text += alphabet[(group >> (18 - 6 * i)) & 63];
    if (padding) text += '='.repeat(3 - given);
  }
  return text;
}
