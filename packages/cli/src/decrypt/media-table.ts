import { formatEndpoint, type Path } from '../capture/index.js';
import type { MediaKind } from './guess.js';
import type { Keyring } from './keyring.js';
import { MediaStream, type PlainPacket } from './media-stream.js';

/** Streams that are followed; every further SSRC is counted alone. */
const mostStreams = 16_384;
const mostSuspects = 4096;
/** RTCP packet types as RFC 5761 §4 keeps them apart from RTP. */
const rtcpTypes = { first: 192, last: 223 } as const;

export interface MediaTableOptions {
  /** SSRCs to follow; all without. */
  readonly ssrcs?: readonly number[];
  /** The rollover counter at which streams begin. */
  readonly roc?: number;
}

/** All streams of a capture, found packet by packet. */
export class MediaTable {
  readonly streams: MediaStream[] = [];
  /** Packets of streams for which there was no room. */
  passedOver = 0;
  readonly #keyring: Keyring;
  readonly #options: MediaTableOptions;
  readonly #byKey = new Map<string, MediaStream>();
  /** The first packet of what may be a stream: any UDP payload begins like RTP one time in four. */
  readonly #suspects = new Map<string, { path: Path; at: number; octets: Buffer; cut: boolean }>();

  constructor(keyring: Keyring, options: MediaTableOptions = {}) {
    this.#keyring = keyring;
    this.#options = options;
  }

  /** Takes a datagram that may be media; hands back what of it, and of packets that waited, is plain now. */
  push(path: Path, at: number, octets: Buffer, cut: boolean): readonly PlainPacket[] {
    const kind = mediaKind(octets);
    if (!kind) return [];
    const ssrc = octets.readUInt32BE(kind === 'rtp' ? 8 : 4);
    if (this.#options.ssrcs && !this.#options.ssrcs.includes(ssrc)) return [];
    const key = `${ssrc} ${path.source.host} ${this.#rtpPlace(kind, path)}`;
    const known = this.#byKey.get(key);
    if (known) return known.take(kind, path, at, octets, cut);
    if (kind === 'rtp' && !this.#keyring.listener(path)) {
      const waited = this.#suspect(key, { path, at, octets, cut });
      if (!waited) return [];
      const stream = this.#open(key, ssrc, waited.path, waited.at);
      return stream
        ? [
            ...copied(stream.take(kind, waited.path, waited.at, waited.octets, waited.cut)),
            ...stream.take(kind, path, at, octets, cut),
          ]
        : [];
    }
    return this.#open(key, ssrc, path, at)?.take(kind, path, at, octets, cut) ?? [];
  }

  #open(key: string, ssrc: number, path: Path, at: number): MediaStream | undefined {
    if (this.streams.length >= mostStreams) {
      this.passedOver++;
      return undefined;
    }
    const stream = new MediaStream(this.#keyring, ssrc, path, at, this.#options.roc);
    this.streams.push(stream);
    this.#byKey.set(key, stream);
    return stream;
  }

  /** The packet before, where both are of one stream: their sequence numbers are near each other. */
  #suspect(key: string, packet: { path: Path; at: number; octets: Buffer; cut: boolean }) {
    const before = this.#suspects.get(key);
    this.#suspects.delete(key);
    const distance = before && (packet.octets.readUInt16BE(2) - before.octets.readUInt16BE(2)) & 0xffff;
    if (distance !== undefined && (distance < 100 || distance > 0xffff - 100)) return before;
    this.#suspects.set(key, { ...packet, octets: Buffer.from(packet.octets) });
    if (this.#suspects.size > mostSuspects) this.#suspects.delete(this.#suspects.keys().next().value as string);
    return undefined;
  }

  /** RTP and RTCP of one stream meet in the RTP address: that of the SDP, else the even port below (RFC 3550 §11). */
  #rtpPlace(kind: MediaKind, { destination, channel, relayed }: Path): string {
    const end = relayed?.destination ?? destination;
    const base = kind === 'rtcp' ? (this.#keyring.rtpBeside(end) ?? end) : end;
    const odd = kind === 'rtcp' && base === end && base.port % 2 === 1;
    // Media that went through a relay stay apart from the same media beyond it, and a channel goes on where indications began.
    const inside = relayed ? 'relayed' : rtpChannel(channel);
    return `${formatEndpoint({ host: base.host, port: base.port - (odd ? 1 : 0) })} ${inside}`;
  }
}

/** RTSP puts RTCP on the odd channel beside an even one (RFC 2326 §12.39). */
function rtpChannel(channel: number | undefined): number | '' {
  return channel === undefined ? '' : channel < 0x4000 ? channel & ~1 : channel;
}

/** The plain octets of an opened packet live until the next one is opened. */
function copied(packets: readonly PlainPacket[]): PlainPacket[] {
  return packets.map(packet => ({ ...packet, octets: Buffer.from(packet.octets) }));
}

/** Version 2 (RFC 3550 §5.1), and RTCP by its packet type and length (RFC 5761 §4). */
function mediaKind(octets: Buffer): MediaKind | undefined {
  if (octets.length < 8 || (octets[0] as number) >> 6 !== 2) return undefined;
  const type = octets[1] as number;
  if (type >= rtcpTypes.first && type <= rtcpTypes.last)
    return (octets.readUInt16BE(2) + 1) * 4 <= octets.length ? 'rtcp' : undefined;
  return octets.length >= 12 ? 'rtp' : undefined;
}
