import { SrtpError, type SrtpParametersInput, srtpParameters } from '@sdpsec/srtp-core';
import { expect } from 'chai';

const key = () => ({ key: new Uint8Array(16), salt: new Uint8Array(14) });
const build = (change: object) =>
  srtpParameters({ suite: 'AES_CM_128_HMAC_SHA1_80', masterKeys: [key()], ...change } as SrtpParametersInput);
const withKey = (...limits: object[]) => ({ masterKeys: limits.map(limit => ({ ...key(), ...limit })) });
const mki = (...octets: number[]) => ({ mki: Uint8Array.from(octets) });

describe('srtpParameters takes what the RFCs allow', () => {
  for (const [what, changes] of Object.entries({
    'key derivation rates of 2^0 to 2^24 (RFC 3711 §4.3.1)': [0, 1, 12, 24].map(n => ({ keyDerivationRate: 2 ** n })),
    'lifetimes up to 2^48 and 2^31 packets (RFC 3711 §9.2)': [
      withKey({ lifetime: { srtp: 1, srtcp: 1 } }),
      withKey({ lifetime: { srtp: 2 ** 48, srtcp: 2 ** 31 } }),
    ],
    '<From, To> of 48 bits, also of one index (RFC 3711 §8.1.1)': [
      withKey({ validity: { from: 0, to: 2 ** 48 - 1, ssrc: 2 ** 32 - 1 } }),
      withKey({ validity: { from: 5, to: 5, ssrc: 0 } }),
      withKey({ validity: { from: 0, to: 4 } }, { validity: { from: 5, to: 9 } }),
    ],
    'MKIs of 1 to 128 octets (RFC 4568 §6.1)': [withKey(mki(0)), withKey({ mki: new Uint8Array(128) }), withKey(mki(1), mki(2))],
    'a limit that several SSRCs share (RFC 4568 §6.4.2)': [withKey({ sharedLimit: 1 }), withKey({ sharedLimit: 2 ** 48 })],
    'header extensions of one and two octets (RFC 6904, RFC 8285 §4)': [{ encryptedExtensions: [1, 255] }],
    'SRTCP tags of 4 and 10 octets': [{ srtcpTagOctets: 4 }, { srtcpTagOctets: 10 }],
    'SSRCs and ROCs of 32 bits': [{ streams: [{ ssrc: 0 }, { ssrc: 2 ** 32 - 1, roc: 2 ** 32 - 1 }] }, { streams: 'any' }],
    'both orders of FEC (RFC 4568 §6.3.4)': [{ fecOrder: 'fec-srtp' }, { fecOrder: 'srtp-fec' }],
  } as Record<string, object[]>))
    it(what, () => {
      for (const change of changes) expect(() => build(change), JSON.stringify(change)).not.to.throw();
    });
});

describe('srtpParameters refuses the rest, and says what was expected', () => {
  const rcc = { mode: 2, rate: 1, tagOctets: 10 };
  for (const [change, message] of [
    [{ suite: 'AES_CM_128' }, 'unknown suite "AES_CM_128"'],
    [{ suite: 'toString' }, 'unknown suite "toString"'],
    [{ masterKeys: [] }, 'expected at least one master key'],
    [{ masterKeys: key() }, 'expected at least one master key'],
    [{ unencryptedSrtp: 1 }, 'unencryptedSrtp: expected a boolean, got number'],
    [{ unencryptedSrtcp: 'yes' }, 'unencryptedSrtcp: expected a boolean, got string'],
    [{ unauthenticatedSrtp: null }, 'unauthenticatedSrtp: expected a boolean, got null'],
    ...[0, -2, 3, 1.5, 2 ** 25, Number.NaN].map(
      rate => [{ keyDerivationRate: rate }, 'expected keyDerivationRate to be a power of two in 1..2^24'] as const,
    ),
    ...[0, 8, 16].map(srtcpTagOctets => [{ srtcpTagOctets }, 'srtcpTagOctets: expected 4 or 10'] as const),
    [{ rcc, unauthenticatedSrtp: true }, 'two integrity transforms'],
    [{ rcc: { ...rcc, mode: 0 } }, 'expected RCC mode 1, 2 or 3, got 0'],
    [{ rcc: { ...rcc, tagOctets: 7 } }, 'tagOctets of RCC in 8..20, got 7'],
    [{ rcc: { ...rcc, tagOctets: 21 } }, 'tagOctets of RCC in 8..20, got 21'],
    [{ rcc: { mode: 3, rate: 1, tagOctets: 5 } }, 'tagOctets of RCC mode 3 in 4..4, got 5'],
    [{ encryptedExtensions: 3 }, 'encryptedExtensions: expected an array'],
    [{ encryptedExtensions: [0] }, 'header extension id in 1..255, got 0'],
    [{ encryptedExtensions: [256] }, 'header extension id in 1..255, got 256'],
    [{ fecOrder: 'fec' }, 'fecOrder: expected fec-srtp or srtp-fec'],
    [{ cryptex: 'on' }, 'cryptex: expected off, allowed or required'],
    [{ cryptex: 'required', unencryptedSrtp: true }, 'required makes no sense'],
    [{ suite: 'NULL_HMAC_SHA1_80', cryptex: 'required' }, 'required makes no sense'],
    [withKey({ mki: new Uint8Array(0) }), 'expected an MKI of 1..128 octets, got 0'],
    [withKey({ mki: new Uint8Array(129) }), 'expected an MKI of 1..128 octets, got 129'],
    [withKey({ lifetime: { srtp: 0, srtcp: 1 } }), 'SRTP lifetime in 1..281474976710656, got 0'],
    [withKey({ lifetime: { srtp: 2 ** 48 + 1, srtcp: 1 } }), 'SRTP lifetime in'],
    [withKey({ lifetime: { srtp: 1, srtcp: 2 ** 31 + 1 } }), 'SRTCP lifetime in 1..2147483648'],
    [withKey({ sharedLimit: 0 }), 'sharedLimit in 1..'],
    [withKey({ validity: { from: -1, to: 1 } }), 'validity.from in 0..'],
    [withKey({ validity: { from: 6, to: 5 } }), 'validity.to in 6..'],
    [withKey({ validity: { from: 0, to: 2 ** 48 } }), 'validity.to in 0..281474976710655'],
    [withKey({ validity: { from: 0, to: 1, ssrc: 2 ** 32 } }), 'validity.ssrc in 0..4294967295'],
    [withKey(mki(1), {}), 'expected all master keys to have an MKI of one length, or none'],
    [withKey(mki(1), mki(1, 2)), 'expected all master keys to have an MKI of one length, or none'],
    [withKey(mki(1), mki(1)), 'expected all MKIs to differ'],
    [withKey({}, {}), 'several master keys need MKIs or <From, To> validity'],
    [withKey({}, { validity: { from: 0, to: 1 } }), 'several master keys need MKIs or <From, To> validity'],
    [{ streams: 'all' }, "streams: expected 'any' or an array, got string"],
    [{ streams: [7] }, 'streams: expected objects with an SSRC, got number'],
    [{ streams: [{ ssrc: -1 }] }, 'ssrc in 0..4294967295, got -1'],
    [{ streams: [{ ssrc: 1, roc: 2 ** 32 }] }, 'roc in 0..4294967295'],
    [{ streams: [{ ssrc: 1 }, { ssrc: 1 }] }, 'an SSRC is bound twice'],
  ] as const)
    it(`${JSON.stringify(change).slice(0, 90)}: ${message}`, () => {
      expect(() => build(change))
        .to.throw(SrtpError, message)
        .with.property('code', 'bad-parameters');
    });
});
