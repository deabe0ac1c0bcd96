import { SdpDocument } from '@sdpsec/negotiation/document';
import { answerOffer, createOffer, validateAnswer } from '@sdpsec/negotiation/offer-answer';
import { type PeerName, type PolicyInput, peerProfiles, readPolicy } from '@sdpsec/negotiation/policy';
import { readSecurity } from '@sdpsec/negotiation/reading';
import { SrtpSession, type SuiteName } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import fc from 'fast-check';
import { receives, sends } from '../keys.js';
import { cryptoLines, key30, line } from '../sdp.js';
import { Phone } from './phone.js';

const suiteNames: readonly SuiteName[] = [
  'AES_CM_128_HMAC_SHA1_80',
  'AES_CM_128_HMAC_SHA1_32',
  'AES_192_CM_HMAC_SHA1_80',
  'AES_256_CM_HMAC_SHA1_80',
  'AEAD_AES_128_GCM',
  'AEAD_AES_256_GCM',
  'F8_128_HMAC_SHA1_80',
];

const policy: fc.Arbitrary<PolicyInput> = fc.record({
  security: fc.record(
    {
      security: fc.constantFrom('required', 'preferred', 'opportunistic', 'disabled'),
      keying: fc.subarray(['sdes', 'dtls'] as const, { minLength: 1 }),
      suites: fc.shuffledSubarray([...suiteNames], { minLength: 1 }),
      mki: fc.record({ accept: fc.boolean(), offer: fc.integer({ min: 1, max: 128 }) }, { requiredKeys: [] }),
      lifetime: fc.integer({ min: 1, max: 2 ** 48 }),
    },
    { requiredKeys: [] },
  ),
  interop: fc.record(
    {
      padding: fc.boolean(),
      firstTag: fc.integer({ min: 0, max: 999 }),
      preferredOffer: fc.constantFrom('profile', 'capabilities'),
      offerAliases: fc.boolean(),
      answerMki: fc.boolean(),
      answerLifetime: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
});

/** Without a fingerprint in the local description a policy of DTLS-SRTP alone has no keys to offer. */
const hasKeys = ({ security }: PolicyInput) => security?.keying?.includes('sdes') ?? true;

const shape = fc.record({
  sections: fc.integer({ min: 1, max: 3 }),
  unused: fc.subarray([0, 1, 2]),
  bundle: fc.boolean(),
  profile: fc.constantFrom('RTP/AVP', 'RTP/AVPF'),
});

function phones({
  sections,
  unused,
  bundle,
  profile,
}: {
  sections: number;
  unused: number[];
  bundle: boolean;
  profile: string;
}): [Phone, Phone] {
  const pair: [Phone, Phone] = [1, 2].map(
    host =>
      new Phone(
        host,
        Array.from({ length: sections }, (_, i) => (host === 2 && unused.includes(i) ? 0 : 4000 + 2 * i)),
        bundle,
      ),
  ) as [Phone, Phone];
  for (const phone of pair) phone.profile = profile;
  return pair;
}

const rtp = (sequence: number) =>
  Uint8Array.from([0x80, 0, 0, sequence, 0, 0, 0, 0, 1, 2, 3, 4, ...Array.from({ length: 20 }, (_, i) => i)]);

describe('offer/answer properties', () => {
  it('any offer and any policy: an answer that our offerer accepts with mirrored keys by which media flows, or a reasoned refusal', () =>
    fc.assert(
      fc.property(shape, policy.filter(hasKeys), policy, (call, offering, answering) => {
        const [a, b] = phones(call);
        const pending = createOffer(a.local, { policy: offering });
        const answered = answerOffer(pending.sdp, b.local, { policy: answering });
        const { agreement } = pending.accept(answered.sdp);
        for (const [index, theirs] of answered.agreement.sections.entries()) {
          const ours = agreement.sections[index];
          expect(cryptoLines(answered.sdp).length).to.be.at.most(call.sections);
          if (theirs.kind === 'rejected') expect(theirs.reason).not.to.equal('');
          // Either both have keys or neither: plain media of one side is refused, or taken, by the policy of the other.
          expect(ours?.secured).to.equal(theirs.secured && ours?.kind !== 'rejected');
          if (theirs.secured && ours?.kind === 'rejected')
            expect(agreement.findings.map(({ severity }) => severity)).to.include('error');
        }
        const secured = agreement.rtpSessions.map(
          session =>
            [session, answered.agreement.rtpSessions.find(({ sections }) => sections[0] === session.sections[0])] as const,
        );
        for (const [ours, theirs] of secured) {
          expect(sends(ours)).to.equal(receives(theirs));
          expect(receives(ours)).to.equal(sends(theirs));
          expect(sends(ours)).not.to.equal(sends(theirs));
        }
      }),
      { numRuns: 120 },
    ));

  it('what an answerer remembers of itself is what its answer says, whatever its local description was under', () => {
    const byCapability: PolicyInput = { security: { security: 'preferred' }, interop: { preferredOffer: 'capabilities' } };
    const offering = fc.oneof(policy.filter(hasKeys), fc.constant(byCapability));
    const answering = fc.oneof(policy, fc.constant({}));
    fc.assert(
      fc.property(shape, fc.constantFrom('RTP/SAVP', 'RTP/SAVPF', 'UDP/BFCP'), offering, answering, (call, own, p, q) => {
        const [a, b] = phones(call);
        b.profile = own;
        const { sdp, dialog } = answerOffer(createOffer(a.local, { policy: p }).sdp, b.local, { policy: q });
        for (const { index, media, profile, address, port } of readSecurity(SdpDocument.parse(sdp)).sections) {
          const remembered = dialog.section(index, media);
          expect(remembered?.profile.name).to.equal(profile.name);
          expect(remembered?.ownAddress).to.equal(`${address} ${port}`);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('media flows both ways under what was agreed', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...suiteNames.filter(name => !name.startsWith('F8'))),
        fc.option(fc.integer({ min: 1, max: 128 }), { nil: undefined }),
        (suite, mki) => {
          const [a, b] = phones({ sections: 1, unused: [], bundle: false, profile: 'RTP/AVP' });
          const security = { suites: [suite], ...(mki !== undefined && { mki: { offer: mki } }) };
          const pending = createOffer(a.local, { policy: { security } });
          const answered = answerOffer(pending.sdp, b.local, { policy: { security, interop: { answerMki: true } } });
          const [ours] = pending.accept(answered.sdp).agreement.rtpSessions;
          const [theirs] = answered.agreement.rtpSessions;
          if (!ours || !theirs) throw new Error('expected keys');
          const [one, other] = [new SrtpSession(ours), new SrtpSession(theirs)];
          expect(other.unprotectRtp(one.protectRtp(rtp(1)))).to.deep.equal(rtp(1));
          expect(one.unprotectRtp(other.protectRtp(rtp(2)))).to.deep.equal(rtp(2));
          one.close();
          other.close();
        },
      ),
      { numRuns: 30 },
    ));

  it('a changed answer is refused, or has the keys that the two sides made', () => {
    const [a, b] = phones({ sections: 2, unused: [], bundle: false, profile: 'RTP/AVP' });
    const pending = createOffer(a.local);
    const { sdp: answer, agreement: theirs } = answerOffer(pending.sdp, b.local);
    const made = new Set(theirs.rtpSessions.flatMap(session => [`${receives(session)} ${sends(session)}`]));
    // What a box in between can do without a key of its own: cut, double, swap and replace anything but the base64 of a key.
    const keyText = new Set(cryptoLines(answer).flatMap(one => one.split('inline:')[1] ?? []));
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            at: fc.nat(answer.length),
            drop: fc.nat(40),
            put: fc.oneof(
              fc.constantFrom(
                '',
                ' ',
                '\r\n',
                '0',
                '2',
                'a=crypto:1 ',
                'm=audio 1 RTP/AVP 0\r\n',
                ' UNENCRYPTED_SRTP',
                '|1:4',
                '|2^20',
              ),
              fc.string({ maxLength: 4 }),
            ),
          }),
          { minLength: 1, maxLength: 3 },
        ),
        changes => {
          let text = answer;
          for (const { at, drop, put } of changes) text = text.slice(0, at) + put + text.slice(at + drop);
          const untouched = [...keyText].every(key => text.includes(key));
          const { agreement } = pending.accept(text);
          for (const session of agreement.rtpSessions) {
            const own = sends(session)?.split(' ')[1];
            expect([...made].some(pair => own !== undefined && pair.includes(own))).to.equal(true);
            if (untouched)
              expect([...made].some(pair => pair.includes((receives(session)?.split(' ')[1] ?? '').slice(0, 60)))).to.equal(true);
            expect(session.send[0]).not.to.have.any.keys('unencryptedSrtp', 'unauthenticatedSrtp', 'unencryptedSrtcp');
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('any text as offer, answer or either for validateAnswer gives a value; local descriptions alone may throw', () => {
    const pieces = fc.constantFrom(
      'v=0',
      'm=audio 1 RTP/SAVP 0',
      'm=audio 1 RTP/AVP 0',
      'm=audio 0 RTP/SAVP 0',
      'm=video 1 UDP/TLS/RTP/SAVPF 0',
      line(1, 1),
      line(1, 2),
      line(2, 3),
      'a=mid:0',
      'a=mid:1',
      'a=group:BUNDLE 0 1',
      'a=fingerprint:sha-1 AA',
      'a=acfg:1 t=1',
      'a=pcfg:1 t=1 a=1',
      'a=tcap:1 RTP/SAVP',
      `a=acap:1 ${line(1, 4).slice(2)}`,
      'a=bundle-only',
      'a=key-mgmt:mikey AQAF',
      `a=crypto:1 X inline:${key30(1)}`,
      'k=clear:x',
      'm=',
      'm=audio',
    );
    const text = fc
      .array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 14 })
      .map(lines => lines.join('\r\n'));
    fc.assert(
      fc.property(text, text, policy, (offer, answer, input) => {
        const [one, other] = [offer, answer].map(each => readSecurity(SdpDocument.parse(each))) as [
          ReturnType<typeof readSecurity>,
          ReturnType<typeof readSecurity>,
        ];
        const verdict = validateAnswer({ offer: one, answer: other, policy: readPolicy(input) });
        expect(verdict.sections).to.have.length(one.sections.length);
        if (one.sections.length === 0) return;
        const mirror = one.sections.map(({ media }) => `m=${media} 9 RTP/AVP 0`).join('\r\n');
        if (readSecurity(SdpDocument.parse(mirror)).sections.some(({ media }, i) => media !== one.sections[i]?.media)) return;
        const { agreement, sdp } = answerOffer(offer, mirror, { policy: input });
        expect(agreement.sections).to.have.length(one.sections.length);
        expect(SdpDocument.parse(sdp).media).to.have.length(one.sections.length);
        if (hasKeys(input)) createOffer(mirror, { policy: input }).accept(answer);
      }),
      { numRuns: 400 },
    );
  });

  it('every peer profile talks to itself and to the defaults', () => {
    for (const one of Object.keys(peerProfiles) as PeerName[])
      for (const other of [one, undefined]) {
        const [a, b] = phones({ sections: 1, unused: [], bundle: false, profile: 'RTP/AVP' });
        const pending = createOffer(a.local, { policy: { peer: one } });
        const answered = answerOffer(pending.sdp, b.local, { policy: other ? { peer: other } : {} });
        const { agreement } = pending.accept(answered.sdp);
        expect(sends(agreement.rtpSessions[0])).to.be.a('string').and.to.equal(receives(answered.agreement.rtpSessions[0]));
      }
  });

  it('thousands of sections, lines and groups are answered and judged', () => {
    const many = Array.from(
      { length: 2000 },
      (_, i) => `m=audio ${4000 + (i % 50_000)} RTP/SAVP 0\r\na=mid:${i}\r\n${line(1, i % 256)}`,
    ).join('\r\n');
    const group = `a=group:BUNDLE ${Array.from({ length: 2000 }, (_, i) => i).join(' ')}\r\n`;
    for (const prefix of ['', group]) {
      const offer = prefix + many;
      const local = prefix + many.replaceAll('RTP/SAVP', 'RTP/AVP');
      const answered = answerOffer(offer, local);
      expect(answered.agreement.sections).to.have.length(2000);
      validateAnswer({
        offer: readSecurity(SdpDocument.parse(offer)),
        answer: readSecurity(SdpDocument.parse(answered.sdp)),
        policy: readPolicy(),
      });
    }
  });
});
