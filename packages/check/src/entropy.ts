import type { Severity } from './finding.js';

/** Why a key does not look random, and how bad that is. */
export interface Weakness {
  readonly severity: Severity;
  readonly message: string;
}

/**
 * Looks for what a random key of 28 octets or more shows less than once in a thousand million: text, hexadecimal digits, few
 * different octets, a short pattern that repeats, counting, a long run of one octet.
 */
export function judgeEntropy(key: Uint8Array): Weakness | undefined {
  const distinct = new Set(key).size;
  if (distinct === 1) return { severity: 'error', message: 'the key is one octet repeated' };
  if (stepsEvenly(key)) return { severity: 'error', message: 'the octets of the key count up or down evenly' };
  const period = shortPeriod(key);
  if (period) return { severity: 'error', message: `the key is a pattern of ${period} octets, repeated` };
  if (distinct <= key.length / 3) return { severity: 'error', message: `the key has only ${distinct} different octets` };
  const hexadecimal = count(key, isHexDigit);
  if (hexadecimal >= key.length * 0.8)
    return { severity: 'warning', message: 'the key is made of hexadecimal digits: 4 bits an octet, half of what it seems' };
  if (count(key, isPrintable) >= key.length - 1)
    return { severity: 'warning', message: 'the key is printable text: it was hardly made by a random generator' };
  const run = longestRun(key);
  if (run >= 6) return { severity: 'warning', message: `the key holds ${run} equal octets in a row` };
  return undefined;
}

function count(key: Uint8Array, test: (octet: number) => boolean): number {
  let found = 0;
  for (const octet of key) if (test(octet)) found++;
  return found;
}

function isPrintable(octet: number): boolean {
  return octet >= 0x20 && octet <= 0x7e;
}

function isHexDigit(octet: number): boolean {
  return (octet >= 0x30 && octet <= 0x39) || (octet >= 0x41 && octet <= 0x46) || (octet >= 0x61 && octet <= 0x66);
}

function stepsEvenly(key: Uint8Array): boolean {
  const step = ((key[1] as number) - (key[0] as number)) & 0xff;
  return key.every((octet, at) => at === 0 || ((octet - (key[at - 1] as number)) & 0xff) === step);
}

function shortPeriod(key: Uint8Array): number | undefined {
  for (let period = 2; period <= key.length / 3; period++)
    if (key.every((octet, at) => at < period || octet === key[at - period])) return period;
  return undefined;
}

function longestRun(key: Uint8Array): number {
  let longest = 0;
  let run = 0;
  for (let at = 0; at < key.length; at++) {
    run = at > 0 && key[at] === key[at - 1] ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  return longest;
}
