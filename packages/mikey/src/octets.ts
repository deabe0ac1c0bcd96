import { MikeyError, type MikeyErrorCode } from './errors.js';

/** Reads fields in network byte order (RFC 3830 §6); each length is checked before use. */
export class OctetReader {
  readonly #octets: Uint8Array;
  readonly #base: number;
  #at = 0;
  /** Names the payload in errors. */
  payload: string;

  /** `base` is where `octets` start in the whole message, so that errors give offsets in it. */
  constructor(octets: Uint8Array, payload: string, base = 0) {
    this.#octets = octets;
    this.payload = payload;
    this.#base = base;
  }

  /** Octets from the start of the whole message. */
  get offset(): number {
    return this.#base + this.#at;
  }

  get left(): number {
    return this.#octets.length - this.#at;
  }

  fail(code: MikeyErrorCode, message: string): MikeyError {
    return new MikeyError(code, message, { payload: this.payload, offset: this.offset });
  }

  /** A copy of the next `length` octets. */
  take(length: number): Uint8Array {
    if (length > this.left) throw this.fail('truncated', `expected ${length} more octets, got ${this.left}`);
    const taken = this.#octets.slice(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }

  u8(): number {
    return this.take(1)[0] as number;
  }

  u16(): number {
    return this.u8() * 0x100 + this.u8();
  }

  u32(): number {
    return this.u16() * 0x10000 + this.u16();
  }

  u40(): number {
    return this.u8() * 0x1_0000_0000 + this.u32();
  }

  /** An 8-bit length, then as many octets. */
  octets8(): Uint8Array {
    return this.take(this.u8());
  }

  /** A 16-bit length, then as many octets. */
  octets16(): Uint8Array {
    return this.take(this.u16());
  }

  rest(): Uint8Array {
    return this.take(this.left);
  }

  /** Runs `read` over the next `length` octets, all of which it must consume. */
  within<T>(length: number, read: (part: OctetReader) => T): T {
    const base = this.offset;
    const part = new OctetReader(this.take(length), this.payload, base);
    const value = read(part);
    if (part.left > 0) throw part.fail('bad-value', `${part.left} octets are left over`);
    return value;
  }

  /** Goes back to an offset of the whole message that was read before. */
  rewind(offset: number): void {
    this.#at = offset - this.#base;
  }
}

/** Writes fields in network byte order; a value that does not fit its field is a {@link MikeyError} `bad-value`. */
export class OctetWriter {
  #octets = new Uint8Array(256);
  #length = 0;
  /** Names the payload in errors. */
  payload: string;

  constructor(payload: string) {
    this.payload = payload;
  }

  get offset(): number {
    return this.#length;
  }

  octets(octets: Uint8Array): this {
    if (this.#length + octets.length > this.#octets.length) {
      const larger = new Uint8Array(2 * (this.#length + octets.length));
      larger.set(this.#octets.subarray(0, this.#length));
      this.#octets = larger;
    }
    this.#octets.set(octets, this.#length);
    this.#length += octets.length;
    return this;
  }

  u8(value: number): this {
    return this.#unsigned(value, 1);
  }

  u16(value: number): this {
    return this.#unsigned(value, 2);
  }

  u32(value: number): this {
    return this.#unsigned(value, 4);
  }

  u40(value: number): this {
    return this.#unsigned(value, 5);
  }

  /** Two fields that share one or two octets: `high` above `low`, which has `lowBits` bits. */
  split(octets: 1 | 2, high: number, low: number, lowBits: number): this {
    const highest = 2 ** (8 * octets - lowBits) - 1;
    if (!Number.isInteger(high) || high < 0 || high > highest) throw this.#bad(`expected 0..${highest}, got ${high}`);
    if (!Number.isInteger(low) || low < 0 || low >= 2 ** lowBits) throw this.#bad(`expected 0..${2 ** lowBits - 1}, got ${low}`);
    return this.#unsigned(high * 2 ** lowBits + low, octets);
  }

  octets8(octets: Uint8Array): this {
    return this.u8(octets.length).octets(octets);
  }

  octets16(octets: Uint8Array): this {
    return this.u16(octets.length).octets(octets);
  }

  /** Octets whose number another field fixes. */
  exactly(octets: Uint8Array, length: number): this {
    if (octets.length !== length) throw this.#bad(`expected ${length} octets, got ${octets.length}`);
    return this.octets(octets);
  }

  /** What has been written. */
  finish(): Uint8Array {
    return this.#octets.slice(0, this.#length);
  }

  #unsigned(value: number, octets: number): this {
    if (!Number.isInteger(value) || value < 0 || value >= 256 ** octets)
      throw this.#bad(`expected 0..${256 ** octets - 1}, got ${value}`);
    const field = new Uint8Array(octets);
    for (let i = octets - 1, left = value; i >= 0; i--, left = Math.floor(left / 256)) field[i] = left % 256;
    return this.octets(field);
  }

  #bad(message: string): MikeyError {
    return new MikeyError('bad-value', message, { payload: this.payload, offset: this.#length });
  }
}

/** The octets of all parts, one after the other. */
export function concatenate(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Compares in time that depends on the lengths alone. */
export function equalOctets(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let i = 0; i < one.length; i++) difference |= (one[i] as number) ^ (other[i] as number);
  return difference === 0;
}

/** Octets as lower-case hexadecimal digits, as error messages and identifiers show them. */
export function hex(octets: Uint8Array): string {
  return Array.from(octets, octet => octet.toString(16).padStart(2, '0')).join('');
}
