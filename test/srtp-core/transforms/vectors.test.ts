import { type SuiteName, suites } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { ccm, gcm } from '../../../packages/srtp-core/dist/portable/aead.js';
import { ctrHmac } from '../../../packages/srtp-core/dist/portable/ctr-hmac.js';
import { f8Hmac } from '../../../packages/srtp-core/dist/portable/f8.js';
import type { PacketTransform, TransformFactory } from '../../../packages/srtp-core/dist/portable/transform.js';
import { hex, octets, readVectors } from '../../support/vectors.js';
import { sources } from '../ciphers/block-ciphers.js';
import { type Circumstances, open, seal } from './packets.js';

interface SessionKeyVector {
  readonly session_key: string;
  readonly session_salt?: string;
  readonly auth_key?: string;
  readonly packet_in?: string;
  readonly packet_out?: string;
  readonly srtcp_index?: string;
  readonly operation?: string;
  readonly rtp_header?: string;
  readonly aad?: string;
  readonly payload?: string;
  readonly rtp_payload?: string;
  readonly ciphertext?: string;
  readonly ciphertext_with_tag?: string;
  readonly tag?: string;
  readonly tag_rfc3711?: string;
  readonly roc?: string;
}

/** Both directions, beside the packet and in place; and every octet of the protected packet counts. */
function proves(transform: PacketTransform, plain: string, sealed: string, given: Circumstances, what: string): void {
  for (const inPlace of [false, true]) expect(hex(seal(transform, octets(plain), given, inPlace)), what).to.equal(sealed);
  const opened = open(transform, octets(sealed), given);
  expect(typeof opened === 'string' ? opened : hex(opened), what).to.equal(plain);
  const inPlace = octets(sealed);
  open(transform, inPlace, given, inPlace);
  expect(hex(inPlace.subarray(0, plain.length / 2)), `${what} in place`).to.equal(plain);
  for (let at = 12; at < sealed.length / 2; at++) {
    const forged = octets(sealed);
    forged[at]! ^= 1 << (at % 8);
    const target = new Uint8Array(forged.length).fill(0x5a);
    expect(open(transform, forged, given, target), `${what}, octet ${at} changed`).to.equal('auth-failed');
    expect(hex(target), `${what}, octet ${at} changed: the target`).to.equal('5a'.repeat(forged.length));
  }
}

for (const [source, ciphers] of Object.entries(sources))
  describe(`Packets of the RFCs under their session keys, block ciphers from ${source}`, () => {
    const build = (factory: TransformFactory, suite: SuiteName, { session_key, session_salt, auth_key }: SessionKeyVector) => {
      const { cipher, saltOctets } = suites[suite];
      const keys = {
        encryption: octets(session_key),
        authentication: octets(auth_key ?? ''),
        salt: octets(session_salt ?? '00'.repeat(saltOctets)),
      };
      return factory(suites[suite], keys, ciphers[cipher as 'aes' | 'aria' | 'seed']);
    };

    it('SRTP under AES-GCM: RFC 7714 §16; there, "tagging" leaves the payload clear', () => {
      const vectors = readVectors<SessionKeyVector>('rfc7714-16-srtp-gcm.json');
      for (const vector of vectors.filter(({ operation }) => operation === 'encrypting' || operation === 'tagging')) {
        const transform = build(gcm, vector.session_key.length === 32 ? 'AEAD_AES_128_GCM' : 'AEAD_AES_256_GCM', vector);
        const given = { tagOctets: 16, encrypt: vector.operation === 'encrypting' };
        const sealed =
          vector.packet_out!.length > vector.packet_in!.length ? vector.packet_out! : vector.packet_in! + vector.tag!;
        proves(transform, vector.packet_in!, sealed, given, vector.id);
      }
      for (const vector of vectors.filter(({ operation }) => operation === 'decrypting' || operation === 'verifying')) {
        const transform = build(gcm, vector.session_key.length === 32 ? 'AEAD_AES_128_GCM' : 'AEAD_AES_256_GCM', vector);
        const opened = open(transform, octets(vector.packet_in!), { tagOctets: 16, encrypt: vector.operation === 'decrypting' });
        expect(opened, vector.id).to.be.instanceOf(Uint8Array);
        // §16.1.2 and §16.2.2 print the payload alone.
        if (vector.packet_out) expect(hex(opened as Uint8Array).endsWith(vector.packet_out), vector.id).to.equal(true);
      }
    });

    it('SRTCP under AES-GCM: RFC 7714 §17, with E = 1 and E = 0 (Q36)', () => {
      const vectors = readVectors<SessionKeyVector>('rfc7714-17-srtcp-gcm.json');
      for (const vector of vectors) {
        const transform = build(gcm, vector.session_key.length === 32 ? 'AEAD_AES_128_GCM' : 'AEAD_AES_256_GCM', vector);
        const encrypt = vector.operation === 'encrypting' || vector.operation === 'decrypting';
        const given = { rtcp: true, tagOctets: 16, index: Number.parseInt(vector.srtcp_index!, 16), encrypt };
        const sealing = vector.operation === 'encrypting' || vector.operation === 'tagging';
        const [plain, sealed] = sealing ? [vector.packet_in!, vector.packet_out!] : [vector.packet_out!, vector.packet_in!];
        proves(transform, plain, sealed, given, vector.id);
      }
    });

    it('SRTP under SEED: RFC 5669 Appendix A, A.1 with the tag that RFC 3711 asks for', () => {
      const suiteOf = {
        'rfc5669-a.1': [ctrHmac, 'SEED_CTR_128_HMAC_SHA1_80'],
        'rfc5669-a.2': [ccm, 'SEED_128_CCM_80'],
        'rfc5669-a.3': [gcm, 'SEED_128_GCM_96'],
      } as const;
      const vectors = readVectors<SessionKeyVector>('rfc5669-a-seed.json');
      expect(vectors).to.have.length(3);
      for (const vector of vectors) {
        const [factory, suite] = suiteOf[vector.id as keyof typeof suiteOf];
        const header = vector.rtp_header ?? vector.aad!;
        const tag = vector.tag_rfc3711 ?? vector.tag!;
        const sealed = header + vector.ciphertext! + tag;
        proves(build(factory, suite, vector), header + vector.payload!, sealed, { tagOctets: tag.length / 2 }, vector.id);
      }
    });

    it('SRTP under ARIA: RFC 8269 A.1 and A.2', () => {
      const vectors = readVectors<SessionKeyVector & { profile: string }>('rfc8269-a-aria.json');
      expect(vectors).to.have.length(4);
      for (const vector of vectors) {
        const suite = Object.values(suites).find(({ aliases }) => aliases.some(alias => alias === vector.profile))!;
        const header = vector.rtp_header ?? vector.aad!;
        const sealed = header + (vector.ciphertext_with_tag ?? vector.ciphertext! + vector.tag!);
        const transform = build(suite.transform === 'gcm' ? gcm : ctrHmac, suite.name, vector);
        proves(transform, header + vector.payload!, sealed, { tagOctets: suite.tagOctets.srtp }, vector.id);
      }
    });

    it('the ciphertext of f8: RFC 3711 B.1', () => {
      const [vector] = readVectors<SessionKeyVector>('rfc3711-b1-aes-f8.json');
      const transform = build(f8Hmac, 'F8_128_HMAC_SHA1_80', vector!);
      const given = { tagOctets: 0, roc: Number.parseInt(vector!.roc!, 16) };
      const sealed = seal(transform, octets(vector!.rtp_header! + vector!.rtp_payload!), given);
      expect(hex(sealed)).to.equal(vector!.rtp_header! + vector!.ciphertext!);
    });
  });
