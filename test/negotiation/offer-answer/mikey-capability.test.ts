import type { Mode } from '@sdpsec/mikey';
import { answerOffer } from '@sdpsec/negotiation/offer-answer';
import type { PolicyInput } from '@sdpsec/negotiation/policy';
import { expect } from 'chai';
import { audio, cryptoLines, mediaLines, sdp, session, video } from '../sdp.js';
import { end, exchange, expectMedia, ids, keyMgmtLines, kinds, now, options, pskHost } from './mikey-call.js';

type Keying = NonNullable<NonNullable<PolicyInput['security']>['keying']>;

const beside = (keying: Keying = ['mikey'], offer: Mode[] = ['psk']): PolicyInput => ({
  security: { keying, security: 'preferred', mikey: { offer } },
  interop: { preferredOffer: 'capabilities' },
});
const capability = (text: string) => text.split('\r\n').filter(line => /^a=(?:acap|pcfg|acfg)/.test(line));
const plain = (name: 'alice' | 'bob', policy: PolicyInput, local?: string) =>
  end(name, pskHost(), { policy, ...(local !== undefined && { local }) });
const atRisk = (change: (text: string) => string, answerer = beside()) =>
  exchange(plain('alice', beside()), plain('bob', answerer), { offerOnTheWay: change });

describe('MIKEY as a capability beside plain media (RFC 5939 §3.4.1, RFC 4567 §3.1)', () => {
  it('is answered under the profile of its configuration, by MIKEY in the section itself and a=acfg', () => {
    const [one, other] = [plain('alice', beside()), plain('bob', beside())];
    const { offer, answer, ours, theirs } = exchange(one, other);
    expect(mediaLines(offer)).to.deep.equal(['m=audio 40000 RTP/AVP 0']);
    expect([keyMgmtLines(offer), capability(offer).at(-1)]).to.deep.equal([[], 'a=pcfg:1 t=1 a=1']);
    expect(mediaLines(answer)).to.deep.equal(['m=audio 50000 RTP/SAVP 0']);
    expect([keyMgmtLines(answer).length, capability(answer)]).to.deep.equal([1, ['a=acfg:1 t=1 a=1']]);
    expect([kinds(ours), kinds(theirs), ids(ours), ids(theirs)]).to.deep.equal([['mikey'], ['mikey'], [], []]);
    expectMedia(ours, theirs);
    // §3.6.3: the next offer has the selected configuration as its own, and MIKEY updates its bundle.
    const next = exchange(one, other, { rekey: true });
    expect(mediaLines(next.offer)).to.deep.equal(['m=audio 40000 RTP/SAVP 0']);
    expect([capability(next.offer), keyMgmtLines(next.offer).length, kinds(next.ours)]).to.deep.equal([[], 1, ['mikey']]);
    expectMedia(next.ours, next.theirs);
  });

  for (const [answerer, kind] of [
    [['mikey', 'sdes'], 'mikey'],
    [['sdes', 'mikey'], 'sdes'],
  ] as [Keying, string][])
    it(`of both keyings an answerer with ${answerer.join(', ')} takes ${kind}`, () => {
      const { answer, ours, theirs } = exchange(plain('alice', beside(['sdes', 'mikey'])), plain('bob', beside(answerer)));
      expect([kinds(ours), kinds(theirs)]).to.deep.equal([[kind], [kind]]);
      expect([cryptoLines(answer).length, keyMgmtLines(answer).length]).to.deep.equal(kind === 'sdes' ? [1, 0] : [0, 1]);
      expectMedia(ours, theirs);
    });

  it('several lines are one alternative, each with the list of all (RFC 4567 §4.1.4)', () => {
    const policy = beside(['mikey'], ['dhhmac', 'psk']);
    const { offer, ours, theirs } = exchange(plain('alice', policy), plain('bob', policy));
    expect(capability(offer).at(-1)).to.equal('a=pcfg:1 t=1 a=1,2');
    expect(theirs.sections[0]).to.include({ kind: 'mikey', mode: 'dhhmac' });
    expectMedia(ours, theirs);
    const taken = exchange(plain('alice', policy), plain('bob', policy), {
      offerOnTheWay: text => text.replace('a=1,2', 'a=2'),
    });
    expect(ids(taken.theirs)).to.deep.equal(['mikey/bidding-down error']);
    expect(kinds(taken.theirs)).to.deep.equal(['rejected']);
  });

  it('two sections have a message each; bundled ones share one, and each finds its own crypto sessions (RFC 4567 §7.1)', () => {
    const bundled = (name: string, port: number) =>
      sdp(...session(name), 'a=group:BUNDLE a v', ...audio(port), 'a=mid:a', ...video(port + 2), 'a=mid:v');
    const apart = (name: string, port: number) => sdp(...session(name), ...audio(port), ...video(port + 2));
    const call = (local: typeof apart) =>
      exchange(plain('alice', beside(), local('alice', 40_000)), plain('bob', beside(), local('bob', 50_000)));
    const two = call(apart);
    expect([kinds(two.ours), kinds(two.theirs)]).to.deep.equal([
      ['mikey', 'mikey'],
      ['mikey', 'mikey'],
    ]);
    expectMedia(two.ours, two.theirs);
    // An answerer that does not bundle needs the crypto sessions of the second section.
    const one = exchange(plain('alice', beside(), bundled('alice', 40_000)), plain('bob', beside(), apart('bob', 50_000)));
    const messages = capability(one.offer).filter(line => line.startsWith('a=acap'));
    expect(new Set(messages.map(line => line.replace(/\d+ /, ''))).size).to.equal(1);
    expect(kinds(one.ours)).to.deep.equal(['mikey', 'mikey']);
    expectMedia(one.ours, one.theirs);
  });

  it('"-m" and "-s" take away the lines of the section and of the session part (RFC 5939 §3.5.1)', () => {
    const stray = 'a=key-mgmt:keyp1 AAAA\r\n';
    for (const [list, rules] of [
      ['-ms:1', []],
      ['-m:1', []],
      ['1', ['mikey/bidding-down error']],
    ] as const) {
      const { theirs } = atRisk(text =>
        text.replace(/a=pcfg.*/, `a=pcfg:1 t=1 a=${list}`).replace('a=rtpmap', `${stray}a=rtpmap`),
      );
      expect(ids(theirs), list).to.deep.equal(rules);
    }
  });

  it('a message that was spoiled ends the session, and does not lead to plain media (RFC 4567 §4.1.2)', () => {
    const { theirs } = atRisk(text =>
      text.replace(/(a=acap:1 key-mgmt:mikey .{80})(.)/, (_, before, one) => before + (one === 'A' ? 'B' : 'A')),
    );
    expect(kinds(theirs)).to.deep.equal(['rejected']);
    expect(ids(theirs)).to.deep.equal(['mikey/refused error']);
  });

  it('a peer without a key for it goes by the m= line, and says why; so does one that knows no capabilities', () => {
    const one = plain('alice', beside());
    const keyless = end('bob', { ...pskHost(), psk: () => undefined }, { policy: beside() });
    const { theirs, ours, pending } = exchange(one, keyless);
    expect([kinds(theirs), kinds(ours)]).to.deep.equal([['plain'], ['plain']]);
    expect(theirs.sections[0]?.lost).to.deep.equal([{ what: 'a=pcfg:1 t=1 a=1', reason: 'it has no keys that we could use' }]);
    expect(kinds(pending.accept(end('bob', pskHost()).local, now).agreement)).to.deep.equal(['plain']);
  });

  for (const [what, change] of [
    ['without a=acfg', (text: string) => text.replace(/a=acfg.*\r\n/, '')],
    ['that selects another configuration', (text: string) => text.replace('acfg:1', 'acfg:2')],
    ['under the profile of the m= line', (text: string) => text.replace('RTP/SAVP', 'RTP/AVP')],
  ] as const)
    it(`an answer ${what} has no keys (RFC 5939 §3.6.3)`, () => {
      const { ours } = exchange(plain('alice', beside()), plain('bob', beside()), { answerOnTheWay: change });
      expect(kinds(ours)).to.deep.equal(['rejected']);
      expect(ours.rtpSessions).to.deep.equal([]);
    });

  it('a policy without MIKEY has no use for it', () => {
    const other = plain('bob', { security: { keying: ['sdes'], security: 'preferred' } });
    const { offer } = exchange(plain('alice', beside()), plain('bob', beside()));
    const { agreement } = answerOffer(offer, other.local, options(other, now));
    expect(agreement.sections[0]).to.deep.include({
      kind: 'plain',
      lost: [{ what: 'a=pcfg:1 t=1 a=1', reason: 'it has no keys that we could use' }],
    });
  });
});
