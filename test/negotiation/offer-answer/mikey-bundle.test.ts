import { answerOffer } from '@sdpsec/negotiation/offer-answer';
import { expect } from 'chai';
import { audio, mediaLines, sdp, session, video } from '../sdp.js';
import { end, exchange, expectMedia, ids, keyMgmtLines, kinds, now, options, pskHost, reasons } from './mikey-call.js';

const apart = (name: string, port: number) => sdp(...session(name), ...audio(port), 'a=mid:a', ...video(port + 2), 'a=mid:v');
const bundled = (name: string, port: number) => apart(name, port).replace('t=0 0\r\n', 't=0 0\r\na=group:BUNDLE a v\r\n');
const ends = (ofAlice = bundled, ofBob = bundled) =>
  [end('alice', pskHost(), { local: ofAlice('alice', 40_000) }), end('bob', pskHost(), { local: ofBob('bob', 50_000) })] as const;

describe('MIKEY in a BUNDLE group: a=key-mgmt is IDENTICAL in it (RFC 8859 §5.35)', () => {
  it('one message, the same line in each section; once bundled, one RTP session with the keys of the first', () => {
    const { offer, answer, ours, theirs } = exchange(...ends());
    const [first, second, ...more] = keyMgmtLines(offer);
    expect([first === second, more]).to.deep.equal([true, []]);
    expect(keyMgmtLines(answer)).to.have.length(1);
    expect(answer.indexOf('a=key-mgmt')).to.be.lessThan(answer.indexOf('m=video'));
    expect([ours.rtpSessions.map(({ sections }) => sections), kinds(ours)]).to.deep.equal([[[0, 1]], ['mikey', 'mikey']]);
    expect([ids(ours), ids(theirs)]).to.deep.equal([[], []]);
    expectMedia(ours, theirs);
  });

  it('a peer that does not bundle has keys for each section (RFC 9143 §7.3, RFC 4567 §7.1)', () => {
    const { ours, theirs } = exchange(...ends(bundled, apart));
    expect(ours.rtpSessions.map(({ sections }) => sections)).to.deep.equal([[0], [1]]);
    expectMedia(ours, theirs);
  });

  it('where the first section is rejected the next one brings the transport, with the crypto sessions that are its own', () => {
    const [one, other] = ends();
    other.local = bundled('bob', 50_000).replace('m=audio 50000', 'm=audio 0');
    const { answer, ours, theirs } = exchange(one, other);
    expect(mediaLines(answer)).to.deep.equal(['m=audio 0 RTP/SAVP 0', 'm=video 50002 RTP/SAVP 96']);
    expect(kinds(ours)).to.deep.equal(['rejected', 'mikey']);
    expectMedia(ours, theirs);
  });

  it('a re-key goes on for the group', () => {
    const [one, other] = ends();
    exchange(one, other);
    const { ours, theirs } = exchange(one, other, { rekey: true });
    expect(ours.rtpSessions.map(({ sections }) => sections)).to.deep.equal([[0, 1]]);
    expectMedia(ours, theirs);
  });
});

describe('hostile hands on the MIKEY of an SDP', () => {
  it('the answers of two sections, exchanged, are no answers: each belongs to the message of its section', () => {
    const { ours } = exchange(...ends(apart, apart), {
      answerOnTheWay: text => {
        const [first = '', second = ''] = keyMgmtLines(text);
        return text.replace(first, 'x').replace(second, first).replace(/^x$/m, second);
      },
    });
    expect(kinds(ours)).to.deep.equal(['rejected', 'rejected']);
    expect(reasons(ours)[0]).to.match(/belongs to none of the offered messages/);
  });

  it('the answer of one section, copied into the other, keys neither', () => {
    const { ours } = exchange(...ends(apart, apart), {
      answerOnTheWay: text => {
        const [first = '', second = ''] = keyMgmtLines(text);
        return text.replace(second, first);
      },
    });
    expect(kinds(ours)).to.deep.equal(['rejected', 'rejected']);
    expect(ours.rtpSessions).to.deep.equal([]);
  });

  it('our own message as its answer is refused', () => {
    const [one, other] = ends(apart, apart);
    let offered: string[] = [];
    const { ours } = exchange(one, other, {
      offerOnTheWay: text => {
        offered = keyMgmtLines(text);
        return text;
      },
      answerOnTheWay: text => text.replace(keyMgmtLines(text)[0] as string, offered[0] as string),
    });
    expect(kinds(ours)).to.deep.equal(['rejected', 'rejected']);
  });

  it('an error message that nothing authenticates changes nothing: the true answer still counts (RFC 3830 §5.1.2)', () => {
    const [one, other] = ends(apart, apart);
    const broken = end('bob', pskHost(), { local: other.local });
    const { answered, pending } = exchange(one, other);
    // What a peer says that cannot authenticate the offer, for it has another clock.
    const { sdp: refusal } = answerOffer(pending.sdp, broken.local, options(broken, now + 7_200_000));
    const [error = ''] = keyMgmtLines(refusal);
    const forged = answered.sdp.replace(/a=key-mgmt:.*/, error);
    const { agreement } = pending.accept(forged, now);
    expect(kinds(agreement)).to.deep.equal(['rejected', 'rejected']);
    const after = pending.accept(answered.sdp, now).agreement;
    expect(kinds(after)).to.deep.equal(['mikey', 'mikey']);
    expectMedia(after, answered.agreement);
  });

  it('what stands around the message is not authenticated by it: port and direction change, the keys do not', () => {
    const { ours, theirs } = exchange(...ends(apart, apart), {
      offerOnTheWay: text => text.replace('m=audio 40000', 'm=audio 40400').replace('a=mid:v', 'a=sendonly\r\na=mid:v'),
    });
    expect(kinds(ours)).to.deep.equal(['mikey', 'mikey']);
    expectMedia(ours, theirs);
  });

  it('under RTP/AVP a message of the session part counts for nothing (RFC 4567 §5.2), and nothing goes in the clear', () => {
    const [one, other] = ends(apart, apart);
    one.policy = { security: { keying: ['mikey'] }, interop: { keyMgmtLevel: 'session' } };
    const { theirs, ours } = exchange(one, other, { offerOnTheWay: text => text.replaceAll('RTP/SAVP', 'RTP/AVP') });
    expect([kinds(theirs), kinds(ours)]).to.deep.equal([
      ['rejected', 'rejected'],
      ['rejected', 'rejected'],
    ]);
  });
});
