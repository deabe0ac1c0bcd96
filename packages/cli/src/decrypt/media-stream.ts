import { type Codec, staticCodec } from '@sdpsec/negotiation/reading';
import type { Path } from '../capture/index.js';
import type { MediaKind } from './guess.js';
import type { Candidates, Keying, Keyring, Listener } from './keyring.js';
import { Lane } from './lane.js';
import { isPlainRtcp, Plainness } from './plainness.js';
import { Sequence } from './sequence.js';

/** Packets of one kind, by what became of them. */
export interface Counts {
  packets: number;
  /** Authenticated (or opened under keys without authentication) and decrypted. */
  opened: number;
  authFailed: number;
  /** Replayed, or older than the window: a sender that went back under the same key too (RFC 3711 §3.3.2). */
  repeated: number;
  /** Not protected at all. */
  plain: number;
  /** Cut by the capture's snap length: nobody can authenticate these. */
  cut: number;
}

/** A plain packet on its way to the outputs. The octets are valid until the next packet. */
export interface PlainPacket {
  readonly stream: MediaStream;
  readonly kind: MediaKind;
  readonly path: Path;
  /** Microseconds. */
  readonly at: number;
  readonly octets: Buffer;
}

interface Held {
  readonly path: Path;
  readonly at: number;
  readonly octets: Buffer;
}

/** Packets that wait for the verdict whether a stream is encrypted at all. */
const mostHeld = 16;

/** All packets of one SSRC on its way between two hosts, RTP and RTCP. */
export class MediaStream {
  readonly ssrc: number;
  /** Where its first packet went. */
  readonly path: Path;
  readonly rtp: { readonly lane: Lane; readonly counts: Counts };
  readonly rtcp: { readonly lane: Lane; readonly counts: Counts };
  readonly sequence = new Sequence();
  readonly payloadTypes = new Set<number>();
  /** Microseconds of the first and the last packet. */
  readonly span: { first: number; last: number };
  /** SRTCP packets end with their index, where the tag belongs behind it (RFC 3711 §3.4). */
  untagged = false;
  /** The rollover counter that it was said to begin with. */
  readonly givenRoc: number | undefined;
  readonly #keyring: Keyring;
  readonly #plainness = new Plainness();
  #held: Held[] = [];
  #isPlain = false;
  #trailer = 0;

  constructor(keyring: Keyring, ssrc: number, path: Path, at: number, givenRoc: number | undefined) {
    this.#keyring = keyring;
    this.ssrc = ssrc;
    this.path = path;
    this.span = { first: at, last: at };
    this.givenRoc = givenRoc;
    this.rtp = { lane: new Lane('rtp', ssrc, givenRoc), counts: noCounts() };
    this.rtcp = { lane: new Lane('rtcp', ssrc, undefined), counts: noCounts() };
  }

  /** What signalling says about whoever receives this stream. */
  get listener(): Listener | undefined {
    return this.#keyring.listener(this.path);
  }

  /** Whether RTP turned out not to be encrypted. */
  get isPlain(): boolean {
    return this.#isPlain;
  }

  /** Keys that signalling gives for these very addresses. */
  get agreed(): Keying | undefined {
    return this.candidates.sent.find(keying => keying.from ?? keying.to);
  }

  get candidates(): Candidates {
    return this.#keyring.candidates(this.path);
  }

  /** The payload type means what the receiver's SDP says (RFC 3264 §5.1). */
  codec(payloadType: number): Codec | undefined {
    const listener = this.listener;
    return listener?.side.codecs.get(payloadType) ?? listener?.peer?.codecs.get(payloadType) ?? staticCodec(payloadType);
  }

  /** Takes a packet; hands back what can be written in plain. */
  take(kind: MediaKind, path: Path, at: number, octets: Buffer, cut: boolean): readonly PlainPacket[] {
    const { lane, counts } = this[kind];
    counts.packets++;
    this.span.last = at;
    if (cut) {
      counts.cut++;
      return [];
    }
    const other = kind === 'rtp' ? this.rtcp.lane : this.rtp.lane;
    const result = lane.take(octets, at, () => this.#keyring.candidates(path), other.guess);
    if (result.kind === 'repeated') counts.repeated++;
    if (result.kind === 'opened') {
      counts.opened++;
      if (kind === 'rtp') this.#count(octets);
      return [{ stream: this, kind, path, at, octets: result.plain }];
    }
    return result.kind === 'refused' ? this.#refused(kind, { path, at, octets }) : [];
  }

  #refused(kind: MediaKind, packet: Held): PlainPacket[] {
    const { counts, lane } = this[kind];
    if (kind === 'rtcp') {
      if (isPlainRtcp(packet.octets)) counts.plain++;
      else {
        counts.authFailed++;
        this.#noteTrailer(packet.octets);
      }
      // Plain RTCP in a session with keys may be anyone's: it is counted, not believed.
      const isOpenSession = counts.authFailed === 0 && !this.agreed;
      return isOpenSession ? [{ stream: this, kind, ...packet }] : [];
    }
    if (lane.guess) {
      const alone = new Plainness();
      alone.add(rtpPayload(packet.octets));
      if (alone.looksPlain) counts.plain++;
      else counts.authFailed++;
      return [];
    }
    return this.#undecided(packet);
  }

  /** E bit and index stand last where a sender leaves the tag out: two such packets in a row count on by one. */
  #noteTrailer(packet: Buffer): void {
    const word = packet.readUInt32BE(packet.length - 4);
    this.untagged ||= word >>> 31 === 1 && word === this.#trailer + 1;
    this.#trailer = word;
  }

  /** Nothing has opened yet: the stream may be plain, which takes some packets to see. */
  #undecided(packet: Held): PlainPacket[] {
    const { counts } = this.rtp;
    if (this.#isPlain) {
      counts.plain++;
      this.#count(packet.octets);
      return [{ stream: this, kind: 'rtp', ...packet }];
    }
    counts.authFailed++;
    if (this.#held.length >= mostHeld) return [];
    this.#plainness.add(rtpPayload(packet.octets));
    this.#held.push({ ...packet, octets: Buffer.from(packet.octets) });
    if (!this.#plainness.looksPlain) return [];
    this.#isPlain = true;
    const held = this.#held;
    this.#held = [];
    counts.authFailed -= held.length;
    counts.plain += held.length;
    for (const { octets } of held) this.#count(octets);
    return held.map(one => ({ stream: this, kind: 'rtp', ...one }));
  }

  #count(packet: Buffer): void {
    this.sequence.take(packet.readUInt16BE(2));
    this.payloadTypes.add((packet[1] as number) & 0x7f);
  }
}

function noCounts(): Counts {
  return { packets: 0, opened: 0, authFailed: 0, repeated: 0, plain: 0, cut: 0 };
}

/** What stands behind the RTP header (RFC 3550 §5.1, §5.3.1). */
export function rtpPayload(packet: Buffer): Buffer {
  const first = packet[0] as number;
  let at = 12 + 4 * (first & 0x0f);
  if (first & 0x10) {
    if (packet.length < at + 4) return packet.subarray(packet.length);
    at += 4 + 4 * packet.readUInt16BE(at + 2);
  }
  return packet.subarray(Math.min(at, packet.length));
}
