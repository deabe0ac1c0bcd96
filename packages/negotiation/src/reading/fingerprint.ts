import type { SdpLine, TextRange } from '../document/index.js';

/** Octets of a hash, by its name in `a=fingerprint` (RFC 8122 §5). */
export const hashOctets = { 'sha-1': 20, 'sha-224': 28, 'sha-256': 32, 'sha-384': 48, 'sha-512': 64, md5: 16, md2: 16 } as const;

/** The name of a hash in {@link hashOctets}. */
export type HashName = keyof typeof hashOctets;

/** An `a=fingerprint` line (RFC 8122 §5). */
export interface FingerprintLine {
  readonly line: SdpLine;
  readonly hash?: HashName;
  readonly octets?: Uint8Array;
  /** Why it cannot identify a certificate; absent in a usable line. */
  readonly refusal?: TextRange & { readonly code: FingerprintRefusalCode; readonly message: string; readonly reference: string };
}

/** Why a fingerprint cannot identify a certificate. */
export type FingerprintRefusalCode = 'malformed' | 'unknown-hash' | 'broken-hash' | 'length';

/** Reads a fingerprint: hash names and digits in any case (RFC 8122 §5 compares hash names without case). */
export function readFingerprint(line: SdpLine): FingerprintLine {
  // Without an end in the pattern: one that looks for blanks before it takes the square of their number.
  const [head, space, name] = /^([ \t]*)([^ \t]*)[ \t]*/.exec(line.value) as unknown as [string, string, string];
  const digits = line.value.slice(head.length).trimEnd();
  const at = (offset: number, length: number) => ({ offset: line.valueOffset + offset, length });
  const nameAt = at(space.length, name.length);
  const digitsAt = at(head.length, digits.length);
  const hash = name.toLowerCase();
  const refused = (code: FingerprintRefusalCode, place: TextRange, message: string): FingerprintLine => ({
    line,
    refusal: { code, message, reference: 'RFC 8122 §5', ...place },
  });
  if (digits.length > 3 * 64 || !/^[0-9a-f]{2}(?::[0-9a-f]{2})*$/i.test(digits))
    return refused('malformed', digitsAt, 'expected a hash name and pairs of hexadecimal digits with ":" between them');
  if (!Object.hasOwn(hashOctets, hash)) return refused('unknown-hash', nameAt, 'unknown hash function');
  const octets = Uint8Array.from(digits.split(':'), pair => Number.parseInt(pair, 16));
  const expected = hashOctets[hash as HashName];
  if (octets.length !== expected) return refused('length', digitsAt, `${hash} gives ${expected} octets, found ${octets.length}`);
  // RFC 8122 §5.1: MD2 and MD5 MUST NOT be used, nor accepted.
  if (hash === 'md5' || hash === 'md2') return refused('broken-hash', nameAt, `${hash} must not be used`);
  return { line, hash: hash as HashName, octets };
}
