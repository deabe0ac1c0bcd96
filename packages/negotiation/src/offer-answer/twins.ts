import type { Policy } from '../policy/index.js';
import { readSecurity, type SectionReading, type SecurityReading, withSecurity } from '../reading/index.js';

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

/** Whether the policy has each medium offered twice. */
export function offersTwins({ security, interop }: Policy): boolean {
  return security.security === 'preferred' && interop.preferredOffer === 'twins';
}

/**
 * The description with each RTP section under RTP/SAVP, and again under RTP/AVP behind all others, so that a peer that takes the first of two
 * takes the secured one. Sections of a BUNDLE group have one transport and no twin.
 */
export function withTwins({ document, sections, bundles }: SecurityReading): SecurityReading {
  const bundled = new Set(bundles.flatMap(group => group.sections));
  const twinned = sections.filter(
    ({ index, port, profile }) => port !== undefined && port !== 0 && profile.rtp && !profile.tls && !bundled.has(index),
  );
  let before = document.lines.length;
  while (before > 1 && document.lines[before - 1]?.type === undefined) before--;
  const lines = twinned.flatMap(({ range, profile, line }) => {
    const { offset, length } = range.description.ranges.proto;
    const media =
      document.text.slice(line.offset, offset) +
      withSecurity(profile, false) +
      document.text.slice(offset + length, line.endOffset);
    const rest = document.lines
      .slice(range.first + 1, range.end)
      // A second section of the same a=mid would be none (RFC 5888 §4), and keys are for the other one.
      .filter(
        ({ type, attribute }) => type !== undefined && attribute !== 'mid' && attribute !== 'crypto' && attribute !== 'key-mgmt',
      )
      .map(one => document.text.slice(one.offset, one.endOffset));
    return [media, ...rest];
  });
  const secured = twinned.map(({ range, profile }) => {
    return { kind: 'splice', ...range.description.ranges.proto, text: withSecurity(profile, true) } as const;
  });
  return readSecurity(document.edit([...secured, { kind: 'insert', before, lines }]));
}
