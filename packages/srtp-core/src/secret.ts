import { SrtpError } from './errors.js';

/** Fills an array with random octets; the default everywhere is `crypto.getRandomValues`. */
export type RandomSource = (target: Uint8Array) => void;

/**
 * The platform's CSPRNG, which serves at most 65,536 octets a call.
 *
 * @example
 * ```ts
 * const salt = new Uint8Array(14);
 * systemRandom(salt);
 * ```
 */
export const systemRandom: RandomSource = target => {
  for (let at = 0; at < target.length; at += 65_536)
    globalThis.crypto.getRandomValues(target.subarray(at, at + 65_536) as Uint8Array<ArrayBuffer>);
};

/**
 * Key material that does not show itself: `inspect`, `JSON.stringify` and `String` give a placeholder.
 *
 * @example
 * ```ts
 * const key = Secret.random(16);
 * console.log(key); // [Secret: 16 octets]
 * ```
 */
export class Secret {
  readonly #octets: Uint8Array;
  #wiped = false;

  private constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  /** Takes a copy of the octets, or of those from `start` up to `end`; the caller may wipe its own. */
  static from(octets: Uint8Array, start = 0, end = octets.length): Secret {
    // Uint8Array.from() makes zeros of a string's letters.
    if (!(octets instanceof Uint8Array)) throw new SrtpError('bad-parameters', `expected a Uint8Array, got ${typeof octets}`);
    // Not through a subarray, which would move the octets to a buffer outside of the heap: dear to make and to collect.
    const own = new Uint8Array(end - start);
    for (let at = start; at < end; at++) own[at - start] = octets[at] as number;
    return new Secret(own);
  }

  /** `length` octets from the CSPRNG. */
  static random(length: number, random: RandomSource = systemRandom): Secret {
    const octets = new Uint8Array(length);
    random(octets);
    return new Secret(octets);
  }

  /** Length in octets. */
  get length(): number {
    return this.#octets.length;
  }

  /** A copy of the octets. Fails with `closed` once wiped: zeros must never be taken for a key. */
  reveal(): Uint8Array {
    if (this.#wiped) throw new SrtpError('closed', 'this secret has been wiped');
    return this.#octets.slice();
  }

  /** Compares in time that depends on the lengths alone. A wiped secret equals nothing. */
  equals(other: Secret): boolean {
    if (this.#wiped || other.#wiped || this.length !== other.length) return false;
    let difference = 0;
    for (let i = 0; i < this.#octets.length; i++) difference |= (this.#octets[i] as number) ^ (other.#octets[i] as number);
    return difference === 0;
  }

  /** Overwrites the octets. What JavaScript cannot promise about copies made by the runtime stands in SECURITY.md. */
  wipe(): void {
    this.#octets.fill(0);
    this.#wiped = true;
  }

  toString(): string {
    return `[Secret: ${this.length} octets]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
