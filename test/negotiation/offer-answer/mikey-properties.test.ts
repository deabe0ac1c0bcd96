import { NegotiationError } from '@sdpsec/negotiation';
import { answerOfferAsync, createOfferAsync } from '@sdpsec/negotiation/offer-answer';
import type { PolicyInput } from '@sdpsec/negotiation/policy';
import type { SuiteName } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import fc from 'fast-check';
import { audio, mediaLines, sdp, session, video } from '../sdp.js';
import { chainOf, end, expectMedia, kinds, now, options, reasons, rsaHost } from './mikey-call.js';

const modes = ['psk', 'public-key', 'dh', 'dhhmac', 'rsa-r'] as const;
const suiteNames: readonly SuiteName[] = [
  'AES_CM_128_HMAC_SHA1_80',
  'AES_CM_128_HMAC_SHA1_32',
  'AES_256_CM_HMAC_SHA1_80',
  'AEAD_AES_128_GCM',
  'AEAD_AES_256_GCM',
];

const policy: fc.Arbitrary<PolicyInput> = fc.record({
  security: fc.record({
    security: fc.constantFrom('required', 'preferred', 'opportunistic'),
    keying: fc.constantFrom(['mikey'], ['mikey', 'sdes'], ['sdes', 'mikey']),
    suites: fc.shuffledSubarray([...suiteNames], { minLength: 1 }),
    mki: fc.record({ accept: fc.boolean(), offer: fc.integer({ min: 1, max: 4 }) }, { requiredKeys: [] }),
    mikey: fc.record({
      offer: fc.shuffledSubarray([...modes], { minLength: 1, maxLength: 2 }),
      accept: fc.subarray([...modes], { minLength: 1 }),
      verify: fc.boolean(),
      requireSdpIds: fc.boolean(),
    }),
  }),
  interop: fc.record({
    preferredOffer: fc.constantFrom('profile', 'capabilities'),
    keyMgmtLevel: fc.constantFrom('media', 'session'),
    keyMgmtName: fc.constantFrom('key-mgmt', 'key-mgt'),
  }),
});

const local = (name: string, port: number, sections: number, bundle: boolean) =>
  sdp(
    ...session(name),
    ...(bundle ? ['a=group:BUNDLE 0 1'] : []),
    ...[audio(port), video(port + 2)].slice(0, sections).flatMap((lines, mid) => [...lines, `a=mid:${mid}`]),
  );

describe('any offer of MIKEY, any policy', function () {
  this.timeout(60_000);

  it('both ends agree on keys with which media flows, or the section is refused with a reason', () =>
    fc.assert(
      fc.asyncProperty(
        policy,
        policy,
        fc.record({ sections: fc.constantFrom(1, 2), ours: fc.boolean(), theirs: fc.boolean() }),
        async (offering, answering, { sections, ours: bundled, theirs }) => {
          const one = end('alice', rsaHost('leaf'), {
            ...{ policy: offering, local: local('alice', 40_000, sections, bundled) },
            peerCertificates: chainOf('bob'),
          });
          const other = end('bob', rsaHost('bob'), {
            ...{ policy: answering, local: local('bob', 50_000, sections, bundled && theirs) },
            peerCertificates: chainOf('leaf'),
          });
          const pending = await createOfferAsync(one.local, options(one, now)).catch((error: unknown) => {
            expect(error).to.be.instanceOf(NegotiationError).and.include({ code: 'no-keys-to-offer' });
          });
          if (!pending) return;
          const { sdp: answer, agreement } = await answerOfferAsync(pending.sdp, other.local, options(other, now));
          const accepted = (await pending.acceptAsync(answer, now)).agreement;
          // Where the answerer chooses the key (RFC 4738 §3.2), it may have an MKI, which the offerer's policy may refuse.
          const refused = reasons(accepted).some(reason => /MKI/.test(reason));
          if (offering.security?.mki?.accept === false && answering.security?.mki?.offer && refused) return;
          expect(kinds(accepted)).to.deep.equal(kinds(agreement));
          const required = [offering, answering].some(({ security }) => security?.security === 'required');
          for (const { kind, section, ...outcome } of agreement.sections) {
            if (kind === 'rejected') {
              expect(outcome).to.have.property('reason').that.is.a('string').and.not.equal('');
              expect(mediaLines(answer)[section]).to.match(/^m=\w+ 0 /);
            } else if (kind === 'plain') expect(required).to.equal(false);
            else expect(kind).to.be.oneOf(['mikey', 'sdes']);
          }
          expectMedia(accepted, agreement);
        },
      ),
      { numRuns: 25 },
    ));
});
