import type { Severity } from './finding.js';

/** Why a key does not look random, and how bad that is. */
export interface Weakness {
  readonly severity: Severity;
  readonly message: string;
}

/**
 * Looks for what a random key of 16 octets or more shows less than once in a thousand million: text, hexadecimal digits, few
 * different octets, a short pattern that repeats, counting, a long run of one octet.
 */
export function judgeEntropy(key: Uint8Array): Weakness | undefined {
  const { distinct, printable, hexadecimal, longestRun, evenSteps } = measure(key);
  if (distinct === 1) return { severity: 'error', message: 'the key is one octet repeated' };
  if (evenSteps) return { severity: 'error', message: 'the octets of the key count up or down evenly' };
  // A pattern that fits three times into the key has no more different octets than this.
  if (distinct <= key.length / 3) {
    const period = shortPeriod(key);
    const message = period
      ? `the key is a pattern of ${period} octets, repeated`
      : `the key has only ${distinct} different octets`;
    return { severity: 'error', message };
  }
  if (hexadecimal >= key.length * 0.8)
    return { severity: 'warning', message: 'the key is made of hexadecimal digits: 4 bits an octet, half of what it seems' };
  // Of 16 random octets all but one are printable once in 170,000 keys.
  if (key.length >= 28 && printable >= key.length - 1)
    return { severity: 'warning', message: 'the key is printable text: it was hardly made by a random generator' };
  if (longestRun >= 6) return { severity: 'warning', message: `the key holds ${longestRun} equal octets in a row` };
  return undefined;
}

/** All counts in one pass: this runs for every key of every check. */
function measure(key: Uint8Array) {
  // One bit for each octet that can be.
  const seen = new Int32Array(8);
  const step = ((key[1] as number) - (key[0] as number)) & 0xff;
  const found = { distinct: 0, printable: 0, hexadecimal: 0, longestRun: 0, evenSteps: true };
  let before = -1;
  let run = 0;
  for (let at = 0; at < key.length; at++) {
    const octet = key[at] as number;
    const [word, bit] = [octet >> 5, 1 << (octet & 31)];
    if (((seen[word] as number) & bit) === 0) {
      seen[word] = (seen[word] as number) | bit;
      found.distinct++;
    }
    if (octet >= 0x20 && octet <= 0x7e) found.printable++;
    if ((octet >= 0x30 && octet <= 0x39) || (octet >= 0x41 && octet <= 0x46) || (octet >= 0x61 && octet <= 0x66))
      found.hexadecimal++;
    if (before >= 0 && ((octet - before) & 0xff) !== step) found.evenSteps = false;
    run = octet === before ? run + 1 : 1;
    if (run > found.longestRun) found.longestRun = run;
    before = octet;
  }
  return found;
}

function shortPeriod(key: Uint8Array): number | undefined {
  for (let period = 2; period <= key.length / 3; period++) {
    let at = period;
    while (at < key.length && key[at] === key[at - period]) at++;
    if (at === key.length) return period;
  }
  return undefined;
}
