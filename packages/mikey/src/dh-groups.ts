import { pow } from '@noble/curves/abstract/modular.js';
import { type RandomSource, Secret } from '@sdpsec/srtp-core/parameters';
import { MikeyError } from './errors.js';
import { hex } from './octets.js';
import { dhGroups } from './registry.js';

/** A Diffie-Hellman value to send, with the exponent that made it. */
export interface DhKeyPair {
  readonly group: number;
  readonly exponent: Secret;
  /** g^x, of the width of the modulus. */
  readonly value: Uint8Array;
}

/** The primes of OAKLEY groups 1, 2 (RFC 2409 §6) and 5 (RFC 3526 §2); all have the generator 2. */
const primes: Readonly<Record<number, bigint>> = {
  0: BigInt(
    '0xffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b' +
      '302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe6' +
      '49286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d' +
      '670c354e4abc9804f1746c08ca237327ffffffffffffffff',
  ),
  1: BigInt(
    '0xffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b' +
      '302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a63a3620ffffffffffffffff',
  ),
  2: BigInt(
    '0xffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b' +
      '302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe6' +
      '49286651ece65381ffffffffffffffff',
  ),
};

/** Octets of an exponent: twice the strength that these groups have at most, as RFC 2409 §6 and RFC 3526 §8 size them. */
const exponentOctets = 32;

/**
 * Checks a received DH value: as long as the modulus and 1 < y < p - 1, for the others give a shared secret that anybody knows.
 *
 * @returns what is wrong, or `undefined`.
 * @example
 * ```ts
 * dhValueProblem(0, new Uint8Array(192)); // 'expected a DH value between 1 and p - 1'
 * ```
 */
export function dhValueProblem(group: number, value: Uint8Array): string | undefined {
  const prime = primes[group];
  const row = dhGroups.find(candidate => candidate.value === group);
  if (prime === undefined || !row) return `expected DH group 0, 1 or 2, got ${group}`;
  if (value.length !== row.octets) return `expected a DH value of ${row.octets} octets, got ${value.length}`;
  const y = toBigInt(value);
  return y <= 1n || y >= prime - 1n ? 'expected a DH value between 1 and p - 1' : undefined;
}

/**
 * A fresh key pair by modular arithmetic in JavaScript; its timing depends on the exponent, which is used once.
 *
 * @example
 * ```ts
 * const { group, value } = dhKeyPair(0); // OAKLEY group 5: 192 octets
 * ```
 */
export function dhKeyPair(group: number, random?: RandomSource): DhKeyPair {
  const exponent = Secret.random(exponentOctets, random);
  return { group, exponent, value: power(group, 2n, exponent) };
}

/**
 * The shared secret y^x, at the width of the modulus: leading zeros are part of the TGK (RFC 3830 §3.3).
 *
 * @throws {@link MikeyError} `bad-value` for a value that {@link dhValueProblem} refuses.
 * @example
 * ```ts
 * const ours = dhKeyPair(0);
 * const theirs = dhKeyPair(0);
 * dhSecret(0, ours.exponent, theirs.value).equals(dhSecret(0, theirs.exponent, ours.value)); // true
 * ```
 */
export function dhSecret(group: number, exponent: Secret, value: Uint8Array): Secret {
  const problem = dhValueProblem(group, value);
  if (problem) throw new MikeyError('bad-value', problem, { payload: 'DH' });
  return Secret.from(power(group, toBigInt(value), exponent));
}

function power(group: number, base: bigint, exponent: Secret): Uint8Array {
  const prime = primes[group];
  const row = dhGroups.find(candidate => candidate.value === group);
  if (prime === undefined || !row) throw new MikeyError('unsupported-algorithm', `DH group ${group}`, { payload: 'DH' });
  const digits = pow(base, toBigInt(exponent.reveal()), prime)
    .toString(16)
    .padStart(2 * row.octets, '0');
  return Uint8Array.from({ length: row.octets }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

function toBigInt(octets: Uint8Array): bigint {
  return BigInt(`0x${hex(octets) || '0'}`);
}
