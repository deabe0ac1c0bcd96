import { type SrtpEvent, type SrtpOptions, type SrtpParameters, SrtpReceiver, SrtpSession } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { freshParameters, rtcpPacket, rtpPacket } from './packets.js';
import { refusal } from './refusal.js';

/** Packets of one stream with these indices, by index; SRTCP packets with indices from 0. */
function sent(parameters: SrtpParameters, indices: readonly number[], reports = 0, ssrc = 1) {
  const sender = new SrtpSession({ send: [parameters], windowSize: { srtp: 32_768 } });
  const packets = new Map([...indices].sort((a, b) => a - b).map(at => [at, sender.protectRtp(rtpPacket(at, ssrc))]));
  const rtcp = Array.from({ length: reports }, (_, mark) => sender.protectRtcp(rtcpPacket(ssrc, mark)));
  sender.close();
  return { rtp: (index: number) => packets.get(index) as Uint8Array, rtcp: (index: number) => rtcp[index] as Uint8Array };
}

/** What a receiver says of a packet: nothing where it takes it. */
const judgeRtp = (receiver: SrtpReceiver, packet: Uint8Array) => refusal(() => receiver.unprotectRtp(packet)) ?? 'fresh';
const judgeRtcp = (receiver: SrtpReceiver, packet: Uint8Array) => refusal(() => receiver.unprotectRtcp(packet)) ?? 'fresh';
const restored = (session: SrtpSession, options: SrtpOptions = {}) => SrtpSession.restore(session.snapshot(), options);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('the replay window keeps what it knows (RFC 3711 §3.3.2)', () => {
  for (const size of [64, 65, 100, 127, 128, 200])
    it(`of ${size} packets: exactly so many, before and after a snapshot and a rekey`, () => {
      const [parameters, next] = [freshParameters(), freshParameters()];
      const { rtp } = sent(parameters, range(1000, 1300));
      const later = sent(next, range(1000, 1301));
      const make = () => {
        const session = new SrtpSession({ receive: [parameters], windowSize: { srtp: size } });
        for (const index of range(1000, 1300)) if (index % 3 === 0 || index === 1299) session.unprotectRtp(rtp(index));
        return session;
      };
      const expected = (index: number) => (index <= 1299 - size ? 'too-old' : index % 3 === 0 ? 'replayed' : 'fresh');
      const session = make();
      const copies = [session, restored(make(), { windowSize: { srtp: size } })];
      for (const receiver of copies)
        for (const index of new Set([1299 - size, 1300 - size, ...range(1230, 1300)]))
          expect(judgeRtp(receiver, rtp(index)), String(index)).to.equal(expected(index));
      // The new keys continue the sequence: what came under the old ones counts (§3.3.1).
      const rekeyed = make();
      rekeyed.update({ send: [], receive: [next] });
      for (const index of new Set([1299 - size, 1300 - size, ...range(1240, 1300)]))
        expect(judgeRtp(rekeyed, later.rtp(index)), `${index} under new keys`).to.equal(expected(index));
    });

  it('a smaller window forgets, a larger one counts as received what the smaller did not know', () => {
    const parameters = freshParameters();
    const { rtp } = sent(parameters, range(500, 1000));
    const make = (size: number) => {
      const session = new SrtpSession({ receive: [parameters], windowSize: { srtp: size } });
      session.unprotectRtp(rtp(999));
      return session.snapshot();
    };
    const smaller = SrtpSession.restore(make(256), { windowSize: { srtp: 64 } });
    expect([935, 936, 998].map(index => judgeRtp(smaller, rtp(index)))).to.deep.equal(['too-old', 'fresh', 'fresh']);
    const larger = SrtpSession.restore(make(64), { windowSize: { srtp: 256 } });
    expect([743, 744, 935, 936].map(index => judgeRtp(larger, rtp(index)))).to.deep.equal([
      'too-old',
      'replayed',
      'replayed',
      'fresh',
    ]);
  });

  it('a young stream loses nothing in a snapshot, from its first index on', () => {
    const parameters = freshParameters();
    const { rtp, rtcp } = sent(parameters, [0, 1, 2, 3, 4], 4);
    const session = new SrtpSession({ receive: [parameters] });
    for (const index of [0, 3]) session.unprotectRtp(rtp(index));
    for (const index of [0, 2]) session.unprotectRtcp(rtcp(index));
    const successor = restored(session);
    expect([0, 1, 2, 3, 4].map(index => judgeRtp(successor, rtp(index)))).to.deep.equal([
      'replayed',
      'fresh',
      'fresh',
      'replayed',
      'fresh',
    ]);
    expect([0, 1, 2, 3].map(index => judgeRtcp(successor, rtcp(index)))).to.deep.equal([
      'replayed',
      'fresh',
      'replayed',
      'fresh',
    ]);
  });

  it('a jump over more than the window leaves nothing of before (§3.3.2)', () => {
    for (const jump of [127, 128, 129, 255, 256, 257]) {
      const parameters = freshParameters();
      const { rtp } = sent(parameters, [...range(1000, 1128), ...range(1128, 1128 + jump + 1)]);
      const receiver = new SrtpReceiver([parameters]);
      for (const index of range(1000, 1128)) receiver.unprotectRtp(rtp(index));
      const last = 1127 + jump;
      receiver.unprotectRtp(rtp(last));
      for (const index of range(1128, last)) {
        const expected = last - index >= 128 ? 'too-old' : 'fresh';
        expect(judgeRtp(receiver, rtp(index)), `${index} after ${last}`).to.equal(expected);
      }
    }
  });
});

describe('a received stream that is removed or expires', () => {
  it('and comes back: nothing up to its highest indices is accepted again (§3.3.2), after a snapshot neither', () => {
    const parameters = freshParameters();
    const { rtp, rtcp } = sent(parameters, range(0, 30), 6);
    for (const successor of [(session: SrtpSession) => session, restored]) {
      let session = new SrtpSession({ receive: [parameters] });
      for (const index of [5, 10]) session.unprotectRtp(rtp(index));
      for (const index of [1, 3]) session.unprotectRtcp(rtcp(index));
      session.removeStream(1);
      expect(session.streams).to.deep.equal([]);
      session = successor(session);
      expect([5, 9, 10].map(index => judgeRtp(session, rtp(index)))).to.deep.equal(['too-old', 'too-old', 'too-old']);
      expect([0, 1, 2, 3].map(index => judgeRtcp(session, rtcp(index)))).to.deep.equal(range(0, 4).map(() => 'too-old'));
      expect(session.streams).to.deep.equal([]);
      expect(judgeRtp(session, rtp(11))).to.equal('fresh');
      expect([5, 9, 10, 11].map(index => judgeRtp(session, rtp(index)))).to.deep.equal(range(0, 4).map(() => 'replayed'));
      expect([2, 3, 4].map(index => judgeRtcp(session, rtcp(index)))).to.deep.equal(['replayed', 'replayed', 'fresh']);
      session.close();
    }
  });

  it('with SRTCP index 0 alone: not even that is accepted again (§3.4)', () => {
    const parameters = freshParameters();
    const { rtp, rtcp } = sent(parameters, [1], 2);
    const session = new SrtpSession({ receive: [parameters] });
    session.unprotectRtcp(rtcp(0));
    session.removeStream(1);
    expect(judgeRtp(session, rtp(1))).to.equal('fresh');
    expect([0, 1].map(index => judgeRtcp(session, rtcp(index)))).to.deep.equal(['replayed', 'fresh']);
  });

  it('with SRTCP first: its SRTP indices stay used, too', () => {
    const parameters = freshParameters();
    const { rtp, rtcp } = sent(parameters, range(0, 12), 3);
    const session = new SrtpSession({ receive: [parameters] });
    session.unprotectRtp(rtp(10));
    session.unprotectRtcp(rtcp(1));
    session.removeStream(1);
    expect(judgeRtcp(session, rtcp(2))).to.equal('fresh');
    expect([9, 10, 11].map(index => judgeRtp(session, rtp(index)))).to.deep.equal(['replayed', 'replayed', 'fresh']);
    expect(session.streams[0]).to.include({ ssrc: 1, index: 11, srtcpIndex: 2 });
  });

  it('that had SRTP alone begins SRTCP anywhere', () => {
    const parameters = freshParameters();
    const { rtp, rtcp } = sent(parameters, [1, 2], 1);
    const session = new SrtpSession({ receive: [parameters] });
    session.unprotectRtp(rtp(1));
    session.removeStream(1);
    session.removeStream(7);
    expect(judgeRtp(session, rtp(2))).to.equal('fresh');
    expect(judgeRtcp(session, rtcp(0))).to.equal('fresh');
  });

  it('under new keys: SRTP goes on behind it (§3.3.1), SRTCP indices may begin again', () => {
    const [before, after] = [freshParameters(), freshParameters()];
    const session = new SrtpSession({ receive: [before] });
    const old = sent(before, [10], 4);
    session.unprotectRtp(old.rtp(10));
    session.unprotectRtcp(old.rtcp(3));
    session.removeStream(1);
    session.update({ send: [], receive: [after] });
    const renewed = sent(after, [9, 10, 11], 1);
    expect([9, 10, 11].map(index => judgeRtp(session, renewed.rtp(index)))).to.deep.equal(['too-old', 'too-old', 'fresh']);
    expect(judgeRtcp(session, renewed.rtcp(0))).to.equal('fresh');
  });

  it('makes room for another when it has been idle for so long, and says so', () => {
    let now = 0;
    const events: SrtpEvent[] = [];
    const parameters = freshParameters();
    const packets = [1, 2, 3, 4].map(ssrc => sent(parameters, [1, 2, 3], 1, ssrc));
    const packet = (ssrc: number, index: number) => packets[ssrc - 1]?.rtp(index) as Uint8Array;
    const receiver = new SrtpReceiver([parameters], {
      maxStreams: 2,
      idleTimeout: 100,
      now: () => now,
      onEvent: event => events.push(event),
    });
    receiver.unprotectRtp(packet(1, 1));
    now = 50;
    receiver.unprotectRtp(packet(2, 1));
    now = 99;
    expect(judgeRtp(receiver, packet(3, 1))).to.equal('too-many-streams');
    now = 100;
    expect(judgeRtp(receiver, packet(3, 1))).to.equal('fresh');
    expect(receiver.streams.map(({ ssrc }) => ssrc)).to.deep.equal([2, 3]);
    now = 149;
    receiver.unprotectRtp(packet(2, 2));
    expect(judgeRtp(receiver, packet(4, 1))).to.equal('too-many-streams');
    now = 200;
    expect(judgeRtp(receiver, packet(4, 1))).to.equal('fresh');
    expect(receiver.streams.map(({ ssrc }) => ssrc)).to.deep.equal([2, 4]);
    now = 300;
    // The stream that comes back may not be received again up to where it was.
    expect(judgeRtp(receiver, packet(1, 1))).to.equal('too-old');
    expect(judgeRtp(receiver, packet(1, 2))).to.equal('fresh');
    expect(events.filter(({ kind }) => kind === 'stream-expired')).to.deep.equal(
      [1, 3, 2].map(ssrc => ({ kind: 'stream-expired', direction: 'receive', ssrc })),
    );
  });

  it('never makes room where no time is set', () => {
    let now = 0;
    const parameters = freshParameters();
    const [one, two] = [1, 2].map(ssrc => sent(parameters, [1], 0, ssrc));
    const receiver = new SrtpReceiver([parameters], { maxStreams: 1, now: () => now });
    receiver.unprotectRtp(one?.rtp(1) as Uint8Array);
    now = Number.MAX_SAFE_INTEGER;
    expect(judgeRtp(receiver, two?.rtp(1) as Uint8Array)).to.equal('too-many-streams');
  });

  it('a stream that a snapshot brought counts as heard at that moment', () => {
    let now = 1000;
    const parameters = freshParameters();
    const [one, two] = [1, 2].map(ssrc => sent(parameters, [1], 0, ssrc));
    const session = new SrtpSession({ receive: [parameters], now: () => now });
    session.unprotectRtp(one?.rtp(1) as Uint8Array);
    now = 5000;
    const successor = restored(session, { maxStreams: 1, idleTimeout: 100, now: () => now });
    now = 5099;
    expect(judgeRtp(successor, two?.rtp(1) as Uint8Array)).to.equal('too-many-streams');
    now = 5100;
    expect(judgeRtp(successor, two?.rtp(1) as Uint8Array)).to.equal('fresh');
  });
});

describe('new keys and old (RFC 3711 §3.3.1, §3.4; RFC 4568 §7.1.4)', () => {
  it('SRTCP indices may begin again under new keys; a key that comes back closes all that was received under any', () => {
    const [one, two] = [freshParameters(), freshParameters()];
    const [first, second] = [sent(one, range(0, 80), 30), sent(two, range(0, 80), 30)];
    const session = new SrtpSession({ receive: [one], windowSize: { srtp: 64, srtcp: 64 } });
    session.unprotectRtp(first.rtp(10));
    session.unprotectRtcp(first.rtcp(20));
    session.update({ send: [], receive: [two] });
    expect(judgeRtcp(session, second.rtcp(0))).to.equal('fresh');
    for (const index of range(12, 75)) expect(judgeRtp(session, second.rtp(index))).to.equal('fresh');
    // A window of packets has ended the time of the first key, and what it had received is known no more.
    session.update({ send: [], receive: [one] });
    expect([10, 11, 50, 74, 75].map(index => judgeRtp(session, first.rtp(index)))).to.deep.equal([
      'too-old',
      'replayed',
      'replayed',
      'replayed',
      'fresh',
    ]);
    expect([0, 1, 20, 21].map(index => judgeRtcp(session, first.rtcp(index)))).to.deep.equal([
      'replayed',
      'replayed',
      'replayed',
      'fresh',
    ]);
  });

  it('the old keys work until a window of packets has come under the new ones, and not longer', () => {
    for (const snapshotAt of [undefined, 3]) {
      const events: SrtpEvent[] = [];
      const [one, two] = [freshParameters(), freshParameters()];
      const [old, renewed] = [sent(one, range(0, 90)), sent(two, range(20, 90))];
      const options = { windowSize: { srtp: 64 }, onEvent: (event: SrtpEvent) => events.push(event) };
      let session = new SrtpSession({ receive: [one], ...options });
      session.unprotectRtp(old.rtp(0));
      session.update({ send: [], receive: [two] });
      const retired = () => events.filter(({ kind }) => kind === 'old-keys-retired').length;
      for (const index of range(20, 84).filter(one => one !== 60)) {
        if (index === 20 + (snapshotAt ?? -1)) session = restored(session, options);
        session.unprotectRtp(renewed.rtp(index));
      }
      expect(retired()).to.equal(0);
      expect(judgeRtp(session, old.rtp(50))).to.equal('fresh');
      session.unprotectRtp(renewed.rtp(84));
      expect(retired()).to.equal(1);
      expect(judgeRtp(session, old.rtp(60))).to.equal('auth-failed');
    }
  });

  it('of keys that change faster than packets the newest three are kept', () => {
    const keys = range(0, 4).map(() => freshParameters());
    const packets = keys.map(one => sent(one, [1, 2, 3, 4]));
    const session = new SrtpSession({ receive: [keys[0] as SrtpParameters] });
    for (const next of keys.slice(1)) session.update({ send: [], receive: [next] });
    expect(packets.map(({ rtp }, i) => judgeRtp(session, rtp(i + 1)))).to.deep.equal(['auth-failed', 'fresh', 'fresh', 'fresh']);
  });

  it('streams go on from the newest keys under which anything came, but never from before a reset', () => {
    const keys = range(0, 3).map(() => freshParameters());
    const [a, b, c] = keys as [SrtpParameters, SrtpParameters, SrtpParameters];
    const session = new SrtpSession({ receive: [a] });
    session.setRoc('receive', 1, 7);
    const sender = new SrtpSession({ send: [a] });
    sender.setRoc('send', 1, 7);
    session.unprotectRtp(sender.protectRtp(rtpPacket(5, 1)));
    session.update({ send: [], receive: [b] });
    session.update({ send: [], receive: [c] });
    expect(session.streams[0]?.roc).to.equal(7);
    session.update({ send: [], receive: [freshParameters()], roc: { receive: 'reset' } });
    session.update({ send: [], receive: [freshParameters()] });
    expect(session.streams).to.deep.equal([]);
    sender.close();
  });

  it('keys that stop take the old ones with them', () => {
    const [one, two] = [freshParameters(), freshParameters()];
    const [old, renewed] = [sent(one, [1, 2]), sent(two, [3])];
    const session = new SrtpSession({ receive: [one] });
    session.unprotectRtp(old.rtp(1));
    session.update({ send: [], receive: [two] });
    expect(session.update({ send: [], receive: [] }).receive).to.equal('stopped');
    expect(judgeRtp(session, old.rtp(2))).to.equal('no-valid-key');
    expect(judgeRtp(session, renewed.rtp(3))).to.equal('no-valid-key');
  });

  it('a second ROC that is the right one does not count: any number of streams may begin behind a wrap (RFC 3711 §3.3.1)', () => {
    const parameters = freshParameters();
    const sender = new SrtpSession({ send: [parameters] });
    const session = new SrtpSession({ receive: [parameters], now: () => 0 });
    for (let ssrc = 1; ssrc <= 300; ssrc++) {
      sender.setRoc('send', ssrc, 1);
      expect(judgeRtp(session, sender.protectRtp(rtpPacket(10, ssrc))), `stream ${ssrc}`).to.equal('fresh');
    }
    sender.close();
  });

  it('a second ROC is tried 256 times at once, and 256 times a second from then on (a flood must not cost twice)', () => {
    let now = 10_000;
    const [before, after] = [freshParameters(), freshParameters()];
    const session = new SrtpSession({ receive: [before], now: () => now });
    const sender = new SrtpSession({ send: [before] });
    sender.setRoc('send', 1, 1);
    session.setRoc('receive', 1, 1);
    session.unprotectRtp(sender.protectRtp(rtpPacket(1000, 1)));
    session.update({ send: [], receive: [after], roc: { receive: 'probe' } });
    // The peer has begun again with a ROC of zero: its packets are found by probing alone.
    const restarted = sent(after, [1100, 1101]);
    const forged = restarted.rtp(1101).map((octet, i) => (i === 20 ? octet ^ 1 : octet));
    const flood = (packets: number) => {
      for (let i = 0; i < packets; i++) expect(judgeRtp(session, forged)).to.equal('auth-failed');
    };
    const four = () => [1, 2, 3, 4].map(() => judgeRtp(session, restarted.rtp(1100)));
    const refused = Array(4).fill('auth-failed');
    flood(256);
    // From now on one packet in four finds out what time it is.
    expect(four()).to.deep.equal(refused);
    now = 10_001;
    expect(four()).to.deep.equal(refused);
    // 256 a second are one in 3.90625 ms.
    now = 10_003.90625;
    expect(four()).to.deep.equal([...refused.slice(1), 'fresh']);
    expect(session.streams[0]).to.include({ roc: 0, index: 1100 });
    sender.close();
  });

  it('what was tried and not found stays counted for one second, not longer', () => {
    let now = 0;
    const [before, after] = [freshParameters(), freshParameters()];
    const session = new SrtpSession({ receive: [before], now: () => now });
    const sender = new SrtpSession({ send: [before] });
    sender.setRoc('send', 1, 1);
    session.setRoc('receive', 1, 1);
    session.unprotectRtp(sender.protectRtp(rtpPacket(1000, 1)));
    session.update({ send: [], receive: [after], roc: { receive: 'probe' } });
    const good = sent(after, [1100]).rtp(1100);
    const forged = good.map((octet, i) => (i === 20 ? octet ^ 1 : octet));
    const flood = (packets: number) => {
      for (let i = 0; i < packets; i++) session.unprotectRtpInto(forged, new Uint8Array(300));
    };
    flood(300);
    now = 10_000;
    // However long it was quiet: 256 again, and no more, from the packet on that looks at the clock.
    flood(3 + 256);
    expect(judgeRtp(session, good)).to.equal('auth-failed');
    now = 10_500;
    flood(2 + 127);
    expect(judgeRtp(session, good)).to.equal('fresh');
    sender.close();
  });
});
