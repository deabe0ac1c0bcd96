import { type Engine, type PacketRefusal, refusalOf, SrtpError, SrtpReceiver, SrtpSession, suites } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import type { Random } from '../../srtp-core/compiled/random.js';
import { type Case, parametersOf, settingsOf } from './comparison.js';
import type { Oracle, Reply } from './oracle.js';
import { forged, randomRtcp, randomRtp } from './random-packets.js';

type Kind = 'Rtp' | 'Rtcp';
interface Packet {
  readonly kind: Kind;
  readonly octets: Buffer;
}

/** What came of a packet: its octets afterwards, or why it was refused. */
type Result = { readonly octets: string } | { readonly refused: PacketRefusal };

/** srtp_err_status_t of srtp.h. */
const statuses: Readonly<Record<number, string>> = {
  ...{ 0: 'ok', 2: 'bad_param', 7: 'auth_fail', 8: 'cipher_fail' },
  ...{ 9: 'replay_fail', 10: 'replay_old', 14: 'cant_check', 21: 'parse_err', 25: 'bad_mki' },
};

const eBit = 'it reads the E bit of SRTCP before all else, we behind the tag that protects it (RFC 3711 §3.4)';

/** By our verdict: libsrtp's name of the same thing, and of what it finds first where it looks in another order, and why. */
const verdicts: Readonly<
  Record<string, { readonly same: readonly string[]; readonly different?: Readonly<Record<string, string>> }>
> = {
  accepted: { same: ['ok'] },
  'index-reused': { same: ['replay_fail', 'replay_old'] },
  replayed: {
    same: ['replay_fail'],
    different: {
      bad_mki: 'we look for a replay before the master key, which a flood of replays then does not cost',
      cant_check: eBit,
    },
  },
  'too-old': { same: ['replay_old'], different: { bad_mki: 'as above', cant_check: eBit } },
  'auth-failed': { same: ['auth_fail'], different: { cant_check: eBit } },
  'unknown-mki': { same: ['bad_mki'], different: { cant_check: eBit } },
  'malformed-packet': { same: ['bad_param', 'parse_err'], different: headerLast() },
  'not-protected': { same: ['bad_param', 'parse_err'], different: headerLast() },
};

function headerLast(): Record<string, string> {
  const why = 'we refuse a header that cannot be (version, lengths, packet type) before anything else, it often does not look';
  return Object.fromEntries(
    ['auth_fail', 'cipher_fail', 'replay_fail', 'replay_old', 'cant_check', 'bad_mki'].map(name => [name, why]),
  );
}

const octetsOf = (octets: Uint8Array): Result => ({ octets: Buffer.from(octets).toString('hex') });

/** How packets are protected, at random; what libsrtp knows of it. */
export function randomCase(suite: Case['suite'], random: Random): Case {
  const mkiOctets = random.pick([0, 0, 1, 4, 128]);
  const option = random.below(4);
  return {
    ...{ title: '', suite, mkiOctets, keys: mkiOctets > 0 ? 1 + random.below(3) : 1 },
    ...(option === 1 && { parameters: { encryptedExtensions: [1, 3, 4] }, settings: 'extensions=1,3,4' }),
    ...(option === 2 && { parameters: { unencryptedSrtcp: true }, settings: 'unencrypted-srtcp=1' }),
    theyCannotUnprotectRtcp: mkiOctets > 0 && suites[suite].tagOctets.srtp !== suites[suite].tagOctets.srtcp,
  };
}

/** Random packets of one random round, through libsrtp and through all engines of ours. */
export class Round {
  /** What we said of any packet. */
  readonly verdicts = new Set<string>();
  readonly #oracle: Oracle;
  readonly #engines: readonly Engine[];
  readonly #case: Case;
  readonly #random: Random;
  readonly #window: number;

  constructor(oracle: Oracle, engines: readonly Engine[], one: Case, random: Random) {
    this.#oracle = oracle;
    this.#engines = engines;
    this.#window = random.pick([64, 128, 1024]);
    this.#case = { ...one, settings: [one.settings, `window=${this.#window}`].filter(Boolean).join(' ') };
    this.#random = random;
  }

  async run(): Promise<void> {
    const sent = await this.#send(this.#packets(120));
    await this.#receive(this.#arriving(sent));
  }

  /** Some streams with jumps, wraps, and sequence numbers that are late or were used before. */
  #packets(count: number): Packet[] {
    const random = this.#random;
    // Where it encrypts header extensions (RFC 6904) libsrtp refuses those that are not of RFC 8285, and leaves padding between elements out of
    // the key stream, which by §3 is as long as the whole extension.
    const plain = this.#case.parameters?.encryptedExtensions !== undefined;
    const streams = Array.from({ length: 1 + random.below(4) }, () => ({
      ssrc: random.below(2 ** 32),
      sequence: random.pick([random.below(0x10000), 0xffff - random.below(40)]),
    }));
    return Array.from({ length: count }, (): Packet => {
      const stream = random.pick(streams);
      if (random.oneIn(5)) return { kind: 'Rtcp', octets: randomRtcp(random, stream.ssrc) };
      const step = random.pick([1, 1, 1, 1, 1, 2, random.below(200), random.below(20_000)]);
      const late = random.oneIn(12) ? random.below(2 * this.#window) : 0;
      if (late === 0) stream.sequence = (stream.sequence + step) & 0xffff;
      return { kind: 'Rtp', octets: randomRtp(random, stream.ssrc, (stream.sequence - late) & 0xffff, { plain }) };
    });
  }

  /** Protects all of them on all sides; what was protected. */
  async #send(packets: readonly Packet[]): Promise<Packet[]> {
    const out = await this.#oracle.open(settingsOf(this.#case, 'out'));
    const parameters = parametersOf(this.#case);
    const keys = this.#case.keys ?? 1;
    const chosen = packets.map(() => this.#random.below(keys));
    const theirs = await Promise.all(
      packets.map(({ kind, octets }, i) => this.#oracle.run(`protect${kind}`, out, [octets], chosen[i])),
    );
    const ours = this.#engines.map(engine => {
      // libsrtp counts SRTCP from 1.
      const options = { engine, initialSrtcpIndex: 1, windowSize: { srtp: this.#window } };
      const sender = new SrtpSession({ send: [parameters], ...options });
      const results = packets.map((packet, i) => protect(sender, packet, parameters.masterKeys[chosen[i] as number]?.mki));
      // One sender at a time may have a key.
      sender.close();
      return results;
    });
    const protectedPackets: Packet[] = [];
    for (const [i, packet] of packets.entries()) {
      const reply = (theirs[i] as Reply[])[0] as Reply;
      this.#compare(
        'protect',
        packet,
        ours.map(results => results[i] as Result),
        reply,
      );
      if (reply.status === 0) protectedPackets.push({ kind: packet.kind, octets: reply.packet });
    }
    await this.#oracle.closeSession(out);
    return protectedPackets;
  }

  /** Lost, late, repeated, forged, and of the other kind. */
  #arriving(sent: readonly Packet[]): Packet[] {
    const random = this.#random;
    const known = new Set<string>();
    return sent.flatMap((packet, i) => {
      const { kind, octets } = packet;
      const earlier = sent[Math.max(0, i - random.below(60))] as Packet;
      const arriving: Packet[] = [];
      // The first packet of a stream comes first: where it was lost before a wrap, we find the ROC by a second try, and libsrtp does not.
      const name = `${kind} ${ssrcOf(packet)}`;
      const isFirst = !known.has(name);
      known.add(name);
      if (isFirst) arriving.push(packet);
      if (random.oneIn(2)) arriving.push({ kind, octets: forged(random, octets) });
      if (!isFirst && !random.oneIn(8)) arriving.push(packet);
      if (random.oneIn(3)) arriving.push(earlier);
      if (random.oneIn(3)) arriving.push({ kind: earlier.kind, octets: forged(random, earlier.octets) });
      if (random.oneIn(30)) arriving.push({ kind: kind === 'Rtp' ? 'Rtcp' : 'Rtp', octets });
      return arriving.filter(({ kind }) => kind === 'Rtp' || !this.#case.theyCannotUnprotectRtcp);
    });
  }

  async #receive(packets: readonly Packet[]): Promise<void> {
    const receivers = this.#engines.map(
      engine => new SrtpReceiver([parametersOf(this.#case)], { engine, windowSize: { srtp: this.#window } }),
    );
    const into = await this.#oracle.open(settingsOf(this.#case, 'in'));
    const theirs = await Promise.all(packets.map(({ kind, octets }) => this.#oracle.run(`unprotect${kind}`, into, [octets])));
    const target = new Uint8Array(4096);
    for (const [i, packet] of packets.entries()) {
      const ours = receivers.map((receiver): Result => {
        const length = receiver[`unprotect${packet.kind}Into`](packet.octets, target);
        return length < 0 ? { refused: refusalOf(length) as PacketRefusal } : octetsOf(target.subarray(0, length));
      });
      this.#compare('unprotect', packet, ours, (theirs[i] as Reply[])[0] as Reply);
    }
    for (const receiver of receivers) receiver.close();
    await this.#oracle.closeSession(into);
  }

  #compare(what: string, packet: Packet, ours: readonly Result[], reply: Reply): void {
    const [first] = ours as [Result];
    const told = `${what} ${packet.kind} ${packet.octets.toString('hex')}`;
    for (const [i, other] of ours.entries()) expect(other, `${this.#engines[i]?.name}: ${told}`).to.deep.equal(first);
    const mine = 'refused' in first ? first.refused : 'accepted';
    const theirs = statuses[reply.status] ?? `status ${reply.status}`;
    const { same = [], different = {} } = verdicts[mine] ?? {};
    expect([...same, ...Object.keys(different)], `${told}: libsrtp, where we say ${mine}`).to.include(theirs);
    this.verdicts.add(mine);
    if ('octets' in first) expect(first.octets, told).to.equal(reply.packet.toString('hex'));
  }
}

const ssrcOf = ({ kind, octets }: Packet) => octets.readUInt32BE(kind === 'Rtp' ? 8 : 4);

function protect(sender: SrtpSession, { kind, octets }: Packet, mki: Uint8Array | undefined): Result {
  if (mki) sender.useKey(mki);
  try {
    return octetsOf(sender[`protect${kind}`](octets));
  } catch (error) {
    if (error instanceof SrtpError) return { refused: error.code as PacketRefusal };
    throw error;
  }
}
