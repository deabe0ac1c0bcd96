import type { Severity } from './finding.js';

/** Octets of each hash that RFC 8122 §5 and the IANA registry of hash function textual names have. */
const octets: Readonly<Record<string, number>> = {
  md2: 16,
  md5: 16,
  'sha-1': 20,
  'sha-224': 28,
  'sha-256': 32,
  'sha-384': 48,
  'sha-512': 64,
};

/** What is wrong with the value of an `a=fingerprint` line, if anything is. */
export function judgeFingerprint(value: string): { message: string; severity: Severity } | undefined {
  const [hash = '', digits = '', ...rest] = value.trim().split(/\s+/);
  const expected = Object.hasOwn(octets, hash.toLowerCase()) ? octets[hash.toLowerCase()] : undefined;
  if (rest.length > 0 || !/^[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2})*$/.test(digits))
    return { severity: 'error', message: 'expected the name of a hash and octets in hexadecimal, with colons between them' };
  if (expected === undefined)
    return { severity: 'warning', message: 'expected one of sha-256, sha-384, sha-512, sha-224, sha-1' };
  const found = (digits.length + 1) / 3;
  if (found !== expected) return { severity: 'error', message: `${hash.toLowerCase()} has ${expected} octets, found ${found}` };
  if (hash !== hash.toLowerCase() || /[a-f]/.test(digits))
    return {
      severity: 'info',
      message: 'the hash is written in small letters and the octets in capital ones; old peers compare text',
    };
  return undefined;
}
