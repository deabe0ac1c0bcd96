import { diff } from '@sdpsec/check/diff';
import { expect } from 'chai';
import fc from 'fast-check';
import { k, sdp } from './rule-cases.js';

const crypto = (key: string, rest = '') => `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}${rest}`;
const audio = (port: number, ...lines: string[]) => sdp(`m=audio ${port} RTP/SAVP 0`, ...lines);
const before = audio(49170, crypto(k[0]));

describe('diff', () => {
  for (const [what, now, expected] of [
    [
      'a session-timer refresh repeats the key: ROC goes on (RFC 3711 §3.3.1)',
      before,
      { keys: 'refresh', roc: 'keep', moved: false },
    ],
    [
      'another key at the same address is a rekey: ROC goes on (RFC 3711 §3.3.1)',
      audio(49170, crypto(k[1])),
      { keys: 'rekey', roc: 'keep' },
    ],
    [
      'another key at another address: ROC starts at 0 (RFC 4568 §7.1.4)',
      audio(49180, crypto(k[1])),
      { keys: 'rekey', roc: 'reset', moved: true },
    ],
    [
      'the same key at another address: nobody knows (RFC 4568 §7.1.4)',
      audio(49180, crypto(k[0])),
      { keys: 'refresh', roc: 'unknown', moved: true },
    ],
    [
      'hold by 0.0.0.0 is no move (RFC 3264 §8.4)',
      before.replace(/c=IN IP4 \S+/, 'c=IN IP4 0.0.0.0'),
      { keys: 'refresh', moved: false },
    ],
    ['no keys any more is a downgrade', sdp('m=audio 49170 RTP/AVP 0'), { keys: 'none', strength: 'downgrade' }],
    [
      'SAVP with keys to AVP with keys is a downgrade (RFC 8643)',
      before.replace('SAVP', 'AVP'),
      { keys: 'refresh', strength: 'downgrade' },
    ],
    [
      'UNENCRYPTED_SRTCP is a downgrade (RFC 4568 §6.3.2)',
      audio(49170, crypto(k[0], ' UNENCRYPTED_SRTCP')),
      { strength: 'downgrade' },
    ],
    ['a shorter tag is a downgrade', audio(49170, crypto(k[1]).replace('_80', '_32')), { keys: 'rekey', strength: 'downgrade' }],
    ['port 0 stops it (RFC 3264 §8.2)', audio(0), { kind: 'stopped', strength: 'same' }],
    ['other media in its place (RFC 3264 §8.1)', sdp('m=video 49170 RTP/SAVP 96', crypto(k[1])), { kind: 'replaced' }],
    ['the section is gone', 'v=0\r\n', { kind: 'removed' }],
  ] as const)
    it(what, () => {
      const [section] = diff(before, now);
      expect(section).to.deep.include(expected);
      expect(section?.notes).not.to.be.empty;
    });

  it('the other way round: an upgrade, a start, an addition', () => {
    expect(diff(sdp('m=audio 49170 RTP/AVP 0'), before)[0]).to.include({ strength: 'upgrade' });
    expect(diff(audio(0), before)[0]).to.include({ kind: 'started' });
    expect(diff('v=0\r\n', before)[0]).to.include({ kind: 'added' });
  });

  it('an offer of several lines refreshed by the active one alone is a refresh, no rekey (Q26)', () => {
    const several = audio(49170, crypto(k[0]), `a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:${k[1]}`);
    expect(diff(several, before)[0]).to.include({ keys: 'refresh', roc: 'keep', strength: 'same' });
  });

  it('DTLS: another fingerprint is a new association (RFC 8842 §5.5)', () => {
    const dtls = (octet: string) =>
      sdp('m=audio 1 UDP/TLS/RTP/SAVPF 0', `a=fingerprint:sha-256 ${Array(32).fill(octet).join(':')}`);
    expect(diff(dtls('AB'), dtls('AB'))[0]).to.include({ keys: 'refresh' });
    expect(diff(dtls('AB'), dtls('CD'))[0]).to.include({ keys: 'rekey' });
    expect(diff(dtls('AB'), before)[0]).to.include({ keys: 'other-keying' });
  });

  it('DTLS: a=tls-id says whether the association goes on at another address; without it, it does not (RFC 8842 §4, §6)', () => {
    const dtls = (port: number, ...tlsId: readonly string[]) =>
      sdp(`m=audio ${port} UDP/TLS/RTP/SAVPF 0`, `a=fingerprint:sha-256 ${Array(32).fill('AB').join(':')}`, ...tlsId);
    const [one, other] = ['1', '2'].map(digit => `a=tls-id:${digit.repeat(20)}`) as [string, string];
    expect(diff(dtls(1, one), dtls(2, one))[0]).to.include({ keys: 'refresh', roc: 'keep', moved: true });
    expect(diff(dtls(1, one), dtls(1, other))[0]).to.include({ keys: 'rekey', moved: false });
    expect(diff(dtls(1), dtls(2))[0]).to.include({ keys: 'rekey', moved: true });
  });

  it('MIKEY: a message says the ROC itself, wherever the media goes (RFC 3830 §6.1.1)', () => {
    const mikey = (port: number, data: string) => audio(port, `a=key-mgmt:mikey ${data}`);
    expect(diff(mikey(1, 'AQAF'), mikey(2, 'AQAF'))[0]).to.include({ keys: 'refresh', roc: 'keep', moved: true });
    expect(diff(mikey(1, 'AQAF'), mikey(2, 'AQAG'))[0]).to.include({ keys: 'rekey', roc: 'keep' });
  });

  it('ZRTP: another hash is another exchange (RFC 6189 §8.1)', () => {
    const zrtp = (octet: string) => sdp('m=audio 1 RTP/AVP 0', `a=zrtp-hash:1.10 ${octet.repeat(32)}`);
    expect(diff(zrtp('5a'), zrtp('5a'))[0]).to.include({ keys: 'refresh' });
    expect(diff(zrtp('5a'), zrtp('5b'))[0]).to.include({ keys: 'rekey' });
  });

  it('a fingerprint that cannot be read is no key (RFC 8122 §5), nor is a protocol that is not MIKEY (RFC 4567 §3.1)', () => {
    for (const line of ['a=fingerprint:sha-256 AB', 'a=key-mgmt:ike AQAF'])
      expect(diff(before, audio(49170, line))[0]).to.include({ keys: 'none', strength: 'downgrade' });
  });

  it('a longer key and fewer parameters that weaken are an upgrade', () => {
    const weak = audio(49170, crypto(k[0], ' UNENCRYPTED_SRTCP'));
    const [section] = diff(weak, before);
    expect(section).to.include({ keys: 'refresh', strength: 'upgrade' });
    expect(section?.notes).to.include('an upgrade: unencrypted-srtcp went');
  });

  it('counts usable lines where that changes, and says from where to where a section moved', () => {
    const several = audio(49170, crypto(k[0]), `a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:${k[1]}`);
    const notes = (now: string) => diff(several, now)[0]?.notes.join('; ');
    expect(notes(before)).to.include('the key is the same (2 usable a=crypto lines before, 1 now)');
    expect(diff(before, several)[0]?.notes.join()).to.include('(1 usable a=crypto line before, 2 now)');
    expect(notes(several.replace(/m=audio \d+/, 'm=audio x').replace(/c=.*\r\n/, ''))).to.include(
      'it moved from 192.0.2.1 port 49170 to no address port ?',
    );
  });

  it('any texts give sections without an exception, and no key shows', () => {
    const part = fc.constantFrom(
      'm=audio 1 RTP/SAVP 0',
      'm=audio 0 RTP/AVP 0',
      'c=',
      crypto(k[0]),
      crypto(k[1]),
      'a=key-mgmt:mikey AA==',
    );
    const text = fc.array(fc.oneof(part, fc.string({ maxLength: 30 })), { maxLength: 8 }).map(lines => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(JSON.stringify(diff(one, other)))
          .not.to.include(k[0].slice(2, 12))
          .and.not.to.include(k[1].slice(2, 12));
      }),
      { numRuns: 500 },
    );
  });
});
