import { deriveFromDtlsExporter, dtlsExporterOctets, findSuite, SrtpError, type SrtpParameters, suites } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { hex } from '../support/vectors.js';

function keyAndSalt({ masterKeys: [{ key, salt }] }: SrtpParameters): string {
  return `${hex(key.reveal())} ${hex(salt.reveal())}`;
}

describe('deriveFromDtlsExporter (RFC 5764 §4.2)', () => {
  it('takes every profile that has a number, by number and by name, and gives the directions to the roles', () => {
    // IANA, "DTLS-SRTP Protection Profiles": 1, 2, 5..16.
    for (const number of [1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]) {
      const suite = Object.values(suites).find(({ dtlsProfile }) => dtlsProfile === number)!;
      const material = Uint8Array.from({ length: dtlsExporterOctets(number) }, (_, i) => i);
      const client = deriveFromDtlsExporter(material, number, 'client');
      const server = deriveFromDtlsExporter(material, suite.name, 'server');
      expect(client.send[0].suite, `profile ${number}`).to.equal(suite.name);
      expect(client.send[0].masterKeys[0].key.reveal()[0], suite.name).to.equal(0);
      expect(server.send[0].masterKeys[0].key.reveal()[0], suite.name).to.equal(suite.keyOctets);
      expect(keyAndSalt(client.send[0]), suite.name).to.equal(keyAndSalt(server.receive[0]));
    }
  });

  it('refuses what is no profile, another length and another role, by code', () => {
    const code = (build: () => unknown) => {
      try {
        build();
      } catch (error) {
        if (error instanceof SrtpError) return error.code;
      }
      return undefined;
    };
    const material = new Uint8Array(60);
    expect(findSuite('F8_128_HMAC_SHA1_80')).to.not.equal(undefined);
    for (const profile of [0, 3, 4, 17, Number.NaN, -1, 'F8_128_HMAC_SHA1_80', 'AEAD_AES_128_GCM_8', 'x'.repeat(1000), ''])
      expect(
        code(() => deriveFromDtlsExporter(material, profile, 'client')),
        `${profile}`.slice(0, 30),
      ).to.equal('unsupported-suite');
    for (const length of [0, 59, 61, 92])
      expect(code(() => deriveFromDtlsExporter(new Uint8Array(length), 1, 'client'))).to.equal('bad-parameters');
    expect(code(() => deriveFromDtlsExporter(material, 1, 'peer' as 'client'))).to.equal('bad-parameters');
    for (const wrong of ['0'.repeat(60), new Array(60).fill(0), undefined, null])
      expect(code(() => deriveFromDtlsExporter(wrong as unknown as Uint8Array, 1, 'client'))).to.equal('bad-parameters');
    for (const wrong of [undefined, null, 1n, {}])
      expect(code(() => deriveFromDtlsExporter(material, wrong as unknown as string, 'client'))).to.equal('unsupported-suite');
  });
});
