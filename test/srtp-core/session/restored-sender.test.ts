import { Secret, type SrtpParametersInput, SrtpSession, srtpParameters } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { hex } from '../../support/vectors.js';
import { freshParameters, rtcpPacket, rtpPacket } from './packets.js';
import { refusal } from './refusal.js';

const suite = 'AES_CM_128_HMAC_SHA1_80';
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const key = (mki: number) => ({ key: Secret.random(16), salt: Secret.random(14), mki: Uint8Array.of(mki) });
const rtp = (session: SrtpSession, sequence: number, ssrc = 1) =>
  refusal(() => session.protectRtp(rtpPacket(sequence, ssrc))) ?? 'sent';
const rtcp = (session: SrtpSession, ssrc = 1) => refusal(() => session.protectRtcp(rtcpPacket(ssrc))) ?? 'sent';
/** The MKI that a packet carries, between payload and tag (RFC 3711 §3.1). */
const mkiOf = (session: SrtpSession, sequence: number, ssrc = 1) => session.protectRtp(rtpPacket(sequence, ssrc)).at(-11);

function successorOf(session: SrtpSession, options = {}) {
  const snapshot = session.snapshot();
  session.close();
  return SrtpSession.restore(snapshot, options);
}

describe('a sender that goes on after a snapshot', () => {
  it('changes to the planned keys at the planned indices (RFC 3711 §8.1), of each set of parameters', () => {
    const set = (ssrc: number, first: number, second: number) =>
      srtpParameters({ suite, streams: [{ ssrc }], masterKeys: [key(first), key(second)] });
    const session = new SrtpSession({ send: [set(1, 1, 2), set(2, 3, 4)] });
    session.useKey(Uint8Array.of(2), 8);
    session.useKey(Uint8Array.of(4), 6);
    const successor = successorOf(session);
    expect([5, 6, 7, 8].map(sequence => mkiOf(successor, sequence, 1))).to.deep.equal([1, 1, 1, 2]);
    expect([5, 6, 7, 8].map(sequence => mkiOf(successor, sequence, 2))).to.deep.equal([3, 4, 4, 4]);
    successor.close();
  });

  it('counts what each stream may have sent behind the snapshot as used of the life of the keys (RFC 3711 §9.2)', () => {
    const masterKeys: SrtpParametersInput['masterKeys'] = [
      { key: Secret.random(16), salt: Secret.random(14), lifetime: { srtp: 40, srtcp: 30 } },
    ];
    const session: SrtpSession = new SrtpSession({
      send: [srtpParameters({ suite, masterKeys })],
      reserve: 8,
      onEvent: ({ kind }) => kind === 'snapshot-due' && session.snapshot(),
    });
    for (const ssrc of [1, 2]) expect([rtp(session, 100, ssrc), rtcp(session, ssrc)]).to.deep.equal(['sent', 'sent']);
    const successor = successorOf(session);
    // 2 were sent, and each of the two streams may have sent 8 more: of 40 packets 22 are left, of 30 SRTCP packets 12.
    expect(range(0, 23).map(i => rtp(successor, 200 + i))).to.deep.equal([...range(0, 22).map(() => 'sent'), 'key-expired']);
    expect(range(0, 13).map(() => rtcp(successor))).to.deep.equal([...range(0, 12).map(() => 'sent'), 'key-expired']);
    successor.close();
  });

  it('sends nothing before its own first snapshot where it reserves, from index 0 on', () => {
    const session = new SrtpSession({ send: [freshParameters()] });
    expect([rtp(session, 5, 1), rtcp(session, 2)]).to.deep.equal(['sent', 'sent']);
    const successor = successorOf(session, { reserve: 4 });
    expect([rtp(successor, 0, 2), rtcp(successor, 1)]).to.deep.equal(['index-not-reserved', 'index-not-reserved']);
    successor.snapshot();
    expect([rtp(successor, 0, 2), rtcp(successor, 1)]).to.deep.equal(['sent', 'sent']);
    successor.close();
  });
});

describe('a session that goes on after a snapshot', () => {
  it('knows the ROC that was told for streams of which nothing has come yet (RFC 3711 §3.3.1)', () => {
    const parameters = freshParameters();
    const sender = new SrtpSession({ send: [parameters] });
    sender.setRoc('send', 1, 7);
    const receiver = new SrtpSession({ receive: [parameters] });
    receiver.setRoc('receive', 1, 7);
    const [from, to] = [successorOf(sender), successorOf(receiver)];
    to.unprotectRtp(from.protectRtp(rtpPacket(5, 1)));
    expect([from, to].map(({ streams: [stream] }) => stream?.index)).to.deep.equal([7 * 65_536 + 5, 7 * 65_536 + 5]);
    from.close();
  });

  it('shows index 0 of a stream as any other', () => {
    const parameters = freshParameters();
    const [sender, receiver] = [new SrtpSession({ send: [parameters] }), new SrtpSession({ receive: [parameters] })];
    receiver.unprotectRtp(sender.protectRtp(rtpPacket(0, 1)));
    expect([sender, receiver].map(({ streams: [stream] }) => stream?.index)).to.deep.equal([0, 0]);
    sender.close();
  });
});

describe('a sender through an update', () => {
  it('keeps the ROC that the caller set where the new keys name the stream without one', () => {
    const session = new SrtpSession({});
    session.setRoc('send', 1, 7);
    session.update({ send: [freshParameters({ streams: [{ ssrc: 1 }] })], receive: [] });
    rtp(session, 5);
    expect(session.streams[0]).to.include({ roc: 7, index: 7 * 65_536 + 5 });
    session.close();
  });

  it('keeps the plan of each set of parameters apart, by the streams it is for (RFC 3711 §8.1)', () => {
    const [one, two] = [1, 2].map(ssrc =>
      srtpParameters({ suite, streams: [{ ssrc }], masterKeys: [key(10 * ssrc), key(10 * ssrc + 1)] }),
    ) as [ReturnType<typeof freshParameters>, ReturnType<typeof freshParameters>];
    const session = new SrtpSession({ send: [one, two] });
    session.useKey(Uint8Array.of(21), 0);
    session.update({ send: [two, one], receive: [] });
    expect([mkiOf(session, 1, 1), mkiOf(session, 1, 2)]).to.deep.equal([10, 21]);
    session.close();
  });

  it('has no key to name where none has an MKI', () => {
    const session = new SrtpSession({ send: [freshParameters()] });
    expect(refusal(() => session.useKey(new Uint8Array(0), 0))).to.equal('unknown-mki');
    session.close();
  });

  it('repeats no packet from before a time without keys, though they come back: the form may be another', () => {
    const first = freshParameters({ encryptedExtensions: [1] });
    const session = new SrtpSession({ send: [first], retransmission: 'identical' });
    const packet = session.protectRtp(rtpPacket(1, 1));
    expect(hex(session.protectRtp(rtpPacket(1, 1)))).to.equal(hex(packet));
    session.update({ send: [], receive: [] });
    session.update({ send: [srtpParameters({ ...first, encryptedExtensions: [2] })], receive: [] });
    expect(rtp(session, 1)).to.equal('index-reused');
    session.close();
  });
});
