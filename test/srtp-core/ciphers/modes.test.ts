import { createCipheriv, randomBytes } from 'node:crypto';
import { expect } from 'chai';
import type { AeadMode } from '../../../packages/srtp-core/dist/ciphers/aead.js';
import { Ccm } from '../../../packages/srtp-core/dist/ciphers/ccm.js';
import { CounterKeystream } from '../../../packages/srtp-core/dist/ciphers/ctr.js';
import { F8 } from '../../../packages/srtp-core/dist/ciphers/f8.js';
import { Gcm } from '../../../packages/srtp-core/dist/ciphers/gcm.js';
import { hex, octets, readVectors } from '../../support/vectors.js';
import { sources } from './block-ciphers.js';

interface CounterVector {
  readonly session_key: string;
  readonly iv: string;
  readonly blocks: readonly { readonly counter: string; readonly keystream: string }[];
}

interface AeadVector {
  readonly session_key: string;
  readonly iv?: string;
  readonly nonce?: string;
  readonly aad: string;
  readonly plaintext?: string;
  readonly payload?: string;
  readonly ciphertext?: string;
  readonly ciphertext_with_tag?: string;
  readonly tag?: string;
  readonly packet_out?: string;
  readonly operation?: string;
}

/** Ciphertext and tag; the text goes in pieces of 7 octets, so that no block boundary is a piece's. */
function seal(mode: AeadMode, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): { text: string; tag: Uint8Array } {
  const text = new Uint8Array(plaintext.length);
  mode.begin(nonce, aad.length, plaintext.length);
  mode.associate(aad, 0, 3);
  mode.associate(aad, 3, aad.length);
  for (let at = 0; at < text.length; at += 7) mode.encrypt(plaintext, at, text, at, Math.min(7, text.length - at));
  return { text: hex(text), tag: mode.finish() };
}

function open(mode: AeadMode, nonce: Uint8Array, aad: Uint8Array, text: Uint8Array): { plaintext: string; tag: Uint8Array } {
  const plaintext = new Uint8Array(text.length);
  mode.begin(nonce, aad.length, text.length);
  mode.associate(aad, 0, aad.length);
  for (let at = 0; at < text.length; at += 9) mode.absorb(text, at, Math.min(at + 9, text.length));
  const tag = mode.finish().slice();
  for (let at = 0; at < text.length; at += 5) mode.decrypt(text, at, plaintext, at, Math.min(5, text.length - at));
  return { plaintext: hex(plaintext), tag };
}

for (const [source, { aes, aria, seed }] of Object.entries(sources))
  describe(`Modes over block ciphers from ${source}`, () => {
    for (const file of ['rfc3711-b2-aes-cm.json', 'rfc6188-7-aes-cm.json'])
      for (const vector of readVectors<CounterVector>(file))
        it(`counter mode: ${vector.id}, its keystream of 1,044,512 octets at both ends`, () => {
          const keystream = new CounterKeystream(aes(octets(vector.session_key))).make(octets(vector.iv), 0, 1_044_512);
          expect(vector.blocks.length).to.be.greaterThan(5);
          for (const block of vector.blocks) {
            const at = 16 * Number.parseInt(block.counter.slice(-4), 16);
            expect(hex(keystream.subarray(at, at + 16)), block.counter).to.equal(block.keystream);
          }
        });

    it('counter mode: the two CTR vectors of RFC 8269 and the one of RFC 5669', () => {
      const vectors = [
        ...readVectors<AeadVector>('rfc8269-a-aria.json').filter(({ id }) => id.startsWith('rfc8269-a.1')),
        ...readVectors<AeadVector>('rfc5669-a-seed.json').filter(({ id }) => id === 'rfc5669-a.1'),
      ];
      expect(vectors).to.have.length(3);
      for (const { id, session_key, iv, payload, ciphertext } of vectors) {
        const plaintext = octets(payload!);
        const cipher = (id.startsWith('rfc5669') ? seed : aria)(octets(session_key));
        const keystream = new CounterKeystream(cipher).make(octets(iv!), 0, plaintext.length);
        expect(hex(plaintext.map((octet, i) => octet ^ keystream[i]!)), id).to.equal(ciphertext);
      }
    });

    for (const vector of readVectors<{ session_key: string; session_salt: string; iv: string; steps: { s: string }[] }>(
      'rfc3711-b1-aes-f8.json',
    ))
      it(`f8: ${vector.id}`, () => {
        const f8 = new F8(octets(vector.session_key), octets(vector.session_salt), aes);
        const keystream = f8.make(octets(vector.iv), 39);
        expect(hex(keystream.subarray(0, 48))).to.equal(vector.steps.map(step => step.s).join(''));
      });

    it('GCM: every vector of RFC 7714 §16 and §17', () => {
      const vectors = ['rfc7714-16-srtp-gcm.json', 'rfc7714-17-srtcp-gcm.json'].flatMap(file => readVectors<AeadVector>(file));
      expect(vectors).to.have.length(12);
      for (const { id, session_key, iv, aad, plaintext = '', ciphertext_with_tag, packet_out = '', tag, operation } of vectors) {
        const gcm = new Gcm(aes(octets(session_key)));
        if (operation === 'encrypting' || operation === 'tagging') {
          const sealed = seal(gcm, octets(iv!), octets(aad), octets(plaintext));
          expect(hex(sealed.tag), id).to.equal(tag);
          if (plaintext) expect(packet_out, id).to.include(sealed.text + tag);
        } else {
          const opened = open(gcm, octets(iv!), octets(aad), octets(ciphertext_with_tag!).slice(0, -16));
          expect(hex(opened.tag), id).to.equal(tag);
          if (packet_out && opened.plaintext) expect(packet_out.endsWith(opened.plaintext), id).to.equal(true);
        }
      }
    });

    it('GCM over ARIA: RFC 8269 A.2', () => {
      const vectors = readVectors<AeadVector>('rfc8269-a-aria.json').filter(({ id }) => id.startsWith('rfc8269-a.2'));
      expect(vectors).to.have.length(2);
      for (const { id, session_key, iv, aad, payload, ciphertext_with_tag } of vectors) {
        const { text, tag } = seal(new Gcm(aria(octets(session_key))), octets(iv!), octets(aad), octets(payload!));
        expect(text + hex(tag), id).to.equal(ciphertext_with_tag);
      }
    });

    it('CCM and GCM over SEED: RFC 5669 A.2 and A.3, both directions', () => {
      for (const { id, session_key, nonce, aad, payload, ciphertext, tag } of readVectors<AeadVector>('rfc5669-a-seed.json')) {
        if (id === 'rfc5669-a.1') continue;
        const cipher = seed(octets(session_key));
        const mode = id === 'rfc5669-a.2' ? new Ccm(cipher, 10) : new Gcm(cipher);
        const sealed = seal(mode, octets(nonce!), octets(aad), octets(payload!));
        expect([sealed.text, hex(sealed.tag.subarray(0, tag!.length / 2))], id).to.deep.equal([ciphertext, tag]);
        const opened = open(mode, octets(nonce!), octets(aad), octets(ciphertext!));
        expect([opened.plaintext, hex(opened.tag.subarray(0, tag!.length / 2))], id).to.deep.equal([payload, tag]);
      }
    });

    it('GCM and CCM agree with OpenSSL for every length of text and of associated data around the block boundaries', () => {
      const key = randomBytes(16);
      const gcm = new Gcm(aes(key));
      const ccm = new Ccm(aes(key), 10);
      for (const aadOctets of [3, 12, 15, 16, 17, 28, 33, 0xfeff, 0xff00, 0x10001])
        for (const textOctets of [1, 14, 15, 16, 17, 31, 32, 33, 160, 1201]) {
          const [nonce, aad, plaintext] = [randomBytes(12), randomBytes(aadOctets), randomBytes(textOctets)];
          const what = `${aadOctets} + ${textOctets} octets`;
          const nodeGcm = createCipheriv('aes-128-gcm', key, nonce).setAAD(aad);
          const sealed = seal(gcm, nonce, aad, plaintext);
          expect(sealed.text, what).to.equal(hex(nodeGcm.update(plaintext)));
          nodeGcm.final();
          expect(hex(sealed.tag), what).to.equal(hex(nodeGcm.getAuthTag()));
          const nodeCcm = createCipheriv('aes-128-ccm', key, nonce, { authTagLength: 10 });
          nodeCcm.setAAD(aad, { plaintextLength: textOctets });
          const ccmSealed = seal(ccm, nonce, aad, plaintext);
          expect(ccmSealed.text, what).to.equal(hex(nodeCcm.update(plaintext)));
          nodeCcm.final();
          expect(hex(ccmSealed.tag.subarray(0, 10)), what).to.equal(hex(nodeCcm.getAuthTag()));
          const opened = open(ccm, nonce, aad, octets(ccmSealed.text));
          expect([opened.plaintext, hex(opened.tag.subarray(0, 10))], what).to.deep.equal([
            hex(plaintext),
            hex(nodeCcm.getAuthTag()),
          ]);
        }
    });
  });
