import type { IpPacket } from './ip-packet.js';

const mostPackets = 256;
const mostFragments = 128;
const longestPayload = 65_535;
/** Microseconds after which a packet's missing fragments do not come any more (RFC 8200 §4.5). */
const patience = 60_000_000;

interface Partial {
  readonly since: number;
  readonly fragments: { readonly offset: number; readonly octets: Buffer }[];
  /** The payload's length, once the last fragment has told it. */
  total: number | undefined;
}

/**
 * Puts IP fragments together, of at most 256 packets at a time. A packet whose fragments overlap or contradict each other is
 * dropped whole: RFC 5722 demands it for IPv6, and no honest IPv4 sender does it either.
 */
export class Fragments {
  readonly #partials = new Map<string, Partial | 'refused'>();

  /** Takes any packet; hands it back when it is whole, and the whole one when its last fragment has come. */
  whole(packet: IpPacket, at: number): IpPacket | undefined {
    const { fragment, ...rest } = packet;
    if (!fragment) return packet;
    const key = `${packet.source} ${packet.destination} ${packet.protocol} ${fragment.id}`;
    let partial = this.#partials.get(key);
    if (partial === undefined || (partial !== 'refused' && Math.abs(at - partial.since) > patience)) {
      partial = { since: at, fragments: [], total: undefined };
      this.#remember(key, partial);
    }
    if (partial === 'refused') return undefined;
    if (packet.cut || !add(partial, fragment.offset, packet.payload, fragment.more)) {
      this.#remember(key, 'refused');
      return undefined;
    }
    const { total, fragments } = partial;
    if (total === undefined || fragments.reduce((sum, { octets }) => sum + octets.length, 0) < total) return undefined;
    this.#partials.delete(key);
    return { ...rest, payload: Buffer.concat(fragments.map(({ octets }) => octets)) };
  }

  #remember(key: string, partial: Partial | 'refused'): void {
    this.#partials.delete(key);
    this.#partials.set(key, partial);
    if (this.#partials.size > mostPackets) this.#partials.delete(this.#partials.keys().next().value as string);
  }
}

/** False when the fragment cannot belong to the same packet as the others. A fragment that came before is fine. */
function add(partial: Partial, offset: number, octets: Buffer, more: boolean): boolean {
  const end = offset + octets.length;
  if (end > longestPayload || octets.length === 0 || (more && octets.length % 8 !== 0)) return false;
  if (!more && partial.total !== undefined && partial.total !== end) return false;
  if (!more) partial.total = end;
  const list = partial.fragments;
  const place = list.findIndex(other => other.offset >= offset);
  const next = list[place];
  const before = list[(place === -1 ? list.length : place) - 1];
  if (next && next.offset === offset && next.octets.equals(octets)) return true;
  if (before && before.offset + before.octets.length > offset) return false;
  if (next && next.offset < end) return false;
  if (list.length >= mostFragments) return false;
  list.splice(place === -1 ? list.length : place, 0, { offset, octets });
  const last = list.at(-1) as (typeof list)[number];
  return partial.total === undefined || last.offset + last.octets.length <= partial.total;
}
