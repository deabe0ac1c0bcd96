import { spawnSync } from 'node:child_process';
import { createCipheriv, randomBytes } from 'node:crypto';
import { expect } from 'chai';
import type { BlockCipher } from '../../../packages/srtp-core/dist/engine.js';
import { needs } from '../../support/needs.js';
import { hex, octets } from '../../support/vectors.js';
import { sources } from './block-ciphers.js';

function encrypt(cipher: BlockCipher, plaintext: Uint8Array): string {
  const ciphertext = new Uint8Array(plaintext.length);
  cipher.encryptBlocks(plaintext, 0, ciphertext, 0, plaintext.length / 16);
  return hex(ciphertext);
}

describe('SEED (RFC 4269)', () => {
  const { seed } = sources.noble!;
  const vectors = [
    ['B.1', '00000000000000000000000000000000', '000102030405060708090a0b0c0d0e0f', '5ebac6e0054e166819aff1cc6d346cdb'],
    ['B.2', '000102030405060708090a0b0c0d0e0f', '00000000000000000000000000000000', 'c11f22f20140505084483597e4370f43'],
    ['B.3', '4706480851e61be85d74bfb3fd956185', '83a2f8a288641fb9a4e9a5cc2f131c7d', 'ee54d13ebcae706d226bc3142cd40d4a'],
    ['B.4', '28dbc3bc49ffd87dcfa509b11d422be7', 'b41e6be2eba84a148e2eed84593c5ec7', '9b9b7bfcd1813cb95d0b3618f40f5122'],
  ] as const;
  for (const [section, key, plaintext, ciphertext] of vectors)
    it(`encrypts Appendix ${section}`, () => {
      expect(encrypt(seed(octets(key)), octets(plaintext))).to.equal(ciphertext);
    });

  const openssl = (key: string, plaintext: Uint8Array) =>
    spawnSync('openssl', ['enc', '-provider', 'legacy', '-provider', 'default', '-seed-ecb', '-K', key, '-nopad'], {
      input: plaintext,
    });
  if (needs('openssl') && openssl('00'.repeat(16), new Uint8Array(16)).status === 0)
    it('agrees with OpenSSL on 20 random keys, 64 random blocks each', () => {
      for (let i = 0; i < 20; i++) {
        const [key, plaintext] = [randomBytes(16), randomBytes(64 * 16)];
        expect(encrypt(seed(key), plaintext), `key ${hex(key)}`).to.equal(hex(openssl(hex(key), plaintext).stdout));
      }
    });
  else it('agrees with OpenSSL (this one lacks SEED)');
});

describe('ARIA (RFC 5794)', () => {
  const { aria } = sources.noble!;
  const key = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
  const vectors = [
    ['A.1', 16, 'd718fbd6ab644c739da95f3be6451778'],
    ['A.2', 24, '26449c1805dbe7aa25a468ce263a9e79'],
    ['A.3', 32, 'f92bd7c79fb72e2f2b8f80c1972d24fc'],
  ] as const;
  for (const [section, keyOctets, ciphertext] of vectors)
    it(`encrypts Appendix ${section}`, () => {
      const plaintext = octets('00112233445566778899aabbccddeeff');
      expect(encrypt(aria(octets(key).subarray(0, keyOctets)), plaintext)).to.equal(ciphertext);
    });
});

for (const [name, lengths] of [
  ['aes', [16, 24, 32]],
  ['aria', [16, 24, 32]],
] as const)
  describe(`${name.toUpperCase()} from each source`, () => {
    for (const [source, { [name]: make }] of Object.entries(sources))
      it(`${source}: agrees with one-shot ECB of OpenSSL on random keys and blocks`, () => {
        for (const keyOctets of lengths)
          for (let i = 0; i < 20; i++) {
            const [key, plaintext] = [randomBytes(keyOctets), randomBytes(64 * 16)];
            const ecb = createCipheriv(`${name}-${8 * keyOctets}-ecb`, key, null);
            expect(encrypt(make(key), plaintext), `key ${hex(key)}`).to.equal(hex(ecb.update(plaintext)));
          }
      });
  });

for (const [source, ciphers] of Object.entries(sources))
  for (const name of ['aes', 'aria', 'seed'] as const)
    describe(`${name.toUpperCase()} from ${source}`, () => {
      it('encrypts in place and at an offset, and leaves the octets around alone', () => {
        const cipher = ciphers[name](randomBytes(16));
        const plaintext = Uint8Array.from(randomBytes(96));
        const expected = encrypt(cipher, plaintext.slice(19, 51));
        const target = new Uint8Array(96).fill(0xee);
        cipher.encryptBlocks(plaintext, 19, target, 5, 2);
        expect(hex(target)).to.equal('ee'.repeat(5) + expected + 'ee'.repeat(59));
        const around = plaintext.slice();
        cipher.encryptBlocks(plaintext, 19, plaintext, 19, 2);
        around.set(octets(expected), 19);
        expect(hex(plaintext)).to.equal(hex(around));
      });
    });
