import { answerOffer, createOffer, type Dialog, NegotiationError } from '@sdpsec/negotiation';
import type { PolicyInput } from '@sdpsec/negotiation/policy';
import { expect } from 'chai';
import { sends } from '../keys.js';
import { audio, cryptoLines, line, sdp, session, video } from '../sdp.js';
import { end, exchange, kinds, mikeyOnly, pskHost } from './mikey-call.js';

const alice = sdp(...session('alice'), ...audio());
const bob = sdp(...session('bob'), ...audio(50_000));
const one: PolicyInput = { security: { suites: ['AES_CM_128_HMAC_SHA1_80'] } };
const answerWith = (...lines: string[]) => sdp(...session('bob'), ...audio(50_000, 'RTP/SAVP'), ...lines);
const offerWith = (...lines: string[]) => sdp(...session('alice'), ...audio(40_000, 'RTP/SAVP'), ...lines);

describe('keys of ours that were in use before (RFC 4568 §7.1.2)', () => {
  for (const rekeys of [1, 2, 3])
    it(`an answer with the key that we sent with ${rekeys} re-keys ago is refused`, () => {
      const first = createOffer(alice, { policy: one });
      let { dialog } = first.accept(answerWith(line(1, 1)));
      for (let turn = 1; turn < rekeys; turn++)
        ({ dialog } = createOffer(alice, { policy: one, previous: dialog, rekey: true }).accept(answerWith(line(1, 1 + turn))));
      const pending = createOffer(alice, { policy: one, previous: dialog, rekey: true });
      expect(cryptoLines(pending.sdp)).not.to.deep.equal(cryptoLines(first.sdp));
      const { agreement } = pending.accept(answerWith(...cryptoLines(first.sdp)));
      expect(agreement.rtpSessions).to.deep.equal([]);
      expect(agreement.findings.map(({ rule, severity }) => [rule, severity])).to.deep.equal([
        ['sdes/answer-key-reuse', 'error'],
      ]);
    });

  it('an offer with a key that we answered with before the last re-key is refused', () => {
    const first = answerOffer(offerWith(line(1, 1)), bob);
    const second = answerOffer(offerWith(line(1, 2)), bob, { previous: first.dialog, rekey: true });
    const third = answerOffer(offerWith(line(1, 3)), bob, { previous: second.dialog, rekey: true });
    for (const own of [first, second, third]) {
      const { agreement } = answerOffer(offerWith(...cryptoLines(own.sdp)), bob, { previous: third.dialog });
      expect(agreement.sections[0]).to.include({ kind: 'rejected' });
      expect(agreement.sections[0]?.lost[0]?.reason).to.match(/a key that we send with/);
    }
  });
});

describe('a re-offer with fewer m= sections than the call (RFC 3264 §8)', () => {
  const two = (name: string, ...lines: string[]) =>
    sdp(...session(name), ...audio(40_000, 'RTP/SAVP'), line(1, 1), ...video(40_002, 'RTP/SAVP'), ...lines);

  it('is an error that says how many there were', () => {
    const { dialog } = answerOffer(two('alice', line(1, 2)), two('bob'));
    const again = answerOffer(offerWith(line(1, 1)), bob, { previous: dialog });
    const [finding, ...more] = again.agreement.findings;
    expect(finding).to.include({ rule: 'oa/section-count', severity: 'error', reference: 'RFC 3264 §8' });
    expect(finding?.message).to.match(/1 m= sections, the call 2/);
    expect(more).to.deep.equal([]);
  });

  it('does not bring the media that moved up into the clear', () => {
    const { dialog } = answerOffer(two('alice', line(1, 2)), two('bob'));
    const plain = sdp(...session('alice'), ...video(40_002));
    const policy: PolicyInput = { security: { security: 'opportunistic' } };
    const { agreement } = answerOffer(plain, sdp(...session('bob'), ...video(50_002)), { previous: dialog, policy });
    expect(agreement.sections.map(({ kind }) => kind)).to.deep.equal(['rejected']);
    expect(agreement.findings.map(({ rule }) => rule)).to.include('oa/downgrade-on-reinvite');
  });
});

describe('a policy that disables security meanwhile (Q24)', () => {
  const off: PolicyInput = { security: { security: 'disabled' } };
  const opted: PolicyInput = { security: { security: 'disabled', downgrade: 'allow' } };
  const { dialog } = createOffer(alice, { policy: one }).accept(answerWith(line(1, 1)));

  it('makes no offer in the clear in a call that is secured, and says where', () => {
    expect(() => createOffer(alice, { policy: off, previous: dialog }))
      .to.throw(NegotiationError, 'm= section 0 (line 6): the call was secured, and here its media goes into the clear')
      .with.property('code', 'downgrade');
  });

  it('nor in a new m= section, to which the media has moved', () => {
    const moved = sdp(...session('alice'), 'm=audio 0 RTP/AVP 0', ...audio(40_004));
    expect(() => createOffer(moved, { policy: off, previous: dialog })).to.throw(NegotiationError, /m= section 1 \(line 7\)/);
  });

  it('does with the opt-in, and an answer in the clear is taken', () => {
    const { agreement } = createOffer(alice, { policy: opted, previous: dialog }).accept(bob);
    expect(agreement.sections.map(({ kind }) => kind)).to.deep.equal(['plain']);
  });

  it('answers no secured call in the clear', () => {
    const policy: PolicyInput = { security: { security: 'opportunistic' } };
    const { dialog: before } = answerOffer(sdp(...session('alice'), ...audio(), line(1, 1)), bob, { policy });
    const answer = (now: PolicyInput) => answerOffer(alice, bob, { previous: before, policy: now }).agreement.sections[0]?.kind;
    expect([answer(off), answer(opted)]).to.deep.equal(['rejected', 'plain']);
  });
});

describe('a call whose keying method changes', () => {
  const sdesOnly: PolicyInput = { security: { keying: ['sdes'], downgrade: 'allow' } };

  it('MIKEY to SDES in place is a re-key: the ROC goes on (RFC 3711 §3.3.1)', () => {
    const ends = [end('alice', pskHost()), end('bob', pskHost())] as const;
    exchange(...ends);
    for (const side of ends) side.policy = sdesOnly;
    const { ours, theirs } = exchange(...ends);
    for (const { rtpSessions } of [ours, theirs])
      expect(rtpSessions.map(({ roc }) => roc)).to.deep.equal([{ send: 'keep', receive: 'keep' }]);
  });

  it('at a new address it begins at 0, in the direction that moved (RFC 4568 §7.1.4)', () => {
    const ends = [end('alice', pskHost()), end('bob', pskHost())] as const;
    exchange(...ends);
    for (const side of ends) side.policy = sdesOnly;
    ends[0].local = sdp(...session('alice'), ...audio(40_010));
    const { ours, theirs } = exchange(...ends);
    expect(ours.rtpSessions[0]?.roc).to.deep.equal({ send: 'reset', receive: 'keep' });
    expect(theirs.rtpSessions[0]?.roc).to.deep.equal({ send: 'keep', receive: 'reset' });
  });

  it('a key that MIKEY gave us to send with does not come back in a=crypto', () => {
    const policy: PolicyInput = { security: { keying: ['mikey'], suites: ['AES_CM_128_HMAC_SHA1_80'] } };
    const ends = [end('alice', pskHost(), { policy }), end('bob', pskHost(), { policy })] as const;
    const { ours } = exchange(...ends);
    const [key] = ours.rtpSessions[0]?.send[0]?.masterKeys ?? [];
    const own = Buffer.concat([key?.key.reveal() ?? [], key?.salt.reveal() ?? []].map(part => Uint8Array.from(part)));
    const pending = createOffer(alice, { policy: sdesOnly, previous: ends[0].dialog as Dialog });
    const { agreement } = pending.accept(answerWith(`a=crypto:4 AES_CM_128_HMAC_SHA1_80 inline:${own.toString('base64')}`));
    expect(agreement.findings.map(({ rule }) => rule)).to.deep.equal(['sdes/answer-key-reuse']);
  });
});

describe('a BUNDLE group under MIKEY with a weaker suite than a section had (Q24, RFC 9143 §7.5)', () => {
  const suites = (...names: readonly ('AES_CM_128_HMAC_SHA1_80' | 'AES_256_CM_HMAC_SHA1_80')[]): PolicyInput => ({
    security: { keying: ['mikey'], suites: [...names], downgrade: 'refuse' },
  });
  const describe1 = (name: string, port: number, group: readonly string[]) =>
    sdp(...session(name), ...group, ...audio(port), 'a=mid:a', ...video(port + 2), 'a=mid:v');

  for (const downgrade of ['refuse', 'allow'] as const)
    it(`is ${downgrade === 'refuse' ? 'refused' : 'taken'} by an offerer whose policy says ${downgrade}`, () => {
      const ends = [end('alice', pskHost()), end('bob', pskHost())] as const;
      for (const side of ends) side.policy = suites('AES_CM_128_HMAC_SHA1_80');
      exchange(...ends);
      // Video comes later, with a stronger suite than audio has.
      for (const side of ends) {
        side.policy = suites('AES_256_CM_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_80');
        side.local = describe1(side.name, side.name === 'alice' ? 40_000 : 50_000, []);
      }
      const second = exchange(...ends);
      const suitesNow = second.ours.rtpSessions.map(({ send }) => send[0]?.suite);
      expect(suitesNow).to.deep.equal(['AES_CM_128_HMAC_SHA1_80', 'AES_256_CM_HMAC_SHA1_80']);
      expect(new Set(second.ours.rtpSessions.map(sends))).to.have.property('size', 2);
      for (const side of ends) side.local = side.local.replace('t=0 0\r\n', 't=0 0\r\na=group:BUNDLE a v\r\n');
      for (const side of ends)
        side.policy = { security: { ...mikeyOnly.security, downgrade: side.name === 'bob' ? 'allow' : downgrade } };
      const { ours, theirs } = exchange(...ends);
      expect(kinds(theirs)).to.deep.equal(['mikey', 'mikey']);
      expect(kinds(ours)).to.deep.equal(['mikey', downgrade === 'refuse' ? 'rejected' : 'mikey']);
      const errors = ours.findings.filter(({ severity }) => severity === 'error').map(({ rule, section }) => [rule, section]);
      expect(errors).to.deep.equal(downgrade === 'refuse' ? [['oa/downgrade-on-reinvite', 1]] : []);
      expect(ours.rtpSessions.map(({ sections }) => sections)).to.deep.equal(downgrade === 'refuse' ? [[0]] : [[0, 1]]);
    });
});
