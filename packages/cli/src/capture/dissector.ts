import type { CaptureItem, CaptureRecord } from './capture-record.js';
import { type CaptureProblem, problem } from './capture-record.js';
import { formatEndpoint, type Path } from './endpoint.js';
import { Fragments } from './fragments.js';
import { type IpPacket, ipProtocol } from './ip-packet.js';
import { readIpv4 } from './ipv4.js';
import { behindExtensions, readIpv6 } from './ipv6.js';
import { knowsLinkType, networkPacket } from './link-layer.js';
import { type Message, readMessage } from './message.js';
import { MessageFramer } from './message-framer.js';
import { Relays } from './relays.js';
import { readTcp } from './tcp.js';
import { type StreamEvent, TcpStreams } from './tcp-streams.js';
import { readChannelData, readTurn } from './turn.js';
import { TurnFramer } from './turn-framer.js';
import { readUdp } from './udp.js';

/** What a capture holds for this tool, with the place in the file and the time (microseconds since 1970). */
export type Dissected = { readonly number: number; readonly at: number } & (
  | { readonly kind: 'signalling'; readonly path: Path; readonly message: Message }
  /** Something that may be media: a UDP payload, the inside of TURN (over UDP or TCP), or an RTSP interleaved frame. */
  | { readonly kind: 'datagram'; readonly path: Path; readonly payload: Buffer; readonly cut: boolean }
  /** A TLS connection begins: signalling may hide inside. */
  | { readonly kind: 'tls'; readonly path: Path }
  | { readonly kind: 'problem'; readonly problem: CaptureProblem }
);

interface Direction {
  readonly path: Path;
  readonly framer: MessageFramer;
  /** Until messages show that the direction is none of TURN. */
  turn: TurnFramer | undefined;
}

/**
 * Goes from captured frames through link layer, IP, UDP and TCP to messages and media. What it remembers (fragments, TCP
 * directions) is bounded; octets that make no sense are passed over.
 *
 * @example
 * ```ts
 * const dissector = new Dissector();
 * for (const found of dissector.push(item)) if (found.kind === 'signalling') console.log(found.message.start);
 * ```
 */
export class Dissector {
  readonly #fragments = new Fragments();
  readonly #directions = new Map<string, Direction>();
  readonly #tcp = new TcpStreams((key, events) => this.#forget(key, events));
  readonly #unknownLinkTypes = new Set<number>();
  readonly #relays: Relays;
  #place = { number: 0, at: 0 };
  #found: Dissected[] = [];

  /** `relays`: what is known of them, where the capture was read before. */
  constructor(relays = new Relays()) {
    this.#relays = relays;
  }

  /** What the item completes. */
  push(item: CaptureItem): readonly Dissected[] {
    this.#found = [];
    if (item.kind === 'problem') this.#found.push({ ...this.#place, kind: 'problem', problem: item });
    else this.#record(item);
    return this.#found;
  }

  /** What was still waiting when the capture ended. */
  end(): readonly Dissected[] {
    this.#found = [];
    this.#tcp.endAll();
    return this.#found;
  }

  #record({ number, at, linkType, octets, originalLength }: CaptureRecord): void {
    this.#place = { number, at };
    if (!knowsLinkType(linkType)) {
      this.#unknownLinkType(linkType);
      return;
    }
    const packet = networkPacket(linkType, octets);
    const read = packet && (packet.version === 4 ? readIpv4(packet.octets) : readIpv6(packet.octets));
    const whole = read && this.#fragments.whole(read, at);
    if (!whole) return;
    const isReassembledIpv6 = packet?.version === 6 && read.fragment !== undefined;
    const inside = isReassembledIpv6 ? behindExtensions(whole.protocol, whole.payload) : whole;
    if (!inside || inside.fragment) return;
    this.#transport({ ...whole, ...inside, cut: whole.cut || originalLength > octets.length });
  }

  #unknownLinkType(linkType: number): void {
    if (this.#unknownLinkTypes.has(linkType)) return;
    this.#unknownLinkTypes.add(linkType);
    const message = `packet ${this.#place.number}: link type ${linkType} is not read (Ethernet, Linux cooked, loopback and raw IP are)`;
    this.#found.push({ ...this.#place, kind: 'problem', problem: problem('unknown-link-type', message) });
  }

  #transport(packet: IpPacket): void {
    if (packet.protocol === ipProtocol.udp) this.#udp(packet);
    else if (packet.protocol === ipProtocol.tcp) this.#segment(packet);
  }

  #udp(packet: IpPacket): void {
    const datagram = readUdp(packet.payload);
    if (!datagram || datagram.payload.length === 0) return;
    const path = pathOf(packet, datagram);
    const { payload } = datagram;
    const cut = packet.cut || datagram.cut;
    // Text first: the letters of a SIP method are TURN channel numbers too.
    const message = isText(payload) ? readMessage(payload) : undefined;
    if (message) {
      this.#found.push({ ...this.#place, kind: 'signalling', path, message });
      return;
    }
    if (cut) this.#datagram(path, payload, cut);
    else this.#relayed(path, payload);
  }

  /** Media through TURN stand in ChannelData, or in indications before a channel is bound. */
  #relayed(path: Path, payload: Buffer): void {
    const channelData = readChannelData(payload);
    if (channelData) {
      const { channel, data } = channelData;
      const relayed = this.#relays.behindChannel(path, channel);
      this.#datagram({ ...path, channel, ...(relayed && { relayed }) }, data, false);
      return;
    }
    const message = readTurn(payload);
    if (message) this.#relays.learn(path, message);
    if (message?.kind !== 'send' && message?.kind !== 'data') this.#datagram(path, payload, false);
    else {
      const relayed = message.kind === 'send' ? this.#relays.towards(path, message.peer) : this.#relays.from(path, message.peer);
      this.#datagram({ ...path, relayed }, message.data, false);
    }
  }

  #datagram(path: Path, payload: Buffer, cut: boolean): void {
    // Written out: spreading the place took a fifth of the time of a whole capture.
    const { number, at } = this.#place;
    this.#found.push({ number, at, kind: 'datagram', path, payload, cut });
  }

  #segment(packet: IpPacket): void {
    const segment = readTcp(packet.payload);
    if (!segment) return;
    const path = pathOf(packet, segment);
    const key = `${formatEndpoint(path.source)} ${formatEndpoint(path.destination)}`;
    if (!this.#directions.has(key)) {
      if (segment.payload.length === 0 && !segment.syn) return;
      this.#directions.set(key, { path, framer: new MessageFramer(), turn: new TurnFramer() });
    }
    this.#deliver(key, this.#tcp.push(key, segment));
    if (segment.ends) this.#tcp.end(key);
  }

  #deliver(key: string, events: readonly StreamEvent[]): void {
    const direction = this.#directions.get(key);
    if (!direction) return;
    for (const event of events) {
      if (event.kind === 'data') this.#octets(direction, event.octets);
      else {
        direction.framer.gap();
        direction.turn?.gap();
      }
    }
  }

  /** Both look at what nobody knows yet; what one of them has found the other leaves alone. */
  #octets(direction: Direction, octets: Buffer): void {
    const { path, framer, turn } = direction;
    for (const whole of turn?.push(octets) ?? []) this.#relayed(path, whole);
    if (turn?.framed) return;
    for (const framed of framer.push(octets)) {
      if (framed.kind !== 'interleaved') direction.turn = undefined;
      this.#framed(path, framed);
    }
  }

  #framed(path: Path, framed: ReturnType<MessageFramer['push']>[number]): void {
    if (framed.kind === 'message') this.#found.push({ ...this.#place, kind: 'signalling', path, message: framed.message });
    else if (framed.kind === 'tls') this.#found.push({ ...this.#place, kind: 'tls', path });
    else this.#datagram({ ...path, channel: framed.channel }, framed.payload, false);
  }

  #forget(key: string, events: readonly StreamEvent[]): void {
    this.#deliver(key, events);
    this.#directions.delete(key);
  }
}

function pathOf({ source, destination }: IpPacket, ports: { sourcePort: number; destinationPort: number }): Path {
  return {
    source: { host: source, port: ports.sourcePort },
    destination: { host: destination, port: ports.destinationPort },
  };
}

/** A letter or a line end comes first in SIP; RTP, STUN, DTLS never begin so (RFC 7983 §7). */
function isText(payload: Buffer): boolean {
  const first = payload[0] as number;
  return (first >= 0x41 && first <= 0x5a) || (first >= 0x61 && first <= 0x7a) || first === 0x0d || first === 0x0a;
}
