import { inspect } from 'node:util';
import { answerOffer, createOffer, type NegotiationOptions } from '@sdpsec/negotiation/offer-answer';
import { NegotiationError } from '@sdpsec/negotiation/reading';
import { SrtpSession } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { receives, sends } from '../keys.js';
import { audio, cryptoLines, key30, line, mediaLines, sdp, session, video } from '../sdp.js';

const alice = sdp(...session('alice'), ...audio());
const bob = sdp(...session('bob'), ...audio(50_000));
const fields = (text: string) => cryptoLines(text).map(one => one.slice('a=crypto:'.length).split(' ').slice(0, 2).join(' '));
const rules = (findings: readonly { rule: string; severity: string }[]) =>
  findings.map(({ rule, severity }) => `${rule} ${severity}`);

function call(offerer: string, answerer: string, offering: NegotiationOptions = {}, answering: NegotiationOptions = {}) {
  const pending = createOffer(offerer, offering);
  const answered = answerOffer(pending.sdp, answerer, answering);
  const accepted = pending.accept(answered.sdp);
  return { pending, answered, accepted, ours: accepted.agreement, theirs: answered.agreement };
}

/** Both sides hold the same keys, crosswise. */
function expectMirrored(ours: ReturnType<typeof call>['ours'], theirs: ReturnType<typeof call>['theirs']): void {
  expect(ours.rtpSessions.length).to.equal(theirs.rtpSessions.length);
  for (const [i, one] of ours.rtpSessions.entries()) {
    expect(sends(one)).to.equal(receives(theirs.rtpSessions[i]));
    expect(receives(one)).to.equal(sends(theirs.rtpSessions[i]));
    expect(sends(one)).not.to.equal(receives(one));
    expect(one.sections).to.deep.equal(theirs.rtpSessions[i]?.sections);
  }
}

describe('createOffer (RFC 4568 §5.1.1, §7.1.1)', () => {
  it('offers every suite of the policy, strongest first, with tags from 1 and a key of its own each', () => {
    const { sdp: offer } = createOffer(alice);
    expect(mediaLines(offer)).to.deep.equal(['m=audio 40000 RTP/SAVP 0']);
    expect(fields(offer)).to.deep.equal([
      '1 AEAD_AES_256_GCM',
      '2 AEAD_AES_128_GCM',
      '3 AES_256_CM_HMAC_SHA1_80',
      '4 AES_CM_128_HMAC_SHA1_80',
      '5 AES_256_CM_HMAC_SHA1_32',
      '6 AES_CM_128_HMAC_SHA1_32',
    ]);
    expect(new Set(cryptoLines(offer).map(one => one.split('inline:')[1])).size).to.equal(6);
  });

  it('changes nothing else of the local description', () => {
    const offer = createOffer(
      sdp(...session('alice'), ...audio(), 'a=X-odd:1', ...video(), 'm=application 9 UDP/BFCP *', 'a=setup:actpass'),
    ).sdp;
    const rest = offer.split('\r\n').filter(one => !one.startsWith('a=crypto:') && !one.startsWith('m='));
    expect(rest.join('\r\n')).to.equal(
      sdp(...session('alice'), audio()[1] as string, 'a=X-odd:1', video()[1] as string, 'a=setup:actpass'),
    );
    expect(mediaLines(offer)).to.deep.equal([
      'm=audio 40000 RTP/SAVP 0',
      'm=video 40002 RTP/SAVP 96',
      'm=application 9 UDP/BFCP *',
    ]);
  });

  it('replaces a=crypto lines that the local description brings along', () => {
    expect(cryptoLines(createOffer(sdp(...session('a'), ...audio(), line(9, 9))).sdp).join()).not.to.contain(key30(9));
  });

  it('replaces k= lines too, in either part: beside a=crypto nobody knows what they mean (§7.5, RFC 8866 §5.12)', () => {
    const old = sdp(...session('old'), 'k=clear:abc', ...audio(), 'k=base64:AAAA', 'k=prompt');
    const { pending, answered } = call(old, old);
    for (const text of [pending.sdp, answered.sdp]) {
      expect(text).not.to.match(/^k=/m);
      expect(text).to.match(/^a=crypto:/m);
    }
  });

  it('makes no offer under RTP/SAVP without keys, and says where (§5.1.1, §7.1.1)', () => {
    for (const policy of [
      { security: { suites: ['AES_CM_128_HMAC_SHA1_80' as const], minimumStrength: { keyBits: 256 } } },
      { security: { suites: ['AEAD_ARIA_128_GCM' as const] } },
      { security: { keying: ['dtls' as const] } },
    ]) {
      expect(() => createOffer(alice, { policy }))
        .to.throw(NegotiationError, /^the offer of m= section 0 \(line 6\) under RTP\/SAVP: no method of the policy/)
        .with.property('code', 'no-keys-to-offer');
      const plain = { security: { ...policy.security, security: 'opportunistic' as const } };
      expect(mediaLines(createOffer(alice, { policy: plain }).sdp)).to.deep.equal(['m=audio 40000 RTP/AVP 0']);
    }
  });

  it('offers no keys in a section that is not used', () => {
    expect(fields(createOffer(sdp(...session('a'), ...audio(0), ...video())).sdp)).to.have.length(6);
    expect(mediaLines(createOffer(sdp(...session('a'), ...audio(0), ...video())).sdp)[0]).to.equal('m=audio 0 RTP/AVP 0');
  });

  it('opportunistic: keys under RTP/AVP (RFC 8643 §3.1); disabled: none', () => {
    const opportunistic = createOffer(alice, { policy: { security: { security: 'opportunistic' } } }).sdp;
    expect(mediaLines(opportunistic)).to.deep.equal(['m=audio 40000 RTP/AVP 0']);
    expect(fields(opportunistic)).to.have.length(6);
    expect(createOffer(alice, { policy: { security: { security: 'disabled' } } }).sdp).to.equal(alice);
  });

  it('writes MKI and lifetime that the policy asks for', () => {
    const policy = { security: { suites: ['AES_CM_128_HMAC_SHA1_80' as const], lifetime: 2 ** 31, mki: { offer: 4 } } };
    expect(cryptoLines(createOffer(alice, { policy }).sdp)[0]).to.match(
      /^a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:[A-Za-z0-9+/]{40}\|2\^31\|1:4$/,
    );
  });

  it('Q1: pads base64; a profile may ask for none', () => {
    expect(cryptoLines(createOffer(alice).sdp)[0]).to.match(/=$/);
    expect(cryptoLines(createOffer(alice, { policy: { interop: { padding: false } } }).sdp)[0]).to.match(/[^=]$/);
  });

  it('refuses a local description without media, and a bad policy by the name of its field', () => {
    expect(() => createOffer('v=0\r\n'))
      .to.throw(NegotiationError)
      .with.property('code', 'bad-local-sdp');
    expect(() => createOffer(alice, { policy: { security: { suites: [] } } }))
      .to.throw(NegotiationError, 'security.suites')
      .with.property('code', 'bad-policy');
  });
});

describe('answerOffer (RFC 4568 §5.1.2, §7.1.2)', () => {
  const offer = (...lines: string[]) => sdp(...session('peer'), ...audio(40_000, 'RTP/SAVP'), ...lines);

  it('echoes tag and suite of the first line that it can use, with one line and a key of its own', () => {
    const { sdp: answer, agreement } = answerOffer(offer(line(7, 1), line(3, 2, 'AES_CM_128_HMAC_SHA1_32')), bob);
    expect(fields(answer)).to.deep.equal(['7 AES_CM_128_HMAC_SHA1_80']);
    expect(answer).not.to.contain(key30(1));
    expect(mediaLines(answer)).to.deep.equal(['m=audio 50000 RTP/SAVP 0']);
    expect(agreement.sections).to.deep.equal([
      {
        section: 0,
        kind: 'sdes',
        secured: true,
        tag: 7,
        suite: 'AES_CM_128_HMAC_SHA1_80',
        lost: [{ what: 'a=crypto tag 3 AES_CM_128_HMAC_SHA1_32', reason: 'tag 7 stands before it' }],
      },
    ]);
  });

  it('receives with the key of the offer and sends with that of its answer', () => {
    const { sdp: answer, agreement } = answerOffer(offer(line(1, 5)), bob);
    expect(receives(agreement.rtpSessions[0])).to.equal(`AES_CM_128_HMAC_SHA1_80 ${'05'.repeat(30)}`);
    const own = Buffer.from(cryptoLines(answer)[0]?.split('inline:')[1] ?? '', 'base64').toString('hex');
    expect(sends(agreement.rtpSessions[0])).to.equal(`AES_CM_128_HMAC_SHA1_80 ${own}`);
    expect(agreement.rtpSessions[0]).not.to.have.property('roc');
  });

  it('has a key in the answer whatever the direction of media on either side (§5.1.2)', () => {
    for (const theirs of ['sendonly', 'recvonly', 'inactive'])
      for (const ours of ['sendonly', 'recvonly', 'inactive']) {
        const local = sdp(...session('bob'), ...audio(50_000), `a=${ours}`);
        const { sdp: answer, agreement } = answerOffer(offer(line(1, 1), `a=${theirs}`), local);
        expect(cryptoLines(answer)[0]).to.match(/^a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:[A-Za-z0-9+/]{40}$/);
        expect(agreement.rtpSessions[0]?.send).to.have.length(1);
      }
  });

  it('Q3: echoes the spelling of the offer', () => {
    const key = Buffer.alloc(46, 1).toString('base64');
    const { sdp: answer } = answerOffer(offer(`a=crypto:02 AES_CM_256_HMAC_SHA1_80 inline:${key}`), bob);
    expect(fields(answer)).to.deep.equal(['02 AES_CM_256_HMAC_SHA1_80']);
  });

  it('skips defective lines, and says of each what is wrong and where', () => {
    const { agreement } = answerOffer(
      offer(line(1, 1, 'AES_CM_128_HMAW_SHA1_80'), line(2, 2, undefined, ' FOO=1'), line(3, 3)),
      bob,
    );
    expect(agreement.sections[0]).to.include({ kind: 'sdes', tag: 3 });
    expect(agreement.sections[0]?.lost.map(({ reason }) => reason)).to.deep.equal([
      'unknown crypto-suite AES_CM_128_HMAW_SHA1_80; did you mean AES_CM_128_HMAC_SHA1_80?',
      'unknown session parameter FOO: without a leading "-" it must be understood',
    ]);
    expect(agreement.findings.map(({ rule, document, line: at, column }) => [rule, document, at, column])).to.deep.equal([
      ['oa/line-unusable', 'offer', 8, 12],
      ['oa/line-unusable', 'offer', 9, 84],
    ]);
  });

  it('Q15: uses no weakening parameter unless the policy allows it by name, and then for both directions', () => {
    const weak = offer(line(1, 1, undefined, ' UNENCRYPTED_SRTCP'));
    expect(answerOffer(weak, bob).agreement.sections[0]).to.include({ kind: 'rejected' });
    const { sdp: answer, agreement } = answerOffer(weak, bob, { policy: { security: { weakening: ['unencrypted-srtcp'] } } });
    expect(cryptoLines(answer)[0]).to.match(/ UNENCRYPTED_SRTCP$/);
    expect(agreement.rtpSessions[0]?.send[0]).to.include({ unencryptedSrtcp: true });
    expect(agreement.rtpSessions[0]?.receive[0]).to.include({ unencryptedSrtcp: true });
  });

  it('carries MKI, lifetime and KDR of the offer into what it receives with, and repeats none of them (§6.3.1: declarative)', () => {
    const { sdp: answer, agreement } = answerOffer(offer(line(1, 1, undefined, '|2^20|66051:4 KDR=4 WSH=128')), bob);
    const [receive] = agreement.rtpSessions[0]?.receive ?? [];
    expect(receive?.masterKeys[0]?.mki).to.deep.equal(Uint8Array.of(0, 1, 2, 3));
    expect(receive?.masterKeys[0]?.lifetime).to.deep.equal({ srtp: 1_048_576, srtcp: 1_048_576 });
    expect(receive).to.include({ keyDerivationRate: 16 });
    expect(agreement.rtpSessions[0]?.windowSizeHint).to.equal(128);
    expect(agreement.rtpSessions[0]?.send[0]).not.to.have.property('keyDerivationRate');
    expect(cryptoLines(answer)[0]).to.match(/inline:[A-Za-z0-9+/]{40}$/);
  });

  it('Q9, Q12: repeats lifetime and MKI length where a profile asks for it', () => {
    const policy = { interop: { answerLifetime: true, answerMki: true } };
    const { sdp: answer } = answerOffer(offer(line(1, 1, undefined, '|2^31|9:2')), bob, { policy });
    expect(cryptoLines(answer)[0]).to.match(/\|2\^31\|1:2$/);
  });

  it('peer trap 1: gives the _32 suite a 10-octet SRTCP tag; 4 only where a profile says so', () => {
    const short = offer(line(1, 1, 'AES_CM_128_HMAC_SHA1_32'));
    expect(answerOffer(short, bob).agreement.rtpSessions[0]?.receive[0]).not.to.have.property('srtcpTagOctets');
    const policy = { interop: { srtcpTagOctets: 4 as const } };
    expect(answerOffer(short, bob, { policy }).agreement.rtpSessions[0]?.receive[0]).to.include({ srtcpTagOctets: 4 });
    expect(answerOffer(offer(line(1, 1)), bob, { policy }).agreement.rtpSessions[0]?.receive[0]).not.to.have.property(
      'srtcpTagOctets',
    );
  });

  for (const [what, lines] of [
    ['no usable line (§5.1.2)', [line(1, 1, 'AES_CM_128_HMAC_MD5_80')]],
    ['lines that all share a tag (§4.1)', [line(1, 1), line(1, 2)]],
    ['RTP/SAVP without any key (§7.1.2, Q20)', []],
    ['a key that is too short (§6.1)', ['a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAA']],
    ['a lifetime above 2^48 (§6.1)', [line(1, 1, undefined, '|2^49')]],
    ['FEC over ciphertext, which nobody does here (§6.3.4)', [line(1, 1, undefined, ' FEC_ORDER=SRTP_FEC')]],
    ['only suites that the policy does not have', [line(1, 1, 'F8_128_HMAC_SHA1_80')]],
  ] as const)
    it(`rejects with port 0: ${what}`, () => {
      const { sdp: answer, agreement } = answerOffer(offer(...lines), bob);
      expect(mediaLines(answer)).to.deep.equal(['m=audio 0 RTP/SAVP 0']);
      expect(cryptoLines(answer)).to.deep.equal([]);
      expect(agreement.rtpSessions).to.deep.equal([]);
      expect(agreement.sections[0]).to.include({ kind: 'rejected', secured: false });
      expect(rules(agreement.findings)).to.include('oa/no-acceptable-keys error');
    });

  it('decides m= section by m= section', () => {
    const text = sdp(
      ...session('peer'),
      ...audio(40_000, 'RTP/SAVP'),
      line(1, 1),
      ...video(40_002, 'RTP/SAVP'),
      line(1, 2, 'AES_CM_128_HMAC_MD5_80'),
      'm=audio 0 RTP/SAVP 0',
      'm=application 9 UDP/BFCP *',
      'm=video 40004 RTP/SAVPF 96',
      line(2, 3),
    );
    const local = sdp(
      ...session('bob'),
      ...audio(1),
      ...video(2),
      ...audio(3),
      'm=application 4 UDP/BFCP *',
      ...video(5, 'RTP/AVPF'),
    );
    const { sdp: answer, agreement } = answerOffer(text, local);
    expect(mediaLines(answer)).to.deep.equal([
      'm=audio 1 RTP/SAVP 0',
      'm=video 0 RTP/SAVP 96',
      'm=audio 0 RTP/SAVP 0',
      'm=application 4 UDP/BFCP *',
      'm=video 5 RTP/SAVPF 96',
    ]);
    expect(agreement.sections.map(({ kind }) => kind)).to.deep.equal(['sdes', 'rejected', 'rejected', 'plain', 'sdes']);
    expect(agreement.rtpSessions.map(({ sections }) => sections)).to.deep.equal([[0], [4]]);
    expect(new Set(agreement.rtpSessions.map(sends)).size).to.equal(2);
  });

  it('plain RTP/AVP: refused where keys are required, taken with a warning where they are preferred', () => {
    expect(answerOffer(alice, bob).agreement.sections[0]).to.include({ kind: 'rejected' });
    const { agreement, sdp: answer } = answerOffer(alice, bob, { policy: { security: { security: 'preferred' } } });
    expect(agreement.sections[0]).to.deep.equal({ section: 0, kind: 'plain', secured: false, rtp: true, lost: [] });
    expect(rules(agreement.findings)).to.deep.equal(['oa/unsecured warning']);
    expect(mediaLines(answer)).to.deep.equal(['m=audio 50000 RTP/AVP 0']);
  });

  it('Q17: RTP/AVP with keys is answered with keys under RTP/AVP (RFC 8643 §3.2)', () => {
    const { sdp: answer, agreement } = answerOffer(sdp(...session('p'), ...audio(), line(1, 1)), bob);
    expect(mediaLines(answer)).to.deep.equal(['m=audio 50000 RTP/AVP 0']);
    expect(agreement.sections[0]).to.include({ kind: 'sdes' });
  });

  it('refuses a local description of other m= sections (RFC 3264 §6)', () => {
    const two = sdp(...session('bob'), ...audio(), ...video());
    expect(() => answerOffer(offer(line(1, 1)), two))
      .to.throw(NegotiationError, 'expected 1 m= sections')
      .with.property('code', 'section-mismatch');
    expect(() => answerOffer(offer(line(1, 1)), sdp(...session('bob'), ...video())))
      .to.throw(NegotiationError)
      .with.property('code', 'section-mismatch');
  });
});

describe('PendingOffer.accept (RFC 4568 §5.1.3, §7.1.3)', () => {
  const pending = createOffer(alice, {
    policy: { security: { suites: ['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'] } },
  });
  const answer = (...lines: string[]) => sdp(...session('bob'), ...audio(50_000, 'RTP/SAVP'), ...lines);

  it('both sides then hold the same keys, crosswise', () => {
    const { ours, theirs } = call(alice, bob);
    expectMirrored(ours, theirs);
    expect(ours.sections[0]).to.include({ kind: 'sdes', tag: 1, suite: 'AEAD_AES_256_GCM' });
    expect(ours.findings).to.deep.equal([]);
  });

  it('takes one answer from each fork, each with its own dialog', () => {
    const [one, two] = [line(1, 1), line(2, 2, 'AES_CM_128_HMAC_SHA1_32')].map(text => pending.accept(answer(text)));
    expect(one?.agreement.sections[0]).to.include({ tag: 1 });
    expect(two?.agreement.sections[0]).to.include({ tag: 2 });
    expect(receives(one?.agreement.rtpSessions[0])).not.to.equal(receives(two?.agreement.rtpSessions[0]));
  });

  it('is ready for each of the lines that it offered (§5.1.1): media flows both ways under whichever the answer takes', () => {
    const suites = ['AEAD_AES_256_GCM', 'AES_256_CM_HMAC_SHA1_80', 'F8_128_HMAC_SHA1_80', 'SEED_CTR_128_HMAC_SHA1_80'] as const;
    const all = createOffer(alice, { policy: { security: { suites: [...suites] } } });
    for (const [index, suite] of suites.entries()) {
      const { sdp: text, agreement } = answerOffer(all.sdp, bob, { policy: { security: { suites: [suite] } } });
      expect(fields(text)).to.deep.equal([`${index + 1} ${suite}`]);
      const [one, other] = [
        new SrtpSession(all.accept(text).agreement.rtpSessions[0] ?? {}),
        new SrtpSession(agreement.rtpSessions[0] ?? {}),
      ];
      const packet = Uint8Array.from({ length: 40 }, (_, i) => (i === 0 ? 0x80 : i));
      expect(other.unprotectRtp(one.protectRtp(packet))).to.deep.equal(packet);
      expect(one.unprotectRtp(other.protectRtp(packet))).to.deep.equal(packet);
      one.close();
      other.close();
    }
  });

  const ownKey = cryptoLines(pending.sdp)[0]?.split('inline:')[1];
  for (const [what, lines, rule, at] of [
    ['a tag that was not offered (Q5)', [line(3, 1)], 'sdes/answer-tag-mismatch', '3'],
    [
      'the suite of another tag',
      [line(1, 1, 'AES_CM_128_HMAC_SHA1_32')],
      'sdes/answer-suite-mismatch',
      'AES_CM_128_HMAC_SHA1_32',
    ],
    [
      'a suite that was not offered (Q4)',
      [`a=crypto:1 AEAD_AES_128_GCM inline:${Buffer.alloc(28, 1).toString('base64')}`],
      'sdes/answer-suite-mismatch',
      'AEAD_AES_128_GCM',
    ],
    [
      'two lines (Q50)',
      [line(1, 1), line(2, 2, 'AES_CM_128_HMAC_SHA1_32')],
      'oa/multiple-crypto-in-answer',
      line(2, 2, 'AES_CM_128_HMAC_SHA1_32'),
    ],
    [
      'the key of our offer (§7.1.2)',
      [`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${ownKey}`],
      'sdes/answer-key-reuse',
      `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${ownKey}`,
    ],
    ['no line at all (§7.4)', [], 'sdp/savp-no-keying', 'RTP/SAVP'],
    [
      'a session parameter that was not offered (§5.1.2)',
      [line(1, 1, undefined, ' UNENCRYPTED_SRTP')],
      'oa/answer-not-acceptable',
      line(1, 1, undefined, ' UNENCRYPTED_SRTP'),
    ],
    ['a line that cannot be read', [line(1, 1, undefined, ' FOO')], 'oa/answer-line-unusable', 'FOO'],
    [
      'a declarative parameter that nobody keeps here (§5.1.3)',
      [line(1, 1, undefined, ' FEC_ORDER=SRTP_FEC')],
      'oa/answer-not-acceptable',
      line(1, 1, undefined, ' FEC_ORDER=SRTP_FEC'),
    ],
    [
      'both a=crypto and a=key-mgmt (§7.5)',
      [line(1, 1), 'a=key-mgmt:mikey AQAF'],
      'oa/two-keyings-in-answer',
      'a=key-mgmt:mikey AQAF',
    ],
  ] as const)
    it(`refuses an answer with ${what}`, () => {
      const text = answer(...lines);
      const { agreement } = pending.accept(text);
      expect(agreement.rtpSessions).to.deep.equal([]);
      expect(agreement.sections[0]).to.include({ kind: 'rejected', secured: false });
      expect(agreement.findings.map(({ rule: id, severity }) => [id, severity])).to.deep.equal([[rule, 'error']]);
      const [finding] = agreement.findings;
      expect(finding && text.slice(finding.offset, finding.offset + finding.length)).to.equal(at);
      expect(finding).to.include({ document: 'answer', section: 0 });
    });

  it('refuses negotiated parameters that the answer adds, though the policy would take them (§5.1.2)', () => {
    const policy = { security: { weakening: ['unencrypted-srtcp' as const] } };
    const offer = sdp(...session('a'), ...audio());
    const strict = createOffer(offer, { policy });
    const { agreement } = strict.accept(answer(`a=crypto:4 AES_CM_128_HMAC_SHA1_80 inline:${key30(1)} UNENCRYPTED_SRTCP`));
    expect(rules(agreement.findings)).to.deep.equal(['sdes/answer-session-params error']);
  });

  it('refuses an answer that leaves out the negotiated parameters of the offer (§5.1.3)', () => {
    const policy = { security: { weakening: ['unencrypted-srtcp' as const] } };
    const offered = sdp(...session('a'), ...audio(1, 'RTP/SAVP'), line(1, 1, undefined, ' UNENCRYPTED_SRTCP'));
    const { dialog } = answerOffer(offered, bob, { policy });
    const again = createOffer(bob, { policy, previous: dialog });
    expect(cryptoLines(again.sdp)[0]).to.match(/ UNENCRYPTED_SRTCP$/);
    expect(rules(again.accept(answer(line(1, 2))).agreement.findings)).to.deep.equal(['sdes/answer-session-params error']);
    expect(again.accept(answer(line(1, 2, undefined, ' UNENCRYPTED_SRTCP'))).agreement.sections[0]).to.include({ kind: 'sdes' });
  });

  it('Q18: refuses another profile; takes RTP/SAVP for RTP/AVP where a profile says so', () => {
    const plain = sdp(...session('bob'), ...audio(50_000, 'RTP/AVP'), line(1, 1));
    expect(rules(pending.accept(plain).agreement.findings)).to.deep.equal(['sdp/answer-profile-change error']);
    expect(rules(pending.accept(plain.replace('RTP/AVP', 'RTP/SAVPF')).agreement.findings)).to.deep.equal([
      'sdp/answer-profile-change error',
    ]);
    const opportunistic = { security: { security: 'opportunistic' as const, suites: ['AES_CM_128_HMAC_SHA1_80' as const] } };
    const upgraded = createOffer(alice, { policy: { ...opportunistic, interop: { answerProfile: 'avp-to-savp' } } });
    expect(upgraded.accept(answer(line(1, 1))).agreement.sections[0]).to.include({ kind: 'sdes' });
    expect(createOffer(alice, { policy: opportunistic }).accept(answer(line(1, 1))).agreement.sections[0]).to.include({
      kind: 'rejected',
    });
  });

  it('Q5, Q50: lenient profiles take another tag of an unambiguous suite, and the first of several lines', () => {
    const policy = (interop: object) => ({ security: { suites: ['AES_CM_128_HMAC_SHA1_80' as const] }, interop });
    expect(
      createOffer(alice, { policy: policy({ answerTag: 'lenient' }) }).accept(answer(line(9, 1))).agreement.sections[0],
    ).to.include({ kind: 'sdes', tag: 1 });
    expect(
      createOffer(alice, { policy: policy({ answerLines: 'first-offered' }) }).accept(answer(line(1, 1), line(2, 2))).agreement
        .sections[0],
    ).to.include({ kind: 'sdes' });
  });

  it('Q5: without the tag the suite decides, by its name where two lines offer both; not where two have the same', () => {
    const answered = answer(`a=crypto:1 AES_CM_256_HMAC_SHA1_80 inline:${Buffer.alloc(46, 1).toString('base64')}`);
    const suites = ['AES_CM_128_HMAC_SHA1_80' as const, 'AES_256_CM_HMAC_SHA1_80' as const];
    const offered = createOffer(alice, { policy: { peer: 'webex', security: { suites } } });
    expect(cryptoLines(offered.sdp)[2]).to.match(/^a=crypto:3 AES_CM_256_HMAC_SHA1_80 /);
    const { agreement } = offered.accept(answered);
    expect(agreement.sections[0]).to.include({ kind: 'sdes', tag: 3, suite: 'AES_256_CM_HMAC_SHA1_80' });
    const [sent] = agreement.rtpSessions[0]?.send[0]?.masterKeys ?? [];
    expect(cryptoLines(offered.sdp)[2]).to.contain(
      Buffer.concat([sent?.key.reveal() ?? new Uint8Array(), sent?.salt.reveal() ?? new Uint8Array()]).toString('base64'),
    );
    const strict = createOffer(alice, { policy: { security: { suites } } });
    expect(rules(strict.accept(answered).agreement.findings)).to.deep.equal(['sdes/answer-suite-mismatch error']);
    expect(rules(offered.accept(answer(line(2, 1, 'AES_CM_128_HMAC_SHA1_32'))).agreement.findings)).to.deep.equal([
      'sdes/answer-suite-mismatch error',
    ]);
  });

  it('Q19: refuses keys in an answer to an offer without', () => {
    const plain = createOffer(alice, { policy: { security: { security: 'disabled' } } });
    expect(rules(plain.accept(sdp(...session('b'), ...audio(), line(1, 1))).agreement.findings)).to.deep.equal([
      'oa/osrtp-answer-not-offered error',
    ]);
  });

  it('opportunistic: an answer without keys is plain media, and says so', () => {
    const pendingPlain = createOffer(alice, { policy: { security: { security: 'opportunistic' } } });
    const { agreement } = pendingPlain.accept(bob);
    expect(agreement.sections[0]).to.include({ kind: 'plain', secured: false });
    expect(rules(agreement.findings)).to.deep.equal(['oa/unsecured warning']);
  });

  it('port 0 rejects; a missing, surplus or other m= section is an error', () => {
    expect(rules(pending.accept(answer().replace('50000', '0')).agreement.findings)).to.deep.equal(['oa/section-rejected info']);
    expect(rules(pending.accept(sdp(...session('b'))).agreement.findings)).to.deep.equal(['oa/section-count error']);
    expect(rules(pending.accept(sdp(...session('b'), ...video(1, 'RTP/SAVP'), line(1, 1))).agreement.findings)).to.deep.equal([
      'oa/section-count error',
    ]);
    expect(rules(pending.accept(answer(line(1, 1), ...video(1))).agreement.findings)).to.deep.equal(['oa/section-count error']);
  });

  it('Q12: notes an MKI of another length', () => {
    expect(rules(pending.accept(answer(line(1, 1, undefined, '|1:4'))).agreement.findings)).to.deep.equal([
      'sdes/mki-asymmetric-answer info',
    ]);
  });

  it('shows no key of an offer, an answer or a dialog', () => {
    const { pending: offer, answered, accepted } = call(alice, bob);
    const secrets = cryptoLines(offer.sdp + answered.sdp).map(one => (one.split('inline:')[1] as string).slice(0, 20));
    const json = (value: unknown) => JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? String(v) : v));
    for (const value of [offer, answered, accepted, answered.dialog])
      for (const secret of secrets)
        expect(inspect(value, { depth: 12, showHidden: true }) + json(value) + String(value)).not.to.contain(secret);
  });
});

describe('BUNDLE (RFC 9143 §7; a=crypto is TRANSPORT, RFC 8859 §5.7)', () => {
  const bundle = (name: string, ports: [number, number], group = 'a v') =>
    sdp(...session(name), `a=group:BUNDLE ${group}`, ...audio(ports[0]), 'a=mid:a', ...video(ports[1]), 'a=mid:v');

  it('gives each section of the first offer its own lines, and the answer one line in the section that describes the transport', () => {
    const { pending, answered, ours, theirs } = call(bundle('a', [1, 2]), bundle('b', [3, 3]));
    expect(cryptoLines(pending.sdp)).to.have.length(12);
    expect(cryptoLines(answered.sdp)).to.have.length(1);
    expectMirrored(ours, theirs);
    expect(ours.rtpSessions.map(({ sections, mid }) => [sections, mid])).to.deep.equal([[[0, 1], 'a']]);
    expect(ours.sections.map(({ kind, secured }) => [kind, secured])).to.deep.equal([
      ['sdes', true],
      ['sdes', true],
    ]);
  });

  it('the first section of the answer\u2019s group describes the transport, wherever its m= line stands', () => {
    const { ours, theirs } = call(bundle('a', [1, 2], 'v a'), bundle('b', [3, 3], 'v a'));
    expect(ours.rtpSessions.map(({ sections, mid }) => [sections, mid])).to.deep.equal([[[1, 0], 'v']]);
    expectMirrored(ours, theirs);
  });

  it('keys of an answer in a section behind that one are lost, and the outcome says why (RFC 8859 §5.7)', () => {
    const group = ['a=group:BUNDLE a v'];
    const local = (port: number) => sdp(...session('x'), ...group, ...audio(port), 'a=mid:a', ...video(port), 'a=mid:v');
    const offered = createOffer(local(4000), { policy: { security: { suites: ['AES_CM_128_HMAC_SHA1_80'] } } });
    const answered = answerOffer(offered.sdp, local(5000)).sdp + sdp(line(1, 9));
    const { agreement } = offered.accept(answered);
    expect(agreement.rtpSessions.map(({ sections }) => sections)).to.deep.equal([[0, 1]]);
    expect(agreement.sections[1]?.lost).to.deep.equal([
      {
        what: 'a=crypto tag 1 AES_CM_128_HMAC_SHA1_80',
        reason: 'the section is bundled: the keys of m= section 0 hold',
      },
    ]);
  });

  it('an answer without the group makes two sessions with keys of their own', () => {
    const { ours, theirs } = call(bundle('a', [1, 2]), sdp(...session('b'), ...audio(3), 'a=mid:a', ...video(4), 'a=mid:v'));
    expect(ours.rtpSessions.map(({ sections }) => sections)).to.deep.equal([[0], [1]]);
    expectMirrored(ours, theirs);
  });

  it('a section that the answer rejects leaves the group', () => {
    const { answered, ours, theirs } = call(bundle('a', [1, 2]), bundle('b', [0, 3]));
    expect(answered.sdp).to.contain('a=group:BUNDLE v\r\n');
    expect(ours.rtpSessions.map(({ sections }) => sections)).to.deep.equal([[1]]);
    expectMirrored(ours, theirs);
  });

  it('where the first section has no usable line, the next one describes the transport', () => {
    const offer = createOffer(bundle('a', [1, 2])).sdp.replace(/a=crypto:(\d) AE/g, (text, tag, at) =>
      at < 900 ? `a=crypto:${tag} XX` : text,
    );
    const { agreement, sdp: answer } = answerOffer(offer, bundle('b', [3, 3]));
    expect(agreement.sections.map(({ kind }) => kind)).to.deep.equal(['rejected', 'sdes']);
    expect(answer).to.contain('a=group:BUNDLE v\r\n');
  });

  const lone = (name: string, port: number, ...groups: string[]) =>
    sdp(...session(name), ...groups, ...audio(port, 'RTP/SAVP'), 'a=mid:a', 'a=bundle-only', line(1, 1));

  it('a bundle-only section with port 0 is rejected where the answer alone has its group (§6, §7.4)', () => {
    for (const [offered, answered] of [
      [sdp(...session('a'), ...audio(1), 'a=mid:a'), lone('b', 0, 'a=group:BUNDLE a')],
      [sdp(...session('a'), 'a=group:BUNDLE a', ...audio(1), 'a=mid:a'), lone('b', 0, 'a=group:BUNDLE a')],
      [sdp(...session('a'), 'a=group:BUNDLE a', ...audio(0), 'a=mid:a', 'a=bundle-only'), lone('b', 5, 'a=group:BUNDLE a')],
    ] as const) {
      const { agreement } = createOffer(offered, { policy: { security: { suites: ['AES_CM_128_HMAC_SHA1_80'] } } }).accept(
        answered,
      );
      expect(agreement.sections[0]).to.include({ kind: 'rejected', secured: false });
      expect(agreement.rtpSessions).to.deep.equal([]);
    }
  });

  it('a bundle-only section with port 0 is rejected where its group has no transport, or the answer no group (§7.3.1, §7.3.2)', () => {
    const group = 'a=group:BUNDLE a';
    for (const groups of [[group], []]) {
      const local = sdp(...session('b'), ...groups, ...audio(3), 'a=mid:a');
      const { agreement, sdp: answer } = answerOffer(lone('a', 0, group), local);
      expect(agreement.sections[0]).to.include({ kind: 'rejected', secured: false });
      expect(answer)
        .to.match(/m=audio 0 /)
        .and.not.to.contain('a=crypto');
    }
  });

  it('bundle-only sections have no lines of their own, and are secured with the group', () => {
    const offerer = sdp(...session('a'), 'a=group:BUNDLE a v', ...audio(1), 'a=mid:a', ...video(0), 'a=mid:v', 'a=bundle-only');
    const { pending, ours, theirs } = call(offerer, bundle('b', [3, 3]));
    expect(cryptoLines(pending.sdp)).to.have.length(6);
    expect(ours.rtpSessions.map(({ sections }) => sections)).to.deep.equal([[0, 1]]);
    expectMirrored(ours, theirs);
  });
});
