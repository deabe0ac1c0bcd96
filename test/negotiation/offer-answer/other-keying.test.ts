import { answerOffer, createOffer } from '@sdpsec/negotiation/offer-answer';
import type { PolicyInput } from '@sdpsec/negotiation/policy';
import { expect } from 'chai';
import { audio, cryptoLines, line, mediaLines, sdp, session, video } from '../sdp.js';

const fingerprint = `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`;
const tls = (port: number, ...lines: string[]) => sdp(...session('x'), ...audio(port, 'UDP/TLS/RTP/SAVPF'), ...lines);
const dtls: PolicyInput = { security: { keying: ['dtls', 'sdes'] } };
const ids = (findings: readonly { rule: string; severity: string }[]) =>
  findings.map(({ rule, severity }) => `${rule} ${severity}`);

describe('DTLS-SRTP in the SDP (RFC 5763, RFC 8122, RFC 8842)', () => {
  const offer = tls(1, fingerprint, 'a=setup:actpass');
  const pending = createOffer(offer, { policy: dtls });

  it('leaves sections that the caller keys by DTLS as they are', () => expect(pending.sdp).to.equal(offer));

  it('answers with the caller\u2019s fingerprint, and names the role of the peer', () => {
    const { sdp: answer, agreement } = answerOffer(offer, tls(2, fingerprint, 'a=setup:active'), { policy: dtls });
    expect(answer).to.equal(tls(2, fingerprint, 'a=setup:active'));
    expect(agreement.sections[0]).to.deep.equal({
      section: 0,
      kind: 'dtls',
      secured: true,
      association: 'new',
      peerSetup: 'actpass',
      lost: [],
    });
    expect(agreement.rtpSessions).to.deep.equal([]);
  });

  for (const [what, lines, rule] of [
    ['no fingerprint (Q48)', ['a=setup:active'], 'sdp/dtls-fingerprint error'],
    ['a fingerprint of another length (Q48)', ['a=fingerprint:sha-1 AB:CD', 'a=setup:active'], 'sdp/dtls-fingerprint error'],
    ['a fingerprint of an unknown hash', ['a=fingerprint:crc32 AB:CD:EF:01', 'a=setup:active'], 'sdp/dtls-fingerprint error'],
    ['the role actpass (RFC 5763 §5)', [fingerprint, 'a=setup:actpass'], 'sdp/dtls-setup error'],
    ['a role that does not exist', [fingerprint, 'a=setup:both'], 'sdp/dtls-setup error'],
  ] as const)
    it(`refuses an answer with ${what}`, () => {
      const { agreement } = pending.accept(tls(2, ...lines));
      expect(agreement.sections[0]).to.include({ kind: 'rejected', secured: false });
      expect(ids(agreement.findings)).to.deep.equal([rule]);
    });

  it('takes a good answer; one without a role with a warning', () => {
    expect(pending.accept(tls(2, fingerprint, 'a=setup:passive')).agreement.sections[0]).to.include({
      kind: 'dtls',
      peerSetup: 'passive',
    });
    expect(ids(pending.accept(tls(2, fingerprint)).agreement.findings)).to.deep.equal(['sdp/dtls-setup warning']);
  });

  it('an active offerer wants a passive answerer', () => {
    const active = createOffer(tls(1, fingerprint, 'a=setup:active'), { policy: dtls });
    expect(active.accept(tls(2, fingerprint, 'a=setup:passive')).agreement.sections[0]).to.include({ kind: 'dtls' });
    expect(active.accept(tls(2, fingerprint, 'a=setup:active')).agreement.sections[0]).to.include({ kind: 'rejected' });
  });

  it('knows no holdconn (RFC 8842 §5.1): an answer with it agrees on nothing, and an offer neither', () => {
    for (const [ours, theirs] of [
      ['active', 'holdconn'],
      ['passive', 'holdconn'],
      ['holdconn', 'holdconn'],
      ['holdconn', 'active'],
    ] as const) {
      const { agreement } = createOffer(tls(1, fingerprint, `a=setup:${ours}`), { policy: dtls }).accept(
        tls(2, fingerprint, `a=setup:${theirs}`),
      );
      expect(agreement.sections[0], `${ours}, ${theirs}`).to.include({ kind: 'rejected', secured: false });
      expect(ids(agreement.findings)).to.deep.equal(['sdp/dtls-setup error']);
    }
  });

  it('is not taken with a role that begins no handshake, or begins it at both ends (RFC 5763 §5), nor left for the clear', () => {
    const opportunistic: PolicyInput = { security: { keying: ['dtls', 'sdes'], security: 'opportunistic' } };
    for (const profile of ['UDP/TLS/RTP/SAVP', 'RTP/AVP'])
      for (const [theirs, ours, expected] of [
        ['holdconn', 'active', 'rejected'],
        ['holdconn', 'actpass', 'rejected'],
        ['active', 'active', 'rejected'],
        ['passive', 'passive', 'rejected'],
        ['active', 'passive', 'dtls'],
        ['actpass', 'active', 'dtls'],
      ] as const) {
        const side = (port: number, role: string) =>
          sdp(...session('x'), ...audio(port, profile), fingerprint, `a=setup:${role}`);
        const { agreement } = answerOffer(side(1, theirs), side(2, ours), { policy: opportunistic });
        expect(agreement.sections[0], `${profile}: ${ours} to ${theirs}`).to.include({ kind: expected });
      }
  });

  it('warns where our own answer leaves the role open: a peer may refuse it (RFC 5763 §5)', () => {
    const { agreement } = answerOffer(offer, tls(2, fingerprint, 'a=setup:actpass'), { policy: dtls });
    expect(agreement.sections[0]).to.include({ kind: 'dtls' });
    expect(ids(agreement.findings)).to.deep.equal(['sdp/dtls-setup warning']);
  });

  it('is refused by a policy that does not name it, on both sides, and takes no a=crypto in its place', () => {
    expect(createOffer(offer).accept(tls(2, fingerprint, 'a=setup:active')).agreement.sections[0]).to.include({
      kind: 'rejected',
    });
    expect(answerOffer(tls(1, fingerprint, line(1, 1)), tls(2, fingerprint)).agreement.sections[0]).to.include({
      kind: 'rejected',
    });
  });

  describe('beside a=crypto (Q21, Q22)', () => {
    const both = sdp(...session('a'), ...audio(1, 'RTP/SAVP'), fingerprint, 'a=setup:actpass', line(1, 1));
    const local = sdp(...session('b'), ...audio(2), fingerprint, 'a=setup:active');

    it('the policy says which of them wins, and why the other lost', () => {
      const first = answerOffer(both, local, { policy: { security: { keying: ['sdes', 'dtls'] } } });
      expect(first.agreement.sections[0]).to.deep.include({
        kind: 'sdes',
        lost: [{ what: 'a=fingerprint', reason: 'the policy prefers a=crypto' }],
      });
      const second = answerOffer(both, local, { policy: dtls });
      expect(second.agreement.sections[0]).to.deep.include({
        kind: 'dtls',
        lost: [{ what: 'a=crypto', reason: 'the policy prefers DTLS-SRTP' }],
      });
      expect(cryptoLines(second.sdp)).to.deep.equal([]);
      for (const { agreement } of [first, second]) expect(ids(agreement.findings)).to.deep.equal(['sdp/both-keyings info']);
    });

    it('an answer has the attributes of one keying method, wherever our own description has others (RFC 8643 §3.2)', () => {
      const inSession = sdp(...session('b'), fingerprint, 'a=setup:active', 'a=tls-id:abcdefghijklmnopqrstuvwx', ...audio(2));
      for (const description of [local, inSession]) {
        const { sdp: answer } = answerOffer(both, description, { policy: { security: { keying: ['sdes', 'dtls'] } } });
        expect(answer).not.to.match(/^a=(fingerprint|setup|tls-id)/m);
        expect(cryptoLines(answer)).to.have.length(1);
      }
      const hash = `a=zrtp-hash:1.10 ${'ab'.repeat(32)}`;
      const all = `${local}${hash}\r\n`;
      const methods = (answer: string) => answer.match(/^a=(fingerprint|crypto|zrtp-hash)/gm);
      const opportunistic = (keying: readonly ('sdes' | 'dtls' | 'zrtp')[], offer: string) =>
        answerOffer(offer, all, { policy: { security: { security: 'opportunistic', keying: [...keying] } } });
      const offered = (...lines: string[]) => sdp(...session('a'), ...audio(1), ...lines);
      expect(methods(opportunistic(['sdes', 'zrtp'], offered(line(1, 1), hash)).sdp)).to.deep.equal(['a=crypto']);
      expect(methods(opportunistic(['zrtp'], offered(line(1, 1), hash)).sdp)).to.deep.equal(['a=zrtp-hash']);
      expect(methods(answerOffer(both, all, { policy: dtls }).sdp)).to.deep.equal(['a=fingerprint']);
      // "To decline OSRTP, the answerer generates an SDP answer omitting SRTP keying attributes".
      expect(methods(opportunistic(['sdes'], offered(fingerprint, hash)).sdp)).to.equal(null);
    });

    it('a data channel keeps its fingerprint', () => {
      const channel = (port: number) => [`m=application ${port} UDP/DTLS/SCTP webrtc-datachannel`];
      const offer = sdp(...session('a'), fingerprint, ...audio(1, 'RTP/SAVP'), line(1, 1), ...channel(3));
      for (const description of [
        sdp(...session('b'), fingerprint, ...audio(2), ...channel(4)),
        sdp(...session('b'), ...audio(2), ...channel(4), fingerprint),
      ])
        expect(answerOffer(offer, description, { policy: { security: { keying: ['sdes'] } } }).sdp).to.contain(fingerprint);
    });

    it('what DTLS of another m= section needs from the session part stays there', () => {
      const offer = sdp(...session('a'), ...audio(1, 'RTP/SAVP'), line(1, 1), ...video(3, 'UDP/TLS/RTP/SAVP'), fingerprint);
      const description = sdp(...session('b'), fingerprint, 'a=setup:active', ...audio(2), ...video(4, 'UDP/TLS/RTP/SAVP'));
      const { sdp: answer, agreement } = answerOffer(offer, description, { policy: { security: { keying: ['sdes', 'dtls'] } } });
      expect(agreement.sections.map(({ kind }) => kind)).to.deep.equal(['sdes', 'dtls']);
      expect(answer.split('m=')[0]).to.contain(fingerprint).and.to.contain('a=setup:active');
    });

    it('where an answer takes both, the policy decides, and it is told (Q22)', () => {
      const answer = sdp(...session('b'), ...audio(2, 'RTP/SAVP'), fingerprint, 'a=setup:active', line(1, 1));
      const suites = ['AES_CM_128_HMAC_SHA1_80' as const];
      for (const [keying, kind] of [
        [['dtls', 'sdes'], 'dtls'],
        [['sdes', 'dtls'], 'sdes'],
        [['sdes'], 'sdes'],
      ] as const) {
        const offer = sdp(...session('a'), ...audio(1), fingerprint, 'a=setup:actpass');
        const { agreement } = createOffer(offer, { policy: { security: { keying: [...keying], suites } } }).accept(answer);
        expect(agreement.sections[0]).to.include({ kind });
        expect(ids(agreement.findings)).to.deep.equal(['sdp/both-keyings warning']);
      }
    });

    it('and a fingerprint that cannot be right does not lead back to a=crypto (RFC 8122 §5)', () => {
      const answer = sdp(...session('b'), ...audio(2, 'RTP/SAVP'), 'a=fingerprint:sha-256 AB:CD', 'a=setup:active', line(1, 1));
      const offer = sdp(...session('a'), ...audio(1), fingerprint, 'a=setup:actpass');
      const { agreement } = createOffer(offer, {
        policy: { security: { keying: ['dtls', 'sdes'], suites: ['AES_CM_128_HMAC_SHA1_80'] } },
      }).accept(answer);
      expect(agreement.sections[0]).to.include({ kind: 'rejected' });
      expect(agreement.rtpSessions).to.deep.equal([]);
    });

    it('goes by a=crypto where the caller has no fingerprint of its own', () => {
      const { agreement } = answerOffer(both, sdp(...session('b'), ...audio(2)), { policy: dtls });
      expect(agreement.sections[0]).to.include({ kind: 'sdes' });
      expect(agreement.sections[0]?.lost).to.deep.include({
        what: 'a=fingerprint',
        reason: 'the local description has no fingerprint of ours',
      });
    });
  });

  it('an offer under RTP/SAVP with a fingerprint alone is DTLS-SRTP (Q21)', () => {
    const { sdp: answer, agreement } = answerOffer(
      sdp(...session('a'), ...audio(1, 'RTP/SAVPF'), fingerprint),
      sdp(...session('b'), ...audio(2), fingerprint),
      { policy: dtls },
    );
    expect(agreement.sections[0]).to.include({ kind: 'dtls' });
    expect(mediaLines(answer)).to.deep.equal(['m=audio 2 RTP/SAVPF 0']);
  });

  describe('under RTP/AVP (RFC 8643 §3.1: "an \u2018a=fingerprint\u2019 attribute will be present")', () => {
    const ours = (port: number, role: string) => sdp(...session('x'), ...audio(port), fingerprint, `a=setup:${role}`);
    const policy: PolicyInput = { security: { keying: ['dtls'], security: 'opportunistic' } };
    const opened = createOffer(ours(1, 'actpass'), { policy });

    it('is offered, taken by an answer with a fingerprint, and DTLS-SRTP at both ends', () => {
      const answered = answerOffer(opened.sdp, ours(2, 'active'), { policy });
      expect(mediaLines(opened.sdp)).to.deep.equal(['m=audio 1 RTP/AVP 0']);
      expect(answered.sdp).to.equal(ours(2, 'active'));
      expect(answered.agreement.sections[0]).to.include({ kind: 'dtls', peerSetup: 'actpass' });
      expect(opened.accept(answered.sdp).agreement.sections[0]).to.include({ kind: 'dtls', peerSetup: 'active' });
    });

    it('is keyed where the policy requires keys, too', () =>
      expect(
        answerOffer(opened.sdp, ours(2, 'active'), { policy: { security: { keying: ['dtls'] } } }).agreement.sections[0],
      ).to.include({ kind: 'dtls' }));

    it('is declined by an answer without one, with a warning (§3.2)', () => {
      const { sdp: answer, agreement } = answerOffer(opened.sdp, sdp(...session('x'), ...audio(2)), { policy });
      expect(answer).not.to.contain('a=fingerprint');
      expect(agreement.sections[0]).to.deep.include({ kind: 'plain' });
      expect(ids(agreement.findings)).to.deep.equal(['oa/unsecured warning']);
      expect(ids(opened.accept(answer).agreement.findings)).to.deep.equal(['oa/unsecured warning']);
    });

    it('is refused in a call that had RTP/SAVP, where keys were no option (Q24)', () => {
      const required: PolicyInput = { security: { keying: ['dtls'] } };
      const { dialog } = answerOffer(offer, tls(2, fingerprint, 'a=setup:active'), { policy: required });
      const { agreement } = answerOffer(ours(1, 'actpass'), ours(2, 'active'), { policy: required, previous: dialog });
      expect(ids(agreement.findings)).to.deep.equal(['oa/downgrade-on-reinvite error']);
    });
  });
});

describe('ZRTP in the SDP (RFC 6189 §8)', () => {
  const hash = (octet: string) => `a=zrtp-hash:1.10 ${octet.repeat(32)}`;
  const plain = (port: number, ...lines: string[]) => sdp(...session('x'), ...audio(port), ...lines);
  const zrtp: PolicyInput = { security: { keying: ['zrtp'], security: 'preferred' } };
  const opportunistic: PolicyInput = { security: { keying: ['zrtp'], security: 'opportunistic' } };

  it('is recognised when both sides have a hash and the policy names it; the SDP alone secures nothing', () => {
    const { agreement } = answerOffer(plain(1, hash('ab')), plain(2, hash('cd')), { policy: zrtp });
    expect(agreement.sections[0]).to.deep.equal({ section: 0, kind: 'zrtp', secured: false, lost: [] });
    const pending = createOffer(plain(1, hash('ab')), { policy: opportunistic });
    expect(pending.accept(plain(2, hash('cd'))).agreement.sections[0]).to.include({ kind: 'zrtp', secured: false });
  });

  it('is not recognised by a malformed hash, or where the policy does not name it', () => {
    expect(answerOffer(plain(1, 'a=zrtp-hash:1.10 ab'), plain(2, hash('cd')), { policy: zrtp }).agreement.sections[0]).to.include(
      { kind: 'plain' },
    );
    expect(answerOffer(plain(1, hash('ab')), plain(2, hash('cd'))).agreement.sections[0]).to.include({ kind: 'rejected' });
  });
});

describe('k= (RFC 8866 §5.12)', () => {
  it('is never used', () => {
    const text = sdp(...session('a'), 'm=audio 1 RTP/SAVP 0', 'k=base64:AAAA', line(1, 1));
    expect(answerOffer(text, sdp(...session('b'), ...audio(2))).agreement.sections[0]?.lost).to.deep.equal([
      { what: 'k=', reason: 'obsolete, and never used (RFC 8866 §5.12)' },
    ]);
  });
});
