/** Builds captured frames octet by octet, from the drawings of the RFCs and of the pcap drafts alone. */
import type { CaptureItem, Dissected } from '../../../packages/cli/src/capture/index.js';
import { Dissector, readCapture } from '../../../packages/cli/src/capture/index.js';

export const u16 = (value: number) => Buffer.from([value >> 8, value & 0xff]);
export const u32 = (value: number) => Buffer.from([value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]);
const swapped = (octets: Buffer) => Buffer.from(octets).reverse();

export interface Frame {
  readonly octets: Buffer;
  /** Microseconds. */
  readonly at?: number;
  readonly originalLength?: number;
}

export function pcap(frames: readonly Frame[], { linkType = 101, littleEndian = true, nanoseconds = false } = {}): Buffer {
  const n32 = (value: number) => (littleEndian ? swapped(u32(value)) : u32(value));
  const n16 = (value: number) => (littleEndian ? swapped(u16(value)) : u16(value));
  const header = Buffer.concat([
    n32(nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4),
    n16(2),
    n16(4),
    n32(0),
    n32(0),
    n32(262144),
    n32(linkType),
  ]);
  const packets = frames.map(({ octets, at = 0, originalLength = octets.length }) => {
    const fraction = (at % 1e6) * (nanoseconds ? 1000 : 1);
    return Buffer.concat([n32(Math.floor(at / 1e6)), n32(fraction), n32(octets.length), n32(originalLength), octets]);
  });
  return Buffer.concat([header, ...packets]);
}

export function udp(payload: Buffer, sourcePort = 4000, destinationPort = 5000): Buffer {
  return Buffer.concat([u16(sourcePort), u16(destinationPort), u16(8 + payload.length), u16(0), payload]);
}

export interface TcpFields {
  readonly sequence: number;
  /** FIN 1, SYN 2, RST 4. */
  readonly flags?: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
}

export function tcp(payload: Buffer, { sequence, flags = 0x10, sourcePort = 4000, destinationPort = 5060 }: TcpFields): Buffer {
  return Buffer.concat([
    ...[u16(sourcePort), u16(destinationPort), u32(sequence), u32(0)],
    ...[Buffer.from([0x50, flags]), u16(65535), u16(0), u16(0), payload],
  ]);
}

export interface Ipv4Fields {
  readonly protocol?: number;
  readonly id?: number;
  /** Octets. */
  readonly offset?: number;
  readonly more?: boolean;
  readonly source?: string;
  readonly destination?: string;
}

export function ipv4(payload: Buffer, fields: Ipv4Fields = {}): Buffer {
  const { protocol = 17, id = 0, offset = 0, more = false, source = '192.0.2.1', destination = '192.0.2.2' } = fields;
  return Buffer.concat([
    ...[Buffer.from([0x45, 0]), u16(20 + payload.length), u16(id), u16((more ? 0x2000 : 0) | (offset >> 3))],
    ...[Buffer.from([64, protocol]), u16(0), dots(source), dots(destination), payload],
  ]);
}

const dots = (text: string) => Buffer.from(text.split('.').map(Number));
export const documentationV6 = Buffer.from('20010db8000000000000000000000001', 'hex');

export function ipv6(payload: Buffer, nextHeader = 17): Buffer {
  return Buffer.concat([
    u32(0x60000000),
    u16(payload.length),
    Buffer.from([nextHeader, 64]),
    documentationV6,
    documentationV6,
    payload,
  ]);
}

export function ethernet(packet: Buffer, etherType = 0x0800, tags: readonly number[] = []): Buffer {
  return Buffer.concat([Buffer.alloc(12), ...tags.map(tag => Buffer.concat([u16(tag), u16(7)])), u16(etherType), packet]);
}

export async function items(file: Buffer, chunk = 65_536): Promise<CaptureItem[]> {
  async function* chunks() {
    for (let at = 0; at < file.length; at += chunk) yield file.subarray(at, at + chunk);
  }
  const all: CaptureItem[] = [];
  for await (const batch of readCapture(chunks())) all.push(...batch);
  return all;
}

export async function dissect(file: Buffer): Promise<Dissected[]> {
  const dissector = new Dissector();
  const all: Dissected[] = [];
  for (const item of await items(file)) all.push(...dissector.push(item));
  return [...all, ...dissector.end()];
}

/** The datagrams in frames of one link type. */
export async function payloads(frames: readonly Buffer[], linkType = 101): Promise<string[]> {
  const found = await dissect(
    pcap(
      frames.map(octets => ({ octets })),
      { linkType },
    ),
  );
  return found.flatMap(one => (one.kind === 'datagram' ? [one.payload.toString('latin1')] : []));
}
