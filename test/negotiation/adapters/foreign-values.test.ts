import { ffmpegArguments, ffmpegCryptoLine, fromFfmpegArguments } from '@sdpsec/negotiation/adapters/ffmpeg';
import { fromGstreamerCaps, gstreamerCaps } from '@sdpsec/negotiation/adapters/gstreamer';
import { fromHap, toHap } from '@sdpsec/negotiation/adapters/homekit';
import { fromJanus, toJanus } from '@sdpsec/negotiation/adapters/janus';
import { fromLibsrtp, toLibsrtp } from '@sdpsec/negotiation/adapters/libsrtp';
import { fromMediasoup, toMediasoup } from '@sdpsec/negotiation/adapters/mediasoup';
import { offerWantsDtls, offerWantsSdes, rtpengineFlags, stripSdes } from '@sdpsec/negotiation/adapters/plain-strings';
import { fromSdpTransform, toSdpTransform } from '@sdpsec/negotiation/adapters/sdp-transform';
import { assertDtlsOnly } from '@sdpsec/negotiation/adapters/sip-js';
import { fromWerift, toWerift } from '@sdpsec/negotiation/adapters/werift';
import { NegotiationError } from '@sdpsec/negotiation/reading';
import {
  SrtpError,
  type SrtpParameters,
  type SrtpParametersInput,
  type SuiteName,
  srtpParameters,
  suites,
} from '@sdpsec/srtp-core';
import { expect } from 'chai';
import fc from 'fast-check';
import { audio, line, sdp, session, video } from '../sdp.js';

const cm: SuiteName = 'AES_CM_128_HMAC_SHA1_80';
const made = (more: Partial<SrtpParametersInput> = {}, suite: SuiteName = cm) =>
  srtpParameters({
    suite,
    masterKeys: [
      { key: new Uint8Array(suites[suite].keyOctets).fill(1), salt: new Uint8Array(suites[suite].saltOctets).fill(2) },
    ],
    ...more,
  });
/** base64(1) of the octets 0..29. */
const key = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd';

/** What comes in from another library, each with the fields of a good value. */
const readers: Readonly<Record<string, readonly [read: (value: never) => unknown, good: Readonly<Record<string, unknown>>]>> = {
  mediasoup: [fromMediasoup, { cryptoSuite: cm, keyBase64: key }],
  HomeKit: [fromHap, { srtpCryptoSuite: 0, srtp_key: new Uint8Array(16), srtp_salt: new Uint8Array(14) }],
  Janus: [fromJanus, { srtpsuite: 80, srtpcrypto: key }],
  libsrtp: [fromLibsrtp, { rtp: 'aes_cm_128_hmac_sha1_80', rtcp: 'aes_cm_128_hmac_sha1_80', key: new Uint8Array(30) }],
  werift: [fromWerift, { profile: 1, keys: toWerift({ send: [made()], receive: [made()] }).keys }],
};
const junk = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    '',
    key,
    `${key}\n`,
    0,
    1,
    2,
    80,
    -1,
    Number.NaN,
    1n,
    true,
    [],
    {},
    'constructor',
    '__proto__',
  ),
  fc.uint8Array({ maxLength: 64 }),
  fc.string({ maxLength: 50 }),
);

/** A value, or an error of ours that shows no key. */
function judged(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    expect(error).to.satisfy((one: unknown) => one instanceof NegotiationError || one instanceof SrtpError, String(error));
    expect(String(error)).not.to.include(key.slice(0, 12));
    return error;
  }
}

describe('values of other libraries', () => {
  for (const [name, [read, good]] of Object.entries(readers))
    it(`${name}: what is not as it should be is refused with an error of ours, which shows no key`, () => {
      expect(judged(() => read(good as never))).not.to.be.an('error');
      for (const value of [undefined, null, key, 1, []])
        expect(
          judged(() => read(value as never)),
          String(value),
        ).to.be.an('error');
      fc.assert(
        fc.property(fc.constantFrom(...Object.keys(good)), junk, (field, value) => {
          judged(() => read({ ...good, [field]: value } as never));
        }),
        { numRuns: 200 },
      );
    });

  it('HomeKit, Janus, werift: a key in the place of a number is not shown', () => {
    for (const read of [
      () => fromHap({ srtpCryptoSuite: key as never, srtp_key: new Uint8Array(16), srtp_salt: new Uint8Array(14) }),
      () => fromJanus({ srtpsuite: key as never, srtpcrypto: key }),
      () => fromWerift({ profile: key as never, keys: {} as never }),
    ])
      expect(judged(read)).to.be.an('error');
  });

  it('FFmpeg: arguments of any kind', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(junk, fc.constantFrom('-srtp_out_suite', '-srtp_out_params', cm)), { maxLength: 6 }),
        args => {
          judged(() => fromFfmpegArguments(args as never));
        },
      ),
    );
    expect(judged(() => fromFfmpegArguments(`-srtp_out_params ${key}` as never))).to.be.an('error');
  });

  describe('GStreamer: caps that mean something else than one key for all packets are refused', () => {
    const caps = gstreamerCaps(made(), { ssrc: 1 });
    for (const [what, changed] of [
      ['RTCP in the clear', caps.replace('srtcp-cipher=(string)aes-128-icm', 'srtcp-cipher=(string)null')],
      ['RTCP that nobody authenticates', caps.replace('srtcp-auth=(string)hmac-sha1-80', 'srtcp-auth=(string)null')],
      ['an MKI that cannot be read', `${caps},mki=(buffer)zz`],
      ['a second key', `${caps},srtp-key2=(buffer)00,mki2=(buffer)02`],
      ['an SSRC that is no number', caps.replace('ssrc=(uint)1', 'ssrc=(uint)')],
      ['a ROC beyond 32 bits', caps.replace('roc=(uint)0', 'roc=(uint)4294967296')],
      ['a key of another length', caps.replace('01010101', '')],
      ['no text', 7 as never],
    ] as const)
      it(what, () => expect(judged(() => fromGstreamerCaps(changed))).to.be.an('error'));

    it('without srtcp-cipher RTCP has the cipher of RTP', () => {
      expect(fromGstreamerCaps(caps.replace(/,srtcp-\w+=[^,]*/g, '')).suite).to.equal(cm);
    });

    it('what it writes, it reads', () => {
      expect(fromGstreamerCaps(caps).streams).to.deep.equal([{ ssrc: 1, roc: 0 }]);
    });

    it('an SSRC that is text adds no field', () => {
      const injected = { ssrc: '1,srtcp-cipher=(string)null' as never };
      expect(judged(() => gstreamerCaps(made(), injected))).to.be.an('error');
    });

    it('one stream of several is not chosen silently', () => {
      const two = made({ streams: [{ ssrc: 1 }, { ssrc: 2 }] });
      expect(judged(() => gstreamerCaps(two))).to.have.property('code', 'not-expressible');
      expect(gstreamerCaps(two, { ssrc: 2 })).to.include('ssrc=(uint)2');
    });
  });
});

describe('keys that a format cannot hold', () => {
  const writers: Readonly<Record<string, (parameters: SrtpParameters) => unknown>> = {
    mediasoup: toMediasoup,
    HomeKit: toHap,
    Janus: toJanus,
    libsrtp: toLibsrtp,
    'FFmpeg arguments': ffmpegArguments,
    'FFmpeg line': ffmpegCryptoLine,
    GStreamer: parameters => gstreamerCaps(parameters, { ssrc: 1 }),
    werift: parameters => toWerift({ send: [parameters], receive: [made()] }),
  };
  for (const [name, write] of Object.entries({ Janus: toJanus, libsrtp: toLibsrtp }))
    it(`${name}: those of a suite that it does not know`, () => {
      const unknown = made({}, 'ARIA_128_CTR_HMAC_SHA1_80' as SuiteName);
      expect(judged(() => write(unknown))).to.have.property('code', 'not-expressible');
    });

  it('werift: anything but one set of keys for each direction', () => {
    for (const direction of [undefined, 'x', [], [made(), made()]])
      expect(judged(() => toWerift({ send: [made()], receive: direction as never }))).to.have.property('code', 'not-expressible');
  });

  it('all: a key that counts for some packets alone (RFC 3830 §6.14)', () => {
    const [master] = made().masterKeys;
    const valid = made({ masterKeys: [{ ...master, validity: { from: 0, to: 2 ** 20 } }] });
    for (const write of Object.values(writers)) expect(judged(() => write(valid))).to.have.property('code', 'not-expressible');
  });

  const masterKeys = (mki: boolean) =>
    [1, 2].map(n => ({ key: new Uint8Array(16).fill(n), salt: new Uint8Array(14), ...(mki && { mki: Uint8Array.of(n) }) }));
  for (const [name, write] of Object.entries(writers))
    it(`${name}: what would be left out, and with it some protection, is refused`, () => {
      for (const more of [
        { unencryptedSrtp: true },
        { unencryptedSrtcp: true },
        { unauthenticatedSrtp: true },
        { keyDerivationRate: 2 },
        { fecOrder: 'srtp-fec' },
        { rcc: { mode: 1, rate: 1, tagOctets: 10 } },
        { encryptedExtensions: [1] },
        { cryptex: 'required' },
        { masterKeys: masterKeys(true) },
      ] as const)
        expect(
          judged(() => write(made(more))),
          JSON.stringify(more),
        ).to.have.property('code', 'not-expressible');
      for (const value of [undefined, null, {}, { ...made() }]) expect(judged(() => write(value as never))).to.be.an('error');
    });
});

describe('sdp-transform, with hostile values', () => {
  const offer = sdp(...session('alice'), ...audio(), line(1, 1));

  it('a line end inside of a value makes no line of its own', () => {
    const { session: object } = toSdpTransform(offer);
    const [media] = object.media;
    for (const end of ['\n', '\r', '\r\n']) {
      const injected = {
        ...object,
        media: [{ ...media, crypto: [{ id: 1, suite: cm, config: `inline:${key}${end}a=sendrecv` }] }],
      };
      expect(judged(() => fromSdpTransform(injected as never))).to.have.property('code', 'bad-foreign-value');
    }
  });

  it('an object that cannot be written is refused with an error of ours', () => {
    for (const value of [undefined, null, 1, {}, { media: 1 }, { media: [null] }, { media: [{}], origin: null }])
      judged(() => fromSdpTransform(value as never));
    expect(judged(() => fromSdpTransform(null as never))).to.be.an('error');
    expect(judged(() => toSdpTransform(null as never))).to.be.an('error');
  });

  it('says which transport of an m= line does not come out, and reads any text', () => {
    const pieces = fc.constantFrom(
      ...[
        'v=0',
        'm=audio 1 RTP/SAVP 0',
        'm=audio 1 RTP/SAVP',
        'm=audio x RTP/SAVP 0',
        'm=',
        'a=__proto__:1',
        'a=crypto:1',
        'a=rtpmap:',
        'a',
      ],
      ...[
        line(1, 1),
        `${line(1, 2)} KDR=1 UNENCRYPTED_SRTCP`,
        'a=fingerprint:sha-1',
        'a=ssrc:1',
        'o=',
        'c=',
        't=',
        'a=group:BUNDLE',
        '',
      ],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), lines => {
        judged(() => {
          const { losses, session: object } = toSdpTransform(`${lines.join('\r\n')}\r\n`);
          for (const { message } of [...losses, ...fromSdpTransform(object).losses]) expect(message).not.to.match(/inline:\w{8}/);
        });
      }),
      { numRuns: 300 },
    );
  });
});

describe('plain strings and SIP.js', () => {
  const acap = `a=acap:1 ${line(1, 1).slice(2)}`;
  const fingerprint = ['a=setup:actpass', `a=fingerprint:sha-256 ${'AB:'.repeat(31)}CD`];
  const dtls = (...more: string[]) => sdp(...session('alice'), ...audio(40_000, 'UDP/TLS/RTP/SAVPF'), ...fingerprint, ...more);

  it('a=crypto in a capability is SDES too (RFC 5939 §3.4.1): taken out, and not let through as DTLS alone', async () => {
    expect(stripSdes(dtls(acap))).to.equal(dtls());
    const refused = await assertDtlsOnly({ sdp: dtls(acap) }).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(NegotiationError).and.have.property('message', 'the description has a=crypto lines');
  });

  it('one m= section with a fingerprint does not vouch for the others', async () => {
    for (const other of [video(42_000, 'RTP/AVP'), video(42_000, 'RTP/SAVP')]) {
      const refused = await assertDtlsOnly({ sdp: dtls(...other) }).catch((error: unknown) => error);
      expect(refused).to.have.property('message', 'the description has no DTLS fingerprint for m= section 1');
    }
    const both = { sdp: dtls(...video(42_000, 'UDP/TLS/RTP/SAVPF'), ...fingerprint) };
    expect(await assertDtlsOnly(both)).to.equal(both);
    const rejected = { sdp: dtls('m=video 0 RTP/AVP 96') };
    expect(await assertDtlsOnly(rejected)).to.equal(rejected);
    expect(await assertDtlsOnly({ sdp: 'hello' }).catch(() => 'refused')).to.equal('refused');
  });

  it('any text gives an answer', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        expect([offerWantsSdes(text), offerWantsDtls(text)]).to.deep.equal([false, false]);
        stripSdes(text);
      }),
    );
  });

  it('names that would add flags of their own are refused', () => {
    for (const name of ['AES_CM_128_HMAC_SHA1_80 DTLS=passive', 'x\n', '', 'a,b', '$(id)'])
      expect(
        judged(() => rtpengineFlags('sdes', [name])),
        name,
      ).to.be.an('error');
    expect(rtpengineFlags('sdes', [cm]).SDES).to.deep.equal(['pad', `no-${cm}`]);
  });
});
