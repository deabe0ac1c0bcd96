import type { SdpDocument, SdpEdit, SdpLine } from '@sdpsec/negotiation/document';
import { readSecurity, type SectionReading } from '@sdpsec/negotiation/reading';
import { toDocument } from './check.js';
import { isSetUpByRtsp } from './rtsp-section.js';

/** A line that {@link strip} took out. */
export interface StrippedLine {
  /** `a=crypto`, `k=`, ... */
  readonly what: string;
  readonly reason: string;
  /** 1-based number in the SDP that came in. */
  readonly line: number;
  /** 0-based index of its m= section; absent in the session part. */
  readonly section?: number;
}

/** An SDP without keying that keys nothing. */
export interface Stripped {
  readonly document: SdpDocument;
  readonly removed: readonly StrippedLine[];
}

/** Attributes that hold a key for SRTP: `a=cryptoscale` is Microsoft's (MS-SDPEXT §3.1.5.30). */
const keyAttributes = ['crypto', 'cryptoscale', 'key-mgmt', 'key-mgt'] as const;

/**
 * Takes out keying that is left over: `k=` lines, and keys for SRTP where the media is not SRTP, is rejected, or gets its keys from DTLS. Whoever
 * passes on decrypted media keeps such lines easily, and a receiver then expects SRTP. Keys that secure a section stay.
 *
 * @example
 * ```ts
 * const { document, removed } = strip(sdp);
 * for (const { what, line, reason } of removed) console.warn(`line ${line}: ${what} removed: ${reason}`);
 * ```
 */
export function strip(input: string | Uint8Array | SdpDocument): Stripped {
  const document = toDocument(input);
  const reading = readSecurity(document);
  const stale = new Map<SdpLine, Omit<StrippedLine, 'line'>>();
  for (const line of document.lines)
    if (line.type === 'k')
      stale.set(line, { what: 'k=', reason: 'it is obsolete and must not be used (RFC 8866 §5.12)', ...at(document, line) });
  for (const line of ['crypto', 'cryptoscale'].flatMap(name => document.attributes(document.session, name)))
    stale.set(line, { what: `a=${line.attribute}`, reason: 'it has no meaning before the first m= line (RFC 4568 §4)' });
  for (const section of reading.sections) {
    const reason = whyStale(document, section);
    if (reason === undefined) continue;
    for (const line of keyAttributes.flatMap(name => document.attributes(section.range, name)))
      stale.set(line, { what: `a=${line.attribute}`, reason, section: section.index });
  }
  const lines = [...stale.keys()].sort((a, b) => a.index - b.index);
  const edits = lines.map((line): SdpEdit => ({ kind: 'delete', line: line.index }));
  return {
    document: document.edit(edits),
    removed: lines.map(line => ({ ...(stale.get(line) as Omit<StrippedLine, 'line'>), line: line.number })),
  };
}

function whyStale(document: SdpDocument, section: SectionReading): string | undefined {
  const { active, profile } = section;
  if (!active && !isSetUpByRtsp(document, section)) return 'the m= section has port 0 and carries no media (RFC 3264 §6)';
  if (!profile.rtp) return `${profile.name} is no RTP`;
  if (profile.tls) return `under ${profile.name} keys come from the DTLS handshake (RFC 5764)`;
  if (!profile.secure) return `under ${profile.name} media is not encrypted`;
  return undefined;
}

function at(document: SdpDocument, line: SdpLine): { section?: number } {
  const section = document.sectionOf(line)?.index;
  return section === undefined ? {} : { section };
}
