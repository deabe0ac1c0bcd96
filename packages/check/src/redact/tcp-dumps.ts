import type { HexDump } from './hex-dumps.js';

/** The octets that a packet of a dump carries in a TCP connection. */
interface Segment {
  /** Addresses and ports: one direction of one connection. */
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

/**
 * The dumps as a reader of secrets wants them: what packets carry in TCP connections is one dump for each run of segments that follow each other
 * (RFC 9293 §3.4), since a secret may begin in one segment and end in the next; all else is read as it stands, and nothing is left out.
 */
export function readableDumps(dumps: readonly HexDump[]): HexDump[] {
  const parts = dumps.flatMap(separated);
  const found = [...byFlow(parts.flatMap(one => segmentOf(one) ?? [])).values()].flatMap(runs);
  const segments = new Map(found.flat(2).map(segment => [segment.dump, segment]));
  return [...found.map(joined), ...parts.flatMap(one => around(one, segments.get(one)))];
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
  return parts.some(one => segmentOf(one) !== undefined) ? parts : [dump];
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

/** Reads IP (RFC 791 §3.1, RFC 8200 §3 without extension headers) and TCP (RFC 9293 §3.1), if they begin there. */
function segmentAt(packet: string, at: number): Omit<Segment, 'dump'> | undefined {
  const octet = (index: number) => packet.charCodeAt(at + index);
  const word = (index: number) => octet(index) * 256 + octet(index + 1);
  const version = octet(0) >> 4;
  const header = version === 4 ? 4 * (octet(0) & 15) : 40;
  const protocol = version === 4 ? octet(9) : octet(6);
  const end = version === 4 ? word(2) : header + word(4);
  const payload = header + 4 * (octet(header + 12) >> 4);
  if ((version !== 4 && version !== 6) || protocol !== tcp || header < 20 || payload < header + 20 || payload >= end)
    return undefined;
  const addresses = version === 4 ? packet.slice(at + 12, at + 20) : packet.slice(at + 8, at + 40);
  return {
    flow: addresses + packet.slice(at + header, at + header + 4),
    sequence: word(header + 4) * 65_536 + word(header + 6),
    from: at + payload,
    octets: packet.slice(at + payload, at + end),
  };
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

/** Segments that follow each other, whatever order they came in; sequence numbers wrap (RFC 9293 §3.4). */
function runs(flow: readonly Segment[]): Copies[][] {
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
  return found.filter(({ length }) => length > 1);
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
