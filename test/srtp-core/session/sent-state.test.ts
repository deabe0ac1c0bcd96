import { Secret, type SrtpEvent, type SrtpParameters, SrtpReceiver, SrtpSession, srtpParameters } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { hex } from '../../support/vectors.js';
import { freshParameters, rtcpPacket, rtpPacket } from './packets.js';
import { refusal } from './refusal.js';

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const rtp = (session: SrtpSession, sequence: number, ssrc = 1) =>
  refusal(() => session.protectRtp(rtpPacket(sequence, ssrc))) ?? 'sent';
const rtcp = (session: SrtpSession, ssrc = 1) => refusal(() => session.protectRtcp(rtcpPacket(ssrc))) ?? 'sent';
const streamOf = (session: SrtpSession, ssrc = 1) => session.streams.find(one => one.ssrc === ssrc && one.direction === 'send');

/** The SRTCP index that a packet carries: before a tag of 10 octets (RFC 3711 §3.4). */
const indexIn = (packet: Uint8Array) => new DataView(packet.buffer, packet.byteOffset).getUint32(packet.length - 14) & 0x7fffffff;

describe('what a sender has used (RFC 3711 §3.3.1, §9.1)', () => {
  it('stays used when its stream is removed; the stream comes back with what it had', () => {
    const session = new SrtpSession({ send: [freshParameters()], windowSize: { srtp: 64 } });
    for (const sequence of [10, 12]) expect(rtp(session, sequence)).to.equal('sent');
    expect(rtcp(session)).to.equal('sent');
    session.removeStream(1);
    session.removeStream(2);
    expect(session.streams).to.deep.equal([]);
    expect([10, 12].map(sequence => rtp(session, sequence))).to.deep.equal(['index-reused', 'index-reused']);
    expect(session.streams).to.deep.equal([]);
    expect(rtp(session, 11)).to.equal('sent');
    expect(streamOf(session)).to.include({ index: 12, srtcpIndex: 1, packets: 3 });
    session.close();
  });

  it('stays used by a removed stream in a snapshot, too', () => {
    const session = new SrtpSession({ send: [freshParameters()] });
    rtp(session, 10);
    rtcp(session);
    session.removeStream(1);
    const snapshot = session.snapshot();
    session.close();
    const successor = SrtpSession.restore(snapshot);
    expect(rtp(successor, 10)).to.equal('index-reused');
    expect(indexIn(successor.protectRtcp(rtcpPacket(1)))).to.equal(1);
    successor.close();
  });

  it('a removed stream makes room for another, and needs room itself to come back', () => {
    const session = new SrtpSession({ send: [freshParameters()], maxStreams: 1 });
    expect([rtp(session, 1, 1), rtp(session, 1, 2), rtcp(session, 2)]).to.deep.equal([
      'sent',
      'too-many-streams',
      'too-many-streams',
    ]);
    session.removeStream(1);
    expect([rtp(session, 1, 2), rtp(session, 2, 1)]).to.deep.equal(['sent', 'too-many-streams']);
    session.removeStream(2);
    expect([rtp(session, 2, 1), rtp(session, 2, 1)]).to.deep.equal(['sent', 'index-reused']);
    session.close();
  });

  it('each stream is announced once, with its first packet', () => {
    const events: SrtpEvent[] = [];
    const session = new SrtpSession({ send: [freshParameters()], onEvent: event => events.push(event) });
    for (const ssrc of [1, 2, 1]) rtcp(session, ssrc);
    for (const ssrc of [1, 3]) rtp(session, 5, ssrc);
    expect(events).to.deep.equal([1, 2, 3].map(ssrc => ({ kind: 'stream-started', direction: 'send', ssrc })));
    session.close();
  });
});

describe('the ROC of a sender (RFC 3711 §3.3.1)', () => {
  it('is what keying or the caller told for a new stream, zero else', () => {
    const bound = freshParameters({ streams: [{ ssrc: 1, roc: 7 }, { ssrc: 2 }] });
    const session = new SrtpSession({ send: [bound] });
    for (const ssrc of [1, 2]) rtp(session, 5, ssrc);
    expect([1, 2].map(ssrc => streamOf(session, ssrc)?.roc)).to.deep.equal([7, 0]);
    session.close();
    const free = new SrtpSession({ send: [freshParameters()] });
    free.setRoc('send', 3, 9);
    rtp(free, 5, 3);
    expect(streamOf(free, 3)).to.include({ roc: 9, index: 9 * 65_536 + 5 });
    free.close();
  });

  it('may be set ahead or to where it is, never back; it counts from the next packet, and is shown at once', () => {
    const session = new SrtpSession({ send: [freshParameters()] });
    rtcp(session);
    expect(streamOf(session)).to.include({ roc: 0 }).and.not.to.have.property('index');
    session.setRoc('send', 1, 0);
    session.setRoc('send', 1, 2);
    expect(streamOf(session)?.roc).to.equal(2);
    rtp(session, 100);
    expect(streamOf(session)).to.include({ roc: 2, index: 2 * 65_536 + 100 });
    expect(refusal(() => session.setRoc('send', 1, 1))).to.equal('index-reused');
    session.setRoc('send', 1, 2);
    session.setRoc('send', 1, 3);
    session.removeStream(1);
    expect(refusal(() => session.setRoc('send', 1, 1))).to.equal('index-reused');
    session.setRoc('send', 1, 4);
    rtp(session, 7);
    expect(streamOf(session)?.index).to.equal(4 * 65_536 + 7);
    rtp(session, 8);
    expect(streamOf(session)?.index).to.equal(4 * 65_536 + 8);
    session.close();
  });

  it('goes on under new keys, and back to zero where both agree on a reset (RFC 4568 §7.1.4); SRTCP indices always go on (§3.4)', () => {
    const session = new SrtpSession({ send: [freshParameters()] });
    for (const ssrc of [1, 2]) {
      session.setRoc('send', ssrc, 5);
      rtp(session, 10, ssrc);
      rtcp(session, ssrc);
    }
    session.setRoc('send', 3, 6);
    session.removeStream(2);
    expect(session.update({ send: [freshParameters()], receive: [] }).send).to.equal('rekeyed');
    rtp(session, 11);
    expect(streamOf(session)).to.include({ roc: 5, srtcpIndex: 1 });
    session.setRoc('send', 1, 8);
    session.update({ send: [freshParameters()], receive: [], roc: { send: 'reset' } });
    expect(streamOf(session)).to.include({ roc: 0, srtcpIndex: 1 }).and.not.to.have.property('index');
    for (const ssrc of [1, 2, 3]) expect(rtp(session, 10, ssrc)).to.equal('sent');
    expect([1, 2, 3].map(ssrc => streamOf(session, ssrc)?.index)).to.deep.equal([10, 10, 10]);
    expect([1, 2, 3].map(ssrc => indexIn(session.protectRtcp(rtcpPacket(ssrc))))).to.deep.equal([1, 1, 0]);
    session.close();
  });

  it('does not go back for keys that partly stay', () => {
    const [one, two] = [freshParameters(), freshParameters()];
    const keyOf = ({ masterKeys: [key] }: SrtpParameters, mki: number) => ({ ...key, mki: Uint8Array.of(mki) });
    const both = srtpParameters({ suite: one.suite, masterKeys: [keyOf(two, 2), keyOf(one, 1)] });
    const session = new SrtpSession({ send: [srtpParameters({ suite: one.suite, masterKeys: [keyOf(one, 1)] })] });
    session.setRoc('send', 1, 5);
    rtp(session, 10);
    expect(session.update({ send: [both], receive: [], roc: { send: 'reset' } }).send).to.equal('keys-added');
    expect(streamOf(session)?.roc).to.equal(5);
    expect(rtp(session, 10)).to.equal('index-reused');
    session.close();
  });
});

describe('indices that a snapshot reserves', () => {
  /** Sequence numbers before which `snapshot-due` came. */
  function run(reserve: number, sequences: readonly number[]) {
    const due: number[] = [];
    let sequence = 0;
    const session: SrtpSession = new SrtpSession({
      send: [freshParameters()],
      reserve,
      onEvent: ({ kind }) => {
        if (kind !== 'snapshot-due') return;
        due.push(sequence);
        session.snapshot();
      },
    });
    for (sequence of sequences) expect(rtp(session, sequence)).to.equal('sent');
    session.close();
    return due;
  }

  it('are asked for with the first packet, then each time when half of them, rounded up, are used', () => {
    expect(run(10, range(100, 121))).to.deep.equal([100, 104, 109, 114, 119]);
    expect(run(5, range(0, 10))).to.deep.equal([0, 2, 5, 8]);
    expect(run(1, range(7, 10))).to.deep.equal([7, 7, 8, 9]);
  });

  it('are so many beyond the highest one used, in SRTP and in SRTCP; a successor begins behind them', () => {
    const parameters = freshParameters();
    const session = new SrtpSession({ send: [parameters], reserve: 3, initialSrtcpIndex: 5 });
    expect([rtp(session, 50), rtcp(session)]).to.deep.equal(['index-not-reserved', 'index-not-reserved']);
    session.snapshot();
    expect(range(50, 54).map(sequence => rtp(session, sequence))).to.deep.equal(['sent', 'sent', 'sent', 'index-not-reserved']);
    expect(range(0, 4).map(() => rtcp(session))).to.deep.equal(['sent', 'sent', 'sent', 'index-not-reserved']);
    const snapshot = session.snapshot();
    expect(range(53, 57).map(sequence => rtp(session, sequence))).to.deep.equal(['sent', 'sent', 'sent', 'index-not-reserved']);
    expect(range(0, 4).map(() => rtcp(session))).to.deep.equal(['sent', 'sent', 'sent', 'index-not-reserved']);
    session.close();
    const successor = SrtpSession.restore(snapshot, { reserve: 3 });
    expect(successor.streams[0]).to.include({ firstSafeSequence: 56, srtcpIndex: 11, index: 55 });
    expect([rtp(successor, 55), rtp(successor, 56), rtcp(successor)]).to.deep.equal([
      'index-reused',
      'index-not-reserved',
      'index-not-reserved',
    ]);
    successor.snapshot();
    expect([rtp(successor, 56), rtcp(successor)]).to.deep.equal(['sent', 'sent']);
    successor.close();
  });

  it('a successor without a reserve of its own goes on freely, behind what may have been sent', () => {
    const session = new SrtpSession({ send: [freshParameters()], reserve: 4, onEvent: () => session.snapshot() });
    rtp(session, 65_533);
    const snapshot = session.snapshot();
    session.close();
    const successor = SrtpSession.restore(snapshot);
    expect(successor.streams[0]).to.include({ firstSafeSequence: 2, roc: 1 });
    expect(rtp(successor, 1)).to.equal('index-reused');
    expect(range(2, 50).map(sequence => rtp(successor, sequence))).to.deep.equal(range(2, 50).map(() => 'sent'));
    successor.close();
  });

  it('SRTCP indices of a successor go on modulo 2^31 (§3.4)', () => {
    const session = new SrtpSession({
      send: [freshParameters()],
      reserve: 4,
      initialSrtcpIndex: 2 ** 31 - 2,
      onEvent: () => session.snapshot(),
    });
    rtcp(session);
    const snapshot = session.snapshot();
    session.close();
    const successor = SrtpSession.restore(snapshot);
    expect(successor.streams[0]?.srtcpIndex).to.equal(3);
    successor.close();
  });

  it('without a reserve nothing is asked for, and a successor knows exactly what was used', () => {
    const events: SrtpEvent[] = [];
    const session = new SrtpSession({ send: [freshParameters()], onEvent: event => events.push(event) });
    for (const sequence of [1, 3, 500]) rtp(session, sequence);
    const snapshot = session.snapshot();
    expect(events.map(({ kind }) => kind)).to.deep.equal(['stream-started']);
    session.close();
    const successor = SrtpSession.restore(snapshot);
    expect(successor.streams[0]).to.include({ index: 500 }).and.not.to.have.property('firstSafeSequence');
    expect([1, 372, 373, 499, 500, 501].map(sequence => rtp(successor, sequence))).to.deep.equal([
      'index-reused',
      'index-reused',
      'sent',
      'sent',
      'index-reused',
      'sent',
    ]);
    successor.close();
  });
});

describe('keys of a sender through an update', () => {
  const keys = range(1, 4).map(mki => ({ key: Secret.random(16), salt: Secret.random(14), mki: Uint8Array.of(mki) }));
  const [one, two, three] = keys as [(typeof keys)[0], (typeof keys)[0], (typeof keys)[0]];
  const set = (...masterKeys: [typeof one, ...(typeof one)[]]) =>
    srtpParameters({ suite: 'AES_CM_128_HMAC_SHA1_80', masterKeys });
  /** The MKI that a packet carries, between payload and tag (RFC 3711 §3.1). */
  const mkiOf = (session: SrtpSession, sequence: number) => session.protectRtp(rtpPacket(sequence, 1)).at(-11);

  it('what was planned goes on where the keys are still there (RFC 3711 §8.1)', () => {
    const session = new SrtpSession({ send: [set(one, two, three)] });
    session.useKey(Uint8Array.of(2), 5);
    session.useKey(Uint8Array.of(3), 8);
    expect([4, 5].map(sequence => mkiOf(session, sequence))).to.deep.equal([1, 2]);
    session.update({ send: [set(three, two)], receive: [] });
    expect([6, 7, 8].map(sequence => mkiOf(session, sequence))).to.deep.equal([2, 2, 3]);
    session.update({ send: [set(one, two)], receive: [] });
    expect(mkiOf(session, 9)).to.equal(2);
    session.update({ send: [set(three)], receive: [] });
    expect(mkiOf(session, 10)).to.equal(3);
    session.close();
  });

  it('the key to use must be one of them, and named', () => {
    const session = new SrtpSession({ send: [set(one, two)] });
    for (const mki of [[], [3], [0, 1], [1, 0]])
      expect(
        refusal(() => session.useKey(Uint8Array.from(mki), 0)),
        String(mki),
      ).to.equal('unknown-mki');
    expect(mkiOf(session, 1)).to.equal(1);
    session.useKey(Uint8Array.of(2), 0);
    expect(mkiOf(session, 2)).to.equal(2);
    session.close();
  });

  it('an update that fails leaves every key free that it had not claimed before (RFC 3711 §9.1: one sender for a key)', () => {
    const [free, taken] = [freshParameters({ streams: [{ ssrc: 1 }] }), freshParameters({ streams: [{ ssrc: 2 }] })];
    const other = new SrtpSession({ send: [taken] });
    const own = freshParameters({ streams: [{ ssrc: 3 }] });
    const session = new SrtpSession({ send: [own] });
    expect(refusal(() => session.update({ send: [own, free, taken], receive: [] }))).to.equal('key-already-sending');
    expect(rtp(session, 1, 3)).to.equal('sent');
    expect(refusal(() => new SrtpSession({ send: [own] }))).to.equal('key-already-sending');
    const third = new SrtpSession({ send: [free] });
    for (const closed of [third, session, other]) closed.close();
    new SrtpSession({ send: [own, free, taken] }).close();
  });

  it('keys that go are free for another sender, those that stay are not', () => {
    const [stays, goes] = [freshParameters({ streams: [{ ssrc: 1 }] }), freshParameters({ streams: [{ ssrc: 2 }] })];
    const session = new SrtpSession({ send: [stays, goes] });
    session.update({ send: [stays], receive: [] });
    expect(refusal(() => new SrtpSession({ send: [stays] }))).to.equal('key-already-sending');
    new SrtpSession({ send: [goes] }).close();
    session.close();
  });

  it('a retransmission is the same packet, or none: under the same keys and switches alone', () => {
    const first = freshParameters({ encryptedExtensions: [1] });
    const again = (change: object) => srtpParameters({ ...first, ...change });
    for (const [change, same] of [
      [{}, true],
      [{ lifetime: undefined }, true],
      [{ suite: 'AES_CM_128_HMAC_SHA1_32' }, false],
      [{ unencryptedSrtp: true }, false],
      [{ cryptex: 'allowed' }, false],
      [{ rcc: { mode: 2, rate: 2, tagOctets: 10 } }, false],
      [{ encryptedExtensions: [1, 2] }, false],
      [{ encryptedExtensions: [12] }, false],
    ] as const) {
      const session = new SrtpSession({ send: [first], retransmission: 'identical' });
      const packet = session.protectRtp(rtpPacket(1, 1));
      expect(hex(session.protectRtp(rtpPacket(1, 1)))).to.equal(hex(packet));
      session.update({ send: [again(change)], receive: [] });
      expect(rtp(session, 1), JSON.stringify(change)).to.equal(same ? 'sent' : 'index-reused');
      session.close();
    }
  });
});

describe('a receiver shows what it has (StreamInfo)', () => {
  it('ROC, indices, suite and MKI of a received stream', () => {
    const parameters = srtpParameters({
      suite: 'AES_CM_128_HMAC_SHA1_80',
      masterKeys: [{ key: Secret.random(16), salt: Secret.random(14), mki: Uint8Array.of(9) }],
    });
    const sender = new SrtpSession({ send: [parameters] });
    const receiver = new SrtpSession({ receive: [parameters] });
    sender.setRoc('send', 1, 3);
    receiver.setRoc('receive', 1, 3);
    receiver.unprotectRtcp(sender.protectRtcp(rtcpPacket(1)));
    expect(receiver.streams[0]).to.include({ direction: 'receive', ssrc: 1, roc: 0, srtcpIndex: 0, rtcpPackets: 1, packets: 0 });
    expect(receiver.streams[0]).not.to.have.any.keys('index', 'suite', 'mki');
    receiver.unprotectRtp(sender.protectRtp(rtpPacket(4, 1)));
    expect(receiver.streams[0]).to.deep.include({
      roc: 3,
      index: 3 * 65_536 + 4,
      suite: parameters.suite,
      mki: Uint8Array.of(9),
    });
    receiver.setRoc('receive', 1, 5);
    expect(receiver.streams[0]?.roc).to.equal(5);
    expect(sender.streams[0]).to.deep.include({ roc: 3, suite: parameters.suite, mki: Uint8Array.of(9) });
    sender.close();
    expect(new SrtpReceiver([parameters]).streams).to.deep.equal([]);
  });
});
