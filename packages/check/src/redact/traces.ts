import type { SecretValue } from './secret-span.js';

/** Characters, and as many say enough: 48 bits of base64, 32 of hexadecimal digits. */
const windowLength = 8;
/** A MIKEY message with certificates fits. */
const longest = 16_384;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Finds known secrets, and parts of them, where nothing around tells that there is one: in base64 or hexadecimal, whole or cut. */
export class Traces {
  readonly #base64 = new Map<number, SecretValue>();
  readonly #hexadecimal = new Map<number, SecretValue>();

  constructor(values: Iterable<SecretValue>) {
    const known = new Set<string>();
    for (const value of values) {
      if (known.has(value.identity)) continue;
      known.add(value.identity);
      this.#learn(value);
    }
  }

  /** Every stretch of text that is part of a secret; stretches may overlap. */
  *find(text: string): Iterable<{ readonly from: number; readonly to: number; readonly value: SecretValue }> {
    if (this.#base64.size + this.#hexadecimal.size === 0) return;
    yield* windows(text, base64Digit, 64, this.#base64);
    yield* windows(text, hexDigit, 16, this.#hexadecimal);
  }

  #learn(value: SecretValue): void {
    const { octets, text } = value;
    learn(text.slice(0, longest), base64Digit, 64, value, this.#base64);
    const known = octets?.subarray(0, longest);
    if (!known) return;
    // Part of a secret, such as its salt alone, is written with its octets in other places of the groups of three.
    for (const skipped of [0, 1, 2]) learn(base64(known.subarray(skipped)), base64Digit, 64, value, this.#base64);
    const digits = Array.from(known, octet => octet.toString(16).padStart(2, '0')).join('');
    learn(digits, hexDigit, 16, value, this.#hexadecimal);
  }
}

type Digit = (code: number) => number;

function learn(text: string, digit: Digit, radix: number, value: SecretValue, into: Map<number, SecretValue>): void {
  roll(text, digit, radix, number => {
    if (!into.has(number)) into.set(number, value);
  });
}

function* windows(text: string, digit: Digit, radix: number, known: ReadonlyMap<number, SecretValue>) {
  const found: { from: number; to: number; value: SecretValue }[] = [];
  roll(text, digit, radix, (number, from, to) => {
    const value = known.get(number);
    const last = found.at(-1);
    if (!value) return;
    if (last?.value === value && from <= last.to) last.to = to;
    else found.push({ from, to, value });
  });
  yield* found;
}

/** Reads every eight digits in a row as one number; in hexadecimal one blank or colon may stand between two digits. */
function roll(text: string, digit: Digit, radix: number, onWindow: (number: number, from: number, to: number) => void): void {
  const rest = radix ** (windowLength - 1);
  const places = new Array<number>(windowLength).fill(0);
  let number = 0;
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const value = digit(code);
    if (value < 0) {
      const gap = radix === 16 && (code === 0x20 || code === 0x3a) && digit(text.charCodeAt(at - 1)) >= 0;
      if (!gap) length = 0;
      continue;
    }
    number = (number % rest) * radix + value;
    places[length % windowLength] = at;
    length++;
    if (length >= windowLength) onWindow(number, places[length % windowLength] as number, at + 1);
  }
}

const base64Digits = new Int8Array(128).fill(-1);
for (const [value, character] of [...alphabet].entries()) base64Digits[character.charCodeAt(0)] = value;
// The alphabet of URLs (RFC 4648 §5).
base64Digits[0x2d] = 62;
base64Digits[0x5f] = 63;

function base64Digit(code: number): number {
  return base64Digits[code] ?? -1;
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** Whole characters alone: what one would share with octets that do not follow is left out. */
function base64(octets: Uint8Array): string {
  return btoa(Array.from(octets, octet => String.fromCharCode(octet)).join('')).replace(/.?=+$/, '');
}
