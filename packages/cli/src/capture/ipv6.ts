import type { FragmentPlace, IpPacket } from './ip-packet.js';

/** Extension headers by protocol number (RFC 8200 §4.1): how long one is, from its second octet. */
const extensionLength: Readonly<Record<number, (lengthOctet: number) => number>> = {
  0: n => (n + 1) * 8, // hop-by-hop options
  43: n => (n + 1) * 8, // routing
  51: n => (n + 2) * 4, // authentication header (RFC 4302 §2.2)
  60: n => (n + 1) * 8, // destination options
  135: n => (n + 1) * 8, // mobility
};
const fragmentHeader = 44;

/** Reads an IPv6 packet through its extension headers (RFC 8200 §3, §4); `undefined` where the octets are none. */
export function readIpv6(octets: Buffer): IpPacket | undefined {
  if (octets.length < 40 || (octets[0] as number) >> 4 !== 6) return undefined;
  const announced = octets.readUInt16BE(4);
  const end = announced === 0 ? octets.length : 40 + announced;
  const inside = behindExtensions(octets[6] as number, octets.subarray(40, Math.min(end, octets.length)));
  if (!inside) return undefined;
  return { source: colons(octets, 8), destination: colons(octets, 24), cut: end > octets.length, ...inside };
}

/**
 * Follows extension headers to what they precede, or to the fragment header: what stands behind that belongs to the whole packet, so
 * it is read with this function once more after reassembly. `undefined` where a header is longer than what is there.
 */
export function behindExtensions(first: number, octets: Buffer): Pick<IpPacket, 'protocol' | 'payload' | 'fragment'> | undefined {
  let protocol = first;
  let at = 0;
  while (protocol === fragmentHeader || Object.hasOwn(extensionLength, protocol)) {
    if (at + 8 > octets.length) return undefined;
    const next = octets[at] as number;
    if (protocol === fragmentHeader) {
      const word = octets.readUInt16BE(at + 2);
      const fragment: FragmentPlace = { id: octets.readUInt32BE(at + 4), offset: word & 0xfff8, more: (word & 1) === 1 };
      // An atomic fragment (RFC 6946) is a whole packet.
      if (fragment.more || fragment.offset > 0) return { protocol: next, payload: octets.subarray(at + 8), fragment };
      at += 8;
    } else at += extensionLength[protocol]?.(octets[at + 1] as number) as number;
    protocol = next;
  }
  return at > octets.length ? undefined : { protocol, payload: octets.subarray(at) };
}

/** Sixteen octets in the one way of RFC 5952 §4: lower case, no leading zeroes, the first longest run of zeroes as `::`. */
export function colons(octets: Buffer, at: number): string {
  const groups = Array.from({ length: 8 }, (_, index) => octets.readUInt16BE(at + index * 2));
  let best = { from: 0, length: 1 };
  for (let from = 0; from < 8; from++) {
    let length = 0;
    while (from + length < 8 && groups[from + length] === 0) length++;
    if (length > best.length) best = { from, length };
  }
  const text = (part: number[]) => part.map(group => group.toString(16)).join(':');
  if (best.length < 2) return text(groups);
  return `${text(groups.slice(0, best.from))}::${text(groups.slice(best.from + best.length))}`;
}
