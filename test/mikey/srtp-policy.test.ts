import { decodeMessage, find, MikeyError, readPolicy, type Sp, type SrtpPolicy, writePolicy } from '@sdpsec/mikey';
import { type SuiteName, suites } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { peerMessages, unbase64, unhex, vector } from './material.js';

/** Policy parameters as `type:value` in decimal, one octet each, as the tables of ONVIF and the RFCs list them. */
function sp(text: string): Sp {
  const parameters = text.split(' ').map(pair => {
    const [type, value] = pair.split(':').map(Number);
    return { type: type as number, value: Uint8Array.of(value as number) };
  });
  return { kind: 'SP', policy: 0, protocol: 0, parameters };
}

function shown({ parameters }: Sp): string {
  return parameters.map(({ type, value }) => `${type}:${value.reduce((sum, octet) => sum * 256 + octet, 0)}`).join(' ');
}

describe('SRTP policy (RFC 3830 §6.10.1)', () => {
  it('writes the numbers of the registries (trap 7)', () => {
    const write = (policy: SrtpPolicy) => shown(writePolicy(policy, 0));
    expect(write({ suite: 'AES_CM_128_HMAC_SHA1_80' })).to.equal('0:1 1:16 2:1 3:20 4:14 5:0 7:1 8:1 10:1 11:10');
    // RFC 3711 §5.2: SRTCP keeps 80 bits.
    expect(write({ suite: 'AES_CM_128_HMAC_SHA1_32' })).to.equal('0:1 1:16 2:1 3:20 4:14 5:0 7:1 8:1 10:1 11:4 19:10');
    expect(write({ suite: 'AEAD_AES_256_GCM' })).to.equal('0:6 1:32 2:0 4:12 5:0 20:16');
    expect(write({ suite: 'ARIA_128_CTR_HMAC_SHA1_80', keyDerivationRate: 4096 })).to.equal(
      '0:7 1:16 2:1 3:20 4:14 5:2 6:4096 7:1 8:1 10:1 11:10',
    );
    // RFC 4771 §4, Tables 1 and 2.
    expect(write({ suite: 'AES_CM_128_HMAC_SHA1_80', rcc: { mode: 2, rate: 10, tagOctets: 10 } })).to.equal(
      '0:1 1:16 2:1 3:20 4:14 5:0 7:1 8:1 10:1 11:10 13:10 14:3 18:10',
    );
    // Under AEAD in parameter 2, where 3GPP's senders have it; what is about SRTCP alone says that it has no ROC (RFC 4771 §4).
    expect(write({ suite: 'AEAD_AES_128_GCM', rcc: { mode: 3, rate: 1, tagOctets: 4 } })).to.equal(
      '0:6 1:16 2:4 4:12 5:0 13:1 15:0 18:4 19:0 20:16',
    );
  });

  it('reads the ROC transform from 2 or 14, the specific before the general (RFC 4771 §4)', () => {
    const rcc = { mode: 3, rate: 1, tagOctets: 4 };
    for (const text of ['2:4 18:4', '2:4', '2:0 14:4 18:4', '2:4 14:4 15:0 18:4 19:0', '14:4'])
      expect(readPolicy(sp(`0:6 1:16 4:12 5:0 ${text} 20:16`)).policy, text).to.deep.equal({ suite: 'AEAD_AES_128_GCM', rcc });
    expect(readPolicy(sp('0:6 1:16 2:0 14:0 20:16')).policy).to.deep.equal({ suite: 'AEAD_AES_128_GCM' });
    expect(() => readPolicy(sp('0:6 1:16 2:3 14:4 20:16'))).to.throw(MikeyError, 'value 3');
    expect(() => readPolicy(sp('0:6 1:16 2:4 15:4 20:16'))).to.throw(MikeyError, 'SRTCP');
  });

  it('reads back every suite that has numbers, with every option', () => {
    for (const suite of Object.values(suites)) {
      if (!suite.mikey) {
        expect(() => writePolicy({ suite: suite.name as SuiteName }, 0)).to.throw(MikeyError, 'has no MIKEY number');
        continue;
      }
      const options: Omit<SrtpPolicy, 'suite'>[] = [{}, { keyDerivationRate: 2 ** 24 }, { unencryptedSrtcp: true }];
      options.push({ rcc: { mode: 3, rate: 500, tagOctets: 4 } }, { fecOrder: 'fec-srtp' });
      if (suite.authKeyOctets > 0) {
        options.push({ unencryptedSrtp: true, unauthenticatedSrtp: true });
        options.push({ srtcpTagOctets: 4 });
      }
      for (const option of options) {
        const policy: SrtpPolicy = { suite: suite.name as SuiteName, ...option };
        expect(readPolicy(writePolicy(policy, 3))).to.deep.equal({ policy, deviations: [] });
      }
    }
  });

  it('takes the defaults of SRTP for what is not set', () => {
    expect(readPolicy({ kind: 'SP', policy: 0, protocol: 0, parameters: [] }).policy).to.deep.equal({
      suite: 'AES_CM_128_HMAC_SHA1_80',
    });
    expect(readPolicy(sp('0:6')).policy).to.deep.equal({ suite: 'AEAD_AES_128_GCM' });
    expect(readPolicy(sp('0:6 1:32')).policy).to.deep.equal({ suite: 'AEAD_AES_256_GCM' });
    // RFC 4771 §4: the rate is 1 when it is left out.
    expect(readPolicy(sp('14:2 18:10')).policy).to.deep.include({ rcc: { mode: 1, rate: 1, tagOctets: 10 } });
    // Without parameter 18 the tag is the one of the suite, and in mode 3 the ROC alone (§4, §5).
    expect(readPolicy(sp('14:2')).policy).to.deep.include({ rcc: { mode: 1, rate: 1, tagOctets: 10 } });
    expect(readPolicy(sp('14:3 11:4')).policy).to.deep.include({ rcc: { mode: 2, rate: 1, tagOctets: 4 } });
    expect(readPolicy(sp('14:4')).policy).to.deep.include({ rcc: { mode: 3, rate: 1, tagOctets: 4 } });
  });

  it('reads the sets of ONVIF and libmikey', () => {
    expect(readPolicy(sp('0:1 1:16 2:1 3:20 4:14 5:0 11:10')).policy).to.deep.equal({ suite: 'AES_CM_128_HMAC_SHA1_80' });
    expect(readPolicy(sp('0:6 1:32 2:0 4:12 20:16')).policy).to.deep.equal({ suite: 'AEAD_AES_256_GCM' });
    const libmikey = find(decodeMessage(unbase64(vector('libmikey-psk16-tgk16').i_message)), 'SP') as Sp;
    expect(readPolicy(libmikey)).to.deep.equal({
      policy: { suite: 'AES_CM_128_HMAC_SHA1_80', fecOrder: 'fec-srtp' },
      deviations: [],
    });
  });

  it('takes a tag length in parameter 3 for what it is (GStreamer), and says so (peer trap 14, trap 1)', () => {
    expect(readPolicy(sp('0:1 1:16 2:1 3:10'))).to.deep.equal({
      policy: { suite: 'AES_CM_128_HMAC_SHA1_80' },
      deviations: ['tag-length-as-auth-key-length'],
    });
    expect(readPolicy(sp('0:1 1:16 2:1 3:4')).policy).to.deep.equal({ suite: 'AES_CM_128_HMAC_SHA1_32' });
    expect(readPolicy(sp('0:1 1:16 2:1 3:10 11:4')).policy).to.deep.equal({ suite: 'AES_CM_128_HMAC_SHA1_32' });
  });

  it('takes an AEAD suite whose authentication is said to be off, which nothing can switch off, and says so', () => {
    for (const [encryption, keyOctets, suite] of [
      [6, 16, 'AEAD_AES_128_GCM'],
      [6, 32, 'AEAD_AES_256_GCM'],
    ] as const)
      expect(readPolicy(sp(`0:${encryption} 1:${keyOctets} 10:0`))).to.deep.equal({
        policy: { suite },
        deviations: ['aead-authentication-off'],
      });
    // RFC 3830 §6.10.1: under any other suite it is what it says.
    expect(readPolicy(sp('0:1 10:0'))).to.deep.equal({
      policy: { suite: 'AES_CM_128_HMAC_SHA1_80', unauthenticatedSrtp: true },
      deviations: [],
    });
  });

  it('refuses, by name, what no suite fits', () => {
    for (const [text, complaint] of [
      ['0:9', 'encryption algorithm 9'],
      ['0:1 1:17', 'a key of 17 octets'],
      ['0:1 2:0', 'Authentication algorithm (2) with the value 0'],
      ['0:1 11:12', 'a tag of 12'],
      ['0:1 3:19', 'Session Auth. key length (3) with the value 19'],
      ['0:6 20:8', 'tag of 8 octets'],
      ['0:1 4:12', 'Session Salt key length (4)'],
      ['0:1 5:1', 'Pseudo Random Function (5)'],
      ['0:1 7:2', 'encryption off/on (7)'],
      ['0:1 12:4', 'prefix length (12)'],
      ['0:1 19:6', 'SRTCP authentication tag of 6'],
      ['0:1 0:1', 'twice'],
      ['0:1 21:1', 'parameter 21'],
    ] as const)
      expect(() => readPolicy(sp(text)), text).to.throw(MikeyError, complaint.replace('a tag of 12', 'authentication tag of 12'));
    expect(() => readPolicy({ ...sp('0:1'), protocol: 1 })).to.throw(MikeyError, 'security protocol 1');
    expect(() => readPolicy({ ...sp('0:1'), parameters: [{ type: 0, value: unhex('') }] })).to.throw(MikeyError, '0 octets');
    expect(() => writePolicy({ suite: 'AES_CM_128_HMAC_SHA1_80', fecOrder: 'srtp-fec' }, 0)).to.throw(MikeyError, 'FEC');
  });

  describe('policies of peers', () => {
    for (const { name, hex } of peerMessages())
      it(name, () => {
        const policy = find(decodeMessage(unhex(hex)), 'SP');
        if (!policy) return;
        // 3GPP's: the ROC alone, without a tag of its own, behind every GCM packet (RFC 4771 §3.1, mode 3).
        const rcc = { mode: 3, rate: 1, tagOctets: 4 };
        if (name.startsWith('sakke')) expect(readPolicy(policy).policy).to.deep.equal({ suite: 'AEAD_AES_128_GCM', rcc });
        else expect(readPolicy(policy).policy).to.deep.equal({ suite: 'AES_CM_128_HMAC_SHA1_80' });
      });
  });
});
