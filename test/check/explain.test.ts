import { explain } from '@sdpsec/check/explain';
import { decodeMessage, encodeMessage, type KeyValidity, type Payload, type PolicyParameter } from '@sdpsec/mikey/codec';
import { expect } from 'chai';
import fc from 'fast-check';
import { k, sdp } from './rule-cases.js';

const long = 'HKt7B2G8oRWJZ9LzMlmeKNPSm7yZpqMkF3M5mxBMVjCgwXTJz8Cw4iNxb2JkUw==';
const only = (text: string, answer?: string) => explain(text, answer === undefined ? {} : { answer })[0]!;

describe('explain', () => {
  // RFC 4568 §6.2.1 and §6.2.2, RFC 6188 §4, RFC 7714 §14.1: key, salt, SRTP tag, SRTCP tag, bits.
  for (const [suite, key, ...bits] of [
    ['AES_CM_128_HMAC_SHA1_80', k[0], 128, 112, 80, 80],
    ['AES_CM_128_HMAC_SHA1_32', k[0], 128, 112, 32, 80],
    ['AES_256_CM_HMAC_SHA1_80', long, 256, 112, 80, 80],
    ['AEAD_AES_128_GCM', Buffer.from(k[0], 'base64').subarray(2).toString('base64'), 128, 96, 128, 128],
  ] as const)
    it(`${suite}: bits of key, salt and tags`, () => {
      const { lines, text } = only(sdp('m=audio 49170 RTP/SAVP 0', `a=crypto:1 ${suite} inline:${key}`));
      const [line] = lines;
      if (!line?.usable) throw new Error('expected a usable line');
      expect([line.keyBits, line.saltBits, line.tagBits.srtp, line.tagBits.srtcp]).to.deep.equal(bits);
      expect(text).to.include(`Tag 1 is ${suite}`).and.include(line.reference).and.include(`a key of ${bits[0]} bits`);
    });

  // By hand: packets divided by packets in an hour.
  for (const [what, lines, packets, hours] of [
    ['20 ms are usual (RFC 3551 §4.2)', ['m=audio 49170 RTP/SAVP 0', '|2^20'], 1_048_576, 5.8],
    ['a=ptime says otherwise (RFC 8866 §6.4)', ['m=audio 49170 RTP/SAVP 0', '|2^20', 'a=ptime:40'], 1_048_576, 11.7],
    ['iLBC has 30 ms (RFC 3952)', ['m=audio 49170 RTP/SAVP 98', '|1000000', 'a=rtpmap:98 iLBC/8000'], 1_000_000, 8.3],
    ['2^31 at 50 packets a second', ['m=audio 49170 RTP/SAVP 8', '|2^31'], 2 ** 31, 11_930.5],
    ['video by b=AS', ['m=video 49170 RTP/SAVP 96', '|2^31', 'b=AS:960', 'a=rtpmap:96 H264/90000'], 2 ** 31, 5965.2],
    ['the most that SRTP allows (RFC 3711 §9.2)', ['m=audio 49170 RTP/SAVP 0', ''], 2 ** 48, 1_563_749_870.6],
  ] as const)
    it(`lifetime: ${what}`, () => {
      const [media, limit, ...others] = lines;
      const { lines: read, text } = only(sdp(media, ...others, `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}${limit}`));
      expect(read[0]).to.deep.include({ usable: true, keys: [{ packets, hours }] });
      expect(text).to.match(/Its key lasts for .* hours/);
    });

  it('says MKI, what goes in the clear, and who can read the keys', () => {
    const offer = sdp(
      'm=audio 49170 RTP/SAVP 0',
      `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}|2^20|66051:4 UNENCRYPTED_SRTCP`,
    );
    const { text } = only(offer);
    expect(text).to.include('an MKI of 4 octets: 66051').and.include('all RTCP under tag 1');
    expect(text).to.include('the RTP header').and.include('every proxy that this SDP passes');
    expect(explain(offer, { transport: 'udp' })[0]?.text).to.include('this message came over UDP, in the clear');
    expect(explain(offer, { transport: 'tls' })[0]?.text)
      .to.include('this message came over TLS')
      .and.not.include('TLS, in the clear');
  });

  it('takes port 0 for what it is where RTSP sets the ports (RFC 2326 §C.1.2), and for a rejection elsewhere (RFC 3264 §6)', () => {
    const media = ['m=audio 0 RTP/SAVP 0', `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}`];
    const { text } = only(sdp(...media, 'a=control:stream=0'));
    expect(text).to.include('SETUP').and.include('Tag 1 is').and.include('every proxy').and.not.include('rejected');
    expect(only(sdp(...media)).text).to.include('It has port 0: rejected');
  });

  it('bundled media needs no keys of its own, and a peer no reason to reject it (RFC 8859 §5.7)', () => {
    const crypto = `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}`;
    const both = ['m=audio 9 RTP/SAVP 0', 'a=mid:1', crypto, 'm=video 9 RTP/SAVP 96', 'a=mid:2'];
    const texts = (...lines: readonly string[]) => explain(sdp(...lines)).map(({ text }) => text);
    expect(texts('a=group:BUNDLE 1 2', ...both)[1])
      .to.include('no keys of its own')
      .and.not.include('reject');
    expect(texts(...both)[1]).to.include('a peer must reject it');
  });

  it('says why a line gives nothing', () => {
    const { lines, keying } = only(sdp('m=audio 49170 RTP/SAVP 0', `a=crypto:4 NOPE inline:${k[0]}`));
    expect(keying).to.deep.equal([]);
    expect(lines[0]?.text).to.equal('Tag 4 cannot be used: unknown crypto-suite (RFC 4568 §5.1.2).');
  });

  it('knows the other ways of keying, and none', () => {
    const print = `a=fingerprint:sha-256 ${Array(32).fill('AB').join(':')}`;
    expect(only(sdp('m=audio 1 UDP/TLS/RTP/SAVPF 0', print)).keying).to.deep.equal(['dtls']);
    expect(only(sdp('m=audio 1 RTP/AVP 0')).text).to.equal('Nothing secures it: media and RTCP go in the clear.');
    expect(only(sdp('m=audio 1 RTP/AVP 0', `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}`)).text).to.include('RFC 8643');
    expect(only(sdp('m=audio 1 RTP/SAVP 0')).text).to.include('nothing here gives keys for it');
    expect(only(sdp('m=application 1 UDP/DTLS/SCTP webrtc-datachannel', print)).text).to.include('is no RTP');
    // RFC 3830 §3.1: with NULL algorithms the message gives its keys away.
    const bare =
      'AQAFAOadUfgBAAAwaFdgAAAAAAsA6/5vLbHBP9AKEMLd5EOoSTCldXp+2cOkF/sBAAAAFQABAQEBEAIBAQMBCgcBAQgBAQoBAQAAACIAIAAekJF4Pfzo3c1EOlNQi2RQnzW9ioa8TYt2N6UCST2vAA==';
    expect(only(sdp('m=video 1 RTP/SAVP 96', `a=key-mgmt:mikey ${bare}`)).text).to.include('its keys are not encrypted');
  });

  it('MIKEY: suite, sizes, lifetime and MKI of its policy (RFC 3830 §6.10.1, §6.14)', () => {
    const bare =
      'AQAFAOadUfgBAAAwaFdgAAAAAAsA6/5vLbHBP9AKEMLd5EOoSTCldXp+2cOkF/sBAAAAFQABAQEBEAIBAQMBCgcBAQgBAQoBAQAAACIAIAAekJF4Pfzo3c1EOlNQi2RQnzW9ioa8TYt2N6UCST2vAA==';
    const { text } = only(sdp('m=audio 1 RTP/SAVP 0', 'a=ptime:20', `a=key-mgmt:mikey ${bare}`));
    expect(text).to.include(
      'Its policy 0 is AES_CM_128_HMAC_SHA1_80 (RFC 4568 §6.2.1): AES in counter mode with HMAC-SHA1, a key of 128 bits, a salt of 112 bits, tags of 80 bits.',
    );
    // 2^48 packets, 50 a second.
    expect(text).to.include(`${Math.round(2 ** 48 / 50 / 3600).toLocaleString('en-US')} hours`);
    expect(text).to.include('It has no MKI.').and.include('The times are for 50 packets a second');
  });

  describe('MIKEY: who can read the keys, by the type of the message', () => {
    const bare = Buffer.from(
      'AQAFAOadUfgBAAAwaFdgAAAAAAsA6/5vLbHBP9AKEMLd5EOoSTCldXp+2cOkF/sBAAAAFQABAQEBEAIBAQMBCgcBAQgBAQoBAQAAACIAIAAekJF4Pfzo3c1EOlNQi2RQnzW9ioa8TYt2N6UCST2vAA==',
      'base64',
    );
    const message = decodeMessage(bare);
    const lined = (octets: Uint8Array) =>
      only(sdp('m=audio 1 RTP/SAVP 0', `a=key-mgmt:mikey ${Buffer.from(octets).toString('base64')}`)).text;
    const ofType = (dataType: number, ...payloads: readonly Payload[]) =>
      lined(encodeMessage({ ...message, header: { ...message.header, dataType }, payloads }));
    const withPolicy = (...parameters: readonly PolicyParameter[]) =>
      ofType(0, { kind: 'SP', policy: 3, protocol: 0, parameters });
    const dh = (validity?: KeyValidity) =>
      ofType(7, ...message.payloads.filter(({ kind }) => kind === 'SP'), {
        ...{ kind: 'DH', group: 1, value: new Uint8Array(96), reserved: 0 },
        ...(validity && { validity }),
      } as Payload);

    for (const [type, name, who] of [
      [0, '"Pre-shared" (RFC 3830)', 'those who hold the pre-shared key'],
      [2, '"Public key" (RFC 3830)', 'those who hold the private key of the responder'],
      [7, '"DHHMAC init" (RFC 4650)', 'nobody but the two parties can compute the keys'],
      [9, '"RSA-R I_MSG" (RFC 4738)', 'those who hold the private key of the initiator'],
      [1, '"PSK ver msg" (RFC 3830)', 'its type does not tell'],
      [99, 'of the unknown type 99', 'its type does not tell'],
    ] as const)
      it(`data type ${type} (RFC 3830 §6.1, RFC 4650 §3.1, RFC 4738 §3)`, () => {
        expect(ofType(type)).to.include(`Its MIKEY message is ${name}; `).and.include(who).and.not.include('Its policy');
      });

    it('what a policy turns off or cuts short (RFC 3830 §6.10.1, RFC 4771 §4)', () => {
      const text = withPolicy(
        ...[6, 7, 8, 10].map(type => ({ type, value: Uint8Array.of(type === 6 ? 128 : 0) })),
        ...[14, 13, 18, 19].map((type, at) => ({ type, value: Uint8Array.of([2, 64, 4, 4][at] as number) })),
      );
      for (const sentence of [
        'The policy leaves the media itself in the clear.',
        'The policy leaves RTCP in the clear.',
        'SRTP is not authenticated.',
        'The tags of SRTCP are cut to 32 bits.',
        'Some packets carry the ROC in the place of a tag (RFC 4771).',
        'Session keys are derived anew every 128 packets.',
      ])
        expect(text).to.include(sentence);
      expect(withPolicy()).to.match(/Its policy 3 is AES_CM_128_HMAC_SHA1_80 .* hours \(.* years\)\. Whether packets/);
      expect(withPolicy({ type: 0, value: Uint8Array.of(200) })).to.include('Its policy 3 cannot be used: ');
    });

    it('the MKI is the SPI of a DH value, and hidden with keys that are (RFC 3830 §6.14)', () => {
      expect(dh({ kind: 'spi', spi: Uint8Array.of(1, 2, 3, 4) })).to.include('an MKI of 4 octets.');
      expect(dh({ kind: 'spi', spi: Uint8Array.of(1) })).to.include('an MKI of 1 octet.');
      expect(dh()).to.include('It has no MKI.');
      expect(withPolicy()).to.include('Whether packets name their key by an MKI stands in its encrypted part.');
    });

    it('what is no MIKEY keys nothing, and the text says why (RFC 4567 §3.1)', () => {
      const keyMgmt = (value: string) => only(sdp('m=audio 1 RTP/SAVP 0', `a=key-mgmt:${value}`));
      for (const [value, why] of [
        ['mikey', 'Its a=key-mgmt line cannot be read: expected base64 data'],
        ['ike AQAF', 'speaks a protocol that is not MIKEY'],
      ] as const) {
        const { text, keying } = keyMgmt(value);
        expect(keying).to.deep.equal([]);
        expect(text).to.include('nothing here gives keys for it').and.include(why);
      }
      expect(keyMgmt('mikey AQAF').text).to.include('Its MIKEY message cannot be read: ');
    });
  });

  it('several keys in a line: one lifetime for all, or each its own (RFC 4568 §6.1)', () => {
    const text = (one: string, other: string) =>
      only(
        sdp(
          'm=audio 49170 RTP/SAVP 0',
          `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}${one}|1:1;inline:${k[1]}${other}|2:1 KDR=3 WSH=128`,
        ),
      ).text;
    expect(text('|2^20', '|2^20')).to.include('Each of its 2 keys lasts for 2^20 packets, as the line says: 5.8 hours.');
    expect(text('|2^20', '|1000000')).to.include(
      'Its 2 keys last, in their order: 2^20 packets, as the line says: 5.8 hours; 1000000 packets, as the line says: 5.6 hours.',
    );
    // §6.3.1, §6.3.7.
    expect(text('', '')).to.include('derived anew every 2^3 packets').and.include('a replay window of 128 packets');
    expect(text('', '')).to.include('an MKI of 1 octet: 1 and 2.');
  });

  it('bits a second: of the line behind b=TIAS (RFC 3890 §6.2)', () => {
    const [section] = explain(sdp('m=video 49170 RTP/SAVP 96', 'b=TIAS:960000', 'a=rtpmap:96 H264/90000'));
    // 960,000 bits in packets of 1,200 octets.
    expect(section?.packetRate).to.deep.equal({ perSecond: 100, basis: 'H264, 960 kbit/s by b= in packets of 1200 octets' });
  });

  it('heading: direction and a port that cannot be read; bundles of three (RFC 9143 §7.2)', () => {
    const [audio, ...others] = explain(
      sdp(
        'a=group:BUNDLE a b c',
        ...['m=audio 49170 RTP/SAVP 0', 'a=mid:a', 'a=sendonly', `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}`],
        ...['m=video 49170 RTP/SAVP 96', 'a=mid:b', 'm=video x RTP/SAVP 97', 'a=mid:c'],
      ),
    );
    expect(audio?.heading).to.equal('audio, port 49170, RTP/SAVP, sendonly');
    expect(audio?.text).to.include('those of the bundled m= sections 1 and 2 too');
    expect(others.map(({ heading }) => heading)).to.deep.equal(['video, port 49170, RTP/SAVP', 'video, port ?, RTP/SAVP']);
  });

  it('a=cryptex hides header extensions (RFC 9335 §4); NULL ciphers hide nothing, ZRTP comes with the media (RFC 6189 §8.1)', () => {
    const line = `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}`;
    expect(only(sdp('m=audio 1 RTP/SAVP 0', 'a=cryptex', line)).text).to.include('which a=cryptex encrypts (RFC 9335)');
    const nothing = only(sdp('m=audio 1 RTP/SAVP 0', line.replace('AES_CM_128', 'NULL')));
    expect(nothing.text).to.include('no encryption at all').and.include('the media under tag 1');
    const { keying, text } = only(sdp('m=audio 1 RTP/AVP 0', `a=zrtp-hash:1.10 ${'5a'.repeat(32)}`));
    expect(keying).to.deep.equal(['zrtp']);
    expect(text).to.include('keyed by ZRTP').and.include('can put themselves in between').and.not.include('RFC 8643');
  });

  it('a=crypto beside DTLS-SRTP counts for nothing (RFC 5764 §4.2), a line without a tag neither (RFC 4568 §9.1)', () => {
    const line = `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}`;
    expect(only(sdp('m=audio 1 UDP/TLS/RTP/SAVP 0', line)).text).to.include(
      'Its a=crypto lines count for nothing under UDP/TLS/RTP/SAVP.',
    );
    expect(only(sdp('m=audio 1 RTP/SAVP 0', line.replace('crypto:1 ', 'crypto:'))).lines[0]?.text).to.match(
      /^One line without a tag cannot be used: /,
    );
  });

  it('with an answer: what the two agreed on (RFC 4568 §5.1.3)', () => {
    const offer = sdp(
      'm=audio 49170 RTP/SAVP 0',
      `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}`,
      `a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:${k[1]}`,
    );
    const answered = (line: string, media = 'm=audio 5004 RTP/SAVP 0') => only(offer, sdp(media, ...(line ? [line] : []))).text;
    expect(answered(`a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:${k[2]}`)).to.include(
      'The answer chooses tag 2: the offerer sends',
    );
    expect(answered(`a=crypto:3 AES_CM_128_HMAC_SHA1_32 inline:${k[2]}`)).to.include('tag 3, which the offer has not');
    expect(answered(`a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:${k[2]}`)).to.include('the offerer must not use it');
    expect(answered('')).to.include('nothing is agreed on');
    expect(answered('', 'm=audio 5004 RTP/AVP 0')).to.include('media goes in the clear');
    expect(answered('', 'm=audio 0 RTP/SAVP 0')).to.include('The answer rejects it');
    expect(only(offer, 'v=0\r\n').text).to.include('The answer has no m= section 0');
    const line = `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[2]}`;
    expect(answered(`${line}\r\n${line.replace('crypto:1', 'crypto:2')}`)).to.include('2 a=crypto lines, where one is due');
    expect(answered(line.slice(0, -4))).to.include("The answer's a=crypto line cannot be used: ");
    expect(only(offer.replace('audio 49170', 'audio 0'), offer).text).to.include('The answer must reject it too');
  });

  it('with an answer: ways of keying other than a=crypto, if they were offered', () => {
    const print = `a=fingerprint:sha-256 ${Array(32).fill('AB').join(':')}`;
    const crypto = `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}`;
    const mikey = 'a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyOkx';
    const zrtp = `a=zrtp-hash:1.10 ${'5a'.repeat(32)}`;
    const agreed = (profile: string, offered: readonly string[], answered: readonly string[]) =>
      only(sdp(`m=audio 1 ${profile} 0`, ...offered), sdp(`m=audio 2 ${profile} 0`, ...answered)).text;
    expect(agreed('RTP/SAVP', [mikey, crypto], [mikey])).to.include('The answer takes MIKEY.');
    expect(agreed('RTP/SAVP', [crypto], [mikey])).to.include('takes MIKEY, which the offer has not: nothing is agreed on');
    // RFC 8643 §3.1, RFC 6189 §8.1: both under RTP/AVP too.
    expect(agreed('RTP/AVP', [print, crypto], [print])).to.include('The answer takes DTLS-SRTP.');
    expect(agreed('RTP/AVP', [zrtp], [zrtp]))
      .to.include('The answer takes ZRTP.')
      .and.not.include('The answer gives no keys');
    // RFC 5764 §4.2: under this profile the keys come from the handshake, whatever stands beside it.
    expect(agreed('UDP/TLS/RTP/SAVP', [print, crypto], [print, crypto])).to.include('The answer takes DTLS-SRTP.');
    expect(agreed('RTP/SAVP', [mikey], [])).to.include('The answer gives no keys, so nothing is agreed on');
    expect(agreed('RTP/AVP', [crypto], [])).to.include('The answer gives no keys: media goes in the clear.');
  });

  it('any text gives sections without an exception, and no key shows', () => {
    const part = fc.constantFrom(
      'm=audio 1 RTP/SAVP 0',
      'm=video x y z',
      `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}|2^31|1:4`,
      `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}=|`,
      'a=ptime:0',
      'b=AS:0',
      'a=group:BUNDLE a',
      'a=mid:a',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string({ maxLength: 40 })), { maxLength: 12 }), lines => {
        const text = lines.join('\r\n');
        expect(JSON.stringify(explain(text, { answer: text }))).not.to.include(k[0].slice(2, 12));
      }),
      { numRuns: 500 },
    );
  });
});
