import { type KeySlot, type PacketWork, Secret, type SuiteName, suites } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { isCryptex, markForCryptex, unmarkCryptex } from '../../../packages/srtp-core/dist/cryptex.js';
import { encryptedIds, markEncryptedElements } from '../../../packages/srtp-core/dist/header-extension.js';
import { portableEngine } from '../../../packages/srtp-core/dist/portable/portable-engine.js';
import { hex, octets, readVectors } from '../../support/vectors.js';
import { sources } from '../ciphers/block-ciphers.js';
import { open, seal } from './packets.js';

interface CryptexVector {
  readonly title: string;
  readonly master_key: string;
  readonly master_salt: string;
  readonly crypto_suite: SuiteName;
  readonly rtp_packet: string;
  readonly srtp_packet: string;
}

for (const [source, ciphers] of Object.entries(sources)) {
  const engine = portableEngine(ciphers);
  const slotOf = (suite: SuiteName, key: string, salt: string) =>
    engine.keySlot(suites[suite], Secret.from(octets(key)), Secret.from(octets(salt)), 0);

  describe(`Cryptex (RFC 9335 Appendix A), block ciphers from ${source}`, () => {
    const vectors = readVectors<CryptexVector>('rfc9335-a-cryptex.json');
    it('has all twelve vectors', () => {
      expect(vectors).to.have.length(12);
    });
    for (const vector of vectors)
      it(`${vector.id}: ${vector.title}`, () => {
        const slot = slotOf(vector.crypto_suite, vector.master_key, vector.master_salt);
        const packet = octets(vector.rtp_packet);
        const extension = 12 + 4 * (packet[0]! & 15);
        const given = { tagOctets: suites[vector.crypto_suite].tagOctets.srtp, cryptex: true };
        for (const inPlace of [false, true]) {
          const marked = new Uint8Array(packet.length + 4);
          marked.set(packet);
          const end = markForCryptex(inPlace ? marked : packet, 0, packet.length, extension, marked, 0);
          expect(hex(seal(slot, marked.subarray(0, end), given, inPlace))).to.equal(vector.srtp_packet);
        }
        const sealed = octets(vector.srtp_packet);
        expect(isCryptex(sealed, extension)).to.equal(true);
        const opened = open(slot, sealed, given) as Uint8Array;
        unmarkCryptex(opened, extension);
        // Where there were CSRCs alone, the empty extension stays, as §5.2 allows.
        const inserted = (packet[0]! & 0x10) === 0;
        const expected = inserted
          ? `9${vector.rtp_packet.slice(1, 2 * extension)}bede0000${vector.rtp_packet.slice(2 * extension)}`
          : vector.rtp_packet;
        expect(hex(opened)).to.equal(expected);
      });
  });

  describe(`Encrypted header extensions (RFC 6904 Appendix A), block ciphers from ${source}`, () => {
    it('encrypts the extension of A.2 with the keys of A.1, and gives it back', () => {
      const [keys, packet] = readVectors<Record<string, string> & { encrypted_ids: number[] }>('rfc6904-a-hdrext.json');
      const slot = slotOf('AES_CM_128_HMAC_SHA1_80', keys!.master_key!, keys!.master_salt!);
      const given = { tagOctets: 10 };
      const header = `900f${packet!.seq}decafbad${packet!.ssrc}${packet!.profile_and_length}`;
      const ids = encryptedIds(packet!.encrypted_ids);
      const withElements = (direction: 'seal' | 'open') => (work: PacketWork) => {
        markEncryptedElements(work, work.source, work.sourceStart, 12, work.clear, ids);
        return slot[direction](work);
      };
      const marking: KeySlot = { seal: withElements('seal'), open: withElements('open'), close: () => slot.close() };
      const plain = `${header}${packet!.plaintext}abababab`;
      const sealed = hex(seal(marking, octets(plain), given));
      expect(sealed.slice(0, header.length + packet!.ciphertext!.length)).to.equal(header + packet!.ciphertext!);
      expect(hex(open(marking, octets(sealed), given) as Uint8Array)).to.equal(plain);
    });
  });
}

describe('markForCryptex (RFC 9335 §5.1)', () => {
  it('refuses an extension that RFC 8285 does not define, and appbits, which the mark has no room for', () => {
    for (const profile of ['abcd', '1001', '0000', 'c0de', 'c2de']) {
      const packet = octets(`900f1235decafbadcafebabe${profile}000100000000`);
      expect(markForCryptex(packet, 0, packet.length, 12, new Uint8Array(40), 0), profile).to.equal(-1);
    }
  });
});
