import { explain } from '@sdpsec/check/explain';
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
