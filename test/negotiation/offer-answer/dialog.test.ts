import { answerOffer, createOffer } from '@sdpsec/negotiation/offer-answer';
import { expect } from 'chai';
import { receives, sends } from '../keys.js';
import { cryptoLines, key30, line, mediaLines } from '../sdp.js';
import { account, type Exchange, exchange, type Outcome, Phone } from './phone.js';

/** A call between two phones, with its keys by who sends them. */
class Call {
  readonly a: Phone;
  readonly b: Phone;
  readonly #sent = new Map<string, string | undefined>();
  last: Outcome | undefined;

  constructor(sections: number, bundle: boolean) {
    const ports = (first: number) => Array.from({ length: sections }, (_, i) => first + 2 * i);
    this.a = new Phone(1, ports(40_000), bundle);
    this.b = new Phone(2, ports(50_000), bundle);
  }

  /** Runs one exchange and tells what it did to the keys. */
  run(by: 'a' | 'b', how: Exchange = {}): string[] {
    const [offerer, answerer] = by === 'a' ? [this.a, this.b] : [this.b, this.a];
    const sender = (side: 'offerer' | 'answerer') => ((side === 'offerer') === (by === 'a') ? 'a' : 'b');
    const outcome = exchange(offerer, answerer, how);
    const told = account(outcome, { sent: (side, section) => this.#sent.get(`${sender(side)} ${section}`) });
    for (const session of outcome.offerer.rtpSessions)
      this.#sent.set(`${sender('offerer')} ${session.sections[0]}`, sends(session));
    for (const session of outcome.answerer.rtpSessions)
      this.#sent.set(`${sender('answerer')} ${session.sections[0]}`, sends(session));
    this.last = outcome;
    return told;
  }
}

const first = 'offerer new -/- answerer new -/-';
const kept = 'offerer same keep/keep answerer same keep/keep';

/** What the next exchange of a call may be like: the text that rules it, what happens first, and what becomes of the keys. */
const steps: readonly {
  readonly reference: string;
  readonly name: string;
  readonly prepare?: (offerer: Phone, answerer: Phone) => void;
  readonly how?: Exchange;
  readonly keys: string;
}[] = [
  { reference: 'RFC 4568 §5.1.4, Q26', name: 'refresh', keys: kept },
  {
    reference: 'RFC 3264 §8.4, Q26',
    name: 'hold by a=sendonly',
    prepare: one => {
      one.direction = 'sendonly';
    },
    keys: kept,
  },
  {
    reference: 'RFC 3264 §8.4',
    name: 'hold by a=inactive on both sides',
    prepare: (one, other) => {
      one.direction = 'inactive';
      other.direction = 'inactive';
    },
    keys: kept,
  },
  {
    reference: 'RFC 3264 §8.4',
    name: 'hold by c=0.0.0.0, which is no move',
    prepare: one => {
      one.address = 'IN IP4 0.0.0.0';
    },
    keys: kept,
  },
  {
    reference: 'Q29',
    name: 'another SSRC',
    prepare: one => {
      one.extra = ['a=ssrc:4711 cname:x'];
    },
    keys: kept,
  },
  {
    reference: 'RFC 4568 §7.1.4, RFC 3711 §3.3.1',
    name: 'new key of the offerer',
    how: { rekeyOffer: true },
    keys: 'offerer new keep/keep answerer same keep/keep',
  },
  {
    reference: 'RFC 4568 §7.1.4, RFC 3711 §3.3.1',
    name: 'new key of the answerer',
    how: { rekeyAnswer: true },
    keys: 'offerer same keep/keep answerer new keep/keep',
  },
  {
    reference: 'RFC 4568 §7.1.4',
    name: 'new keys of both',
    how: { rekeyOffer: true, rekeyAnswer: true },
    keys: 'offerer new keep/keep answerer new keep/keep',
  },
  {
    reference: 'RFC 4568 §7.1.4, Q25',
    name: 'the offerer moves to another port',
    prepare: one => {
      one.ports = one.ports.map(port => port + 1000);
    },
    keys: 'offerer new reset/reset answerer same keep/keep',
  },
  {
    reference: 'RFC 4568 §7.1.4',
    name: 'the offerer moves to another host',
    prepare: one => {
      one.address = 'IN IP4 198.51.100.7';
    },
    keys: 'offerer new reset/reset answerer same keep/keep',
  },
  {
    reference: 'RFC 4568 §7.1.4',
    name: 'the answerer moves',
    prepare: (_, other) => {
      other.address = 'IN IP6 2001:db8::1';
    },
    keys: 'offerer same keep/keep answerer new reset/reset',
  },
  {
    reference: 'RFC 4568 §7.1.4',
    name: 'both move',
    prepare: (one, other) => {
      one.address = 'IN IP4 198.51.100.7';
      other.address = 'IN IP4 198.51.100.8';
    },
    keys: 'offerer new reset/reset answerer new reset/reset',
  },
  {
    reference: 'RFC 5761 §5.1.1',
    name: 'rtcp-mux from now on',
    prepare: (one, other) => {
      one.extra = ['a=rtcp-mux'];
      other.extra = ['a=rtcp-mux'];
    },
    keys: kept,
  },
  {
    reference: 'Q28',
    name: 'new key of the offerer, and a peer that resets its ROC',
    prepare: (_, other) => {
      other.policy = { interop: { rocOnRekey: 'reset' } };
    },
    how: { rekeyOffer: true },
    keys: 'offerer new keep/reset answerer same keep/keep',
  },
  {
    reference: 'Q28',
    name: 'new key of the offerer, and a receiver that tries both',
    prepare: (_, other) => {
      other.policy = { interop: { rocOnRekey: 'probe' } };
    },
    how: { rekeyOffer: true },
    keys: 'offerer new keep/probe answerer same keep/keep',
  },
  {
    reference: 'Q28, linphone',
    name: 'new key of the offerer, whose peer begins at ROC 0 with it',
    prepare: one => {
      one.policy = { interop: { ownRocOnRekey: 'reset' } };
    },
    how: { rekeyOffer: true },
    keys: 'offerer new reset/keep answerer same keep/keep',
  },
];

const shapes = [
  { shape: 'one section', sections: 1, bundle: false, sessions: ['[0]'] },
  { shape: 'two sections', sections: 2, bundle: false, sessions: ['[0]', '[1]'] },
  { shape: 'a BUNDLE group', sections: 2, bundle: true, sessions: ['[0,1]'] },
] as const;

describe('a call goes on: keys and ROC in each direction', () => {
  for (const { shape, sections, bundle, sessions } of shapes)
    for (const by of ['a', 'b'] as const)
      for (const { reference, name, prepare, how, keys } of steps)
        it(`${shape}, next offer by ${by === 'a' ? 'the same side' : 'the other side'}: ${name} (${reference})`, () => {
          const call = new Call(sections, bundle);
          expect(call.run('a')).to.deep.equal(sessions.map(session => `${session} ${first}`));
          const [offerer, answerer] = by === 'a' ? [call.a, call.b] : [call.b, call.a];
          prepare?.(offerer, answerer);
          expect(call.run(by, how)).to.deep.equal(sessions.map(session => `${session} ${keys}`));
          // And it stays so: what has changed once is not changed again.
          expect(call.run('a')).to.deep.equal(sessions.map(session => `${session} ${kept}`));
          expect(cryptoLines(call.last?.offer ?? '')).to.have.length(sessions.length);
        });
});

describe('a call goes on: other turns', () => {
  const plainOnTheWay = (text: string) => text.replaceAll('RTP/SAVP', 'RTP/AVP').replace(/a=crypto.*\r\n/g, '');
  const rulesOf = (outcome: Outcome['offerer'] | undefined) =>
    outcome?.findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
  const kinds = (call: Call) => call.last?.offerer.sections.map(({ kind }) => kind);

  it('RFC 3264 §8: a re-offer that fails changes nothing', () => {
    const call = new Call(1, false);
    call.run('a');
    const previous = call.a.dialog;
    createOffer(call.a.local, { rekey: true, ...(previous && { previous }) });
    expect(call.run('a')).to.deep.equal([`[0] ${kept}`]);
    expect(call.run('b')).to.deep.equal([`[0] ${kept}`]);
  });

  it('RFC 3264 §8: a re-offer that is rejected with port 0 has its own dialog value; the old one still works', () => {
    const call = new Call(1, false);
    call.run('a');
    const before = [call.a.dialog, call.b.dialog] as const;
    call.b.ports = [0];
    expect(call.run('a', { rekeyOffer: true })).to.deep.equal([]);
    [call.a.dialog, call.b.dialog] = before;
    call.b.ports = [50_000];
    expect(call.run('a')).to.deep.equal([`[0] ${kept}`]);
  });

  it('Q27: a late offer, made by the side that was asked, repeats its key; the answer in the ACK repeats the other', () => {
    const call = new Call(1, false);
    call.run('a');
    expect(call.run('b')).to.deep.equal([`[0] ${kept}`]);
    expect(cryptoLines(call.last?.offer ?? '')).to.have.length(1);
  });

  it('RFC 3264 §8.1: a section is added: its keys are new, those of the others stay', () => {
    const call = new Call(1, false);
    call.run('a');
    call.a.ports.push(40_002);
    call.b.ports.push(50_002);
    expect(call.run('a')).to.deep.equal([`[0] ${kept}`, `[1] ${first}`]);
    expect(call.run('b')).to.deep.equal([`[0] ${kept}`, `[1] ${kept}`]);
  });

  it('RFC 3264 §8.2: a section is removed, and its keys with it; back again it has new ones', () => {
    const call = new Call(2, false);
    call.run('a');
    call.a.ports[1] = 0;
    call.b.ports[1] = 0;
    expect(call.run('a')).to.deep.equal([`[0] ${kept}`]);
    call.a.ports[1] = 40_002;
    call.b.ports[1] = 50_002;
    expect(call.run('b')).to.deep.equal([`[0] ${kept}`, `[1] ${first}`]);
  });

  it('RFC 3264 §8.2: a slot that is used again for another medium has new keys', () => {
    const call = new Call(2, false);
    call.run('a');
    call.a.media[1] = 'application';
    call.b.media[1] = 'application';
    expect(call.run('a')).to.deep.equal([`[0] ${kept}`, `[1] ${first}`]);
  });

  it('RFC 9143 §7.5: a section joins a BUNDLE group: one session, the key of its transport', () => {
    const call = new Call(1, true);
    call.run('a');
    call.a.ports.push(40_000);
    call.b.ports.push(50_000);
    expect(call.run('a')).to.deep.equal([`[0,1] ${kept}`]);
  });

  it('RFC 9143 §7.5: a group falls apart: the section that leaves has keys of its own', () => {
    const call = new Call(2, true);
    call.run('a');
    call.b.bundle = false;
    call.a.bundle = false;
    expect(call.run('a')).to.deep.equal([`[0] ${kept}`, `[1] ${first}`]);
  });

  it('RFC 4568 §7.1.4: a stronger suite makes new keys on both sides', () => {
    const call = new Call(1, false);
    call.a.policy = { security: { suites: ['AES_CM_128_HMAC_SHA1_80'] } };
    call.run('a');
    call.a.policy = { security: { suites: ['AEAD_AES_256_GCM'] } };
    expect(call.run('a')).to.deep.equal(['[0] offerer new keep/keep answerer new keep/keep']);
    expect(call.last?.offerer.sections[0]).to.include({ suite: 'AEAD_AES_256_GCM' });
  });

  for (const [what, weaker] of [
    ['a shorter key', { suites: ['AES_CM_128_HMAC_SHA1_80'] }],
    ['a shorter tag', { suites: ['AES_256_CM_HMAC_SHA1_32'] }],
  ] as const)
    it(`Q24: a re-offer with ${what} is refused, unless the policy allows it`, () => {
      const call = new Call(1, false);
      call.a.policy = { security: { suites: ['AES_256_CM_HMAC_SHA1_80'] } };
      call.run('a');
      call.a.policy = { security: { suites: [...weaker.suites] } };
      expect(call.run('a')).to.deep.equal([]);
      expect(call.last?.answerer.sections[0]?.lost[0]?.reason).to.contain('weaker than AES_256_CM_HMAC_SHA1_80');
      const open = new Call(1, false);
      open.a.policy = { security: { suites: ['AES_256_CM_HMAC_SHA1_80'] } };
      open.run('a');
      open.a.policy = { security: { suites: [...weaker.suites], downgrade: 'allow' } };
      open.b.policy = { security: { downgrade: 'allow' } };
      expect(open.run('a')).to.deep.equal(['[0] offerer new keep/keep answerer new keep/keep']);
    });

  for (const security of ['required', 'preferred', 'opportunistic'] as const)
    it(`Q24: a re-offer that takes the media into the clear is refused (${security})`, () => {
      const call = new Call(1, false);
      call.b.policy = { security: { security } };
      call.run('a');
      expect(call.run('a', { offerOnTheWay: plainOnTheWay })).to.deep.equal([]);
      expect(mediaLines(call.last?.answer ?? '')[0]).to.match(/^m=audio 0 /);
      expect(rulesOf(call.last?.answerer)).to.deep.equal(['oa/downgrade-on-reinvite']);
    });

  it('Q24: an answer to an opportunistic re-offer that takes the media into the clear is refused', () => {
    const call = new Call(1, false);
    call.a.policy = { security: { security: 'opportunistic' } };
    call.b.policy = { security: { security: 'opportunistic' } };
    call.run('a');
    expect(call.run.bind(call, 'a', { answerOnTheWay: plainOnTheWay })).to.throw(/expected/);
    expect(call.a.dialog?.section(0, 'audio')).to.include({ kind: 'rejected' });
  });

  it('Q24: an answer with a shorter key than the call has is refused by an offerer that has not opted in', () => {
    const call = new Call(1, false);
    call.a.policy = { security: { suites: ['AES_256_CM_HMAC_SHA1_80'] } };
    call.run('a');
    call.a.policy = { security: { suites: ['AES_CM_128_HMAC_SHA1_80'] } };
    call.b.policy = { security: { downgrade: 'allow' } };
    expect(rulesOf(exchange(call.a, call.b).offerer)).to.deep.equal(['oa/downgrade-on-reinvite']);
  });

  it('RFC 8643 §3: where keys are required, an answer under RTP/AVP without any is refused, downgrade allowed or not', () => {
    const call = new Call(1, false);
    call.a.policy = { security: { security: 'opportunistic' } };
    call.run('a');
    call.a.policy = { security: { security: 'required', downgrade: 'allow' } };
    expect(rulesOf(exchange(call.a, call.b, { answerOnTheWay: plainOnTheWay }).offerer)).to.deep.equal(['oa/unsecured']);
  });

  it('Q24: with downgrade allowed the call goes on in the clear, and says so', () => {
    const call = new Call(1, false);
    call.b.policy = { security: { security: 'preferred', downgrade: 'allow' } };
    call.run('a');
    call.a.policy = { security: { security: 'disabled', downgrade: 'allow' } };
    expect(call.run('a')).to.deep.equal([]);
    expect(kinds(call)).to.deep.equal(['plain']);
    expect(call.last?.answerer.findings.map(({ rule }) => rule)).to.deep.equal(['oa/unsecured']);
  });

  it('Q19: a call in the clear does not become secured by an answer alone', () => {
    const call = new Call(1, false);
    call.a.policy = { security: { security: 'disabled' } };
    call.b.policy = { security: { security: 'preferred' } };
    call.run('a');
    exchange(call.a, call.b, { answerOnTheWay: text => `${text}${line(1, 1)}\r\n` });
    expect(call.a.dialog?.section(0, 'audio')).to.include({ kind: 'rejected' });
  });

  it('RFC 8643: a call in the clear becomes secured by a re-offer with keys', () => {
    const call = new Call(1, false);
    call.b.policy = { security: { security: 'preferred' } };
    call.a.policy = { security: { security: 'disabled' } };
    expect(call.run('a')).to.deep.equal([]);
    call.a.policy = { security: { security: 'opportunistic' } };
    expect(call.run('a')).to.deep.equal([`[0] ${first}`]);
  });

  it('RFC 5124 §2: another profile with the same protection keeps the keys', () => {
    const call = new Call(1, false);
    call.run('a');
    call.a.profile = 'RTP/AVPF';
    call.b.profile = 'RTP/AVPF';
    expect(call.run('a')).to.deep.equal([`[0] ${kept}`]);
    expect(mediaLines(call.last?.offer ?? '')).to.deep.equal(['m=audio 40000 RTP/SAVPF 0']);
  });

  it('a call under RTP/AVP with keys stays there, whatever the policy of the next offerer', () => {
    const call = new Call(1, false);
    call.a.policy = { security: { security: 'opportunistic' } };
    call.run('a');
    expect(call.run('b')).to.deep.equal([`[0] ${kept}`]);
    expect(mediaLines(call.last?.offer ?? '')).to.deep.equal(['m=audio 50000 RTP/AVP 0']);
  });

  it('RFC 4568 §6.1: a new key has the next MKI, and the old one stays with the old key', () => {
    const call = new Call(1, false);
    call.a.policy = { security: { mki: { offer: 2 } } };
    call.run('a');
    expect(call.last?.offer).to.match(/\|1:2\r\n/);
    call.run('a');
    expect(call.last?.offer).to.match(/\|1:2\r\n/);
    expect(call.run('a', { rekeyOffer: true })).to.deep.equal(['[0] offerer new keep/keep answerer same keep/keep']);
    expect(call.last?.offer).to.match(/\|2:2\r\n/);
  });

  it('RFC 4568 §7.1.2: an offer with a key that we send with ourselves is refused', () => {
    const call = new Call(1, false);
    call.run('a');
    const own = cryptoLines(call.last?.answer ?? '')[0] ?? '';
    exchange(call.a, call.b, { offerOnTheWay: text => text.replace(/a=crypto.*/, own) });
    expect(call.b.dialog?.section(0, 'audio')).to.include({ kind: 'rejected' });
  });

  it('RFC 4568 §7.1.4: a peer that moves without a new key is noted', () => {
    const call = new Call(1, false);
    call.run('a');
    const moved = exchange(call.a, call.b, { offerOnTheWay: text => text.replace('192.0.2.1', '198.51.100.1') });
    expect(moved.answerer.findings.map(({ rule }) => rule)).to.deep.equal(['oa/moved-without-rekey']);
    expect(moved.answerer.rtpSessions[0]?.roc).to.deep.equal({ send: 'keep', receive: 'keep' });
  });

  it('Q26: an answerer that makes a new key on every refresh is followed', () => {
    const call = new Call(1, false);
    call.run('a');
    for (let i = 0; i < 3; i++)
      expect(call.run('a', { rekeyAnswer: true })).to.deep.equal(['[0] offerer same keep/keep answerer new keep/keep']);
  });

  it('a hundred refreshes by either side change nothing', () => {
    const call = new Call(1, false);
    call.run('a');
    for (let i = 0; i < 100; i++) expect(call.run(i % 2 ? 'a' : 'b')).to.deep.equal([`[0] ${kept}`]);
  });

  it('RFC 4568 §7.3, Q33: forks have one send context and each its own receive context; a new offer to one of them re-keys it', () => {
    const a = new Phone(1, [40_000], false);
    const pending = createOffer(a.local, { policy: { security: { suites: ['AES_CM_128_HMAC_SHA1_80'] } } });
    const answer = (n: number) =>
      `v=0\r\no=- 1 1 IN IP4 192.0.2.${n}\r\ns=-\r\nc=IN IP4 192.0.2.${n}\r\nt=0 0\r\nm=audio 5000 RTP/SAVP 0\r\n${line(1, n)}\r\n`;
    const [one, two] = [pending.accept(answer(7)), pending.accept(answer(8))];
    expect(sends(one.agreement.rtpSessions[0])).to.equal(sends(two.agreement.rtpSessions[0]));
    expect(receives(one.agreement.rtpSessions[0])).to.contain('07'.repeat(30));
    expect(receives(two.agreement.rtpSessions[0])).to.contain('08'.repeat(30));
    const again = createOffer(a.local, { previous: two.dialog, rekey: true });
    expect(again.sdp).not.to.equal(pending.sdp);
    expect(cryptoLines(again.sdp)).not.to.deep.equal(cryptoLines(pending.sdp));
    // The branch that lost keeps its dialog as it was.
    expect(cryptoLines(createOffer(a.local, { previous: one.dialog }).sdp)).to.deep.equal(cryptoLines(pending.sdp));
  });

  it('Q33: 183 and 200 of one fork with one and the same answer give the same keys', () => {
    const a = new Phone(1, [40_000], false);
    const pending = createOffer(a.local);
    const b = new Phone(2, [50_000], false);
    const early = `${b.local.replace('RTP/AVP', 'RTP/SAVP')}a=crypto:4 AES_CM_128_HMAC_SHA1_80 inline:${key30(9)}\r\n`;
    const [ringing, answered] = [pending.accept(early), pending.accept(early)];
    expect(sends(answered.agreement.rtpSessions[0])).to.equal(sends(ringing.agreement.rtpSessions[0]));
    expect(receives(answered.agreement.rtpSessions[0])).to.equal(receives(ringing.agreement.rtpSessions[0]));
  });
});

describe('Q23: twin m= sections', () => {
  const twins = (lines: readonly string[]) =>
    ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0', ...lines].map(one => `${one}\r\n`).join('');
  const avp = ['m=audio 15536 RTP/AVP 0'];
  const savp = ['m=audio 15536 RTP/SAVP 0', line(1, 1)];
  const answer = (lines: readonly string[], security: 'required' | 'preferred' | 'disabled' = 'required') => {
    return answerOffer(twins(lines), twins(['m=audio 5000 RTP/AVP 0', 'm=audio 5000 RTP/AVP 0']), {
      policy: { security: { security } },
    });
  };

  for (const security of ['required', 'preferred'] as const)
    for (const [order, lines, secured, findings] of [
      ['AVP first', [...avp, ...savp], 1, ['sdp/dup-mlines']],
      ['SAVP first', [...savp, ...avp], 0, []],
    ] as const)
      it(`${order}, ${security}: takes the secured one and rejects the other`, () => {
        const { sdp: text, agreement } = answer(lines, security);
        expect(agreement.sections.map(({ kind }) => kind)).to.deep.equal(secured ? ['rejected', 'sdes'] : ['sdes', 'rejected']);
        expect(mediaLines(text)[1 - secured]).to.equal('m=audio 0 RTP/AVP 0');
        expect(agreement.findings.map(({ rule }) => rule)).to.deep.equal(findings);
        expect(agreement.rtpSessions.map(({ sections }) => sections)).to.deep.equal([[secured]]);
      });

  it('takes the plain one where the secured one has no usable keys and the policy does not require any', () => {
    const broken = ['m=audio 15536 RTP/SAVP 0', 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAA'];
    expect(answer([...avp, ...broken], 'preferred').agreement.sections.map(({ kind }) => kind)).to.deep.equal([
      'plain',
      'rejected',
    ]);
    expect(answer([...avp, ...broken], 'required').agreement.sections.map(({ kind }) => kind)).to.deep.equal([
      'rejected',
      'rejected',
    ]);
    expect(answer([...avp, ...savp], 'disabled').agreement.sections.map(({ kind }) => kind)).to.deep.equal(['plain', 'rejected']);
  });

  it('two sections of one kind on other ports are no twins', () => {
    const { agreement } = answer([...savp, 'm=audio 15540 RTP/AVP 0'], 'preferred');
    expect(agreement.sections.map(({ kind }) => kind)).to.deep.equal(['sdes', 'plain']);
  });
});
