import { readFileSync } from 'node:fs';
import type { RandomSource } from '@sdpsec/srtp-core';

/** The named values of an appendix, hexadecimal. */
export function appendix(file: string): (name: string) => string {
  const { values } = JSON.parse(readFileSync(new URL(`../../vectors/${file}`, import.meta.url), 'utf8'));
  return name => {
    const value = values[name];
    if (typeof value !== 'string') throw new Error(`${file} has no ${name}`);
    return value;
  };
}

/** A source that gives one number, right-aligned, each time. */
export function fixed(digits: string): RandomSource {
  return target => {
    const octets = Buffer.from(digits.padStart(2 * target.length, '0'), 'hex');
    target.set(octets);
  };
}

/** What a call throws: its code and message. */
export function thrown(call: () => unknown): { code?: string; message?: string } {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  return {};
}
