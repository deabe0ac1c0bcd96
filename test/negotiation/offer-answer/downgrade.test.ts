import { answerOffer, createOffer, type SectionOutcome } from '@sdpsec/negotiation/offer-answer';
import type { PolicyInput } from '@sdpsec/negotiation/policy';
import { expect } from 'chai';
import { line, sdp, session } from '../sdp.js';

type Security = NonNullable<PolicyInput['security']>;

const strong = 'AES_256_CM_HMAC_SHA1_80';
const weak = 'AES_CM_128_HMAC_SHA1_80';
const key46 = Buffer.alloc(46, 7).toString('base64');
const strongLine = (tag: number) => `a=crypto:${tag} ${strong} inline:${key46}`;
const fingerprint = `a=fingerprint:sha-256 ${Array(32).fill('AB').join(':')}`;
const hash = `a=zrtp-hash:1.10 ${'ab'.repeat(32)}`;

const savp = (port: number, ...lines: string[]) => [`m=audio ${port} RTP/SAVP 0`, ...lines];
const avp = (port: number, ...lines: string[]) => [`m=audio ${port} RTP/AVP 0`, ...lines];
const gone = ['m=audio 0 RTP/SAVP 0'];
const body = (...sections: readonly (readonly string[])[]) => sdp(...session('x'), ...sections.flat());

/** A call, and what makes it weaker. */
interface Turn {
  readonly name: string;
  /** What the call begins with, and the offers that come then. */
  readonly offers: readonly [string, ...string[]];
  /** Of the answerer, which does more by itself than refuse. */
  readonly security?: Partial<Security>;
  /** The place where the media goes on, and what becomes of it with `downgrade: 'allow'`. */
  readonly section?: number;
  readonly allowed: SectionOutcome['kind'];
  readonly says: RegExp;
}

/** What we say of ourselves in answer to an offer: the same sections, and all that another keying method needs. */
const ours = (offer: string) =>
  offer
    .replace(/^a=crypto.*\r\n/gm, '')
    .replaceAll('RTP/SAVP', 'RTP/AVP')
    .replace(/^(m=audio \d+ RTP\/AVP 0\r\n)/gm, `$1${hash}\r\n${fingerprint}\r\n`);

const clear = /goes into the clear/;
const zrtp = /left to ZRTP/;
const weaker = /weaker than AES_256_CM_HMAC_SHA1_80/;
const bundle = 'a=group:BUNDLE 0 1';
const group = (tagged: readonly string[], member: readonly string[], ...groups: string[]) =>
  sdp(...session('x'), ...groups, ...tagged, 'a=mid:0', ...member, 'a=mid:1');

const turns: readonly Turn[] = [
  { name: 'the keys go', offers: [body(savp(4000, line(1, 1))), body(avp(4000))], allowed: 'plain', says: clear },
  {
    name: 'port 0, and back without keys',
    offers: [body(savp(4000, line(1, 1))), body(gone), body(avp(4000))],
    allowed: 'plain',
    says: clear,
  },
  {
    name: 'the media moves to a new m= section without keys',
    offers: [body(savp(4000, line(1, 1))), body(gone, avp(4002))],
    section: 1,
    allowed: 'plain',
    says: clear,
  },
  {
    name: 'a second section without keys beside the secured one',
    offers: [body(savp(4000, line(1, 1))), body(savp(4000, line(1, 1), 'a=inactive'), avp(4002))],
    section: 1,
    allowed: 'plain',
    says: clear,
  },
  {
    name: 'its slot is used for video, and audio comes back elsewhere without keys',
    offers: [
      body(savp(4000, line(1, 1))),
      body(['m=video 4000 RTP/SAVP 96', line(1, 2)]),
      body(['m=video 4000 RTP/SAVP 96', line(1, 2)], avp(4002)),
    ],
    section: 1,
    allowed: 'plain',
    says: clear,
  },
  {
    name: 'RTP/SAVP becomes RTP/AVP with the same key',
    offers: [body(savp(4000, line(1, 1))), body(avp(4000, line(1, 1)))],
    allowed: 'sdes',
    says: /expected RTP\/SAVP, which the call had/,
  },
  {
    name: 'SDES becomes ZRTP',
    offers: [body(savp(4000, line(1, 1))), body(avp(4000, hash))],
    security: { keying: ['sdes', 'zrtp'] },
    allowed: 'zrtp',
    says: zrtp,
  },
  {
    name: 'DTLS-SRTP becomes ZRTP',
    offers: [body(['m=audio 4000 RTP/SAVP 0', fingerprint, 'a=setup:actpass']), body(avp(4000, hash))],
    security: { keying: ['dtls', 'zrtp'] },
    allowed: 'zrtp',
    says: zrtp,
  },
  {
    name: 'ZRTP becomes nothing',
    offers: [body(avp(4000, hash)), body(avp(4000))],
    security: { keying: ['zrtp'] },
    allowed: 'plain',
    says: clear,
  },
  {
    name: 'a weaker suite',
    offers: [body(savp(4000, strongLine(1))), body(savp(4000, line(1, 1)))],
    allowed: 'sdes',
    says: weaker,
  },
  {
    name: 'port 0, and back with a weaker suite',
    offers: [body(savp(4000, strongLine(1))), body(gone), body(savp(4000, line(1, 1)))],
    allowed: 'sdes',
    says: weaker,
  },
  {
    name: 'the media moves to a new m= section with a weaker suite',
    offers: [body(savp(4000, strongLine(1))), body(gone, savp(4002, line(1, 1)))],
    section: 1,
    allowed: 'sdes',
    says: weaker,
  },
  {
    name: 'a section leaves a BUNDLE group for a weaker suite (RFC 9143 §7.5)',
    offers: [group(savp(4000, strongLine(1)), savp(4000), bundle), group(savp(4000, strongLine(1)), savp(4002, line(1, 1)))],
    section: 1,
    allowed: 'sdes',
    says: weaker,
  },
  {
    name: 'a section joins a BUNDLE group of a weaker suite (RFC 9143 §7.5)',
    offers: [group(savp(4000, line(1, 1)), savp(4002, strongLine(1))), group(savp(4000, line(1, 1)), savp(4000), bundle)],
    section: 1,
    allowed: 'sdes',
    says: weaker,
  },
];

/** Answers one offer after the other in one dialog; what the last one came to. */
function answered(
  { offers: [first, ...others], security, section = 0 }: Turn,
  mode: Security['security'],
  downgrade: 'allow' | 'refuse',
) {
  const policy: PolicyInput = { security: { ...security, security: mode, downgrade } };
  let last = answerOffer(first, ours(first), { policy });
  for (const offer of others) last = answerOffer(offer, ours(offer), { policy, previous: last.dialog });
  const errors = last.agreement.findings.filter(({ severity }) => severity === 'error');
  return { outcome: last.agreement.sections[section], errors };
}

describe('a call does not become weaker (Q24, RFC 4568 §5.1.4): as answerer', () => {
  for (const turn of turns) {
    it(`${turn.name}: refused`, () => {
      const { outcome, errors } = answered(turn, 'opportunistic', 'refuse');
      expect(outcome).to.include({ kind: 'rejected', secured: false });
      const reasons = [...errors.map(({ message }) => message), ...(outcome?.lost.map(({ reason }) => reason) ?? [])];
      expect(
        reasons.some(reason => turn.says.test(reason)),
        reasons.join(),
      ).to.equal(true);
      expect(errors.map(({ section }) => section)).to.include(turn.section ?? 0);
    });

    it(`${turn.name}: taken where the policy allows a downgrade`, () => {
      expect(answered(turn, 'opportunistic', 'allow').outcome?.kind).to.equal(turn.allowed);
    });
  }
});

describe('a call does not become weaker (Q24, RFC 4568 §5.1.4): as offerer', () => {
  const opportunistic = (more: Partial<Security> = {}): PolicyInput => ({ security: { ...more, security: 'opportunistic' } });

  /** A call with keys, then our offer and an answer to it. */
  function offered(
    local: string,
    answer: string,
    { policy = opportunistic(), first = body(avp(5000, line(1, 1))) }: { policy?: PolicyInput; first?: string } = {},
  ) {
    const { dialog } = createOffer(body(avp(4000)), { policy: opportunistic({ suites: [weak] }) }).accept(first);
    return createOffer(local, { policy, previous: dialog }).accept(answer).agreement;
  }

  it('an answer without keys is refused in the place of the secured section', () => {
    const { sections, findings } = offered(body(avp(4000)), body(avp(5000)));
    expect(sections[0]).to.include({ kind: 'rejected' });
    expect(findings.map(({ rule }) => rule)).to.deep.equal(['oa/downgrade-on-reinvite']);
  });

  it('and in a new section, to which the media has moved', () => {
    const { sections } = offered(body(['m=audio 0 RTP/AVP 0'], avp(4002)), body(['m=audio 0 RTP/AVP 0'], avp(5002)));
    expect(sections.map(({ kind }) => kind)).to.deep.equal(['rejected', 'rejected']);
  });

  it('an answer by ZRTP alone is refused, and taken where the policy allows it', () => {
    const local = body(avp(4000, hash));
    const policy = opportunistic({ keying: ['sdes', 'zrtp'] });
    expect(offered(local, body(avp(5000, hash)), { policy }).sections[0]).to.include({ kind: 'rejected' });
    const open = opportunistic({ keying: ['sdes', 'zrtp'], downgrade: 'allow' });
    expect(offered(local, body(avp(5000, hash)), { policy: open }).sections[0]).to.include({ kind: 'zrtp' });
  });

  it('a section that joins the BUNDLE group of a weaker transport is refused', () => {
    const two = (...groups: string[]) => group(avp(4000), avp(4002), ...groups);
    const policy = (suites: Security['suites']): PolicyInput => ({ security: { security: 'opportunistic', suites } });
    const answer = (member: readonly string[], ...groups: string[]) => group(avp(5000, line(2, 1)), member, ...groups);
    const pending = createOffer(two(), { policy: policy([strong, weak]) });
    const { dialog, agreement } = pending.accept(answer(avp(5002, strongLine(1))));
    expect(agreement.sections.map(({ kind }) => kind)).to.deep.equal(['sdes', 'sdes']);
    const again = createOffer(two(bundle), { policy: policy([strong, weak]), previous: dialog });
    const joined = again.accept(answer(avp(5000), bundle)).agreement;
    expect(joined.sections.map(({ kind }) => kind)).to.deep.equal(['sdes', 'rejected']);
    expect(joined.findings.filter(({ severity }) => severity === 'error').map(({ section }) => section)).to.deep.equal([1]);
  });
});
