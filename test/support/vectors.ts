import { readFileSync } from 'node:fs';

/** The vectors of one file of `test/vectors`, as they stand there: hexadecimal text, each with an id and its source. */
export function readVectors<Vector>(file: string): (Vector & { readonly id: string })[] {
  const url = new URL(`../vectors/${file}`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')).vectors;
}

/** The octets that hexadecimal digits stand for; blanks are allowed. */
export function octets(digits: string): Uint8Array {
  return Uint8Array.from(Buffer.from(digits.replaceAll(/\s/g, ''), 'hex'));
}

/** Octets as hexadecimal digits: what a failed comparison shows. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
