import { drive, formatKeyMgmt, initiator, type Mode } from '@sdpsec/mikey';
import { answerOffer, answerOfferAsync, createOffer, createOfferAsync } from '@sdpsec/negotiation/offer-answer';
import type { PolicyInput } from '@sdpsec/negotiation/policy';
import { Secret } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import fc from 'fast-check';
import { audio, cryptoLines, line, mediaLines, sdp, session, video } from '../sdp.js';
import {
  alice,
  bob,
  chainOf,
  end,
  exchange,
  exchangeAsync,
  expectMedia,
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
} from './mikey-call.js';

const cm80 = { suite: 'AES_CM_128_HMAC_SHA1_80' } as const;
const offering = (...offer: Mode[]): PolicyInput => ({ security: { keying: ['mikey'], mikey: { offer } } });
const without = (which: number) => (text: string) => text.replace(`${keyMgmtLines(text)[which]}\r\n`, '');
const codeOf = (agreement: { sections: readonly unknown[] }) =>
  (agreement.sections[0] as { keyManagement?: { code: string } }).keyManagement?.code;

describe('bidding down (RFC 4567 §4.1.4)', () => {
  const twoLines = () => [end('alice', pskHost(), { policy: offering('dhhmac', 'psk') }), end('bob', pskHost())] as const;

  for (const [what, change] of [
    ['the stronger line is deleted', without(0)],
    ['the weaker line is deleted', without(1)],
    ['the stronger line becomes one of another protocol', (text: string) => text.replace('key-mgmt:mikey', 'key-mgmt:keyp1')],
    ['the stronger line becomes unreadable', (text: string) => text.replace('a=key-mgmt:mikey', 'a=key-mgmt:!')],
    ['a line is added', (text: string) => text.replace('a=key-mgmt', 'a=key-mgmt:keyp1 AAAA\r\na=key-mgmt')],
  ] as const)
    it(`the answerer notices that ${what}`, () => {
      const { theirs, ours } = exchange(...twoLines(), { offerOnTheWay: change });
      expect(theirs.sections[0]).to.include({ kind: 'rejected', secured: false });
      expect(codeOf(theirs)).to.equal('bidding-down');
      expect(ids(theirs)).to.deep.equal(['mikey/bidding-down error']);
      expect(ours.sections[0]).to.include({ kind: 'rejected' });
    });

  it('at session level too', () => {
    const policy: PolicyInput = { ...offering('dhhmac', 'psk'), interop: { keyMgmtLevel: 'session' } };
    const { theirs } = exchange(end('alice', pskHost(), { policy }), end('bob', pskHost()), { offerOnTheWay: without(0) });
    expect(codeOf(theirs)).to.equal('bidding-down');
  });

  // RFC 4567 §7: "SHOULD (according to policy) … reject". No deployed peer sends the list.
  for (const [requireSdpIds, kind, rules] of [
    [false, 'mikey', ['mikey/sdp-ids-absent info']],
    [true, 'rejected', ['mikey/bidding-down error']],
  ] as const)
    it(`an offer without the list is ${kind} where the policy ${requireSdpIds ? 'asks' : 'does not ask'} for it`, () => {
      const foreign = initiator({ mode: 'psk', identity: alice, peer: bob, sessions: [{ policy: cm80 }, { policy: cm80 }] });
      const message = drive(foreign.start(now), pskHost());
      if (message.kind !== 'offered') throw new Error('expected a message');
      const value = formatKeyMgmt(message.message);
      const offer = sdp(...session('alice'), ...audio(40_000, 'RTP/SAVP'), `a=key-mgmt:${value}`);
      const policy: PolicyInput = { security: { keying: ['mikey'], mikey: { requireSdpIds } } };
      const other = end('bob', pskHost(), { policy });
      const { agreement } = answerOffer(offer, other.local, options(other, now));
      expect(kinds(agreement)).to.deep.equal([kind]);
      expect(ids(agreement)).to.deep.equal(rules);
    });
});

describe('several a=key-mgmt lines are alternatives in order (RFC 4567 §3.1)', () => {
  const certified = async (policy: PolicyInput, local = sdp(...session('alice'), ...audio(40_000))) => {
    const one = end('alice', rsaHost('leaf'), { policy, local, peerCertificates: chainOf('bob') });
    return createOfferAsync(one.local, options(one, now));
  };
  const noCertificates = 'a=key-mgmt:mikey public-key';

  it('an exchange that is not there leads to the next line: a browser has no RSA', async () => {
    const pending = await certified(offering('public-key', 'psk', 'dhhmac'));
    const other = end('bob', pskHost());
    const answered = answerOffer(pending.sdp, other.local, options(other, now));
    expect(kinds(answered.agreement)).to.deep.equal(['mikey']);
    expect(ids(answered.agreement)).to.deep.equal([]);
    const lost = answered.agreement.sections[0]?.lost ?? [];
    expect(lost.map(({ what }) => what)).to.deep.equal([noCertificates, 'a=key-mgmt:mikey dhhmac']);
    expect(lost[0]?.reason).to.equal('the host has no trust');
    expect(lost[1]?.reason).to.equal('another line stands before it');
    // RFC 3830 §6.1: data type 1 is the answer of the pre-shared key exchange.
    expect(messagesOf(answered.sdp).map(({ header }) => header.dataType)).to.deep.equal([1]);
    const { agreement } = await pending.acceptAsync(answered.sdp, now);
    expectMedia(agreement, answered.agreement);
  });

  it('so for each m= section that one set of lines at session level is for, each message answered once', async () => {
    const claims: number[] = [];
    const host = { ...pskHost(), claimReplay: () => claims.push(0) === 1 };
    const policy: PolicyInput = { ...offering('public-key', 'psk'), interop: { keyMgmtLevel: 'session' } };
    const local = (name: string, port: number) => sdp(...session(name), ...audio(port), ...video(port + 2));
    const pending = await certified(policy, local('alice', 40_000));
    const other = end('bob', host, { local: local('bob', 50_000) });
    const answered = answerOffer(pending.sdp, other.local, options(other, now));
    expect(kinds(answered.agreement)).to.deep.equal(['mikey', 'mikey']);
    expect(claims).to.have.length(1);
    const { agreement } = await pending.acceptAsync(answered.sdp, now);
    expectMedia(agreement, answered.agreement);
  });

  it('a line that was spoiled ends the session: the next one is not tried (§4.1.2)', () => {
    const [one, other] = [end('alice', pskHost(), { policy: offering('dhhmac', 'psk') }), end('bob', pskHost())];
    const { theirs } = exchange(one, other, { offerOnTheWay: spoiled(60) });
    expect(theirs.sections[0]).to.include({ kind: 'rejected', secured: false });
    expect(ids(theirs)).to.deep.equal(['mikey/refused error']);
  });

  for (const which of [0, 1])
    it(`the line that is tried next authenticates the list of all: line ${which + 1} of three was taken away (§4.1.4)`, async () => {
      const pending = await certified(offering('public-key', 'dhhmac', 'psk'));
      expect(keyMgmtLines(pending.sdp)).to.have.length(3);
      const other = end('bob', pskHost());
      const { agreement } = answerOffer(without(which)(pending.sdp), other.local, options(other, now));
      expect(codeOf(agreement)).to.equal('bidding-down');
      expect(agreement.sections[0]).to.include({ kind: 'rejected', secured: false });
    });

  it('where none can be used each says why, and no more than eight are tried', () => {
    const lines = Array.from({ length: 10 }, () => {
      const foreign = initiator({ mode: 'psk', identity: alice, peer: bob, sessions: [{ policy: cm80 }, { policy: cm80 }] });
      const message = drive(foreign.start(now), pskHost());
      if (message.kind !== 'offered') throw new Error('expected a message');
      return `a=key-mgmt:${formatKeyMgmt(message.message)}`;
    });
    let asked = 0;
    const psk = () => {
      asked++;
      return undefined;
    };
    const other = end('bob', { ...pskHost(), psk });
    const offer = sdp(...session('alice'), ...audio(40_000, 'RTP/SAVP'), ...lines);
    const { agreement } = answerOffer(offer, other.local, options(other, now));
    expect(kinds(agreement)).to.deep.equal(['rejected']);
    const given = agreement.sections[0]?.lost.map(({ reason }) => reason) ?? [];
    expect(given.filter(reason => reason === 'there is no pre-shared key for the peer')).to.have.length(8);
    expect(given.filter(reason => reason === '8 lines stand before it')).to.have.length(2);
    expect(asked).to.equal(8);
  });
});

describe('SDES and MIKEY in one offer', () => {
  const both = (keying: ('sdes' | 'mikey')[]): PolicyInput => ({ security: { keying } });

  it('the lines stand in the order of the policy', () => {
    for (const keying of [
      ['mikey', 'sdes'],
      ['sdes', 'mikey'],
    ] as ('sdes' | 'mikey')[][]) {
      const text = createOffer(
        end('alice', pskHost()).local,
        options(end('alice', pskHost(), { policy: both(keying) }), now),
      ).sdp;
      expect(text.indexOf('a=key-mgmt') < text.indexOf('a=crypto')).to.equal(keying[0] === 'mikey');
    }
  });

  for (const [keying, kind, lost] of [
    [['mikey', 'sdes'], 'mikey', 'a=crypto tag 1 AEAD_AES_256_GCM'],
    [['sdes', 'mikey'], 'sdes', 'a=key-mgmt'],
    [['mikey'], 'mikey', 'a=crypto tag 1 AEAD_AES_256_GCM'],
    [['sdes'], 'sdes', 'a=key-mgmt'],
  ] as const)
    it(`an answerer with ${keying.join(', ')} takes ${kind}, and says why the other lost`, () => {
      const one = end('alice', pskHost(), { policy: both(['mikey', 'sdes']) });
      const { ours, theirs, answer } = exchange(one, end('bob', pskHost(), { policy: both([...keying]) }));
      for (const agreement of [ours, theirs]) {
        expect(kinds(agreement)).to.deep.equal([kind]);
        expect(agreement.sections[0]?.lost.map(({ what }) => what)).to.include(lost);
        for (const { reason } of agreement.sections[0]?.lost ?? []) expect(reason).to.match(/prefers|chose|stands before/);
      }
      expect([cryptoLines(answer).length, keyMgmtLines(answer).length]).to.deep.equal(kind === 'sdes' ? [1, 0] : [0, 1]);
      expectMedia(ours, theirs);
    });

  it('a peer without a key for MIKEY goes on with a=crypto, and says so', () => {
    const one = end('alice', pskHost(), { policy: both(['mikey', 'sdes']) });
    const other = end('bob', { ...pskHost(), psk: () => undefined }, { policy: both(['mikey', 'sdes']) });
    const { theirs } = exchange(one, other);
    expect(theirs.sections[0]).to.include({ kind: 'sdes' });
    expect(theirs.sections[0]?.lost).to.deep.include({
      what: 'a=key-mgmt:mikey psk',
      reason: 'there is no pre-shared key for the peer',
    });
  });

  it('a MIKEY message that was spoiled does not lead to a=crypto (RFC 4567 §4.1.2)', () => {
    const policy = both(['mikey', 'sdes']);
    const { theirs } = exchange(end('alice', pskHost(), { policy }), end('bob', pskHost(), { policy }), {
      offerOnTheWay: spoiled(60),
    });
    expect(theirs.sections[0]).to.include({ kind: 'rejected' });
  });

  it('what cannot be offered is left out with a reason; with nothing left it is an error', () => {
    const one = end('alice', { claimReplay: () => true }, { policy: both(['mikey', 'sdes']) });
    const pending = createOffer(one.local, options(one, now));
    expect(pending.lost).to.deep.equal([{ what: 'a=key-mgmt:mikey psk', reason: 'the host has no psk' }]);
    expect(keyMgmtLines(pending.sdp)).to.deep.equal([]);
    expect(() => createOffer(one.local, { ...options(one, now), policy: mikeyOnly })).to.throw('the host has no psk');
    expect(() => createOffer(one.local, { policy: mikeyOnly })).to.throw('the options have no mikey');
  });
});

/** The text with one octet of its first MIKEY message changed. */
function spoiled(at: number, by = 1): (text: string) => string {
  return text => {
    const [value = ''] = keyMgmtLines(text);
    const octets = Uint8Array.from(Buffer.from(value.split(' ')[1] ?? '', 'base64'));
    octets[at % octets.length] = ((octets[at % octets.length] as number) ^ by) & 0xff;
    return text.replace(value, `a=key-mgmt:mikey ${Buffer.from(octets).toString('base64')}`);
  };
}

describe('an answer that does not belong to the offer', () => {
  const answered = (change: (text: string) => string, policy: PolicyInput = mikeyOnly) =>
    exchange(end('alice', pskHost(), { policy }), end('bob', pskHost()), { answerOnTheWay: change }).ours;
  const other = exchange(end('alice', pskHost()), end('bob', pskHost())).answer;

  for (const [what, change, rule, place] of [
    ['has two lines', (text: string) => text.replace(/(a=key-mgmt.*\r\n)/, '$1$1'), 'mikey/multiple-in-answer error', [9, 1]],
    [
      'has both keyings (RFC 4568 §7.5)',
      (text: string) => `${text}${line(1, 1)}\r\n`,
      'oa/osrtp-answer-not-offered error',
      [9, 1],
    ],
    ['has another protocol', (text: string) => text.replace('mikey', 'keyp1'), 'mikey/refused error', [8, 1]],
    ['has no data', (text: string) => text.replace(/mikey .*/, 'mikey'), 'mikey/refused error', [8, 1]],
    ['has no line', (text: string) => text.replace(/a=key-mgmt.*\r\n/, ''), 'sdp/savp-no-keying error', [6, 15]],
    ['is of another call', () => other, 'mikey/refused error', [8, 1]],
  ] as const)
    it(`because it ${what}`, () => {
      const ours = answered(change);
      expect(ours.sections[0]).to.include({ kind: 'rejected', secured: false });
      expect(ids(ours)).to.deep.equal([rule]);
      expect(ours.findings[0]).to.include({ line: place[0], column: place[1], document: 'answer' });
      expect(ours.rtpSessions).to.deep.equal([]);
    });

  it('because it has both keyings, which were both offered (RFC 4568 §7.5)', () => {
    const ours = answered(text => `${text}${line(1, 1)}\r\n`, { security: { keying: ['mikey', 'sdes'] } });
    expect(ids(ours)).to.deep.equal(['oa/two-keyings-in-answer error']);
  });

  it('because it has a key-mgmt, and a=crypto alone was offered', () => {
    const ours = answered(text => text.replace(/a=crypto.*/, keyMgmtLines(other)[0] as string), {
      security: { keying: ['sdes'] },
    });
    expect(ours.sections[0]).to.include({ kind: 'rejected' });
  });

  it('and says so when that is what the peer answers with', () => {
    const one = end('alice', pskHost(), { policy: { security: { keying: ['sdes'] } } });
    const pending = createOffer(one.local, options(one, now));
    const { agreement } = pending.accept(other, now);
    expect(ids(agreement)).to.deep.equal(['mikey/answer-not-offered error']);
    expect(agreement.findings[0]).to.include({ line: 8, column: 1 });
  });
});

describe('a message that changed on its way is never accepted (RFC 3830 §5.1.1)', () => {
  // fast-check prints the seed of a run that fails.
  const change = fc.tuple(fc.nat(4096), fc.integer({ min: 1, max: 255 }));

  for (const mode of ['psk', 'dhhmac'] as const)
    it(`${mode}: any octet of either message`, () => {
      const one = end('alice', pskHost(), { policy: offering(mode) });
      const pending = createOffer(one.local, options(one, now));
      const other = end('bob', pskHost());
      const answer = answerOffer(pending.sdp, other.local, options(other, now)).sdp;
      expect(kinds(pending.accept(answer, now).agreement)).to.deep.equal(['mikey']);
      fc.assert(
        fc.property(change, ([at, by]) => {
          const receiver = end('bob', pskHost());
          const { agreement } = answerOffer(spoiled(at, by)(pending.sdp), receiver.local, options(receiver, now));
          expect(kinds(agreement)).to.deep.equal(['rejected']);
          expect(agreement.rtpSessions).to.deep.equal([]);
          expect(kinds(pending.accept(spoiled(at, by)(answer), now).agreement)).to.deep.equal(['rejected']);
        }),
        { numRuns: mode === 'psk' ? 300 : 60 },
      );
    });

  for (const mode of ['public-key', 'dh', 'rsa-r'] as const)
    it(`${mode}: any octet of either message`, async () => {
      const one = end('alice', rsaHost('leaf'), { policy: offering(mode), peerCertificates: chainOf('bob') });
      const pending = await createOfferAsync(one.local, options(one, now));
      const other = end('bob', rsaHost('bob'));
      const answer = (await answerOfferAsync(pending.sdp, other.local, options(other, now))).sdp;
      const host = rsaHost('bob');
      await fc.assert(
        fc.asyncProperty(change, async ([at, by]) => {
          const receiver = end('bob', { ...host, claimReplay: () => true });
          const { agreement } = await answerOfferAsync(spoiled(at, by)(pending.sdp), receiver.local, options(receiver, now));
          expect(kinds(agreement)).to.deep.equal(['rejected']);
          expect(kinds((await pending.acceptAsync(spoiled(at, by)(answer), now)).agreement)).to.deep.equal(['rejected']);
        }),
        { numRuns: 25 },
      );
    });
});

describe('a MIKEY that fails ends the session (RFC 4567 §4.1.2)', () => {
  const local = (name: string, port: number) => sdp(...session(name), ...audio(port), ...video(port + 2));
  const wrong = () => pskHost(Secret.from(new Uint8Array(16).fill(8)));

  it('the parts included that succeeded; the answer has MIKEY’s own error message', () => {
    const one = end('alice', pskHost(), { local: local('alice', 40_000) });
    const other = end('bob', pskHost(), { local: local('bob', 50_000) });
    const { theirs, answer, ours } = exchange(one, other, { offerOnTheWay: spoiled(70) });
    expect(kinds(theirs)).to.deep.equal(['rejected', 'rejected']);
    expect(reasons(theirs)[1]).to.equal('the key management of m= section 0 failed, and with it the session (RFC 4567 §4.1.2)');
    expect(mediaLines(answer)).to.deep.equal(['m=audio 0 RTP/SAVP 0', 'm=video 0 RTP/SAVP 96']);
    expect(messagesOf(answer).map(({ header }) => header.dataType)).to.deep.equal([6]);
    expect(reasons(ours)[0]).to.match(/^the peer rejects it \(port 0\); the peer reports, without proof: /);
  });

  for (const [what, other, clock, code, warnings] of [
    ['another pre-shared key', end('bob', wrong()), now, 'authentication-failed', [399]],
    [
      'a policy without the suite',
      end('bob', pskHost(), { policy: { security: { keying: ['mikey'], suites: ['AES_CM_128_HMAC_SHA1_80'] } } }),
      now,
      'unsupported-policy',
      [306, 399],
    ],
    ['a clock that is two hours off', end('bob', pskHost()), now + 7_200_000, 'invalid-timestamp', [399]],
  ] as const)
    it(`${what}: the code, and the Warning of a 488`, () => {
      const one = end('alice', pskHost());
      const pending = createOffer(one.local, options(one, now));
      const { agreement, sdp: answer } = answerOffer(pending.sdp, other.local, options(other, clock));
      expect(agreement.sections[0]).to.deep.include({ kind: 'rejected', keyManagement: { code, warnings } });
      expect(ids(agreement)).to.deep.equal(['mikey/refused error']);
      expect(agreement.findings[0]).to.include({ line: 8, column: 1, document: 'offer' });
      expect(messagesOf(answer).map(({ header }) => header.dataType)).to.deep.equal([6]);
    });

  it('an authenticated error message is told as the peer’s word', () => {
    const one = end('alice', pskHost());
    const other = end('bob', pskHost(), { policy: { security: { keying: ['mikey'], suites: ['AES_CM_128_HMAC_SHA1_80'] } } });
    const { ours } = exchange(one, other);
    expect(ours.sections[0]).to.have.nested.property('keyManagement.code', 'peer-error');
    expect(reasons(ours)[0]).to.match(/the peer reports: Invalid SPpar/);
  });

  it('an exchange that the policy does not accept is passed over, and with it the session is refused without keys', () => {
    const policy: PolicyInput = { security: { keying: ['mikey'], mikey: { accept: ['dh'] } } };
    const { theirs } = exchange(end('alice', pskHost()), end('bob', pskHost(), { policy }));
    expect(theirs.sections[0]).to.deep.include({
      kind: 'rejected',
      lost: [{ what: 'a=key-mgmt:mikey psk', reason: 'the policy does not accept psk' }],
    });
  });

  it('a message with crypto sessions for one of two m= sections gives the other no keys: none is used twice (§7.1)', () => {
    const one = end('alice', pskHost());
    const [text = ''] = keyMgmtLines(createOffer(one.local, options(one, now)).sdp);
    const doubled = sdp(...session('alice'), ...audio(40_000, 'RTP/SAVP'), text, ...video(40_002, 'RTP/SAVP'), text);
    const { agreement } = answerOffer(doubled, local('bob', 50_000), options(end('bob', pskHost()), now));
    expect(kinds(agreement)).to.deep.equal(['rejected', 'rejected']);
    expect(reasons(agreement)[1]).to.match(/^expected crypto sessions 3 and 4 for this m= section/);
  });

  for (const weakening of ['unencryptedSrtp', 'unencryptedSrtcp', 'unauthenticatedSrtp'] as const)
    it(`a message whose policy says ${weakening} needs the word of ours (RFC 3830 §6.10.1)`, () => {
      const weak = { ...cm80, [weakening]: true };
      const foreign = initiator({
        mode: 'psk',
        identity: alice,
        peer: bob,
        sdpIds: ['mikey'],
        sessions: [{ policy: weak }, { policy: weak }],
      });
      const message = drive(foreign.start(now), pskHost());
      if (message.kind !== 'offered') throw new Error('expected a message');
      const offer = sdp(...session('a'), ...audio(40_000, 'RTP/SAVP'), `a=key-mgmt:${formatKeyMgmt(message.message)}`);
      const other = end('bob', pskHost());
      const { agreement } = answerOffer(offer, other.local, options(other, now));
      expect(agreement.sections[0]).to.have.nested.property('keyManagement.code', 'policy');
      expect(reasons(agreement)[0]).to.match(/is not allowed by the policy$/);
    });
});

describe('without an answer from the peer (the V flag, RFC 3830 §6.1)', () => {
  const policy: PolicyInput = { security: { keying: ['mikey'], mikey: { verify: false } } };

  it('one message is enough, where the policy says so', () => {
    const { ours, theirs, answer } = exchange(end('alice', pskHost(), { policy }), end('bob', pskHost()));
    expect(keyMgmtLines(answer)).to.deep.equal([]);
    expect([kinds(ours), kinds(theirs)]).to.deep.equal([['mikey'], ['mikey']]);
    expectMedia(ours, theirs);
  });

  it('but not under RTP/AVP, where an answer without a message has no keys (RFC 8643 §3)', () => {
    const opportunistic: PolicyInput = { security: { ...policy.security, security: 'opportunistic' } };
    const { offer, ours, theirs } = exchange(end('alice', pskHost(), { policy: opportunistic }), end('bob', pskHost()));
    expect(mediaLines(offer)).to.deep.equal(['m=audio 40000 RTP/AVP 0']);
    expect([kinds(ours), kinds(theirs)]).to.deep.equal([['mikey'], ['mikey']]);
    expectMedia(ours, theirs);
  });

  it('but not for one of several lines, nor where Diffie-Hellman has to be answered', () => {
    for (const offer of [['dhhmac', 'psk'], ['dhhmac']] as Mode[][]) {
      const one = end('alice', pskHost(), { policy: { security: { keying: ['mikey'], mikey: { verify: false, offer } } } });
      const { ours } = exchange(one, end('bob', pskHost()), { answerOnTheWay: text => text.replace(/a=key-mgmt.*\r\n/, '') });
      expect(ids(ours)).to.deep.equal(['sdp/savp-no-keying error']);
    }
  });
});

describe('the misspelling a=key-mgt', () => {
  it('is read, reported, and written by a policy', () => {
    const policy: PolicyInput = { ...mikeyOnly, interop: { keyMgmtName: 'key-mgt' } };
    const { offer, ours, theirs } = exchange(end('alice', pskHost(), { policy }), end('bob', pskHost(), { policy }));
    expect(keyMgmtLines(offer)[0]).to.match(/^a=key-mgt:mikey /);
    expect(ids(theirs)).to.deep.equal(['sdp/key-mgt-misspelled warning']);
    expect(ids(ours)).to.deep.equal([]);
    expectMedia(ours, theirs);
  });
});

describe('with a host that takes its time', () => {
  it('psk, replay cache, trust, signature, envelope and Diffie-Hellman may all be promises', async () => {
    const slow = (host: ReturnType<typeof rsaHost>) =>
      Object.fromEntries(
        Object.entries(host).map(([name, method]) => [
          name,
          async (...args: unknown[]) => {
            await new Promise(resolve => setImmediate(resolve));
            return (method as (...given: unknown[]) => unknown)(...args);
          },
        ]),
      ) as unknown as ReturnType<typeof rsaHost>;
    for (const mode of ['psk', 'public-key', 'dh', 'dhhmac', 'rsa-r'] as const) {
      const one = end('alice', slow(rsaHost('leaf')), { policy: offering(mode), peerCertificates: chainOf('bob') });
      const { ours, theirs } = await exchangeAsync(one, end('bob', slow(rsaHost('bob'))));
      expectMedia(ours, theirs);
    }
  });

  it('what the host throws goes to the caller', async () => {
    const one = end('alice', { ...rsaHost('leaf'), psk: () => Promise.reject(new Error('the directory is away')) });
    const thrown = await createOfferAsync(one.local, options(one, now)).catch((error: Error) => error.message);
    expect(thrown).to.equal('the directory is away');
  });
});
