import { findAll, type KeyMgmtAttribute, MikeyError, type MikeyMessage, readExtension } from '@sdpsec/mikey/codec';
import { type KeyMgmtLine, keyMgmtText } from './key-mgmt-line.js';
import type { SectionReading } from './section-reading.js';

/**
 * The list of key management protocols that MIKEY authenticates against bidding down (RFC 4567 §4.1.4): the identifier of every line that holds
 * for a section, in the order of the SDP. Lines that cannot be read count too: whoever makes one of them unreadable changes nothing.
 *
 * The list is that of one section, or of the session part; with one list for the whole SDP, a line deleted from each of two sections would
 * not show.
 *
 * @example
 * ```ts
 * for (const section of readSecurity(document).sections) console.log(sdpIds(keyMgmtOf(section)).join(';'));
 * ```
 */
export function sdpIds(lines: readonly KeyMgmtLine[]): string[] {
  return lines.map(line => {
    const { value } = line;
    if (value.kind === 'key-mgmt') return value.protocol;
    return /^[ \t]*([A-Za-z0-9]+)/.exec(keyMgmtText(line))?.[1] ?? '';
  });
}

/**
 * The list that a message has of the lines which were offered; `undefined` when it has none that can be read.
 *
 * @example
 * ```ts
 * for (const line of readSecurity(document).session.keyMgmt) {
 *   const reading = readMikeyMessage(line);
 *   if (reading?.kind === 'message') console.log(listedSdpIds(reading.message));
 * }
 * ```
 */
export function listedSdpIds(message: MikeyMessage): readonly string[] | undefined {
  for (const payload of findAll(message, 'EXT'))
    try {
      const content = readExtension(payload);
      if (content.kind === 'sdp-ids') return content.protocols;
    } catch (error) {
      if (!(error instanceof MikeyError)) throw error;
    }
  return undefined;
}

/**
 * The `a=key-mgmt` lines that hold for a section. Those of the session part are no matter of a section under RTP/AVP(F) (RFC 4567 §5.2).
 *
 * @example
 * ```ts
 * const lines = readSecurity(document).sections.flatMap(keyMgmtOf);
 * ```
 */
export function keyMgmtOf({ own, keyMgmt, profile }: SectionReading): readonly KeyMgmtLine[] {
  return own.keyMgmt.length > 0 || (profile.secure && !profile.tls) ? keyMgmt : [];
}

/**
 * A line with a MIKEY message, or with what claims to be one.
 *
 * @example
 * ```ts
 * const mikey = readSecurity(document).session.keyMgmt.filter(isMikey);
 * ```
 */
export function isMikey(line: KeyMgmtLine): line is MikeyLine {
  return line.value.kind === 'key-mgmt' && line.value.protocol === 'mikey';
}

/** A line of `a=key-mgmt` whose data can be read. */
export type MikeyLine = KeyMgmtLine & { readonly value: KeyMgmtAttribute };
