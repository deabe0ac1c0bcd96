import {
  compiledEngine,
  type Engine,
  packetStatus,
  portableEngine,
  protectRtcpBatch,
  protectRtpBatch,
  SrtpError,
  type SrtpParameters,
  SrtpReceiver,
  SrtpSession,
  srtpParameters,
  suites,
  unprotectRtcpBatch,
  unprotectRtpBatch,
} from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { Random } from '../compiled/random.js';
import { freshParameters, rtcpPacket, rtpPacket } from './packets.js';

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 32);

const portable = portableEngine();
const engines: Record<string, Engine> = {
  portable,
  compiled: compiledEngine(portable) as Engine,
  'compiled, nothing prepared': compiledEngine(portable, { preparedOctets: 0 }) as Engine,
};

type Batch<Session> = (
  sessions: readonly Session[],
  packets: readonly Uint8Array[],
  targets: readonly Uint8Array[],
  statuses: Int32Array,
) => void;
type Into<Session> = (session: Session, packet: Uint8Array, target: Uint8Array) => number;

/** The batch function that does one after the other: what every batch must be equal to. */
const inTurn =
  <Session>(into: Into<Session>): Batch<Session> =>
  (sessions, packets, targets, statuses) =>
    packets.forEach((packet, i) => {
      statuses[i] = into(sessions[i] as Session, packet, targets[i] as Uint8Array);
    });

const protectRtpInTurn = inTurn<SrtpSession>((session, packet, target) => session.protectRtpInto(packet, target));
const protectRtcpInTurn = inTurn<SrtpSession>((session, packet, target) => session.protectRtcpInto(packet, target));
const unprotectRtpInTurn = inTurn<SrtpReceiver>((session, packet, target) => session.unprotectRtpInto(packet, target));
const unprotectRtcpInTurn = inTurn<SrtpReceiver>((session, packet, target) => session.unprotectRtcpInto(packet, target));

/** What a call did: every status, every octet that packets and targets have afterwards. */
function outcome<Session>(
  batch: Batch<Session>,
  sessions: readonly Session[],
  packets: readonly Uint8Array[],
  targets: readonly Uint8Array[],
) {
  const statuses = new Int32Array(packets.length).fill(-99);
  batch(sessions, packets, targets, statuses);
  const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex');
  return { statuses: [...statuses], packets: packets.map(hex), targets: targets.map(hex) };
}

/** All that a session remembers, except for its keys. */
function memory(session: SrtpReceiver): string {
  const plain = (_: string, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value);
  return JSON.stringify([session.streams, session.refusals], plain);
}

/** Random keying, with and without everything that packets have to be by themselves for. */
function keying(random: Random): SrtpParameters {
  const names = [
    'AES_CM_128_HMAC_SHA1_80',
    'AES_CM_128_HMAC_SHA1_32',
    'AEAD_AES_128_GCM',
    'AES_256_CM_HMAC_SHA1_80',
    'NULL_HMAC_SHA1_80',
    'F8_128_HMAC_SHA1_80',
  ] as const;
  const suite = suites[names[random.below(names.length)] as (typeof names)[number]];
  const hmac = suite.authKeyOctets > 0;
  const tags = random.below(8);
  const mkiOctets = random.oneIn(3) ? 1 + random.below(4) : 0;
  const masterKeys = Array.from({ length: mkiOctets > 0 ? 2 : 1 }, (_, i) => ({
    key: random.octets(suite.keyOctets),
    salt: random.octets(suite.saltOctets),
    ...(mkiOctets > 0 && { mki: random.octets(mkiOctets).fill(i, 0, 1) }),
    ...(random.oneIn(6) && { lifetime: { srtp: 20 + random.below(60), srtcp: 5 + random.below(10) } }),
  }));
  return srtpParameters({
    suite: suite.name,
    masterKeys,
    ...(random.oneIn(6) && { keyDerivationRate: 2 ** random.below(6) }),
    ...(random.oneIn(6) && { cryptex: 'allowed' as const }),
    ...(random.oneIn(6) && { encryptedExtensions: [1] }),
    ...(hmac &&
      (tags === 0
        ? { rcc: { mode: 2, rate: 1 + random.below(4), tagOctets: 14 } }
        : tags === 1 && { unauthenticatedSrtp: true })),
  });
}

function withExtension(random: Random, packet: Uint8Array): Uint8Array {
  const longer = Buffer.alloc(packet.length + 8);
  longer.set(packet.subarray(0, 12));
  longer[0] = 0x90;
  longer.set([0xbe, 0xde, 0, 1, 0x12, 1, 2, 3], 12);
  longer.set(packet.subarray(12), 20);
  return random.oneIn(2) ? longer : packet;
}

/** Where packets lie and results go: buffers of their own, in place, or parts of one slab. */
function placed(random: Random, packets: readonly Uint8Array[]): () => { packets: Uint8Array[]; targets: Uint8Array[] } {
  const kind = random.below(4);
  const room = packets.map(packet => packet.length + (random.oneIn(10) ? random.below(10) : 40));
  return () => {
    if (kind === 0) return { packets: packets.map(one => Buffer.from(one)), targets: room.map(octets => Buffer.alloc(octets)) };
    const slab = new Uint8Array(600 * packets.length);
    const places = packets.map((one, i) => {
      const place = kind === 1 ? new Uint8Array(room[i] as number) : slab.subarray(600 * i, 600 * i + (room[i] as number));
      place.set(one);
      return place;
    });
    return {
      packets: places.map((place, i) => place.subarray(0, packets[i]?.length)),
      targets: kind === 3 ? packets.map((_, i) => slab.subarray(600 * i + 300, 600 * i + 300 + (room[i] as number))) : places,
    };
  };
}

describe('batches do what one call after the other does', function () {
  this.timeout(60_000);

  for (const [name, engine] of Object.entries(engines))
    it(`${name}: random sessions, streams, orders, forgeries and replays (SEED=${seed})`, () => {
      const random = new Random(seed);
      let authentic = 0;
      for (let episode = 0; episode < 25; episode++) {
        const where = `episode ${episode}`;
        const keys = Array.from({ length: 1 + random.below(4) }, () => keying(random));
        const options = { engine, retransmission: random.oneIn(4) ? ('identical' as const) : ('refuse' as const) };
        const senders = () => keys.map(one => new SrtpSession({ send: [one], ...options }));
        const receivers = () => keys.map(one => new SrtpReceiver([one], options));
        // A key sends in one session only: first the packets one by one, then the same in batches.
        const rounds = Array.from({ length: 4 }, () => {
          const count = 1 + random.below(90);
          const which = Array.from({ length: count }, () => random.below(keys.length));
          const rtcp = random.oneIn(4);
          return {
            which,
            rtcp,
            first: random.below(3) * 20 + (random.oneIn(2) ? 0xfff0 : 0),
            jumps: which.map(() => random.below(4)),
          };
        });
        const plain = rounds.map(({ which, rtcp, first, jumps }, round) => {
          let sequence = first + 100 * round;
          const packets = which.map((_, i) => {
            sequence += jumps[i] as number;
            const ssrc = 0x80000001 + random.below(2);
            return rtcp ? rtcpPacket(ssrc, i) : withExtension(random, rtpPacket(sequence, ssrc, random.below(60)));
          });
          return placed(random, packets);
        });
        const run = (rtp: Batch<SrtpSession>, rtcp: Batch<SrtpSession>) => {
          const sessions = senders();
          const done = rounds.map((round, r) => {
            const { packets, targets } = (plain[r] as (typeof plain)[number])();
            const chosen = round.which.map(i => sessions[i] as SrtpSession);
            const found = outcome(round.rtcp ? rtcp : rtp, chosen, packets, targets);
            return { ...found, memory: sessions.map(memory) };
          });
          for (const session of sessions) session.close();
          return done;
        };
        const sent = run(protectRtpInTurn, protectRtcpInTurn);
        expect(run(protectRtpBatch, protectRtcpBatch), where).to.deep.equal(sent);

        const arriving = rounds.map(round => ({ rtcp: round.rtcp, which: [] as number[], packets: [] as Uint8Array[] }));
        const apart = senders();
        rounds.forEach((round, r) => {
          const { packets } = (plain[r] as (typeof plain)[number])();
          round.which.forEach((which, i) => {
            const session = apart[which] as SrtpSession;
            const target = new Uint8Array(2000);
            const into = round.rtcp ? session.protectRtcpInto.bind(session) : session.protectRtpInto.bind(session);
            const octets = into(Uint8Array.from(packets[i] as Uint8Array), target);
            if (octets < 0 || random.oneIn(15)) return;
            const packet = target.slice(0, octets);
            const list = arriving[r] as (typeof arriving)[number];
            const at = random.oneIn(8) ? random.below(list.which.length + 1) : list.which.length;
            list.which.splice(at, 0, which);
            list.packets.splice(at, 0, packet);
            if (!random.oneIn(4)) return;
            const copy = Uint8Array.from(packet);
            if (random.oneIn(2)) copy[random.below(copy.length)] = random.below(256);
            list.which.push(which);
            list.packets.push(copy);
          });
        });
        for (const session of apart) session.close();
        const wire = arriving.map(({ packets }) => placed(random, packets));
        const receive = (rtp: Batch<SrtpReceiver>, rtcp: Batch<SrtpReceiver>) => {
          const sessions = receivers();
          const done = arriving.map((round, r) => {
            const { packets, targets } = (wire[r] as (typeof wire)[number])();
            const chosen = round.which.map(i => sessions[i] as SrtpReceiver);
            const found = outcome(round.rtcp ? rtcp : rtp, chosen, packets, targets);
            return { ...found, memory: sessions.map(memory) };
          });
          for (const session of sessions) session.close();
          return done;
        };
        const received = receive(unprotectRtpInTurn, unprotectRtcpInTurn);
        expect(receive(unprotectRtpBatch, unprotectRtcpBatch), where).to.deep.equal(received);
        authentic += received.flatMap(({ statuses }) => statuses).filter(status => status >= 0).length;
      }
      expect(authentic, 'packets that arrived').to.be.greaterThan(1000);
    });

  it('targets that lie over other packets and targets: no packet is counted, protected or accepted otherwise for it', () => {
    const parameters = freshParameters();
    const slab = new Uint8Array(20_000);
    const packets = Array.from({ length: 90 }, (_, i) => {
      const place = slab.subarray(200 * i, 200 * i + 172);
      place.set(rtpPacket(i + 1));
      return place;
    });
    const next = (i: number) => slab.subarray(200 * i + 250, 200 * i + 450);
    const sender = new SrtpSession({ send: [parameters] });
    const sent = new Int32Array(90);
    protectRtpBatch(
      Array(90).fill(sender),
      packets,
      packets.map((_, i) => next(i)),
      sent,
    );
    // A packet that was overwritten in time is none of RTP any more, or another one; no index is used twice for that.
    const indices = packets.map((_, i) => sent[i] as number).filter(status => status > 0);
    expect(sender.streams.reduce((sum, { packets: protectedPackets }) => sum + protectedPackets, 0)).to.equal(indices.length);
    sender.close();

    const again = new SrtpSession({ send: [parameters] });
    const sealed = Array.from({ length: 90 }, (_, i) => again.protectRtp(rtpPacket(i + 1)));
    const receiver = new SrtpReceiver([parameters]);
    const shared = new Uint8Array(300);
    const received = new Int32Array(90);
    unprotectRtpBatch(Array(90).fill(receiver), sealed, Array(90).fill(shared), received);
    expect([...received]).to.deep.equal(Array(90).fill(172));
    expect(receiver.streams[0]).to.include({ packets: 90, index: 90 });
    again.close();
  });

  it('refuses what would leave a packet without a session, a target or a status', () => {
    const session = new SrtpSession({ send: [freshParameters()] });
    const packets = [rtpPacket(1), rtpPacket(2)];
    const target = new Uint8Array(300);
    const calls = [
      () => protectRtpBatch([session], packets, [target, target], new Int32Array(2)),
      () => protectRtpBatch([session, session], packets, [target], new Int32Array(2)),
      () => unprotectRtcpBatch([session, session], packets, [target, target], new Int32Array(1)),
    ];
    for (const call of calls) expect(call).to.throw(SrtpError).with.property('code', 'bad-parameters');
    expect(session.streams).to.have.length(0);
  });

  it('what goes wrong with one packet does not lose those before it, whose indices are used', () => {
    const parameters = freshParameters();
    const sender = new SrtpSession({ send: [parameters] });
    const receiver = new SrtpReceiver([parameters]);
    const packets = [1, 2, 3, 4].map(sequence => rtpPacket(sequence));
    const targets = packets.map(() => new Uint8Array(300));
    const statuses = new Int32Array(4);
    const broken = [sender, sender, sender, undefined as unknown as SrtpSession];
    expect(() => protectRtpBatch(broken, packets, targets, statuses)).to.throw(TypeError);
    for (let i = 0; i < 3; i++)
      expect(receiver.unprotectRtp((targets[i] as Uint8Array).subarray(0, statuses[i]))).to.deep.equal(packets[i]);
  });

  it('a handler that closes or changes sessions meets no packet that still waits (event of a stream that starts)', () => {
    const [first, second] = [freshParameters(), freshParameters()];
    const victim = new SrtpSession({ send: [first] });
    victim.protectRtp(rtpPacket(1));
    const other = new SrtpSession({ send: [second], onEvent: () => victim.close() });
    const packets = [rtpPacket(2), rtpPacket(1), rtpPacket(3)];
    const targets = packets.map(() => new Uint8Array(300));
    const statuses = new Int32Array(3);
    protectRtpBatch([victim, other, victim], packets, targets, statuses);
    expect(statuses[2]).to.equal(packetStatus.closed);
    const receiver = new SrtpReceiver([first]);
    expect(receiver.unprotectRtp((targets[0] as Uint8Array).subarray(0, statuses[0]))).to.deep.equal(packets[0]);
  });

  it('one forged packet among good ones moves nothing and holds up nobody; a replay in the same batch is refused', () => {
    const parameters = freshParameters();
    const sender = new SrtpSession({ send: [parameters] });
    const receiver = new SrtpReceiver([parameters]);
    const sealed = Array.from({ length: 20 }, (_, i) => sender.protectRtp(rtpPacket(100 + i)));
    receiver.unprotectRtp(sealed[0] as Uint8Array);
    const forged = Uint8Array.from(sealed[19] as Uint8Array);
    forged[forged.length - 1] = (forged[forged.length - 1] as number) ^ 1;
    const packets = [...sealed.slice(1, 10), forged, ...sealed.slice(10, 19), sealed[5] as Uint8Array];
    const targets = packets.map(() => new Uint8Array(300));
    const statuses = new Int32Array(packets.length);
    unprotectRtpBatch(
      packets.map(() => receiver),
      packets,
      targets,
      statuses,
    );
    expect(statuses[9]).to.equal(packetStatus['auth-failed']);
    expect([...(targets[9] as Uint8Array)].every(octet => octet === 0)).to.equal(true);
    expect(statuses[19]).to.equal(packetStatus.replayed);
    expect([...statuses].filter(status => status > 0)).to.have.length(18);
    expect(receiver.streams[0]).to.include({ index: 118, packets: 19, authFailures: 1, replays: 1 });
    expect(receiver.unprotectRtp(sealed[19] as Uint8Array)).to.deep.equal(rtpPacket(119));
  });
});
