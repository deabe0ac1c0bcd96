import { answerOffer, createOffer } from '@sdpsec/negotiation/offer-answer';
import { NegotiationError } from '@sdpsec/negotiation/reading';
import { expect } from 'chai';
import { audio, line, mediaLines, sdp, session, video } from '../sdp.js';

describe('a peer that means harm', () => {
  const local = sdp(...session('bob'), ...audio());
  const secure = sdp(...session('alice'), ...audio(5000, 'RTP/SAVP'), line(1, 1));

  it('does not come from port 0 back into the clear (RFC 4568 §5.1.4)', () => {
    const policy = { security: { security: 'opportunistic' } } as const;
    const call = answerOffer(secure, local, { policy });
    expect(call.agreement.sections[0]).to.include({ secured: true });
    const { dialog } = answerOffer(sdp(...session('alice'), ...audio(0, 'RTP/SAVP')), local, { policy, previous: call.dialog });
    const plain = answerOffer(sdp(...session('alice'), ...audio(5000)), local, { policy, previous: dialog });
    expect(plain.agreement.sections[0]).to.include({ kind: 'rejected' });
    expect(plain.agreement.findings.map(({ rule }) => rule)).to.deep.equal(['oa/downgrade-on-reinvite']);
    const again = answerOffer(secure, local, { policy, previous: plain.dialog });
    expect(again.agreement.sections[0]).to.include({ secured: true });
  });

  for (const profile of ['RTP/SAVPX', 'RTP/SAVP\0', 'UDP', 'udptl'])
    it(`gets no RTP in the clear under ${JSON.stringify(profile)} (RFC 3264 §6)`, () => {
      const offer = sdp(...session('alice'), `m=audio 5000 ${profile} 0`, line(1, 1));
      const { sdp: answer, agreement } = answerOffer(offer, local);
      expect(agreement.sections[0]).to.include({ kind: 'rejected', secured: false });
      expect(agreement.findings.map(({ severity }) => severity)).to.deep.equal(['error']);
      expect(mediaLines(answer)[0]).to.match(/^m=audio 0 /);
    });

  it('never gets a key that our own source of chance has left at zero (RFC 4568 §6.1)', () => {
    const giving = { random: (target: Uint8Array) => crypto.getRandomValues(new Uint8Array(target.length)) };
    for (const run of [() => createOffer(local, giving), () => answerOffer(secure, local, giving)])
      expect(run).to.throw(NegotiationError, 'expected `random` to fill the array').with.property('code', 'bad-input');
  });

  it('is not met with options that say nothing because they are none', () => {
    for (const options of [null, 'policy.json', 5, { random: 'crypto' }])
      for (const run of [() => createOffer(local, options as never), () => answerOffer(secure, local, options as never)])
        expect(run).to.throw(NegotiationError, 'expected').with.property('code', 'bad-input');
  });

  it('is told on when it sends in two RTP sessions with one key (RFC 4568 §6.1)', () => {
    const both = (second: number) =>
      answerOffer(
        sdp(...session('alice'), ...audio(5000, 'RTP/SAVP'), line(1, 1), ...video(5002, 'RTP/SAVP'), line(1, second)),
        sdp(...session('bob'), ...audio(), ...video()),
      ).agreement.findings.map(({ rule, severity, section }) => [rule, severity, section]);
    expect(both(1)).to.deep.equal([['sdes/key-reuse', 'error', 1]]);
    expect(both(2)).to.deep.equal([]);
  });

  it('is told on when it answers in two RTP sessions with one key (RFC 4568 §6.1)', () => {
    const pending = createOffer(sdp(...session('bob'), ...audio(), ...video()), {
      policy: { security: { suites: ['AES_CM_128_HMAC_SHA1_80'] } },
    });
    const both = (second: number) =>
      pending
        .accept(sdp(...session('alice'), ...audio(5000, 'RTP/SAVP'), line(1, 1), ...video(5002, 'RTP/SAVP'), line(1, second)))
        .agreement.findings.map(({ rule, severity, section, document }) => [rule, severity, section, document]);
    expect(both(1)).to.deep.equal([['sdes/key-reuse', 'error', 1, 'answer']]);
    expect(both(2)).to.deep.equal([]);
  });

  for (const proto of ['RTP/SAVP\x1b[2J', 'udptl\x07', 'RTP\x0b/SAVP', 'x\u202e', 'RTP/\u017fAVP'])
    it(`does not have ${JSON.stringify(proto)} repeated in our answer (RFC 8866 §9)`, () => {
      const offer = sdp(...session('alice'), `m=audio 5000 ${proto} 0`, line(1, 1));
      for (const local of [sdp(...session('bob'), ...audio()), sdp(...session('bob'), ...audio(40_000, 'udptl'))]) {
        const { sdp: answer, agreement } = answerOffer(offer, local);
        expect(agreement.sections[0]).to.include({ kind: 'rejected', secured: false });
        expect(answer).to.match(/^[\r\n -~]*$/);
      }
    });

  it('does not have other octets of its offer repeated in the selection of a configuration (RFC 5939 §3.5.2)', () => {
    const offer = (transport: string) =>
      sdp(
        ...session('alice'),
        'm=audio 5000 RTP/AVP 0',
        'a=tcap:1 RTP/SAVP',
        `a=acap:1 ${line(1, 1).slice(2)}`,
        `a=pcfg:1 t=${transport} a=1`,
      );
    const policy = { security: { security: 'preferred' } } as const;
    expect(answerOffer(offer('1'), local, { policy }).sdp).to.contain('a=acfg:1 t=1 a=1\r\n');
    for (const transport of ['1\x0b', '\x0c1', '\ufeff1', '0x1', '1e0', '+1'])
      expect(answerOffer(offer(transport), local, { policy }).sdp, JSON.stringify(transport)).not.to.contain('acfg');
  });
});
