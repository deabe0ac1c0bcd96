import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ffmpegArguments, ffmpegCryptoLine } from '@sdpsec/negotiation/adapters/ffmpeg';
import { gstreamerCaps } from '@sdpsec/negotiation/adapters/gstreamer';
import { fromHap, toHap } from '@sdpsec/negotiation/adapters/homekit';
import { fromMediasoup, toMediasoup } from '@sdpsec/negotiation/adapters/mediasoup';
import { offerWantsDtls, offerWantsSdes, rtpengineFlags, stripSdes } from '@sdpsec/negotiation/adapters/plain-strings';
import { fromSdpTransform, toSdpTransform } from '@sdpsec/negotiation/adapters/sdp-transform';
import { assertDtlsOnly, stripSdesModifier } from '@sdpsec/negotiation/adapters/sip-js';
import { fromWerift, toWerift } from '@sdpsec/negotiation/adapters/werift';
import { answerOffer } from '@sdpsec/negotiation/offer-answer';
import { NegotiationError } from '@sdpsec/negotiation/reading';
import { type SrtpParametersInput, SrtpReceiver, SrtpSession, type SuiteName, srtpParameters, suites } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import {
  ProtectionProfileAeadAes128Gcm,
  ProtectionProfileAes128CmHmacSha1_80,
  RtpPacket,
  SrtpSession as WeriftSession,
} from 'werift-rtp';
import { MediaPort } from '../../interop/media-port.js';
import { needs } from '../../support/needs.js';
import { audio, line, sdp, session } from '../sdp.js';

const parameters = (suite: SuiteName, first = 0, more: Partial<SrtpParametersInput> = {}) => {
  const { keyOctets, saltOctets } = suites[suite];
  const octets = (length: number, from: number) => Uint8Array.from({ length }, (_, i) => from + i);
  return srtpParameters({
    suite,
    masterKeys: [{ key: octets(keyOctets, first), salt: octets(saltOctets, first + keyOctets) }],
    ...more,
  });
};
const cm = 'AES_CM_128_HMAC_SHA1_80';
/** base64(1) of the octets 0..29. */
const counting = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd';
const packet = (sequence: number) =>
  Buffer.from(`8000${sequence.toString(16).padStart(4, '0')}0000000012345678${'ab'.repeat(160)}`, 'hex');

describe('formats that hold one key of one direction', () => {
  it('mediasoup: PlainTransport srtpParameters, both ways', () => {
    expect(toMediasoup(parameters(cm))).to.deep.equal({ cryptoSuite: cm, keyBase64: counting });
    const back = fromMediasoup({ cryptoSuite: cm, keyBase64: counting });
    expect([...(back.masterKeys[0].salt.reveal() ?? [])]).to.deep.equal(Array.from({ length: 14 }, (_, i) => 16 + i));
    for (const bad of [
      { cryptoSuite: 'X', keyBase64: counting },
      { cryptoSuite: cm, keyBase64: 'AAAA' },
      { cryptoSuite: cm, keyBase64: '*' },
    ])
      expect(() => fromMediasoup(bad))
        .to.throw(NegotiationError)
        .with.property('code', 'bad-foreign-value');
  });

  it('HomeKit: suite numbers 0 and 1; 2 is no protection and is refused', () => {
    expect(toHap(parameters(cm))).to.deep.include({ srtpCryptoSuite: 0 });
    const strong = toHap(parameters('AES_256_CM_HMAC_SHA1_80'));
    expect([strong.srtpCryptoSuite, strong.srtp_key.length, strong.srtp_salt.length]).to.deep.equal([1, 32, 14]);
    expect(fromHap(strong).suite).to.equal('AES_256_CM_HMAC_SHA1_80');
    expect(() => fromHap({ srtpCryptoSuite: 2, srtp_key: new Uint8Array(), srtp_salt: new Uint8Array() })).to.throw(
      NegotiationError,
      'no protection',
    );
  });

  it('GStreamer: caps as srtpdec takes them', () => {
    expect(gstreamerCaps(parameters(cm), { ssrc: 1 })).to.equal(
      'application/x-srtp,ssrc=(uint)1,roc=(uint)0,srtp-key=(buffer)000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d,' +
        'srtp-cipher=(string)aes-128-icm,srtp-auth=(string)hmac-sha1-80,srtcp-cipher=(string)aes-128-icm,srtcp-auth=(string)hmac-sha1-80',
    );
    expect(gstreamerCaps(parameters('AEAD_AES_256_GCM'), { ssrc: 1 })).to.contain('srtp-auth=(string)null');
    // RFC 4568 §6.2.2: the SRTCP tag stays at 80 bits.
    expect(gstreamerCaps(parameters('AES_CM_128_HMAC_SHA1_32'), { ssrc: 1 }))
      .to.contain('srtp-auth=(string)hmac-sha1-32,')
      .and.to.contain('srtcp-auth=(string)hmac-sha1-80');
    expect(() => gstreamerCaps(parameters('AES_192_CM_HMAC_SHA1_80'), { ssrc: 1 })).to.throw(NegotiationError);
  });

  it('FFmpeg: the name of the _32 suite says how long the SRTCP tag is', () => {
    expect(ffmpegArguments(parameters(cm))).to.deep.equal(['-srtp_out_suite', cm, '-srtp_out_params', counting]);
    const short = 'AES_CM_128_HMAC_SHA1_32';
    expect(ffmpegArguments(parameters(short))[1]).to.equal('SRTP_AES128_CM_HMAC_SHA1_32');
    expect(ffmpegArguments(parameters(short, 0, { srtcpTagOctets: 4 }))[1]).to.equal(short);
    expect(ffmpegCryptoLine(parameters(cm))).to.equal(`a=crypto:1 ${cm} inline:${counting}`);
  });

  it('refuse whatever they would lose', () => {
    const key = { key: new Uint8Array(16), salt: new Uint8Array(14) };
    const refusals: readonly Partial<SrtpParametersInput>[] = [
      { masterKeys: [{ ...key, mki: Uint8Array.of(1) }] },
      { unencryptedSrtp: true },
      { unencryptedSrtcp: true },
      { unauthenticatedSrtp: true },
      { keyDerivationRate: 2 },
      { streams: [{ ssrc: 1, roc: 5 }] },
    ];
    for (const more of refusals)
      for (const write of [toMediasoup, toHap, ffmpegArguments])
        expect(() => write(parameters(cm, 0, more)))
          .to.throw(NegotiationError)
          .with.property('code', 'not-expressible');
  });
});

describe('werift-rtp, the package itself', () => {
  for (const [suite, profile] of [
    [cm, ProtectionProfileAes128CmHmacSha1_80],
    ['AEAD_AES_128_GCM', ProtectionProfileAeadAes128Gcm],
  ] as const)
    it(`${suite}: what either side protects, the other reads`, () => {
      const keying = { send: [parameters(suite, 0)], receive: [parameters(suite, 100)] };
      const config = toWerift(keying);
      expect(config.profile).to.equal(profile);
      // werift gets the view of the other side: its local keys are our receive keys.
      const mirrored = toWerift({ send: keying.receive, receive: keying.send });
      const { localMasterKey, localMasterSalt, remoteMasterKey, remoteMasterSalt } = mirrored.keys;
      const theirs = new WeriftSession({
        keys: {
          localMasterKey: Buffer.from(localMasterKey),
          localMasterSalt: Buffer.from(localMasterSalt),
          remoteMasterKey: Buffer.from(remoteMasterKey),
          remoteMasterSalt: Buffer.from(remoteMasterSalt),
        },
        profile,
      });
      const ours = new SrtpSession(fromWerift(config));
      expect(Buffer.from(theirs.decrypt(Buffer.from(ours.protectRtp(packet(1)))))).to.deep.equal(packet(1));
      const { header, payload } = RtpPacket.deSerialize(packet(2));
      expect(Buffer.from(ours.unprotectRtp(theirs.encrypt(payload, header)))).to.deep.equal(packet(2));
      expect(() => fromWerift({ ...config, profile: 2 })).to.throw(NegotiationError);
      ours.close();
    });

  it('refuses suites that werift does not know', () => {
    const strong = [parameters('AES_256_CM_HMAC_SHA1_80')];
    expect(() => toWerift({ send: strong, receive: strong })).to.throw(NegotiationError);
    expect(() => toWerift({ send: [parameters(cm)], receive: [] })).to.throw(NegotiationError);
  });
});

describe('ffmpeg, the program itself', () => {
  if (!needs('ffmpeg')) return;
  it('sends with the arguments what our receiver takes', async () => {
    const port = await MediaPort.open();
    try {
      const send = parameters(cm, 7);
      const source = ['-f', 'lavfi', '-i', 'sine=duration=0.4:sample_rate=8000', '-c:a', 'pcm_mulaw', '-f', 'rtp'];
      const target = `srtp://127.0.0.1:${port.port}?pkt_size=200&localaddr=127.0.0.1`;
      await promisify(execFile)('ffmpeg', ['-nostdin', '-loglevel', 'error', ...source, ...ffmpegArguments(send), target]);
      expect(port.rtp.length).to.be.above(5);
      const receiver = new SrtpReceiver([parameters(cm, 7)]);
      for (const one of port.rtp) expect(receiver.unprotectRtp(one)).to.have.length(one.length - 10);
      receiver.close();
    } finally {
      port.close();
    }
  });
});

describe('sdp-transform, the package itself', () => {
  const clean = sdp(
    ...session('a'),
    ...audio(1, 'RTP/SAVP'),
    line(1, 1),
    line(2, 2, 'AES_CM_128_HMAC_SHA1_32', '|2^20|1:4 KDR=1'),
  );

  it('keeps what it can keep, and the way back gives the same answer', () => {
    const { session: object, losses } = toSdpTransform(clean);
    expect(losses).to.deep.equal([]);
    expect(object.media[0]?.crypto).to.have.length(2);
    const back = fromSdpTransform(object);
    expect(back.losses).to.deep.equal([]);
    const { agreement } = answerOffer(back.sdp, sdp(...session('b'), ...audio(2)));
    expect(agreement.sections[0]).to.include({ kind: 'sdes', tag: 1 });
  });

  for (const [what, lines, attribute] of [
    ['all but the first session parameter (peer trap 13)', [line(1, 1, undefined, ' KDR=1 UNENCRYPTED_SRTCP')], 'crypto'],
    ['leading zeroes of a tag', [line('01', 1)], 'crypto'],
    ['all but the last fingerprint', ['a=fingerprint:sha-1 AB:CD', 'a=fingerprint:sha-256 AB:CD'], 'fingerprint'],
  ] as const)
    it(`says that it loses ${what}`, () => {
      const { losses } = toSdpTransform(sdp(...session('a'), ...audio(1, 'RTP/SAVP'), ...lines));
      expect(losses.map(({ section, attribute: name }) => [section, name])).to.deep.equal([[0, attribute]]);
    });

  it('says which lines of an object cannot be used', () => {
    const { session: object } = toSdpTransform(clean);
    const crypto = object.media[0]?.crypto?.[0];
    if (crypto) crypto.config = 'inline:AAAA';
    expect(fromSdpTransform(object).losses).to.deep.include({
      section: 0,
      attribute: 'crypto',
      message: `${cm} takes a key of 16 and a salt of 14 octets: expected 30 octets, found 3`,
    });
  });
});

describe('functions over plain strings, and SIP.js modifiers', () => {
  const sdes = sdp(...session('a'), ...audio(1, 'RTP/SAVPF'), line(1, 1));
  const fingerprint = `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`;
  const dtls = sdp(...session('a'), ...audio(1, 'UDP/TLS/RTP/SAVPF'), fingerprint);
  const both = sdp(...session('a'), ...audio(1, 'RTP/SAVPF'), fingerprint, line(1, 1));

  it('tell what an offer wants', () => {
    expect([sdes, dtls, both].map(offerWantsSdes)).to.deep.equal([true, false, true]);
    expect([sdes, dtls, both].map(offerWantsDtls)).to.deep.equal([false, true, true]);
    expect(offerWantsSdes(sdes.replace(/inline:.*/, 'inline:AAAA'))).to.equal(false);
    expect(offerWantsSdes(sdes.replace('audio 1', 'audio 0'))).to.equal(false);
  });

  it('Q47: take the keys out, and the secure profile with them where nothing else keys the section', () => {
    expect(stripSdes(sdes)).to.equal(sdp(...session('a'), ...audio(1, 'RTP/AVPF')));
    expect(stripSdes(both)).to.equal(sdp(...session('a'), ...audio(1, 'RTP/SAVPF'), fingerprint));
    expect(stripSdes(dtls)).to.equal(dtls);
  });

  it('modifiers: strip, and let only DTLS-SRTP through', async () => {
    expect(await stripSdesModifier({ type: 'offer', sdp: both })).to.deep.equal({ type: 'offer', sdp: stripSdes(both) });
    expect(await assertDtlsOnly({ type: 'offer', sdp: dtls })).to.deep.equal({ type: 'offer', sdp: dtls });
    const acap = `a=acap: 12345678901 ${line(1, 1).slice(2)}\r\n`;
    expect(stripSdes(dtls + acap)).to.equal(dtls);
    // A rollback has no SDP.
    for (const modify of [stripSdesModifier, assertDtlsOnly])
      expect(await modify({ type: 'rollback' })).to.deep.equal({ type: 'rollback' });
    const keyed = [acap, 'k=clear:x\r\n', 'a=key-mgmt:mikey AQAF\r\n'].map(one => dtls + one);
    for (const sdpText of [sdes, both, sdp(...session('a'), ...audio()), ...keyed])
      expect(
        await assertDtlsOnly({ type: 'offer', sdp: sdpText }).then(
          () => 'taken',
          () => 'refused',
        ),
      ).to.equal('refused');
  });

  it('rtpengine: padding asked for, one keying method on a leg', () => {
    expect(rtpengineFlags('sdes', ['AES_192_CM_HMAC_SHA1_80'])).to.deep.equal({
      'transport-protocol': 'RTP/SAVP',
      DTLS: 'off',
      SDES: ['pad', 'no-AES_192_CM_HMAC_SHA1_80'],
    });
    expect(rtpengineFlags('dtls')).to.deep.include({ SDES: ['off'] });
  });
});
