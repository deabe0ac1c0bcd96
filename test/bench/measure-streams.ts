// One process of the bench: what sessions and streams cost beside the packets of one busy stream. Prints JSON.
import { protectRtpBatch, Secret, SrtpSession, srtpParameters } from '@sdpsec/srtp-core';
import type { StreamFigures } from './figures.js';
import { median, nanoseconds, shuffled } from './statistics.js';
import { sessionPair } from './subjects/sdpsec.js';

const suite = 'AES_CM_128_HMAC_SHA1_80';
const payloadOctets = 160;
const collect = globalThis.gc as () => void;

function packetOf(sequence: number, octets = payloadOctets): Buffer {
  const packet = Buffer.alloc(12 + octets, 1);
  packet[0] = 0x80;
  packet.writeUInt16BE(sequence & 0xffff, 2);
  return packet;
}

function parameters() {
  return srtpParameters({ suite, masterKeys: [{ key: Secret.random(16), salt: Secret.random(14) }] });
}

/** A sender and a receiver with one key, both warm, and a stream of packets between them. */
function warmPair(octets = payloadOctets) {
  const pair = sessionPair(suite);
  const packet = packetOf(0, octets);
  const sealed = Buffer.alloc(packet.length + 10);
  const opened = Buffer.alloc(sealed.length);
  let sequence = 0;
  const next = () => {
    sequence = (sequence + 1) & 0xffff;
    packet.writeUInt16BE(sequence, 2);
  };
  const protect = () => pair.sender.protectRtpInto(packet, sealed);
  const unprotect = () => pair.receiver.unprotectRtpInto(sealed, opened);
  for (let i = 0; i < 30_000; i++) {
    next();
    if (protect() < 0 || unprotect() < 0) throw new Error('refused');
  }
  return { ...pair, next, protect, unprotect, sealed, opened };
}

/** ns per round trip of an accepted packet's second half, and of a forged one's. */
function forgery(): { acceptNs: number; rejectNs: number } {
  const { receiver, sender, opened } = warmPair();
  const accepts: number[] = [];
  const rejects: number[] = [];
  let sequence = 30_000;
  for (let round = 0; round < 40; round++) {
    const good = Array.from({ length: 256 }, () => sender.protectRtp(packetOf(++sequence)));
    // Forged ones claim the indices that come next: the dearest kind, which passes the replay window.
    const forged = good.map(packet => Uint8Array.from(packet, (octet, i) => (i === packet.length - 1 ? octet ^ 1 : octet)));
    rejects.push(
      nanoseconds(() =>
        forged.forEach(packet => {
          receiver.unprotectRtpInto(packet, opened);
        }),
      ) / 256,
    );
    accepts.push(
      nanoseconds(() =>
        good.forEach(packet => {
          receiver.unprotectRtpInto(packet, opened);
        }),
      ) / 256,
    );
  }
  return { acceptNs: median(accepts), rejectNs: median(rejects) };
}

/** Octets of JavaScript heap that a packet leaves to the collector. */
function garbage(): { protect: number; unprotect: number } {
  const { sender, receiver, opened } = warmPair();
  let sequence = 30_000;
  const octets = (packets: readonly Buffer[], run: (i: number) => void) => {
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < packets.length; i++) run(i);
    return (process.memoryUsage().heapUsed - before) / packets.length;
  };
  const pass = () => {
    const packets = Array.from({ length: 4000 }, () => packetOf(++sequence));
    const sealed = packets.map(packet => Buffer.alloc(packet.length + 10));
    const protect = octets(packets, i => sender.protectRtpInto(packets[i] as Buffer, sealed[i] as Buffer));
    return { protect, unprotect: octets(sealed, i => receiver.unprotectRtpInto(sealed[i] as Buffer, opened)) };
  };
  // The first pass compiles the loops, and that code lies in the heap, too.
  pass();
  return pass();
}

function setUpNs(): number {
  const rounds: number[] = [];
  for (let round = 0; round < 30; round++) {
    const keys = Array.from({ length: 200 }, () => ({ send: [parameters()], receive: [parameters()] }));
    const sessions: SrtpSession[] = [];
    rounds.push(
      nanoseconds(() =>
        keys.forEach(keying => {
          sessions.push(new SrtpSession(keying));
        }),
      ) / keys.length,
    );
    for (const session of sessions) session.close();
  }
  return median(rounds.slice(5));
}

/** Many sending sessions, one packet of each in turn. */
class Fleet {
  /** Memory that one of them takes, its packet included. */
  readonly octets: number;
  readonly #sessions: readonly SrtpSession[];
  readonly #packets: readonly Buffer[];
  readonly #targets: readonly Buffer[];
  readonly #statuses: Int32Array;
  #sequence = 0;

  constructor(count: number) {
    collect();
    const before = process.memoryUsage().rss;
    this.#sessions = Array.from({ length: count }, () => new SrtpSession({ send: [parameters()] }));
    this.#packets = this.#sessions.map(() => packetOf(0));
    this.#targets = this.#sessions.map(() => Buffer.alloc(256));
    this.#statuses = new Int32Array(count);
    // Key stream is prepared once a stream is known to go on.
    for (let round = 0; round < 40; round++) this.nsPerPacket(round % 2 === 0);
    collect();
    this.octets = Math.round((process.memoryUsage().rss - before) / count);
  }

  /** A measurement takes a thousand packets at least: the clock would cost more than one. */
  nsPerPacket(inBatches: boolean): number {
    const passes = Math.ceil(1000 / this.#sessions.length);
    const all = () => {
      for (let pass = 0; pass < passes; pass++) {
        this.#sequence++;
        for (const packet of this.#packets) {
          packet[2] = this.#sequence >> 8;
          packet[3] = this.#sequence;
        }
        if (inBatches) protectRtpBatch(this.#sessions, this.#packets, this.#targets, this.#statuses);
        else this.#inTurn();
      }
    };
    return nanoseconds(all) / (this.#sessions.length * passes);
  }

  #inTurn(): void {
    for (let i = 0; i < this.#sessions.length; i++)
      this.#sessions[i]?.protectRtpInto(this.#packets[i] as Buffer, this.#targets[i] as Buffer);
  }
}

/** Round by round, so that a change of the machine's speed is no cliff. */
function streams(): StreamFigures['streams'] {
  const fleets = [1, 1000, 10_000].map(count => ({
    count,
    fleet: new Fleet(count),
    single: [] as number[],
    batch: [] as number[],
  }));
  for (let round = 0; round < 50; round++)
    for (const { fleet, single, batch } of shuffled(fleets)) {
      // The first ones are for the caches, which the others have had.
      for (const inBatches of [true, false, true, false]) fleet.nsPerPacket(inBatches);
      single.push(fleet.nsPerPacket(false));
      batch.push(fleet.nsPerPacket(true));
    }
  return Object.fromEntries(
    fleets.map(({ count, fleet: { octets }, single, batch }) => [
      count,
      { single: median(single), batch: median(batch), octets },
    ]),
  );
}

function srtcp(): [number, number] {
  const { sender, receiver } = sessionPair(suite);
  const packet = Buffer.alloc(80);
  packet.writeUInt32BE(0x80c80013);
  const sealed = Array.from({ length: 256 }, () => Buffer.alloc(94));
  const opened = Buffer.alloc(96);
  const protect: number[] = [];
  const unprotect: number[] = [];
  for (let round = 0; round < 60; round++) {
    protect.push(
      nanoseconds(() =>
        sealed.forEach(target => {
          sender.protectRtcpInto(packet, target);
        }),
      ) / 256,
    );
    unprotect.push(
      nanoseconds(() =>
        sealed.forEach(received => {
          receiver.unprotectRtcpInto(received, opened);
        }),
      ) / 256,
    );
  }
  return [median(protect.slice(20)), median(unprotect.slice(20))];
}

const { acceptNs, rejectNs } = forgery();
const left = garbage();
const result: StreamFigures = {
  srtcp80: srtcp(),
  acceptNs,
  rejectNs,
  garbageOctets: left,
  setUpNs: setUpNs(),
  streams: streams(),
};
console.log(JSON.stringify(result));
