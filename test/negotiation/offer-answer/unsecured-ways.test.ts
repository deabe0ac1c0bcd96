import { type Agreement, answerOffer, createOffer } from '@sdpsec/negotiation/offer-answer';
import type { PolicyInput } from '@sdpsec/negotiation/policy';
import { NegotiationError } from '@sdpsec/negotiation/reading';
import { expect } from 'chai';
import { audio, cryptoLines, line, sdp, session, video } from '../sdp.js';

const kinds = ({ sections }: Agreement) => sections.map(({ kind }) => kind);
const errors = ({ findings }: Agreement) =>
  findings.filter(({ severity }) => severity === 'error').map(({ rule, section, line: at }) => `${rule} [${section}] line ${at}`);
const policyOf = (security: NonNullable<PolicyInput['security']>['security']): PolicyInput => ({ security: { security } });
const all = ['required', 'preferred', 'opportunistic'] as const;

describe('a BUNDLE group whose first m= section is a data channel (RFC 9143 §9.1: its RTP is one session)', () => {
  const data = (port: number) => [`m=application ${port} UDP/DTLS/SCTP webrtc-datachannel`, 'a=mid:d'];
  const group = (name: string, profile: string, ...keys: string[]) =>
    sdp(...session(name), 'a=group:BUNDLE d a', ...data(4000), ...audio(4000, profile), 'a=mid:a', ...keys);

  for (const security of all)
    it(`secures the RTP behind it (${security})`, () => {
      const policy = policyOf(security);
      const pending = createOffer(group('a', 'RTP/AVP'), { policy });
      const answered = answerOffer(pending.sdp, group('b', 'RTP/AVP'), { policy });
      const { agreement } = pending.accept(answered.sdp);
      expect(cryptoLines(answered.sdp)).to.have.length(1);
      for (const one of [agreement, answered.agreement]) {
        expect(kinds(one)).to.deep.equal(['plain', 'sdes']);
        expect(one.rtpSessions.map(({ sections, mid }) => [sections, mid])).to.deep.equal([[[1], 'a']]);
      }
    });

  it('an offer without keys behind it is refused', () => {
    const { agreement, sdp: answer } = answerOffer(group('a', 'RTP/SAVP'), group('b', 'RTP/AVP'));
    expect(kinds(agreement)).to.deep.equal(['plain', 'rejected']);
    expect(errors(agreement)).to.deep.equal(['oa/no-acceptable-keys [1] line 9']);
    expect(answer).to.contain('m=audio 0 RTP/SAVP');
  });

  it('an answer without keys behind it is refused', () => {
    const { agreement } = createOffer(group('a', 'RTP/AVP')).accept(group('b', 'RTP/SAVP'));
    expect(kinds(agreement)).to.deep.equal(['plain', 'rejected']);
    expect(errors(agreement)).to.deep.equal(['sdp/savp-no-keying [1] line 9']);
  });
});

describe('a BUNDLE group of a plain and a secured m= section (RFC 9143 §9.1: one profile for all)', () => {
  const mixed = (name: string, profiles: [string, string], ...keys: string[]) =>
    sdp(
      ...session(name),
      'a=group:BUNDLE v a',
      ...video(4000, profiles[0]),
      'a=mid:v',
      ...audio(4000, profiles[1]),
      'a=mid:a',
      ...keys,
    );

  for (const security of ['preferred', 'opportunistic'] as const)
    it(`what is offered secured does not go in the clear of the other (${security})`, () => {
      const offer = mixed('a', ['RTP/AVP', 'RTP/SAVP'], line(1, 1));
      const { agreement, sdp: answer } = answerOffer(offer, mixed('b', ['RTP/AVP', 'RTP/AVP']), { policy: policyOf(security) });
      expect(kinds(agreement)).to.deep.equal(['plain', 'rejected']);
      expect(errors(agreement)).to.deep.equal(['oa/no-acceptable-keys [1] line 10']);
      expect(answer).to.contain('m=audio 0 RTP/SAVP');
    });

  it('each section that goes in the clear with its group has a finding', () => {
    const policy = policyOf('opportunistic');
    const plain = mixed('b', ['RTP/AVP', 'RTP/AVP']);
    const answered = answerOffer(plain, plain, { policy }).agreement;
    const accepted = createOffer(plain, { policy }).accept(plain).agreement;
    for (const one of [answered, accepted]) {
      expect(kinds(one)).to.deep.equal(['plain', 'plain']);
      expect(one.findings.map(({ rule, section }) => `${rule} ${section}`)).to.deep.equal(['oa/unsecured 0', 'oa/unsecured 1']);
    }
  });
});

describe('a profile of RTP that nobody knows (RFC 8866 §5.14)', () => {
  for (const profile of ['RTP/AVPP', 'RTP/SAVPG', 'SRTP/AVP', 'RTP/AVP/X'])
    for (const security of all) {
      it(`${profile} in an offer is refused (${security})`, () => {
        const described = (name: string) => sdp(...session(name), ...audio(4000, profile));
        const { agreement } = answerOffer(described('a'), described('b'), { policy: policyOf(security) });
        expect(kinds(agreement)).to.deep.equal(['rejected']);
        expect(errors(agreement)).to.deep.equal(['oa/no-acceptable-keys [0] line 6']);
      });

      it(`${profile} in a description of ours is no offer (${security})`, () => {
        const offer = () => createOffer(sdp(...session('a'), ...audio(4000, profile)), { policy: policyOf(security) });
        expect(offer)
          .to.throw(NegotiationError, /m= section 0 \(line 6\)/)
          .with.property('code', 'bad-local-sdp');
      });
    }

  it('a rejected m= section may have any', () => {
    const policy = policyOf('required');
    const local = sdp(...session('a'), ...audio(4000), ...audio(0, 'RTP/AVPP'));
    expect(createOffer(local, { policy }).sdp).to.contain('m=audio 0 RTP/AVPP');
  });
});

describe('RFC 3264 §8: no m= section of a dialog is left out of an offer', () => {
  it('one that is left out is refused, one with port 0 is not', () => {
    const two = (name: string, port: number) => sdp(...session(name), ...audio(4000), ...video(port));
    const pending = createOffer(two('a', 4002));
    const { dialog } = pending.accept(answerOffer(pending.sdp, two('b', 4002)).sdp);
    const less = () => createOffer(sdp(...session('a'), ...audio(4000)), { previous: dialog });
    expect(less)
      .to.throw(NegotiationError, /at least the 2 m= sections/)
      .with.property('code', 'section-mismatch');
    expect(createOffer(two('a', 0), { previous: dialog }).sdp).to.contain('m=video 0 ');
  });
});

describe('an m= section that leaves its BUNDLE group by refusal (RFC 4568 §5.1.4)', () => {
  const strong = `a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:${Buffer.alloc(46, 7).toString('base64')}`;
  it('is in no RTP session', () => {
    const two = (name: string, group: string[], first: string[], second: string[]) =>
      sdp(
        ...session(name),
        ...group,
        ...audio(4000, 'RTP/SAVP'),
        'a=mid:a',
        ...first,
        ...video(4000, 'RTP/SAVP'),
        'a=mid:v',
        ...second,
      );
    const before = answerOffer(two('a', [], [line(1, 1)], [strong]), two('b', [], [], []));
    expect(kinds(before.agreement)).to.deep.equal(['sdes', 'sdes']);
    const group = ['a=group:BUNDLE a v'];
    const { agreement } = answerOffer(two('a', group, [line(1, 1)], []), two('b', group, [], []), { previous: before.dialog });
    expect(kinds(agreement)).to.deep.equal(['sdes', 'rejected']);
    expect(agreement.rtpSessions.map(({ sections }) => sections)).to.deep.equal([[0]]);
  });
});
