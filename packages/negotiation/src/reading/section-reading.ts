import type { MediaSection, SdpDocument, SdpLine } from '../document/index.js';
import { type AttributeIndex, indexAttributes } from './attribute-index.js';
import { inherit, type KeyingLines, readKeyingLines } from './keying-lines.js';
import { type Profile, readProfile } from './profile.js';

/** Which way media flows (RFC 8866 §6.7). */
export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** One m= section with its security attributes, those inherited from the session part included. */
export interface SectionReading extends KeyingLines {
  readonly index: number;
  /** The `m=` line. */
  readonly line: SdpLine;
  readonly range: MediaSection;
  /** All of its attributes, security or not. */
  readonly attributes: AttributeIndex;
  readonly media: string;
  readonly port: number | undefined;
  readonly profile: Profile;
  /** Its connection address as written, `IN IP4 192.0.2.1`, own or of the session part. */
  readonly address: string | undefined;
  readonly direction: Direction;
  readonly mid?: string;
  readonly rtcpMux: boolean;
  /** Carries media, or will once it is bundled (RFC 9143 §6): not rejected or removed by port 0. */
  readonly active: boolean;
  /** Security attributes of its own alone. */
  readonly own: KeyingLines;
  /** `k=` (RFC 8866 §5.12: obsolete, must not be used). */
  readonly obsoleteKey?: SdpLine;
}

/** What the session part hands down to its sections. */
export interface SessionPart {
  readonly keying: KeyingLines;
  readonly address: string | undefined;
  readonly direction: Direction | undefined;
  /** The identification tags of its BUNDLE groups. */
  readonly bundled: ReadonlySet<string>;
}

export function readSection(document: SdpDocument, range: MediaSection, session: SessionPart): SectionReading {
  const attributes = indexAttributes(document, range);
  const own = readKeyingLines(attributes, range.index);
  const { description } = range;
  const mid = attributes.get('mid')?.[0]?.value.trim();
  const obsoleteKey = findTyped(document, range, 'k');
  const keying = inherit(own, session.keying);
  // Named one by one: objects of one shape are read many times faster than those that a spread of so many fields makes.
  const section: SectionReading = {
    crypto: keying.crypto,
    keyMgmt: keying.keyMgmt,
    fingerprints: keying.fingerprints,
    zrtpHashes: keying.zrtpHashes,
    own,
    index: range.index,
    line: document.lines[range.first] as SdpLine,
    range,
    attributes,
    media: description.media,
    port: description.port,
    profile: readProfile(description.proto),
    address: findTyped(document, range, 'c')?.value.trim() ?? session.address,
    direction: readDirection(attributes) ?? session.direction ?? 'sendrecv',
    rtcpMux: attributes.has('rtcp-mux'),
    active: description.port !== 0 || (attributes.has('bundle-only') && mid !== undefined && session.bundled.has(mid)),
  };
  const { setup, tlsId } = keying;
  if (!setup && !tlsId && mid === undefined && !obsoleteKey) return section;
  return Object.assign(section, {
    ...(setup && { setup }),
    ...(tlsId && { tlsId }),
    ...(mid !== undefined && { mid }),
    ...(obsoleteKey && { obsoleteKey }),
  });
}

export function readDirection(attributes: ReadonlyMap<string, unknown>): Direction | undefined {
  return (['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const).find(name => attributes.has(name));
}

/** The first line of a type in a section or in the session part. */
export function findTyped(
  document: SdpDocument,
  { first, end }: { first: number; end: number },
  type: string,
): SdpLine | undefined {
  const { lines } = document;
  for (let index = first; index < end; index++) if (lines[index]?.type === type) return lines[index];
  return undefined;
}
