import type { SectionReading } from '../reading/index.js';

/** Two m= sections that offer one medium twice, with and without protection: best-effort SRTP from before RFC 5939 and 8643 (Q23). */
export interface Twins {
  readonly secure: number;
  readonly plain: number;
}

/** Finds pairs of one medium, address and port, of which one is RTP/SAVP(F) and the other RTP/AVP(F). */
export function findTwins(sections: readonly SectionReading[]): Twins[] {
  const open = new Map<string, SectionReading>();
  const found: Twins[] = [];
  for (const section of sections) {
    const { media, port, address, profile, active, index } = section;
    if (!active || port === 0 || !profile.rtp || profile.tls) continue;
    const place = `${media} ${port} ${address}`;
    const other = open.get(place);
    if (other && other.profile.secure !== profile.secure) {
      found.push(profile.secure ? { secure: index, plain: other.index } : { secure: other.index, plain: index });
      open.delete(place);
    } else {
      open.set(place, section);
    }
  }
  return found;
}
