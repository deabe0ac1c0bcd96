import type { Codec } from '@sdpsec/negotiation/reading';
import type { Endpoint, Path } from '../capture/index.js';
import { formatEndpoint } from '../capture/index.js';
import type { MediaStream, PlainPacket } from './media-stream.js';
import { OutputFile } from './output-file.js';
import { announcementPlace, sessionAnnouncement } from './session-announcement.js';
import { udpPacket } from './udp-packet.js';

const magic = 0xa1b2c3d4;
/** LINKTYPE_RAW: a packet begins with its IP header. */
const rawIp = 101;
const snapLength = 262_144;
const mostAnnounced = 65_536;

/** Writes plain media as a pcap file that Wireshark plays: same addresses and times, each endpoint announced by SAP before its first packet. */
export class PlainPcap {
  readonly #file: OutputFile;
  readonly #announced = new Set<string>();

  constructor(path: string) {
    this.#file = new OutputFile(path);
    const header = Buffer.alloc(24);
    for (const [value, offset] of [
      [magic, 0],
      [snapLength, 16],
      [rawIp, 20],
    ] as const)
      header.writeUInt32LE(value, offset);
    header.writeUInt16LE(2, 4);
    header.writeUInt16LE(4, 6);
    this.#file.write(header);
  }

  write({ stream, kind, path, at, octets }: PlainPacket): void {
    const { source, destination } = overUdp(path);
    if (kind === 'rtp') this.#announce(stream, source, destination, at, (octets[1] as number) & 0x7f);
    this.#packet(source, destination, at, octets);
  }

  close(): void {
    this.#file.close();
  }

  #announce(stream: MediaStream, source: Endpoint, destination: Endpoint, at: number, payloadType: number): void {
    const key = `${formatEndpoint(destination)} ${payloadType}`;
    if (this.#announced.has(key) || this.#announced.size >= mostAnnounced) return;
    const codecs = new Map<number, Codec>();
    // Every payload type so far: a reader believes the newest announcement of an endpoint.
    for (const type of new Set([...stream.payloadTypes, payloadType])) {
      const codec = stream.codec(type);
      if (codec) codecs.set(type, codec);
      this.#announced.add(`${formatEndpoint(destination)} ${type}`);
    }
    const media = stream.listener?.side.media ?? 'audio';
    const place = announcementPlace[source.host.includes(':') ? 6 : 4];
    this.#packet({ host: source.host, port: place.port }, place, at, sessionAnnouncement(source, destination, media, codecs));
  }

  #packet(source: Endpoint, destination: Endpoint, at: number, payload: Buffer): void {
    const packet = udpPacket(source, destination, payload);
    if (!packet) return;
    const header = Buffer.alloc(16);
    // A damaged file may give times that pcap cannot.
    header.writeUInt32LE(Math.max(0, Math.floor(at / 1e6)) % 2 ** 32, 0);
    header.writeUInt32LE(Math.max(0, at % 1e6), 4);
    header.writeUInt32LE(packet.length, 8);
    header.writeUInt32LE(packet.length, 12);
    this.#file.write(header);
    this.#file.write(packet);
  }
}

/** RTSP's interleaved channels become ports beside each other. */
function overUdp({ source, destination, channel = 0 }: Path): { source: Endpoint; destination: Endpoint } {
  if (channel >= 0x4000) return { source, destination };
  const beside = ({ host, port }: Endpoint) => ({ host, port: (port + channel) & 0xffff });
  return { source: beside(source), destination: beside(destination) };
}
