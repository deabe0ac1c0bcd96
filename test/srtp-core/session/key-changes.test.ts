import {
  Secret,
  type SrtpEvent,
  type SrtpParameters,
  type SrtpReceiver,
  SrtpSession,
  sealSnapshot,
  srtpParameters,
} from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { freshParameters, rtcpPacket, rtpPacket } from './packets.js';
import { refusal } from './refusal.js';

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const judgeRtp = (receiver: SrtpReceiver, packet: Uint8Array) => refusal(() => receiver.unprotectRtp(packet)) ?? 'fresh';
const judgeRtcp = (receiver: SrtpReceiver, packet: Uint8Array) => refusal(() => receiver.unprotectRtcp(packet)) ?? 'fresh';

/** Packets of SSRC 1 by their index, SRTCP packets from index 0 on, protected under these parameters. */
function sent(parameters: SrtpParameters, indices: readonly number[], reports = 0) {
  const sender = new SrtpSession({ send: [parameters], windowSize: { srtp: 32_768 } });
  const packets = new Map(indices.map(at => [at, sender.protectRtp(rtpPacket(at, 1))]));
  const rtcp = range(0, reports).map(mark => sender.protectRtcp(rtcpPacket(1, mark)));
  sender.close();
  return { rtp: (index: number) => packets.get(index) as Uint8Array, rtcp: (index: number) => rtcp[index] as Uint8Array };
}

describe('what a receiver keeps when keys change', () => {
  it('the count of packets that end the time of the old keys, through an update that changes nothing (RFC 4568 §7.1.4)', () => {
    const events: SrtpEvent[] = [];
    const [before, after] = [freshParameters(), freshParameters()];
    const session = new SrtpSession({
      receive: [before],
      windowSize: { srtp: 64 },
      onEvent: event => event.kind === 'old-keys-retired' && events.push(event),
    });
    const renewed = sent(after, range(0, 64));
    session.update({ send: [], receive: [after] });
    for (const index of range(0, 63)) {
      if (index === 40) expect(session.update({ send: [], receive: [after] }).receive).to.equal('unchanged');
      session.unprotectRtp(renewed.rtp(index));
    }
    expect(events).to.have.length(0);
    session.unprotectRtp(renewed.rtp(63));
    expect(events).to.have.length(1);
  });

  it('the ROC that the caller set, where the new keys name the stream without one', () => {
    const receive = freshParameters({ streams: [{ ssrc: 1 }] });
    const sender = new SrtpSession({ send: [receive] });
    const session = new SrtpSession({});
    for (const [one, direction] of [
      [sender, 'send'],
      [session, 'receive'],
    ] as const)
      one.setRoc(direction, 1, 7);
    session.update({ send: [], receive: [receive] });
    expect(sender.update({ send: [receive], receive: [] }).send).to.equal('unchanged');
    session.unprotectRtp(sender.protectRtp(rtpPacket(5, 1)));
    expect(session.streams[0]).to.include({ roc: 7, index: 7 * 65_536 + 5 });
    sender.close();
  });

  it('what came last under the keys in use, where others were agreed on before any packet of theirs came (RFC 3711 §3.3.1)', () => {
    const [first, unused, third] = [freshParameters(), freshParameters(), freshParameters()];
    const session = new SrtpSession({ receive: [first] });
    const old = sent(first, [65_000, 80_000, 100_000]);
    session.unprotectRtp(old.rtp(65_000));
    session.update({ send: [], receive: [unused] });
    for (const index of [80_000, 100_000]) expect(judgeRtp(session, old.rtp(index))).to.equal('fresh');
    session.update({ send: [], receive: [third] });
    // From 65,000 on its sequence number would be taken for one of ROC 0.
    const renewed = sent(third, [65_000, 80_000, 100_000, 110_000]);
    expect(judgeRtp(session, renewed.rtp(110_000))).to.equal('fresh');
    expect(judgeRtp(session, renewed.rtp(100_000))).to.equal('too-old');
    expect(session.streams[0]).to.include({ roc: 1, index: 110_000 });
  });
});

describe('what a receiver remembers of streams that came under old keys alone', () => {
  it('has a bound, however many of them and of changes of keys there are', () => {
    let ssrc = 100;
    let last = freshParameters();
    const session = new SrtpSession({ receive: [last], windowSize: { srtp: 64 }, maxStreams: 1500 });
    const sizes = range(0, 8).map(change => {
      const [old, next] = [last, freshParameters()];
      const indices = range(64 * change, 64 * (change + 1));
      const [late, renewed] = [new SrtpSession({ send: [old], maxStreams: 1000 }), sent(next, indices)];
      session.update({ send: [], receive: [next] });
      for (const _ of range(0, 1000)) session.unprotectRtp(late.protectRtp(rtpPacket(1, ssrc++)));
      for (const index of indices) session.unprotectRtp(renewed.rtp(index));
      late.close();
      last = next;
      return sealSnapshot(session.snapshot(), new Uint8Array(32)).length;
    });
    // The first four thousand are remembered; from five thousand on, as many are forgotten as come.
    expect(sizes[3]! - sizes[0]!).to.be.above(3000 * 10);
    expect(sizes[7]! - sizes[5]!).to.be.below(1000);
  });
});

describe('a key that comes back to a receiver', () => {
  it('closes index 0, too, though it came late and the stream had no other (RFC 3711 §3.3.2)', () => {
    const one = freshParameters();
    const { rtp, rtcp } = sent(one, [0, 1], 1);
    const session = new SrtpSession({ receive: [one] });
    session.unprotectRtcp(rtcp(0));
    session.update({ send: [], receive: [freshParameters()] });
    expect(judgeRtp(session, rtp(0))).to.equal('fresh');
    session.update({ send: [], receive: [one] });
    expect([0, 1].map(index => judgeRtp(session, rtp(index)))).to.deep.equal(['replayed', 'fresh']);
  });

  it('closes the SRTCP indices of each of the keys under which any came (RFC 3711 §3.4)', () => {
    const [one, other] = [freshParameters(), freshParameters()];
    const [first, second] = [sent(one, [1], 20), sent(other, [], 20)];
    for (const [late, newer, highest] of [
      [12, 9, 12],
      [9, 12, 12],
      [undefined, undefined, 5],
    ] as const) {
      const session = new SrtpSession({ receive: [one] });
      session.unprotectRtp(first.rtp(1));
      session.unprotectRtcp(first.rtcp(5));
      session.update({ send: [], receive: [other] });
      if (newer !== undefined) session.unprotectRtcp(second.rtcp(newer));
      if (late !== undefined) session.unprotectRtcp(first.rtcp(late));
      session.update({ send: [], receive: [one] });
      const verdicts = range(0, 20).map(index => judgeRtcp(session, first.rtcp(index)));
      expect(verdicts).to.deep.equal(range(0, 20).map(index => (index <= highest ? 'replayed' : 'fresh')));
    }
  });

  it('closes what came of a stream that the keys before do not know, or whose stream was removed', () => {
    const [one, other] = [freshParameters(), freshParameters()];
    const [first, second] = [sent(one, range(0, 20), 20), sent(other, [13], 1)];
    for (const remove of [false, true]) {
      const session = new SrtpSession({ receive: [one] });
      session.update({ send: [], receive: [other] });
      // Late packets: the stream begins under the keys that went.
      session.unprotectRtp(first.rtp(12));
      session.unprotectRtcp(first.rtcp(7));
      if (remove) {
        session.removeStream(1);
        session.unprotectRtp(second.rtp(13));
        session.unprotectRtcp(second.rtcp(0));
      }
      session.update({ send: [], receive: [one] });
      expect([11, 12].map(index => judgeRtp(session, first.rtp(index)))).to.not.include('fresh');
      expect([0, 6, 7].map(index => judgeRtcp(session, first.rtcp(index)))).to.not.include('fresh');
      expect(judgeRtcp(session, first.rtcp(8))).to.equal('fresh');
      expect(judgeRtp(session, first.rtp(14))).to.equal('fresh');
    }
  });

  it('takes each packet once from then on, too, though the time of the old keys is not over (RFC 3711 §3.3.2)', () => {
    const [one, other] = [freshParameters(), freshParameters()];
    const [first, second] = [sent(one, range(1, 9), 9), sent(other, range(1, 9))];
    for (const setsAfter of [[one], [one, freshParameters({ streams: [{ ssrc: 99 }] })]]) {
      const session = new SrtpSession({ receive: [one] });
      session.unprotectRtp(first.rtp(1));
      session.unprotectRtcp(first.rtcp(1));
      session.update({ send: [], receive: [other] });
      session.unprotectRtp(second.rtp(3));
      session.update({ send: [], receive: setsAfter });
      for (const index of [5, 6]) {
        expect(judgeRtp(session, first.rtp(index))).to.equal('fresh');
        expect(judgeRtcp(session, first.rtcp(index))).to.equal('fresh');
      }
      for (const index of [1, 5, 6]) {
        expect(judgeRtp(session, first.rtp(index)), `SRTP ${index}`).to.equal('replayed');
        expect(judgeRtcp(session, first.rtcp(index)), `SRTCP ${index}`).to.equal('replayed');
      }
      // The keys in between still open what is on its way, once.
      expect([7, 7].map(index => judgeRtp(session, second.rtp(index)))).to.deep.equal(['fresh', 'replayed']);
    }
  });

  it('closes what came late under it, though its time was over in between', () => {
    const [one, other] = [freshParameters(), freshParameters()];
    const [first, second] = [sent(one, range(0, 20), 20), sent(other, range(10, 90))];
    const session = new SrtpSession({ receive: [one], windowSize: { srtp: 64 } });
    for (const index of [5, 6]) session.unprotectRtcp(first.rtcp(index));
    session.update({ send: [], receive: [other] });
    session.unprotectRtcp(first.rtcp(9));
    for (const index of range(10, 80)) session.unprotectRtp(second.rtp(index));
    expect(judgeRtcp(session, first.rtcp(10)), 'its time is over').to.equal('auth-failed');
    session.update({ send: [], receive: [one] });
    expect([5, 6, 7, 8, 9, 10].map(index => judgeRtcp(session, first.rtcp(index)))).to.deep.equal([
      ...range(5, 10).map(() => 'replayed'),
      'fresh',
    ]);
  });

  it('closes the SRTCP that came late under it, whatever became of its stream since (RFC 3711 §3.4)', () => {
    for (const later of ['nothing', 'other keys', 'the stream removed'] as const) {
      const [one, other, third] = [freshParameters(), freshParameters(), freshParameters()];
      const [first, second] = [sent(one, [], 12), sent(other, [3])];
      const session = new SrtpSession({ receive: [one], windowSize: { srtp: 64 } });
      const underOf2 = (next: SrtpParameters, indices: readonly number[]) => {
        const sender = new SrtpSession({ send: [next] });
        session.update({ send: [], receive: [next] });
        return () => {
          for (const index of indices) session.unprotectRtp(sender.protectRtp(rtpPacket(index, 2)));
          sender.close();
        };
      };
      const proveOther = underOf2(other, range(0, 64));
      // SSRC 1 comes under the old keys alone.
      session.unprotectRtcp(first.rtcp(9));
      if (later === 'the stream removed') {
        session.unprotectRtp(second.rtp(3));
        session.removeStream(1);
      }
      proveOther();
      if (later === 'other keys') underOf2(third, range(64, 128))();
      session.update({ send: [], receive: [one] });
      expect([8, 9, 10].map(index => judgeRtcp(session, first.rtcp(index)))).to.deep.equal(
        ['too-old', 'too-old', 'fresh'],
        later,
      );
    }
  });

  it('goes on with the indices since the reset, whatever came before it (RFC 4568 §7.1.4)', () => {
    const [before, one, other] = [freshParameters(), freshParameters(), freshParameters()];
    const old = sent(before, [60_000]);
    const [first, second] = [sent(one, range(1, 90)), sent(other, range(1, 90))];
    const session = new SrtpSession({ receive: [before], windowSize: { srtp: 64 } });
    session.unprotectRtp(old.rtp(60_000));
    session.update({ send: [], receive: [one], roc: { receive: 'reset' } });
    session.unprotectRtp(first.rtp(1));
    session.update({ send: [], receive: [other] });
    session.unprotectRtp(second.rtp(2));
    session.update({ send: [], receive: [one] });
    expect([1, 2, 3, 3].map(index => judgeRtp(session, first.rtp(index)))).to.deep.equal([
      'replayed',
      'replayed',
      'fresh',
      'replayed',
    ]);
    for (const index of range(4, 80)) expect(judgeRtp(session, first.rtp(index))).to.equal('fresh');
  });

  it('closes no SRTCP index where no SRTCP came', () => {
    const one = freshParameters();
    const { rtp, rtcp } = sent(one, [1], 1);
    const session = new SrtpSession({ receive: [one] });
    session.unprotectRtp(rtp(1));
    session.update({ send: [], receive: [freshParameters()] });
    session.update({ send: [], receive: [one] });
    expect(session.streams[0]).not.to.have.property('srtcpIndex');
    expect(judgeRtcp(session, rtcp(0))).to.equal('fresh');
  });
});

describe('a snapshot while keys change', () => {
  const keys = [1, 2, 3].map(mki => ({ key: Secret.random(16), salt: Secret.random(14), mki: Uint8Array.of(mki) }));
  const [one, two, three] = keys as [(typeof keys)[0], (typeof keys)[0], (typeof keys)[0]];
  const set = (...masterKeys: [typeof one, ...(typeof one)[]]) =>
    srtpParameters({ suite: 'AES_CM_128_HMAC_SHA1_80', masterKeys });

  it('keys that stay in part have one replay window with those that went, in the successor as well (RFC 3711 §3.3.2)', () => {
    const [gone, stays, comes] = [set(one), set(two), set(three)].map(parameters => sent(parameters, [70_000, 70_001, 70_002]));
    const judged = (of: typeof gone, index: number) => judgeRtp(successor, of?.rtp(index) as Uint8Array);
    const session = new SrtpSession({ receive: [set(one, two)] });
    session.unprotectRtp(gone?.rtp(70_000) as Uint8Array);
    expect(session.update({ send: [], receive: [set(two, three)] }).receive).to.equal('rekeyed');
    const successor = SrtpSession.restore(session.snapshot());
    expect(judged(gone, 70_000)).to.equal('replayed');
    expect(judged(gone, 70_001)).to.equal('fresh');
    expect([70_000, 70_001].map(index => judged(stays, index))).to.deep.equal(['replayed', 'replayed']);
    expect(judged(comes, 70_002)).to.equal('fresh');
    expect(judged(gone, 70_002)).to.equal('replayed');
  });

  it('a successor has no old keys where there were none', () => {
    const events: string[] = [];
    const parameters = freshParameters();
    const { rtp } = sent(parameters, range(0, 70));
    const session = SrtpSession.restore(new SrtpSession({ receive: [parameters] }).snapshot(), {
      windowSize: { srtp: 64 },
      onEvent: ({ kind }) => events.push(kind),
    });
    for (const index of range(0, 70)) session.unprotectRtp(rtp(index));
    expect(events).to.deep.equal(['stream-started']);
  });

  it('keys of a receiving successor tell that they are for receiving', () => {
    const events: SrtpEvent[] = [];
    const masterKeys = [{ key: Secret.random(16), salt: Secret.random(14), lifetime: { srtp: 3, srtcp: 3 } }];
    const parameters = srtpParameters({ suite: 'AES_CM_128_HMAC_SHA1_80', masterKeys });
    const { rtp } = sent(parameters, [1, 2, 3]);
    const session = SrtpSession.restore(new SrtpSession({ receive: [parameters] }).snapshot(), {
      lifetimeMargin: 0,
      onEvent: event => event.kind === 'key-expired' && events.push(event),
    });
    for (const index of [1, 2, 3]) session.unprotectRtp(rtp(index));
    expect(events).to.deep.equal([{ kind: 'key-expired', direction: 'receive', protocol: 'srtp' }]);
  });
});
