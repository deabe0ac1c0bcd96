import { type AsyncMikeyHost, find, type Mode } from '@sdpsec/mikey';
import { createOffer } from '@sdpsec/negotiation/offer-answer';
import type { PolicyInput } from '@sdpsec/negotiation/policy';
import { SrtpSession } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { receives, sends } from '../keys.js';
import { audio, line, sdp, session, video } from '../sdp.js';
import {
  chainOf,
  type End,
  end,
  exchange,
  exchangeAsync,
  ids,
  keyMgmtLines,
  kinds,
  messagesOf,
  mikeyOnly,
  now,
  options,
  pskHost,
  reasons,
  rsaHost,
  rtp,
} from './mikey-call.js';

const offering = (mode: Mode): PolicyInput => ({ security: { keying: ['mikey'], mikey: { offer: [mode] } } });

/** What RFC 3830 §4.5 and RFC 4567 §4.1.2 make of the keys, step by step: who offers, whether it asks for new ones, and what comes of it. */
const steps = [
  { who: 'alice', rekey: false, keys: 'unchanged', reference: 'a refresh keeps the keys (RFC 3830 §4.5)' },
  { who: 'alice', rekey: true, keys: 'rekeyed', reference: 'a new offer re-keys (RFC 4567 §4.1.2)' },
  { who: 'bob', rekey: false, keys: 'unchanged', reference: 'the other end refreshes; directions stay' },
  { who: 'bob', rekey: true, keys: 'rekeyed', reference: 'the other end re-keys' },
  { who: 'alice', rekey: false, keys: 'unchanged', reference: 'and the first again' },
] as const;

describe('a call under MIKEY', () => {
  for (const mode of ['psk', 'public-key', 'dh', 'dhhmac'] as const)
    it(`${mode}: refresh and re-key from both ends, over one bundle, with media all the time`, async () => {
      const make = (name: 'alice' | 'bob', other: 'leaf' | 'bob'): End<AsyncMikeyHost> =>
        end(name, rsaHost(name === 'alice' ? 'leaf' : 'bob'), { policy: offering(mode), peerCertificates: chainOf(other) });
      const ends = { alice: make('alice', 'bob'), bob: make('bob', 'leaf') };
      const first = await exchangeAsync(ends.alice, ends.bob);
      const sessions = {
        alice: new SrtpSession(first.ours.rtpSessions[0] ?? {}),
        bob: new SrtpSession(first.theirs.rtpSessions[0] ?? {}),
      };
      const [message] = messagesOf(first.offer);
      let sequence = 1;
      for (const { who, rekey, keys, reference } of steps) {
        const other = who === 'alice' ? 'bob' : 'alice';
        const { offer, ours, theirs } = await exchangeAsync(ends[who], ends[other], rekey);
        expect([kinds(ours), kinds(theirs)], reference).to.deep.equal([['mikey'], ['mikey']]);
        const [update] = messagesOf(offer);
        expect(update?.header.csbId, reference).to.equal(message?.header.csbId);
        // §4.5: "the CSB ID MUST be that of the bundle", RAND is left out.
        expect(update && find(update, 'RAND')).to.equal(undefined);
        const [mine, yours] = [ours.rtpSessions[0], theirs.rtpSessions[0]];
        if (!mine || !yours) throw new Error('expected keys');
        expect([mine.roc, yours.roc]).to.deep.equal([
          { send: 'keep', receive: 'keep' },
          { send: 'keep', receive: 'keep' },
        ]);
        expect(sessions[who].update(mine), reference).to.deep.equal({ send: keys, receive: keys });
        expect(sessions[other].update(yours), reference).to.deep.equal({ send: keys, receive: keys });
        for (let i = 0; i < 3; i++, sequence++) {
          const [a, b] = [rtp(1, sequence), rtp(2, sequence)];
          expect(sessions.bob.unprotectRtp(sessions.alice.protectRtp(a).slice())).to.deep.equal(a);
          expect(sessions.alice.unprotectRtp(sessions.bob.protectRtp(b).slice())).to.deep.equal(b);
        }
      }
    });

  it('goes from one mode to another, and each time has keys that it never had (RFC 3830 §3)', async () => {
    const make = (name: 'alice' | 'bob', other: 'leaf' | 'bob'): End<AsyncMikeyHost> =>
      end(name, rsaHost(name === 'alice' ? 'leaf' : 'bob'), { peerCertificates: chainOf(other) });
    const [one, other] = [make('alice', 'bob'), make('bob', 'leaf')];
    const seen = new Set<string>();
    let sessions: readonly [SrtpSession, SrtpSession] | undefined;
    for (const [index, mode] of (['psk', 'public-key', 'dh', 'dhhmac', 'psk'] as const).entries()) {
      one.policy = offering(mode);
      const { ours, theirs } = await exchangeAsync(one, other, true);
      expect([kinds(ours), kinds(theirs)], mode).to.deep.equal([['mikey'], ['mikey']]);
      const [mine, yours] = [ours.rtpSessions[0], theirs.rtpSessions[0]];
      if (!mine || !yours) throw new Error('expected keys');
      for (const key of [sends(mine), sends(yours)]) {
        expect(seen.has(key ?? ''), mode).to.equal(false);
        seen.add(key ?? '');
      }
      if (sessions) for (const [at, keying] of [mine, yours].entries()) sessions[at as 0 | 1].update(keying);
      else sessions = [new SrtpSession(mine), new SrtpSession(yours)];
      const packet = rtp(1, index + 1);
      expect(sessions[1].unprotectRtp(sessions[0].protectRtp(packet).slice())).to.deep.equal(packet);
    }
    expect(seen.size).to.equal(10);
  });

  it('rsa-r: the answerer chooses new keys each time (RFC 4738 §3.2)', async () => {
    const one = end('alice', rsaHost('leaf'), { policy: offering('rsa-r') });
    const other = end('bob', rsaHost('bob'), { policy: offering('rsa-r') });
    const first = await exchangeAsync(one, other);
    const second = await exchangeAsync(one, other);
    expect(sends(second.ours.rtpSessions[0])).to.equal(receives(second.theirs.rtpSessions[0]));
    expect(sends(second.ours.rtpSessions[0])).to.not.equal(sends(first.ours.rtpSessions[0]));
  });

  it('a section that is added has a bundle of its own; the one that was there keeps its keys', () => {
    const [one, other] = [end('alice', pskHost()), end('bob', pskHost())];
    const first = exchange(one, other);
    one.local = sdp(...session('alice'), ...audio(40_000), ...video(40_002));
    other.local = sdp(...session('bob'), ...audio(50_000), ...video(50_002));
    const second = exchange(one, other);
    expect(kinds(second.ours)).to.deep.equal(['mikey', 'mikey']);
    expect(sends(second.ours.rtpSessions[0])).to.equal(sends(first.ours.rtpSessions[0]));
    const csbIds = messagesOf(second.offer).map(({ header }) => header.csbId);
    expect(new Set(csbIds)).to.have.property('size', 2);
  });

  it('takes no CSB ID that the call has, nor one twice in an offer (RFC 3830 §6.1)', () => {
    const [one, other] = [end('alice', pskHost()), end('bob', pskHost())];
    const { offer } = exchange(one, other);
    const [taken = 0] = messagesOf(offer).map(({ header }) => header.csbId);
    for (const port of [40_000, 0]) {
      one.local = sdp(...session('alice'), ...audio(port), ...video(40_002), ...video(40_004));
      // A source that proposes the CSB ID of the call twice, and then each other one twice.
      let draws = 0;
      const random = (target: Uint8Array) => {
        if (target.length !== 4) return void globalThis.crypto.getRandomValues(target as Uint8Array<ArrayBuffer>);
        new DataView(target.buffer, target.byteOffset).setUint32(0, taken + Math.floor(draws++ / 2));
      };
      const { sdp: text } = createOffer(one.local, { ...options(one, now + 60_000), random });
      const csbIds = messagesOf(text).map(({ header }) => (header.csbId - taken) >>> 0);
      expect(csbIds).to.deep.equal(port === 0 ? [1, 2] : [0, 1, 2]);
    }
  });

  it('new keys have another MKI, where the policy wants one (RFC 3830 §6.14)', () => {
    const policy: PolicyInput = { security: { keying: ['mikey'], mki: { offer: 2 } } };
    const [one, other] = [end('alice', pskHost(), { policy }), end('bob', pskHost(), { policy })];
    const mkis = [false, true, true].map(rekey => {
      const { ours } = exchange(one, other, { rekey });
      return [...(ours.rtpSessions[0]?.send[0]?.masterKeys[0]?.mki ?? [])];
    });
    expect(mkis).to.deep.equal([
      [0, 1],
      [0, 2],
      [0, 3],
    ]);
  });

  it('names the SSRC and the ROC of our stream, and learns those of the peer’s (RFC 3830 §6.1.1)', () => {
    const one = end('alice', pskHost(), { stream: () => ({ ssrc: 0x1111, roc: 3 }) });
    const other = end('bob', pskHost(), { stream: () => ({ ssrc: 0x2222 }) });
    const { ours, theirs } = exchange(one, other);
    for (const [agreement, sender] of [
      [ours, 'send'],
      [theirs, 'receive'],
    ] as const) {
      const keying = agreement.rtpSessions[0];
      const [mine, yours] = sender === 'send' ? [keying?.send, keying?.receive] : [keying?.receive, keying?.send];
      expect(mine?.[0]?.streams).to.deep.equal([{ ssrc: 0x1111, roc: 3 }]);
      expect(yours?.[0]?.streams).to.deep.equal([{ ssrc: 0x2222, roc: 0 }]);
    }
  });

  describe('does not become weaker without opt-in (Q24, RFC 4567 §4.1.2)', () => {
    const both: PolicyInput = { security: { keying: ['mikey', 'sdes'], security: 'preferred' } };
    const call = (policy = both) => {
      const pair = [end('alice', pskHost(), { policy }), end('bob', pskHost(), { policy })] as const;
      expect(kinds(exchange(...pair).theirs)).to.deep.equal(['mikey']);
      return pair;
    };

    for (const [what, change, policy] of [
      ['by an offer with a=crypto alone', (text: string) => text.replace(/a=key-mgmt:.*\r\n/, `${line(1, 1)}\r\n`), both],
      ['by an offer in the clear', (text: string) => text.replace('RTP/SAVP', 'RTP/AVP').replace(/a=key-mgmt:.*\r\n/, ''), both],
    ] as const)
      it(what, () => {
        const [one, other] = call(policy);
        const { theirs } = exchange(one, other, { offerOnTheWay: change });
        expect(kinds(theirs)).to.deep.equal(['rejected']);
        expect(ids(theirs).filter(id => id.endsWith(' error'))).to.have.length(1);
      });

    for (const [what, change, rule] of [
      [
        'by an answer with a=crypto alone',
        (text: string) => text.replace(/a=key-mgmt:.*\r\n/, `${line(1, 1)}\r\n`),
        'oa/osrtp-answer-not-offered error',
      ],
      ['by an answer without keys', (text: string) => text.replace(/a=key-mgmt:.*\r\n/, ''), 'sdp/savp-no-keying error'],
      [
        'by an answer in the clear',
        (text: string) => text.replace('RTP/SAVP', 'RTP/AVP').replace(/a=key-mgmt:.*\r\n/, ''),
        'sdp/answer-profile-change error',
      ],
    ] as const)
      it(what, () => {
        const { ours } = exchange(...call(), { answerOnTheWay: change });
        expect(kinds(ours)).to.deep.equal(['rejected']);
        expect(ids(ours)).to.deep.equal([rule]);
      });

    it('by a policy that has struck off MIKEY meanwhile, on either side', () => {
      const [one, other] = call();
      one.policy = { security: { keying: ['sdes'] } };
      const { theirs } = exchange(one, other);
      expect(reasons(theirs)[0]).to.be.a('string').and.not.equal('sdes');
      const [a, b] = call();
      a.policy = { security: { keying: ['sdes'] } };
      b.policy = { security: { keying: ['sdes'], downgrade: 'allow' } };
      const { ours } = exchange(a, b);
      expect(ids(ours)).to.include('oa/downgrade-on-reinvite error');
    });

    it('and with opt-in of both it does', () => {
      const [one, other] = call();
      one.policy = { security: { keying: ['sdes'], downgrade: 'allow' } };
      other.policy = { security: { keying: ['sdes'], downgrade: 'allow' } };
      const { ours, theirs } = exchange(one, other);
      expect([kinds(ours), kinds(theirs)]).to.deep.equal([['sdes'], ['sdes']]);
    });

    it('by a weaker suite', () => {
      const [one, other] = call({ security: { keying: ['mikey'] } });
      // A bundle of its own: an update would have the suite of its bundle.
      one.dialog = undefined;
      one.policy = { security: { keying: ['mikey'], suites: ['AES_CM_128_HMAC_SHA1_80'] } };
      const { theirs } = exchange(one, other);
      expect(reasons(theirs)).to.deep.equal(['weaker than AEAD_AES_256_GCM, which the call had']);
      expect(ids(theirs)).to.deep.equal(['mikey/refused error']);
    });
  });

  describe('does not take a message twice (RFC 3830 §5.4)', () => {
    it('an old message in a re-offer is refused', () => {
      const [one, other] = [end('alice', pskHost()), end('bob', pskHost())];
      const [old] = keyMgmtLines(exchange(one, other).offer);
      exchange(one, other, { rekey: true });
      const { theirs } = exchange(one, other, {
        offerOnTheWay: text => text.replace(keyMgmtLines(text)[0] as string, old as string),
      });
      expect(theirs.sections[0]).to.include({ kind: 'rejected' });
      expect(theirs.sections[0])
        .to.have.property('keyManagement')
        .that.deep.equals({
          code: 'invalid-timestamp',
          // RFC 4567 §4.1.2: "at least a 306" for a re-keying that fails.
          warnings: [306, 399],
        });
      expect(ids(theirs)).to.deep.equal(['mikey/refused error']);
    });

    it('a message of another call is refused, in the same second', () => {
      const host = pskHost();
      const first = exchange(end('alice', pskHost()), end('bob', host));
      const { theirs } = exchange(end('alice', pskHost()), end('bob', host), { offerOnTheWay: () => first.offer });
      expect(theirs.sections[0]).to.have.nested.property('keyManagement.code', 'replayed');
    });

    it('our own message, sent back as an offer, is refused', () => {
      const alice = end('alice', pskHost());
      const pending = exchange(alice, end('bob', pskHost()));
      const { theirs } = exchange(
        end('alice', pskHost()),
        { ...alice, dialog: undefined },
        { offerOnTheWay: () => pending.offer },
      );
      expect(theirs.sections[0]).to.have.nested.property('keyManagement.code', 'identity-mismatch');
    });

    it('the message that is in use, repeated in a refresh, changes nothing and has the same answer', () => {
      const [one, other] = [end('alice', pskHost()), end('bob', pskHost())];
      const first = exchange(one, other);
      const again = exchange(one, other, { offerOnTheWay: () => first.offer, answerOnTheWay: () => first.answer });
      expect(keyMgmtLines(again.answered.sdp)).to.deep.equal(keyMgmtLines(first.answer));
      expect(receives(again.theirs.rtpSessions[0])).to.equal(receives(first.theirs.rtpSessions[0]));
    });
  });

  it('goes on with a=crypto where it began with it, whatever the policy prefers', () => {
    const sdesFirst: PolicyInput = { security: { keying: ['sdes'] } };
    const [one, other] = [end('alice', pskHost(), { policy: sdesFirst }), end('bob', pskHost(), { policy: sdesFirst })];
    const first = exchange(one, other);
    const both: PolicyInput = { security: { keying: ['mikey', 'sdes'] } };
    one.policy = both;
    other.policy = both;
    const second = exchange(one, other);
    expect(kinds(second.ours)).to.deep.equal(['sdes']);
    expect(sends(second.ours.rtpSessions[0])).to.equal(sends(first.ours.rtpSessions[0]));
    one.policy = mikeyOnly;
    expect(kinds(exchange(one, other).theirs)).to.deep.equal(['mikey']);
  });
});
