import type { SecurityReading } from '../reading/index.js';

/**
 * Which m= sections share an RTP session: each one that is in a BUNDLE group, with the members of its group; the first of them describes
 * the transport, and with it the keys, for `a=crypto` is of the category TRANSPORT (RFC 9143 §7.3, RFC 8859 §5.7).
 */
export type Transports = ReadonlyMap<number, readonly [number, ...number[]]>;

/**
 * The RTP sessions of the BUNDLE groups that two descriptions settle, of sections that `accepted` says are in use. A data channel may share
 * the transport, even describe it, and is no part of the RTP session: keys for RTP stand in the first section that has RTP (RFC 9143 §9.1).
 */
export function bundledTransports(
  offer: SecurityReading,
  answer: SecurityReading,
  accepted: (section: number) => boolean,
): Transports {
  const transports = new Map<number, readonly [number, ...number[]]>();
  if (answer.bundles.length === 0) return transports;
  const offered = new Map<number, number>();
  for (const [group, { sections }] of offer.bundles.entries()) for (const section of sections) offered.set(section, group);
  for (const { sections } of answer.bundles) {
    const isRtp = (section: number) => [offer, answer].every(one => one.sections[section]?.profile.rtp);
    const hasPort = (section: number) => [offer, answer].every(one => one.sections[section]?.port !== 0);
    const named = sections.filter(section => offered.has(section) && accepted(section));
    const rtp = named.filter(isRtp);
    // RFC 9143 §7.3.1: no section with port 0 describes the transport, and a group of such sections alone is none.
    const tagged = rtp.find(hasPort) ?? rtp[0];
    if (tagged === undefined) continue;
    // A group of the answer is a part of one group of the offer (RFC 9143 §7.3).
    const inGroup = (section: number) => offered.get(section) === offered.get(tagged);
    if (!named.some(section => inGroup(section) && hasPort(section))) continue;
    const members = [tagged, ...rtp.filter(section => section !== tagged && inGroup(section))] as const;
    for (const section of members) transports.set(section, members);
  }
  return transports;
}

/** The section whose transport a section uses: itself, outside of groups. */
export function transportOf(transports: Transports, section: number): number {
  return transports.get(section)?.[0] ?? section;
}
