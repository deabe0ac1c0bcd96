import { createDiffieHellmanGroup } from 'node:crypto';
import { decodeMessage, find, MikeyError } from '@sdpsec/mikey';
import { Secret } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { unwrapKeys, wrapKeys } from '../../packages/mikey/dist/aes-key-wrap.js';
import { dhKeyPair, dhSecret, dhValueProblem } from '../../packages/mikey/dist/dh-groups.js';
import { computeMac, decryptKeyData } from '../../packages/mikey/dist/kemac.js';
import { concatenate } from '../../packages/mikey/dist/octets.js';
import { deriveForMessage, deriveFromTgk } from '../../packages/mikey/dist/prf.js';
import { unbase64, unhex, vector, vectors } from './material.js';

describe('key derivation (RFC 3830 §4.1), against libmikey', () => {
  for (const { name, csbId, rand, tgk, crypto_sessions, ...keys } of vectors) {
    const derivation = { prf: 0, csbId: Number.parseInt(csbId, 16), rand: unhex(rand) };

    it(`${name}: TEK, salt, encryption and authentication key of each crypto session (§4.1.3)`, () => {
      for (const { cs_id, tek16, tek32, salt14, encr16, auth20 } of crypto_sessions) {
        const derive = (purpose: Parameters<typeof deriveFromTgk>[0], length: number) =>
          deriveFromTgk(purpose, unhex(tgk), cs_id, derivation, length);
        expect(derive('tek', 16)).to.deep.equal(unhex(tek16));
        expect(derive('tek', 32)).to.deep.equal(unhex(tek32));
        expect(derive('salt', 14)).to.deep.equal(unhex(salt14));
        expect(derive('encryption', 16)).to.deep.equal(unhex(encr16));
        expect(derive('authentication', 20)).to.deep.equal(unhex(auth20));
      }
    });

    const key = keys.psk ?? keys.env_key;
    if (key !== undefined)
      it(`${name}: keys of the messages (§4.1.4)`, () => {
        expect(deriveForMessage('encryption', unhex(key), derivation, 16)).to.deep.equal(unhex(keys.encr_key as string));
        expect(deriveForMessage('salt', unhex(key), derivation, 14)).to.deep.equal(unhex(keys.salt_key as string));
        expect(deriveForMessage('authentication', unhex(key), derivation, 20)).to.deep.equal(unhex(keys.auth_key as string));
      });
  }
});

describe('KEMAC (RFC 3830 §4.2.3, §4.2.4), against libmikey', () => {
  for (const name of ['libmikey-psk16-tgk16', 'libmikey-psk20-tgk16']) {
    it(`${name}: MAC and key data`, () => {
      const { i_message, psk, csbId, rand, tgk } = vector(name);
      const octets = unbase64(i_message);
      const message = decodeMessage(octets);
      const kemac = find(message, 'KEMAC');
      const timestamp = find(message, 'T');
      if (!kemac || !timestamp) throw new Error('vector without KEMAC or T');
      const protection = { prf: 0, csbId: Number.parseInt(csbId, 16), rand: unhex(rand), key: unhex(psk as string), timestamp };
      expect(computeMac(1, octets.slice(0, -20), protection)).to.deep.equal(kemac.mac);
      // Key data: next 0, type TGK and KV null, length 16, the TGK.
      const plaintext = decryptKeyData(kemac.encryption, kemac.data.reveal(), protection);
      expect(plaintext).to.deep.equal(unhex(`00000010${tgk}`));
    });
  }
});

describe('AES key wrap (RFC 3394 §2.2)', () => {
  // RFC 3394 §4.1.
  const key = unhex('000102030405060708090a0b0c0d0e0f');
  const text = unhex('00112233445566778899aabbccddeeff');
  const wrapped = unhex('1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5');
  const iv = unhex('a6a6a6a6a6a6a6a6');

  it('wraps and unwraps the vector of §4.1', () => {
    expect(wrapKeys(key, iv, text)).to.deep.equal(wrapped);
    expect(unwrapKeys(key, iv, wrapped)).to.deep.equal(text);
  });

  it('refuses what was changed, and lengths that wrapping never gives', () => {
    const changed = wrapped.slice();
    changed[20] = (changed[20] as number) ^ 1;
    expect(unwrapKeys(key, iv, changed)).to.equal(undefined);
    expect(unwrapKeys(key, unhex('a6a6a6a6a6a6a6a7'), wrapped)).to.equal(undefined);
    expect(unwrapKeys(key, iv, wrapped.slice(0, 20))).to.equal(undefined);
    expect(unwrapKeys(key, iv, wrapped.slice(0, 16))).to.equal(undefined);
  });

  it('fills up to 64 bits with zeros', () => {
    expect(unwrapKeys(key, iv, wrapKeys(key, iv, text.slice(0, 13)))).to.deep.equal(
      concatenate(text.slice(0, 13), unhex('000000')),
    );
  });
});

describe('Diffie-Hellman (RFC 3830 §4.2.7)', () => {
  const groups = [
    { group: 0, oakley: 'modp5' },
    { group: 1, oakley: 'modp1' },
    { group: 2, oakley: 'modp2' },
  ];

  for (const { group, oakley } of groups)
    it(`group ${group} agrees with node:crypto's ${oakley}`, () => {
      const theirs = createDiffieHellmanGroup(oakley);
      const length = theirs.getPrime().length;
      theirs.generateKeys();
      const ours = dhKeyPair(group);
      const value = concatenate(new Uint8Array(length - theirs.getPublicKey().length), theirs.getPublicKey());
      const secret = theirs.computeSecret(ours.value);
      expect(dhSecret(group, ours.exponent, value).reveal()).to.deep.equal(
        concatenate(new Uint8Array(length - secret.length), secret),
      );
    });

  it('gives the TGK of the vectors from both exponents', () => {
    for (const [name, group] of [
      ['libmikey-dh-group2', 2],
      ['libmikey-dhhmac-group0', 0],
    ] as const) {
      const { xi, xr, tgk, i_message, r_message } = vector(name);
      const dhi = find(decodeMessage(unbase64(i_message)), 'DH')?.value as Uint8Array;
      const dhr = find(decodeMessage(unbase64(r_message)), 'DH')?.value as Uint8Array;
      expect(dhSecret(group, Secret.from(unhex(xi as string)), dhr).reveal()).to.deep.equal(unhex(tgk));
      expect(dhSecret(group, Secret.from(unhex(xr as string)), dhi).reveal()).to.deep.equal(unhex(tgk));
    }
  });

  it('refuses 0, 1, p - 1, p and what lies above, and other lengths', () => {
    for (const { group, oakley } of groups) {
      const prime = BigInt(`0x${createDiffieHellmanGroup(oakley).getPrime('hex')}`);
      const octets = (value: bigint) =>
        unhex(value.toString(16).padStart(createDiffieHellmanGroup(oakley).getPrime().length * 2, '0'));
      for (const value of [0n, 1n, prime - 1n, prime, prime + 2n])
        expect(dhValueProblem(group, octets(value)), `${value - prime}`).to.match(/between 1 and p - 1/);
      expect(dhValueProblem(group, octets(2n))).to.equal(undefined);
      expect(dhValueProblem(group, octets(prime - 2n))).to.equal(undefined);
      expect(() => dhSecret(group, Secret.random(32), octets(prime + 2n))).to.throw(MikeyError, 'between 1 and p - 1');
      expect(dhValueProblem(group, new Uint8Array(5))).to.match(/octets, got 5/);
    }
    expect(dhValueProblem(3, new Uint8Array(192))).to.match(/expected DH group/);
  });
});
