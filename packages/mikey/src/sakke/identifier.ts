import { sha256 } from '@noble/hashes/sha2.js';
import { MikeyError } from '../errors.js';
import { OctetWriter } from '../octets.js';

/** Seconds between 1900, from where key periods are counted (3GPP TS 33.180 Annex F), and 1970. */
const ntpEpoch = 2_208_988_800;
/** 1970 and 10000: outside of them a year has no four digits, or is not meant. */
const [firstTime, endOfTime] = [0, Date.UTC(10_000, 0)];

/**
 * The Identifier of a telephone number in the month of a time (RFC 6509 §3.2): `2011-02\0tel:+447700900123\0`.
 *
 * @param time - milliseconds since 1970; the month is that of UTC.
 * @throws `MikeyError` `bad-option` for anything but a tel URI in global notation without separators and parameters.
 * @example
 * ```ts
 * monthlyIdentifier('tel:+447700900123', Date.UTC(2011, 1, 14)).length; // 26
 * ```
 */
export function monthlyIdentifier(user: string, time: number): Uint8Array {
  if (!/^tel:\+[0-9]{1,15}$/.test(user))
    throw new MikeyError('bad-option', 'expected a tel URI such as tel:+447700900123, without separators and parameters');
  return new TextEncoder().encode(`${new Date(checked(time)).toISOString().slice(0, 7)}\0${user}\0`);
}

/** How long the keys of a KMS's users are valid, in seconds, and where the first period begins, in seconds since 1900. */
export interface KeyPeriod {
  readonly seconds: number;
  readonly offset: number;
}

/**
 * The number of the key period that a time falls into (3GPP TS 33.180 Annex F).
 *
 * @param time - milliseconds since 1970.
 * @throws `MikeyError` `bad-option` for a time before the first period, or a period that is none.
 * @example
 * ```ts
 * keyPeriodNumber(Date.UTC(2025, 9, 1), { seconds: 16777215, offset: 0 }); // 236
 * ```
 */
export function keyPeriodNumber(time: number, { seconds, offset }: KeyPeriod): number {
  const number = Math.floor((checked(time) / 1000 + ntpEpoch - offset) / seconds);
  if (!Number.isSafeInteger(number) || number < 0 || seconds < 1)
    throw new MikeyError('bad-option', `no key period of ${seconds} s from ${offset} s on has that time in it`);
  return number;
}

/**
 * The Identifier of a user of 3GPP mission-critical services, its UID: SHA-256 over FC = 00 and the parameters, each followed by its length
 * (3GPP TS 33.180 Annex F). Integers have as few octets as they need.
 *
 * @param number - of the key period, see {@link keyPeriodNumber}.
 * @throws `MikeyError` `bad-value` for a URI of more than 65,535 octets.
 * @example
 * ```ts
 * hashedIdentifier('sip:alice@example.org', 'kms.example.org', { seconds: 2592000, offset: 0 }, 1532).length; // 32
 * ```
 */
export function hashedIdentifier(user: string, kms: string, { seconds, offset }: KeyPeriod, number: number): Uint8Array {
  const to = new OctetWriter('UID').u8(0);
  const text = (value: string) => new TextEncoder().encode(value);
  const parameters = [text('MIKEY-SAKKE-UID'), text(user), text(kms), ...[seconds, offset, number].map(leastOctets)];
  for (const parameter of parameters) to.octets(parameter).u16(parameter.length);
  return sha256(to.finish());
}

/** Big-endian, at least one octet. */
function leastOctets(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new MikeyError('bad-option', `expected an integer for the key period, got ${value}`);
  const octets: number[] = [];
  for (let left = value; left > 0 || octets.length === 0; left = Math.floor(left / 256)) octets.unshift(left % 256);
  return Uint8Array.from(octets);
}

function checked(time: number): number {
  if (time >= firstTime && time < endOfTime) return time;
  throw new MikeyError('bad-option', `expected milliseconds since 1970, got ${time}`);
}
