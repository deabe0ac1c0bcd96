import { type Engine, portableEngine, Secret, SrtpSession, type SuiteName, srtpParameters, suites } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { median, nanoseconds } from '../bench/statistics.js';
import { randomNumbers } from '../interop/packets.js';
import { heldMemory } from './memory.js';

/** Streams that a receiver may have. */
const maxStreams = 16;
const goodPerRound = 256;
/** Bad packets for each good one. */
const flood = 10;
const warmUpRounds = 15;
const rounds = 40;
/** CPU time of a refusal as a multiple of that of an acceptance. */
const mostCost = 1.1;
/**
 * A figure is the median of the ratios of all rounds, in CPU time. It counts as too high when it is so five times, each in a
 * session of its own: a busy machine may spoil some, a defect spoils all.
 */
const attempts = 5;
/** Octets that may be held after a flood beyond those before it: less than one pointer for each bad packet. */
const mostGrowth = 8 * flood * goodPerRound * rounds;

interface Subject {
  readonly title: string;
  readonly suite: SuiteName;
  readonly engine?: Engine;
}

const subjects: readonly Subject[] = [
  { title: 'AES_CM_128_HMAC_SHA1_80', suite: 'AES_CM_128_HMAC_SHA1_80' },
  { title: 'AEAD_AES_128_GCM', suite: 'AEAD_AES_128_GCM' },
  {
    title: 'AES_CM_128_HMAC_SHA1_80 of the portable engine',
    suite: 'AES_CM_128_HMAC_SHA1_80',
    engine: portableEngine(),
  },
  { title: 'AEAD_AES_128_GCM of the portable engine', suite: 'AEAD_AES_128_GCM', engine: portableEngine() },
  { title: 'F8_128_HMAC_SHA1_80', suite: 'F8_128_HMAC_SHA1_80' },
];

/** Packets of one length in octets of their own, as a socket delivers them. They are overwritten: a flood of new ones would be garbage. */
const places = (count: number, octets: number): Buffer[] => Array.from({ length: count }, () => Buffer.allocUnsafeSlow(octets));

/** A stream of good packets and the session that receives it. */
class Stream {
  readonly receiver: SrtpSession;
  readonly random: (below: number) => number;
  /** The good packets of this round, and of the one before. */
  good: Buffer[];
  before: Buffer[];
  /** Where the bad packets of a round stand. */
  readonly bad: Buffer[];
  readonly #sender: SrtpSession;
  readonly #plain = Buffer.alloc(172, 0xd5);
  #sequence = 60_000;

  constructor({ suite, engine }: Subject, seed: number) {
    const { keyOctets, saltOctets, tagOctets } = suites[suite];
    const masterKey = { key: Secret.random(keyOctets), salt: Secret.random(saltOctets) };
    const parameters = srtpParameters({ suite, masterKeys: [masterKey] });
    const options = { maxStreams, ...(engine && { engine }) };
    this.#sender = new SrtpSession({ send: [parameters], ...options, maxStreams: 2 * flood * goodPerRound });
    this.receiver = new SrtpSession({ receive: [parameters], ...options });
    this.random = randomNumbers(seed);
    this.#plain[0] = 0x80;
    const octets = this.#plain.length + tagOctets.srtp;
    this.good = places(goodPerRound, octets);
    this.before = places(goodPerRound, octets);
    this.bad = places(flood * goodPerRound, octets);
  }

  /** Makes the next good packets. */
  goOn(): void {
    [this.good, this.before] = [this.before, this.good];
    for (const place of this.good) this.#seal(0, this.#sequence++, place);
  }

  /** Writes authentic packets, each of another stream, which have the SSRCs from this one on. */
  fromOthers(firstSsrc: number, target: readonly Buffer[]): void {
    for (const [i, place] of target.entries()) this.#seal(firstSsrc + i, 1, place);
  }

  #seal(ssrc: number, sequence: number, target: Buffer): void {
    this.#plain.writeUInt16BE(sequence & 0xffff, 2);
    this.#plain.writeUInt32BE(ssrc, 8);
    this.#sender.protectRtpInto(this.#plain, target);
  }

  close(): void {
    this.#sender.close();
    this.receiver.close();
  }
}

/** Makes the bad packets of a round, which arrive before its good ones. */
type Attack = (stream: Stream) => () => void;

/** Ten forgeries of each good packet. */
const forgeries =
  (forge: (packet: Buffer, random: (below: number) => number) => void): Attack =>
  stream =>
  () => {
    for (const [i, place] of stream.bad.entries()) {
      stream.good[i % goodPerRound]?.copy(place);
      forge(place, stream.random);
    }
  };

const attacks: Record<string, Attack> = {
  'forged packets that claim the indices to come': forgeries((packet, random) => {
    const at = 12 + random(packet.length - 12);
    packet[at] = (packet[at] as number) ^ (1 + random(255));
  }),

  'forged packets that claim indices far ahead': forgeries((packet, random) =>
    packet.writeUInt16BE((packet.readUInt16BE(2) + goodPerRound + random(2 ** 14)) & 0xffff, 2),
  ),

  'forged packets, each of a new SSRC': forgeries((packet, random) => packet.writeUInt32BE(1 + random(2 ** 32 - 1), 8)),

  'authentic packets of new SSRCs, of which there are enough': stream => {
    const [first, others] = [stream.bad.slice(0, maxStreams - 1), stream.bad];
    stream.fromOthers(1, first);
    for (const packet of first) stream.receiver.unprotectRtp(packet);
    stream.fromOthers(maxStreams, others);
    return () => {};
  },

  replays: stream => () => {
    for (const place of stream.bad) stream.before[stream.random(goodPerRound)]?.copy(place);
  },
};

interface Outcome {
  /** Median over all rounds of what a refusal cost, as a multiple of what an acceptance cost. */
  readonly cost: number;
  readonly delivered: number;
  readonly refused: number;
  /** Octets that are held more than before. */
  readonly growth: number;
  readonly streams: number;
}

const target = Buffer.alloc(256);

/** Each round takes its bad packets and then its good ones. */
async function run(subject: Subject, attack: Attack, seed: number): Promise<Outcome> {
  const stream = new Stream(subject, seed);
  const { receiver } = stream;
  let delivered = 0;
  const take = (packets: readonly Buffer[]): void => {
    for (const packet of packets) if (receiver.unprotectRtpInto(packet, target) >= 0) delivered++;
  };
  stream.goOn();
  take(stream.good);
  const makeBad = attack(stream);
  delivered = 0;
  const round = (): number => {
    stream.goOn();
    makeBad();
    const refusals = nanoseconds(() => take(stream.bad));
    return refusals / flood / nanoseconds(() => take(stream.good));
  };
  for (let i = 0; i < warmUpRounds; i++) round();
  const held = await heldMemory();
  const ratios = Float64Array.from({ length: rounds }, round);
  const growth = (await heldMemory()) - held;
  const refused = Object.values(receiver.refusals).reduce((sum, count) => sum + count, 0);
  const streams = receiver.streams.length;
  stream.close();
  return { cost: median([...ratios]), delivered, refused, growth, streams };
}

const seed = Date.now() % 0x7fffffff;

for (const [title, attack] of Object.entries(attacks))
  describe(`ten ${title}, for each good packet`, function () {
    this.timeout(120_000);
    const figures: string[] = [];
    after(() => console.log(figures.map(figure => `      ${figure}`).join('\n')));

    for (const subject of subjects) {
      it(`${subject.title}: good ones all arrive, bad ones leave nothing behind, and cost ${mostCost} good ones at most`, async () => {
        const good = goodPerRound * (warmUpRounds + rounds);
        const costs: number[] = [];
        do {
          const { cost, delivered, refused, growth, streams } = await run(subject, attack, seed + costs.length);
          figures.push(`${subject.title}: a bad one cost ${cost.toFixed(2)} good ones, all left ${growth} octets`);
          expect(delivered, `good packets, seed ${seed}`).to.equal(good);
          expect(refused, `seed ${seed}`).to.equal(flood * good);
          expect(streams, 'streams with state').to.be.at.most(maxStreams);
          expect(growth, `octets more, seed ${seed}`).to.be.below(mostGrowth);
          costs.push(cost);
        } while (Math.min(...costs) > mostCost && costs.length < attempts);
        expect(Math.min(...costs), `medians ${costs}, seed ${seed}`).to.be.at.most(mostCost);
      });
    }
  });
