import { answerOffer, createOffer } from '@sdpsec/negotiation/offer-answer';
import type { PolicyInput } from '@sdpsec/negotiation/policy';
import { expect } from 'chai';
import { audio, line, sdp, session } from '../sdp.js';

/** What running peers were seen to answer, or to take without a word; none of it may become keys here. */
const alice = sdp(...session('alice'), ...audio());
const bob = sdp(...session('bob'), ...audio(50_000));
const policy: PolicyInput = { security: { suites: ['AES_CM_128_HMAC_SHA1_80'] } };

describe('answers that running peers gave', () => {
  const pending = createOffer(alice, { policy });
  const answer = (profile: string, ...lines: string[]) => sdp(...session('peer'), ...audio(50_000, profile), ...lines);

  for (const [what, text, rule] of [
    ['peer trap 7: RTP/SAVP and no a=crypto: baresip 1.0.0 then sends plain RTP', answer('RTP/SAVP'), 'sdp/savp-no-keying'],
    ['peer trap 7: RTP/AVP without keys to RTP/SAVP', answer('RTP/AVP'), 'sdp/answer-profile-change'],
    [
      'peer trap 8: the line of an unknown parameter, as if it had none',
      answer('RTP/SAVP', line(1, 1, undefined, ' FOO=1')),
      'oa/answer-line-unusable',
    ],
    ['peer trap 9: tag 9, which was not offered', answer('RTP/SAVP', line(9, 1)), 'sdes/answer-tag-mismatch'],
    [
      'peer trap 9: another suite than that of the tag',
      answer('RTP/SAVP', line(1, 1, 'AES_CM_128_HMAC_SHA1_32')),
      'sdes/answer-suite-mismatch',
    ],
    [
      'peer trap 10: UNENCRYPTED_SRTP, which was not offered',
      answer('RTP/SAVP', line(1, 1, undefined, ' UNENCRYPTED_SRTP')),
      'oa/answer-not-acceptable',
    ],
    [
      'peer trap 12: two lines, of which ffmpeg takes the last',
      answer('RTP/SAVP', line(1, 1), line(2, 2)),
      'oa/multiple-crypto-in-answer',
    ],
  ] as const)
    it(`${what}: refused`, () => {
      const { agreement } = pending.accept(text);
      expect(agreement.rtpSessions).to.deep.equal([]);
      expect(agreement.sections[0]).to.include({ kind: 'rejected', secured: false });
      expect(agreement.findings.map(({ rule: id, severity }) => [id, severity])).to.deep.equal([[rule, 'error']]);
    });

  it('a=bundle-only in a section with port 0 that is in no group is discarded: it is rejected (RFC 9143 §6)', () => {
    for (const group of ['', 'a=group:BUNDLE other\r\n', 'a=group:LS a\r\n']) {
      const rejected = ['m=audio 0 RTP/SAVP 0', 'a=mid:a', 'a=bundle-only', line(1, 1)];
      const { agreement } = pending.accept(sdp(...session('peer'), ...rejected).replace('m=audio', `${group}m=audio`));
      expect(agreement.sections[0], group).to.include({ kind: 'rejected', secured: false });
      expect(agreement.rtpSessions).to.deep.equal([]);
    }
  });

  it('peer trap 7: keys of the peer for an offer that it could read none of are refused (baresip answers with a suite of its own)', () => {
    const gcm = createOffer(alice, { policy: { security: { suites: ['AEAD_AES_256_GCM'] } } });
    const { agreement } = gcm.accept(answer('RTP/SAVP', line(1, 1)));
    expect(agreement.sections[0]).to.include({ kind: 'rejected' });
    expect(agreement.findings.map(({ rule }) => rule)).to.deep.equal(['sdes/answer-suite-mismatch']);
  });
});

describe('offers that running peers answer wrongly', () => {
  const offer = (...lines: string[]) => sdp(...session('peer'), ...audio(5000, 'RTP/SAVP'), ...lines);

  for (const [what, lines, kind] of [
    ['peer trap 11: RTP/SAVP with an unknown suite alone', [line(1, 1, 'AES_CM_512_HMAC_SHA1_80')], 'rejected'],
    [
      'peer trap 11: RTP/SAVP with a key of 29 octets alone',
      [`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${Buffer.alloc(29, 1).toString('base64')}`],
      'rejected',
    ],
    ['peer trap 7: RTP/SAVP without a=crypto', [], 'rejected'],
    ['peer trap 8: FEC_ORDER=SRTP_FEC, which we do not do', [line(1, 1, undefined, ' FEC_ORDER=SRTP_FEC')], 'rejected'],
    ['peer trap 8: an unknown parameter', [line(1, 1, undefined, ' FOO=1')], 'rejected'],
    ['peer trap 8: an optional unknown parameter', [line(1, 1, undefined, ' -FOO=1')], 'sdes'],
    [
      'peer trap 4: a key without padding',
      [`a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:${Buffer.alloc(46, 1).toString('base64').replace(/=+$/, '')}`],
      'sdes',
    ],
  ] as const)
    it(`${what}: ${kind === 'sdes' ? 'taken' : 'refused'}`, () => {
      const { sdp: text, agreement } = answerOffer(offer(...lines), bob);
      expect(agreement.sections[0]).to.include({ kind });
      expect(text.includes('a=crypto')).to.equal(kind === 'sdes');
    });

  it('peer trap 8: KDR is taken and done, not ignored (RFC 4568 §6.3.1)', () => {
    const { agreement } = answerOffer(offer(line(1, 1, undefined, ' KDR=1')), bob);
    expect(agreement.rtpSessions[0]?.receive[0]).to.include({ keyDerivationRate: 2 });
    expect(agreement.rtpSessions[0]?.send[0]?.keyDerivationRate).to.equal(undefined);
  });
});
