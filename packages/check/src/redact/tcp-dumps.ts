import { type HexDump, hexDumps } from './hex-dumps.js';

/** The octets that a packet of a dump carries in a TCP connection, or a fragment of an IP packet. */
interface Segment {
  /** Addresses and ports: one direction of one connection. Of fragments: addresses, protocol and identification of the whole. */
  readonly flow: string;
  readonly sequence: number;
  /** In the text of its dump. */
  readonly from: number;
  readonly octets: string;
  readonly dump: HexDump;
}

/** A segment as often as it was sent. */
type Copies = readonly [Segment, ...Segment[]];

/** Octets before the IP header: none, loopback, Ethernet, Linux cooked (both forms), and Ethernet with a VLAN tag. */
const linkHeaders = [0, 4, 14, 16, 18, 20] as const;
const tcp = 6;
/** Extension headers of IPv6 (RFC 8200 §4): hop-by-hop options, routing and destination options have their length in units of 8 octets. */
const options: readonly number[] = [0, 43, 60];
const fragment = 44;
/** RFC 4302 §2.2: its length is in units of 4 octets. */
const authentication = 51;

/**
 * The dumps as a reader of secrets wants them: what packets carry in TCP connections is one dump for each run of segments that follow each other
 * (RFC 9293 §3.4), and so are the fragments of an IP packet, since a secret may begin in one and end in the next; all else is read as it stands,
 * and nothing is left out.
 */
export function readableDumps(dumps: readonly HexDump[]): HexDump[] {
  const parts = dumps.flatMap(separated);
  const found = [...byFlow(parts.flatMap(one => segmentOf(one) ?? [])).values()].flatMap(runs);
  const segments = new Map(found.flat(2).map(segment => [segment.dump, segment]));
  return [...found.map(joined), ...parts.flatMap(one => around(one, segments.get(one)))];
}

/**
 * How many TCP connections, one direction each, and fragmented packets of a text's dumps lack something between what is there: part of a secret
 * may stand behind such a gap, where nothing tells what it is.
 *
 * @example
 * ```ts
 * flowsWithGaps('0000  61 3d 63 72 79 70 74 6f 3a 31'); // 0: no packet at all
 * ```
 */
export function flowsWithGaps(text: string): number {
  const segments = hexDumps(text)
    .flatMap(separated)
    .flatMap(one => segmentOf(one) ?? []);
  return [...byFlow(segments).values()].filter(flow => allRuns(flow).length > 1).length;
}

/** What is left of a dump beside a segment: the headers, and what stands behind the length that they tell. */
function around(dump: HexDump, segment: Segment | undefined): HexDump[] {
  if (!segment) return [dump];
  return [part(dump, 0, segment.from), part(dump, segment.from + segment.octets.length, dump.text.length)];
}

/** Packets between which a dump has blank lines alone. What is no TCP may as well be one stream that a program read in pieces. */
function separated(dump: HexDump): HexDump[] {
  const begins = [...new Set([0, ...dump.packets])];
  if (begins.length === 1) return [dump];
  const parts = begins.map((begin, index) => part(dump, begin, begins[index + 1] ?? dump.text.length));
  if (!parts.some(one => segmentOf(one) !== undefined)) return [dump];
  // Lines without an offset may each be a packet, or one dump together: they are read both ways.
  return dump.lines.length > 0 ? parts : [dump, ...parts];
}

function part(dump: HexDump, begin: number, end: number): HexDump {
  return {
    text: dump.text.slice(begin, end),
    packets: [0],
    lines: [],
    stretches: (from, to) => dump.stretches(begin + from, begin + to),
  };
}

function segmentOf(dump: HexDump): Segment | undefined {
  for (const at of linkHeaders) {
    const segment = segmentAt(dump.text, at);
    if (segment) return { ...segment, dump };
  }
  return undefined;
}

/** Reads an IP header and a fragment behind it, or TCP (RFC 9293 §3.1), if they begin there. */
function segmentAt(packet: string, at: number): Omit<Segment, 'dump'> | undefined {
  const read: Reader = { octet: index => packet.charCodeAt(at + index), text: (from, to) => packet.slice(at + from, at + to) };
  const version = read.octet(0) >> 4;
  const ip = version === 4 ? ipv4(read) : version === 6 ? ipv6(read) : undefined;
  if (!ip) return undefined;
  const { header, end, protocol, addresses, part } = ip;
  const carried = (from: number) => ({ from: at + from, octets: read.text(from, end) });
  if (part)
    return header < end
      ? { flow: `part ${protocol} ${part.id}${addresses}`, sequence: part.offset, ...carried(header) }
      : undefined;
  const payload = header + 4 * (read.octet(header + 12) >> 4);
  if (protocol !== tcp || !(payload >= header + 20 && payload < end)) return undefined;
  return {
    flow: addresses + read.text(header, header + 4),
    sequence: word(read, header + 4) * 65_536 + word(read, header + 6),
    ...carried(payload),
  };
}

interface Reader {
  /** NaN behind the end. */
  octet(index: number): number;
  text(from: number, to: number): string;
}

interface IpPacket {
  /** Octets of its headers. */
  readonly header: number;
  readonly end: number;
  readonly protocol: number;
  readonly addresses: string;
  /** Of a fragment: where in the whole it stands (octets), and which whole that is. */
  readonly part?: { readonly id: string; readonly offset: number };
}

/** RFC 791 §3.1. */
function ipv4(read: Reader): IpPacket | undefined {
  const header = 4 * (read.octet(0) & 15);
  if (header < 20) return undefined;
  const flags = word(read, 6);
  // The first bit is reserved, and 0 in every packet.
  const isPart = flags < 0x8000 && (flags & 0x3fff) !== 0;
  return {
    ...{ header, end: word(read, 2), protocol: read.octet(9), addresses: read.text(12, 20) },
    ...(isPart && { part: { id: read.text(4, 6), offset: 8 * (flags & 0x1fff) } }),
  };
}

/** RFC 8200 §3, §4. */
function ipv6(read: Reader): IpPacket | undefined {
  const fixed = { end: 40 + word(read, 4), addresses: read.text(8, 40) };
  let protocol = read.octet(6);
  let header = 40;
  while (header < fixed.end) {
    const length = read.octet(header + 1);
    if (protocol === fragment) {
      const offset = word(read, header + 2) & 0xfff8;
      const part = { id: read.text(header + 4, header + 8), offset };
      return { ...fixed, header: header + 8, protocol: read.octet(header), part };
    }
    const size = options.includes(protocol) ? 8 * (length + 1) : protocol === authentication ? 4 * (length + 2) : 0;
    if (!(size > 0)) break;
    protocol = read.octet(header);
    header += size;
  }
  return { ...fixed, header, protocol };
}

function word({ octet }: Reader, index: number): number {
  return octet(index) * 256 + octet(index + 1);
}

function byFlow(segments: readonly Segment[]): Map<string, Segment[]> {
  const flows = new Map<string, Segment[]>();
  for (const segment of segments) {
    const flow = flows.get(segment.flow);
    if (flow) flow.push(segment);
    else flows.set(segment.flow, [segment]);
  }
  return flows;
}

function runs(flow: readonly Segment[]): Copies[][] {
  return allRuns(flow).filter(({ length }) => length > 1);
}

/** Segments that follow each other, whatever order they came in; sequence numbers wrap (RFC 9293 §3.4). */
function allRuns(flow: readonly Segment[]): Copies[][] {
  const first = flow[0] as Segment;
  const place = ({ sequence }: Segment) => (sequence - first.sequence) | 0;
  const found: [Segment, ...Segment[]][][] = [];
  let end: number | undefined;
  for (const segment of [...flow].sort((a, b) => place(a) - place(b))) {
    const run = found.at(-1);
    const last = run?.at(-1);
    if (last?.[0].sequence === segment.sequence && last[0].octets === segment.octets) last.push(segment);
    else if (run && place(segment) === end) run.push([segment]);
    else found.push([[segment]]);
    end = (place(segment) + segment.octets.length) | 0;
  }
  return found;
}

function joined(run: readonly Copies[]): HexDump {
  const starts: number[] = [];
  let length = 0;
  for (const [{ octets }] of run) {
    starts.push(length);
    length += octets.length;
  }
  return {
    text: run.map(([{ octets }]) => octets).join(''),
    packets: [],
    lines: [],
    stretches: (from, to) =>
      run.flatMap((copies, index) => {
        const start = starts[index] as number;
        const first = Math.max(from, start);
        const last = Math.min(to, start + copies[0].octets.length);
        if (first >= last) return [];
        return copies.flatMap(copy => copy.dump.stretches(copy.from + first - start, copy.from + last - start));
      }),
  };
}
