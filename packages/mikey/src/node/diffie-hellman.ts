/// <reference types="node" />
import { createDiffieHellman, createDiffieHellmanGroup } from 'node:crypto';
import { Secret } from '@sdpsec/srtp-core/parameters';
import type { DhKeyPair } from '../dh-groups.js';
import { MikeyError } from '../errors.js';

/** The names that OpenSSL has for OAKLEY groups 5, 1 and 2. */
const groupNames: Readonly<Record<number, string>> = { 0: 'modp5', 1: 'modp1', 2: 'modp2' };

/** A fresh key pair; the value keeps the leading zeros that OpenSSL drops. */
export function dhKeyPair(group: number): DhKeyPair {
  const dh = createDiffieHellmanGroup(nameOf(group));
  const value = dh.generateKeys();
  return { group, exponent: Secret.from(dh.getPrivateKey()), value: padded(value, dh.getPrime().length) };
}

/** y^x at the width of the modulus (RFC 3830 §3.3). The exchange has checked 1 < y < p - 1, which OpenSSL does not do fully. */
export function dhSecret(group: number, exponent: Secret, value: Uint8Array): Secret {
  const prime = createDiffieHellmanGroup(nameOf(group)).getPrime();
  const dh = createDiffieHellman(prime, 2);
  dh.setPrivateKey(exponent.reveal());
  return Secret.from(padded(dh.computeSecret(value), prime.length));
}

function nameOf(group: number): string {
  const name = groupNames[group];
  if (name === undefined) throw new MikeyError('unsupported-algorithm', `DH group ${group}`, { payload: 'DH' });
  return name;
}

function padded(octets: Uint8Array, length: number): Uint8Array {
  const whole = new Uint8Array(length);
  whole.set(octets, length - octets.length);
  return whole;
}
