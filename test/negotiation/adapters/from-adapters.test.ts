import { ffmpegArguments, fromFfmpegArguments } from '@sdpsec/negotiation/adapters/ffmpeg';
import { fromGstreamerCaps, gstreamerCaps } from '@sdpsec/negotiation/adapters/gstreamer';
import { fromHap, toHap } from '@sdpsec/negotiation/adapters/homekit';
import { rtpengineFlags } from '@sdpsec/negotiation/adapters/plain-strings';
import { keyAndSaltBase64, singleKey } from '@sdpsec/negotiation/adapters/single-key';
import { NegotiationError } from '@sdpsec/negotiation/reading';
import { type SrtpParameters, type SrtpParametersInput, type SuiteName, srtpParameters, suites } from '@sdpsec/srtp-core';
import { expect } from 'chai';

const cm = 'AES_CM_128_HMAC_SHA1_80';
/** base64(1) of the octets 0..29. */
const counting = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd';

function parameters(suite: SuiteName, more: Partial<SrtpParametersInput> = {}, limits: object = {}): SrtpParameters {
  const { keyOctets, saltOctets } = suites[suite];
  const octets = (length: number, from: number) => Uint8Array.from({ length }, (_, i) => from + i);
  return srtpParameters({
    suite,
    masterKeys: [{ key: octets(keyOctets, 0), salt: octets(saltOctets, keyOctets), ...limits }],
    ...more,
  });
}

const octetsOf = ({ masterKeys: [{ key, salt }] }: SrtpParameters) => [...key.reveal(), ...salt.reveal()];
const upTo = (length: number) => Array.from({ length }, (_, i) => i);

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof NegotiationError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('expected a refusal');
}

describe('ffmpeg options, read (libavformat/srtp.c)', () => {
  for (const [name, suite, srtcpTagOctets] of [
    ['AES_CM_128_HMAC_SHA1_80', cm, undefined],
    ['SRTP_AES128_CM_HMAC_SHA1_80', cm, undefined],
    ['AES_CM_128_HMAC_SHA1_32', 'AES_CM_128_HMAC_SHA1_32', 4],
    ['SRTP_AES128_CM_HMAC_SHA1_32', 'AES_CM_128_HMAC_SHA1_32', undefined],
  ] as const)
    for (const way of ['out', 'in'])
      it(`${name}, ${way}`, () => {
        const read = fromFfmpegArguments(['-i', 'x', `-srtp_${way}_suite`, name, `-srtp_${way}_params`, counting, '-f', 'rtp']);
        expect({ suite: read.suite, srtcpTagOctets: read.srtcpTagOctets }).to.deep.equal({ suite, srtcpTagOctets });
        expect(octetsOf(read)).to.deep.equal(upTo(30));
      });

  it('what is sent counts before what is received', () => {
    const received = ['-srtp_in_suite', 'AES_CM_128_HMAC_SHA1_32', '-srtp_in_params', counting];
    expect(fromFfmpegArguments([...received, ...ffmpegArguments(parameters(cm))]).suite).to.equal(cm);
  });

  it('refuses other suites, other lengths, and what is not there', () => {
    const suite = ['-srtp_out_suite', cm];
    for (const [args, message] of [
      [[], 'unknown suite behind -srtp_in_suite'],
      [['-srtp_in_suite'], 'unknown suite behind -srtp_in_suite'],
      [['-srtp_out_suite', 'AEAD_AES_128_GCM'], 'unknown suite behind -srtp_out_suite'],
      [['-srtp_out_suite', 'toString'], 'unknown suite behind -srtp_out_suite'],
      [suite, 'expected base64 of 30 octets behind -srtp_out_params'],
      [[...suite, '-srtp_out_params', 'AAAA'], 'expected base64 of 30 octets'],
      [[...suite, '-srtp_out_params', '****'], 'expected base64 of 30 octets'],
    ] as const)
      expect(refusal(() => fromFfmpegArguments(args)))
        .to.contain('bad-foreign-value: ')
        .and.to.contain(message);
    expect(refusal(() => ffmpegArguments(parameters('AEAD_AES_128_GCM')))).to.equal(
      'not-expressible: ffmpeg does not know AEAD_AES_128_GCM',
    );
  });
});

describe('GStreamer caps, read (srtpdec, srtpenc)', () => {
  for (const [suite, octets] of [
    [cm, 30],
    ['AES_CM_128_HMAC_SHA1_32', 30],
    ['AES_256_CM_HMAC_SHA1_80', 46],
    ['AES_256_CM_HMAC_SHA1_32', 46],
    ['AEAD_AES_128_GCM', 28],
    ['AEAD_AES_256_GCM', 44],
  ] as const)
    it(`${suite}: what is written reads the same`, () => {
      const read = fromGstreamerCaps(gstreamerCaps(parameters(suite), { ssrc: 0x1234, roc: 7 }));
      expect(read).to.deep.include({ suite, streams: [{ ssrc: 0x1234, roc: 7 }] });
      expect(octetsOf(read)).to.deep.equal(upTo(octets));
      expect(read.masterKeys[0].mki).to.equal(undefined);
    });

  it('an MKI, the tag of SRTCP, and what is left out', () => {
    const caps = gstreamerCaps(parameters('AES_CM_128_HMAC_SHA1_32', { srtcpTagOctets: 4 }, { mki: Uint8Array.of(1, 0xab) }));
    expect(caps)
      .to.match(/,mki=\(buffer\)01ab$/)
      .and.not.to.contain('ssrc');
    const read = fromGstreamerCaps(caps);
    expect(read).to.deep.include({ streams: 'any', srtcpTagOctets: 4 });
    expect(read.masterKeys[0].mki).to.deep.equal(Uint8Array.of(1, 0xab));
    const bound = parameters(cm, { streams: [{ ssrc: 9 }] });
    expect(fromGstreamerCaps(gstreamerCaps(bound)).streams).to.deep.equal([{ ssrc: 9, roc: 0 }]);
    expect(fromGstreamerCaps(gstreamerCaps(bound).replace(',roc=(uint)0', '')).streams).to.deep.equal([{ ssrc: 9, roc: 0 }]);
  });

  it('refuses what makes no suite, and keys of another length', () => {
    const caps = gstreamerCaps(parameters(cm));
    for (const [bad, message] of [
      ['', 'expected srtp-cipher and srtp-auth that make a suite'],
      [caps.replace('srtp-cipher=(string)aes-128-icm', 'srtp-cipher=(string)null'), 'that make a suite'],
      [caps.replace('srtp-auth=(string)hmac-sha1-80', 'srtp-auth=(string)null'), 'that make a suite'],
      [caps.replace('(buffer)00', '(buffer)'), 'expected 30 octets in hex in srtp-key'],
      [caps.replace('(buffer)00', '(buffer)0x'), 'expected 30 octets in hex in srtp-key'],
      [caps.replace(/srtp-key=[^,]*,/, ''), 'expected 30 octets in hex in srtp-key'],
    ] as const)
      expect(refusal(() => fromGstreamerCaps(bad)))
        .to.contain('bad-foreign-value: ')
        .and.to.contain(message);
    for (const more of [{ keyDerivationRate: 2 }, { unencryptedSrtcp: true }, { suite: 'AES_192_CM_HMAC_SHA1_80' }] as const)
      expect(refusal(() => gstreamerCaps(parameters('suite' in more ? more.suite : cm, more)))).to.match(
        /^not-expressible: GStreamer caps cannot hold /,
      );
  });
});

describe('formats with a place for one key alone', () => {
  it('say what they would lose, all of it', () => {
    const [{ key, salt }] = parameters(cm).masterKeys;
    for (const [lossy, lost] of [
      [
        parameters(cm, { masterKeys: [1, 2].map(mki => ({ key, salt, mki: Uint8Array.of(mki) })) as never }),
        'more than one key, an MKI',
      ],
      [parameters(cm, { streams: [{ ssrc: 1 }] }), 'bound streams'],
      [parameters(cm, { keyDerivationRate: 2 }), 'a key derivation rate'],
      [parameters(cm, { unencryptedSrtp: true, unencryptedSrtcp: true }), 'UNENCRYPTED_SRTP, UNENCRYPTED_SRTCP'],
      [parameters(cm, { unauthenticatedSrtp: true }), 'UNAUTHENTICATED_SRTP'],
      [parameters(cm, { fecOrder: 'srtp-fec' }), 'SRTP_FEC'],
      [parameters(cm, { rcc: { mode: 2, rate: 4, tagOctets: 10 } }), 'ROC carrying'],
      [parameters(cm, { srtcpTagOctets: 4 }), 'SRTCP tags of 4 octets'],
    ] as const)
      expect(refusal(() => singleKey(lossy, 'a recorder'))).to.equal(`not-expressible: a recorder cannot hold ${lost}`);
    expect(keyAndSaltBase64(singleKey(parameters(cm, { srtcpTagOctets: 4 }), 'a recorder', { srtcpTag: true }))).to.equal(
      counting,
    );
    expect(keyAndSaltBase64(singleKey(parameters(cm, { fecOrder: 'fec-srtp' }), 'a recorder'))).to.equal(counting);
  });

  it('HomeKit knows two suites', () => {
    expect(refusal(() => toHap(parameters('AEAD_AES_128_GCM')))).to.equal(
      'not-expressible: HomeKit does not know AEAD_AES_128_GCM',
    );
    const source = { srtp_key: new Uint8Array(16), srtp_salt: new Uint8Array(14) };
    expect(refusal(() => fromHap({ ...source, srtpCryptoSuite: 3 }))).to.match(/expected srtpCryptoSuite 0 or 1, got 3$/);
  });

  it('rtpengine is told what the leg is to be', () => {
    expect(rtpengineFlags('plain')).to.deep.equal({ 'transport-protocol': 'RTP/AVP', DTLS: 'off', SDES: ['off'] });
    expect(rtpengineFlags('dtls')).to.deep.equal({ 'transport-protocol': 'UDP/TLS/RTP/SAVPF', SDES: ['off'] });
    expect(rtpengineFlags('sdes', [cm]).SDES).to.deep.equal(['pad', `no-${cm}`]);
  });
});
