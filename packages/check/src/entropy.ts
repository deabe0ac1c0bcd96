import type { Severity } from './finding.js';

/** Why a key does not look random, and how bad that is. */
export interface Weakness {
  readonly severity: Severity;
  readonly message: string;
}

/**
 * Looks for what random octets show less than once in a thousand million: text, hexadecimal digits, few different octets, a short pattern
 * that repeats, counting, a long run of one octet. The master key is judged by itself too: a random salt behind it makes it no better.
 *
 * @param octets - key and salt, 28 octets or more, of which the key has 16 or more.
 */
export function judgeEntropy(octets: Uint8Array, keyOctets: number): Weakness | undefined {
  const counts = new Counts(octets);
  return weaknessOf(octets, counts.upTo(keyOctets)) ?? weaknessOf(octets, counts.upTo(octets.length));
}

function weaknessOf(octets: Uint8Array, counts: Counts): Weakness | undefined {
  const { length, distinct, printable, hexadecimal, longestRun, evenSteps } = counts;
  if (distinct === 1) return { severity: 'error', message: 'the key is one octet repeated' };
  if (evenSteps) return { severity: 'error', message: 'the octets of the key count up or down evenly' };
  // A pattern that fits three times into the key has no more different octets than this.
  if (distinct <= length / 3) {
    const period = shortPeriod(octets, length);
    const message = period
      ? `the key is a pattern of ${period} octets, repeated`
      : `the key has only ${distinct} different octets`;
    return { severity: 'error', message };
  }
  if (hexadecimal >= length * 0.8)
    return { severity: 'warning', message: 'the key is made of hexadecimal digits: 4 bits an octet, half of what it seems' };
  // Of 16 random octets all but one are printable once in 170,000 keys.
  if (length >= 28 && printable >= length - 1)
    return { severity: 'warning', message: 'the key is printable text: it was hardly made by a random generator' };
  if (longestRun >= 6) return { severity: 'warning', message: `the key holds ${longestRun} equal octets in a row` };
  return undefined;
}

/** What the first octets show, counted in one pass: this runs for every key of every check. */
class Counts {
  /** How many octets are counted. */
  length = 0;
  distinct = 0;
  printable = 0;
  hexadecimal = 0;
  longestRun = 0;
  evenSteps = true;
  readonly #octets: Uint8Array;
  /** One bit for each octet that can be. */
  readonly #seen = new Int32Array(8);
  #run = 0;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  upTo(end: number): this {
    const octets = this.#octets;
    const seen = this.#seen;
    const step = ((octets[1] as number) - (octets[0] as number)) & 0xff;
    for (; this.length < end; this.length++) {
      const octet = octets[this.length] as number;
      const [word, bit] = [octet >> 5, 1 << (octet & 31)];
      if (((seen[word] as number) & bit) === 0) {
        seen[word] = (seen[word] as number) | bit;
        this.distinct++;
      }
      if (octet >= 0x20 && octet <= 0x7e) this.printable++;
      if ((octet >= 0x30 && octet <= 0x39) || (octet >= 0x41 && octet <= 0x46) || (octet >= 0x61 && octet <= 0x66))
        this.hexadecimal++;
      const before = this.length > 0 ? (octets[this.length - 1] as number) : -1;
      if (before >= 0 && ((octet - before) & 0xff) !== step) this.evenSteps = false;
      this.#run = octet === before ? this.#run + 1 : 1;
      if (this.#run > this.longestRun) this.longestRun = this.#run;
    }
    return this;
  }
}

function shortPeriod(octets: Uint8Array, length: number): number | undefined {
  for (let period = 2; period <= length / 3; period++) {
    let at = period;
    while (at < length && octets[at] === octets[at - period]) at++;
    if (at === length) return period;
  }
  return undefined;
}
