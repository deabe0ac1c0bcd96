import { inspect } from 'node:util';
import { Secret, SrtpError, type SrtpParametersInput, srtpParameters, suites } from '@sdpsec/srtp-core';
import { expect } from 'chai';

describe('srtpParameters (RFC 4568 §6.1)', () => {
  it('refuses a master key of another length than the suite wants, and says so', () => {
    const build = () =>
      srtpParameters({ suite: 'AES_CM_128_HMAC_SHA1_80', masterKeys: [{ key: new Uint8Array(15), salt: new Uint8Array(14) }] });
    expect(build).to.throw(SrtpError, 'expected a master key of 16 octets, got 15');
  });

  it('shows no key octets when inspected or written as JSON', () => {
    const key = Secret.from(new Uint8Array(16).fill(0xab));
    const parameters = srtpParameters({
      suite: 'AES_CM_128_HMAC_SHA1_80',
      masterKeys: [{ key, salt: new Uint8Array(14).fill(0xcd) }],
    });
    const shown = inspect(parameters, { depth: 9, showHidden: true }) + JSON.stringify(parameters) + String(key);
    expect(shown).not.to.match(/171|205|abab|cdcd/);
  });

  it('takes nothing but octets for a key, so that a string never becomes a key of zeros', () => {
    const build = (masterKey: unknown) => () =>
      srtpParameters({ suite: 'AES_CM_128_HMAC_SHA1_80', masterKeys: [masterKey] } as unknown as SrtpParametersInput);
    const [key, salt] = [new Uint8Array(16), new Uint8Array(14)];
    for (const wrong of ['k'.repeat(16), Array(16).fill(1), { length: 16 }, null, undefined, 16])
      expect(build({ key: wrong, salt })).to.throw(SrtpError, 'expected a master key as Secret or Uint8Array');
    for (const wrong of [null, undefined, 'key']) expect(build(wrong)).to.throw(SrtpError, 'expected a master key with its salt');
    expect(build({ key, salt, mki: '1' })).to.throw(SrtpError, 'expected an MKI of 1..128 octets, got string');
    expect(() => Secret.from('k'.repeat(16) as unknown as Uint8Array)).to.throw(SrtpError, 'expected a Uint8Array');
    for (const wrong of [undefined, null, 7, 'x', [], {}])
      expect(() => srtpParameters(wrong as unknown as SrtpParametersInput)).to.throw(SrtpError);
  });

  it('keeps what it has validated: the caller cannot change it afterwards', () => {
    const encryptedExtensions = [1, 2];
    const parameters = srtpParameters({
      suite: 'AES_CM_128_HMAC_SHA1_80',
      masterKeys: [{ key: new Uint8Array(16), salt: new Uint8Array(14) }],
      encryptedExtensions,
    });
    encryptedExtensions.push(999);
    expect(parameters.encryptedExtensions).to.deep.equal([1, 2]);
    expect(parameters.encryptedExtensions).to.be.frozen;
  });

  it('leaves AEAD suites their tag and their encryption (RFC 7714 §1, §5.3, §8.2)', () => {
    for (const suite of ['AEAD_AES_128_GCM', 'AEAD_AES_256_GCM'] as const) {
      expect(suites[suite].tagOctets).to.deep.equal({ srtp: 16, srtcp: 16 });
      const { keyOctets, saltOctets } = suites[suite];
      const masterKeys = [{ key: new Uint8Array(keyOctets), salt: new Uint8Array(saltOctets) }];
      for (const change of [
        { srtcpTagOctets: 4 },
        { srtcpTagOctets: 10 },
        { unencryptedSrtp: true },
        { unauthenticatedSrtp: true },
        { rcc: { mode: 1, rate: 1, tagOctets: 14 } },
        { rcc: { mode: 2, rate: 1, tagOctets: 14 } },
      ] as const)
        expect(() => srtpParameters({ suite, masterKeys, ...change }), JSON.stringify(change))
          .to.throw(SrtpError)
          .with.property('code', 'bad-parameters');
    }
  });

  it('takes the rates and tags that RFC 4771 allows: R from 1 to 65,535 (§4), four octets in mode 3 (§5)', () => {
    const masterKeys = [{ key: new Uint8Array(16), salt: new Uint8Array(14) }];
    const build = (mode: number, rate: number, tagOctets: number) => () =>
      srtpParameters({ suite: 'AES_CM_128_HMAC_SHA1_80', masterKeys, rcc: { mode: mode as 1, rate, tagOctets } });
    for (const [mode, rate, tag] of [
      [1, 1, 14],
      [2, 65_535, 14],
      [3, 1, 4],
    ] as const)
      expect(build(mode, rate, tag)).not.to.throw();
    for (const [mode, rate, tag] of [
      [1, 0, 14],
      [2, -1, 14],
      [2, 1.5, 14],
      [2, 65_536, 14],
      [3, 0, 4],
      [3, 1, 14],
      [3, 1, 0],
      [1, 1, 4],
      [4, 1, 14],
    ] as const)
      expect(build(mode, rate, tag), `${mode} ${rate} ${tag}`)
        .to.throw(SrtpError)
        .with.property('code', 'bad-parameters');
  });
});
