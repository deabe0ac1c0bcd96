/** A stretch of octets of a MIKEY message and what it means. */
export interface MikeyField {
  readonly name: string;
  readonly value: string;
  readonly offset: number;
  readonly length: number;
  /** Its octets, and its value, are keys. */
  readonly secret: boolean;
}

/** Lists fields one behind the other. */
export class FieldList {
  readonly fields: MikeyField[] = [];
  readonly #octets: Uint8Array;
  #at: number;

  /** @param at - where the first field stands in the message. */
  constructor(octets: Uint8Array, at: number) {
    this.#octets = octets;
    this.#at = at;
  }

  /** The next `length` octets; without a value their hexadecimal digits are it. */
  add(name: string, length: number, value = this.#digits(length)): this {
    return this.#push(name, length, value, false);
  }

  /** The same for octets that are keys. */
  addSecret(name: string, length: number): this {
    return this.#push(name, length, this.#digits(length), true);
  }

  #push(name: string, length: number, value: string, secret: boolean): this {
    if (length > 0) this.fields.push({ name, value, offset: this.#at, length, secret });
    this.#at += length;
    return this;
  }

  #digits(length: number): string {
    const shown = this.#octets.subarray(this.#at, this.#at + Math.min(length, 32));
    return hex(shown) + (length > shown.length ? `... (${length} octets)` : '');
  }
}

/** Hexadecimal digits, two for each octet. */
export function hex(octets: Uint8Array): string {
  return Array.from(octets, octet => octet.toString(16).padStart(2, '0')).join('');
}
