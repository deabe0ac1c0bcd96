import { answerOffer, createOffer } from '@sdpsec/negotiation/offer-answer';
import type { PolicyInput } from '@sdpsec/negotiation/policy';
import { expect } from 'chai';
import { receives, sends } from '../keys.js';
import { audio, cryptoLines, line, mediaLines, sdp, session, video } from '../sdp.js';

const policy: PolicyInput = {
  security: { security: 'preferred', suites: ['AES_CM_128_HMAC_SHA1_80'] },
  interop: { preferredOffer: 'twins' },
};
const local = sdp(...session('alice'), ...audio(), ...video());
const four = (name: string, ports: readonly [number, number, number, number]) =>
  sdp(...session(name), ...audio(ports[0]), ...video(ports[1]), ...audio(ports[2]), ...video(ports[3]));

describe('Q23: twin m= sections in our own offer (RFC 3264 §5.1)', () => {
  const pending = createOffer(local, { policy });

  it('offers each medium under RTP/SAVP with keys, then again under RTP/AVP without', () => {
    expect(mediaLines(pending.sdp)).to.deep.equal([
      'm=audio 40000 RTP/SAVP 0',
      'm=video 40002 RTP/SAVP 96',
      'm=audio 40000 RTP/AVP 0',
      'm=video 40002 RTP/AVP 96',
    ]);
    expect(cryptoLines(pending.sdp)).to.have.length(2);
    const twins = pending.sdp.split('m=').slice(3).join();
    expect(twins).to.contain('a=rtpmap:96 H264/90000');
    expect(twins).not.to.contain('crypto');
  });

  it('a peer with SRTP takes the secured ones; keys are mirrored, and the next offer has no keys for the others', () => {
    const answered = answerOffer(pending.sdp, four('bob', [5000, 5002, 5000, 5002]));
    const { agreement, dialog } = pending.accept(answered.sdp);
    expect(agreement.sections.map(({ kind }) => kind)).to.deep.equal(['sdes', 'sdes', 'rejected', 'rejected']);
    for (const [i, ours] of agreement.rtpSessions.entries()) {
      expect(sends(ours)).to.equal(receives(answered.agreement.rtpSessions[i]));
      expect(receives(ours)).to.equal(sends(answered.agreement.rtpSessions[i]));
    }
    const again = createOffer(four('alice', [40_000, 40_002, 0, 0]), { policy, previous: dialog });
    expect(cryptoLines(again.sdp)).to.deep.equal(cryptoLines(pending.sdp));
    expect(mediaLines(again.sdp)[2]).to.equal('m=audio 0 RTP/AVP 0');
  });

  it('a peer without SRTP takes the plain ones, each with a finding, and the call goes on so', () => {
    const plain = four('bob', [0, 0, 5000, 5002])
      .replace('audio 0 RTP/AVP', 'audio 0 RTP/SAVP')
      .replace('video 0 RTP/AVP', 'video 0 RTP/SAVP');
    const { agreement, dialog } = pending.accept(plain);
    expect(agreement.sections.map(({ kind }) => kind)).to.deep.equal(['rejected', 'rejected', 'plain', 'plain']);
    expect(agreement.findings.filter(({ rule }) => rule === 'oa/unsecured')).to.have.length(2);
    const again = createOffer(four('alice', [0, 0, 40_000, 40_002]), { policy, previous: dialog });
    expect(mediaLines(again.sdp)[2]).to.equal('m=audio 40000 RTP/AVP 0');
    expect(cryptoLines(again.sdp)).to.deep.equal([]);
  });

  it('where an answer takes both, the secured one counts', () => {
    const both = sdp(
      ...session('bob'),
      ...audio(5000, 'RTP/SAVP'),
      line(1, 1),
      ...video(0, 'RTP/SAVP'),
      ...audio(5000),
      ...video(0),
    );
    const { agreement } = pending.accept(both);
    expect(agreement.sections.map(({ kind }) => kind)).to.deep.equal(['sdes', 'rejected', 'rejected', 'rejected']);
    const told = agreement.findings.filter(({ severity }) => severity !== 'info').map(({ rule, section }) => [rule, section]);
    expect(told).to.deep.equal([
      ['oa/unsecured', 2],
      ['sdp/dup-mlines', 2],
    ]);
  });

  it('offers no twin of what is bundled, unused or no RTP', () => {
    const text = sdp(
      ...session('alice'),
      'a=group:BUNDLE a v',
      ...audio(),
      'a=mid:a',
      ...video(),
      'a=mid:v',
      'm=audio 0 RTP/AVP 0',
      'm=application 9 UDP/BFCP *',
    );
    expect(mediaLines(createOffer(text, { policy }).sdp)).to.have.length(4);
  });

  it('a call that a peer began in the clear is refreshed under its profile', () => {
    const preferred: PolicyInput = { security: { security: 'preferred' } };
    const { dialog } = answerOffer(sdp(...session('bob'), ...audio(5000)), sdp(...session('alice'), ...audio()), {
      policy: preferred,
    });
    const again = createOffer(sdp(...session('alice'), ...audio()), { policy: preferred, previous: dialog });
    expect(mediaLines(again.sdp)).to.deep.equal(['m=audio 40000 RTP/AVP 0']);
  });
});
