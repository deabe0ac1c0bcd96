/** Why a text is not base64; `at` is the index of the first offending character. */
export interface Base64Problem {
  readonly kind: 'problem';
  readonly at: number;
  readonly message: string;
}

/** Decoded octets, and what the text does differently from RFC 4648 §4 as RFC 4566's grammar uses it. */
export interface Base64Octets {
  readonly kind: 'octets';
  readonly octets: Uint8Array;
  readonly departures: readonly { readonly code: Base64Departure; readonly at: number; readonly length: number }[];
}

/** What decoding tolerates. */
export type Base64Departure = 'blank-in-base64' | 'padding-missing' | 'padding-superfluous' | 'url-safe-base64' | 'trailing-bits';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Map([...alphabet].map((character, value) => [character, value]));

/** Base64 with padding (RFC 4648 §4). */
export function encodeBase64(octets: Uint8Array): string {
  let text = '';
  for (let i = 0; i < octets.length; i += 3) {
    const left = octets.length - i;
    const group = ((octets[i] as number) << 16) | ((octets[i + 1] ?? 0) << 8) | (octets[i + 2] ?? 0);
    text += alphabet.charAt(group >> 18) + alphabet.charAt((group >> 12) & 63);
    text += (left > 1 ? alphabet.charAt((group >> 6) & 63) : '=') + (left > 2 ? alphabet.charAt(group & 63) : '=');
  }
  return text;
}

/** Reads base64 leniently, in one pass; every departure is reported. */
export function decodeBase64(text: string): Base64Octets | Base64Problem {
  const octets = new Uint8Array(Math.ceil((text.length * 3) / 4));
  const seen = new Map<Base64Departure, { at: number; length: number }>();
  const depart = (code: Base64Departure, at: number, length = 1) => seen.has(code) || seen.set(code, { at, length });
  let written = 0;
  let pending = 0;
  let bits = 0;
  let digits = 0;
  let padding = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === ' ' || character === '\t') {
      depart('blank-in-base64', at);
      continue;
    }
    if (character === '=') {
      padding++;
      continue;
    }
    const value = values.get(character) ?? urlSafe(character);
    if (value === undefined || padding > 0)
      return { kind: 'problem', at, message: padding > 0 ? 'expected nothing behind the padding' : 'not a base64 character' };
    if (character === '-' || character === '_') depart('url-safe-base64', at);
    digits++;
    pending = ((pending << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      octets[written++] = pending >> bits;
    }
  }
  if (digits % 4 === 1) return { kind: 'problem', at: text.length, message: 'the base64 text ends inside an octet' };
  if ((pending & ((1 << bits) - 1)) !== 0) depart('trailing-bits', text.length - padding - 1);
  const expected = (4 - (digits % 4)) % 4;
  if (padding < expected) depart('padding-missing', text.length, 0);
  if (padding > expected) depart('padding-superfluous', text.length - (padding - expected), padding - expected);
  const departures = [...seen].map(([code, where]) => ({ code, ...where }));
  return { kind: 'octets', octets: octets.slice(0, written), departures };
}

function urlSafe(character: string): number | undefined {
  return character === '-' ? 62 : character === '_' ? 63 : undefined;
}
