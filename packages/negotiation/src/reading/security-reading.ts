import type { SdpDocument, SdpLine } from '../document/index.js';
import { type AttributeIndex, indexAttributes } from './attribute-index.js';
import { type BundleGroup, bundledMids, readBundles } from './bundle.js';
import { type KeyingLines, readKeyingLines } from './keying-lines.js';
import { findTyped, readDirection, readSection, type SectionReading } from './section-reading.js';

/** An SDP with everything in it that concerns keys, read once and judged line by line. */
export interface SecurityReading {
  readonly document: SdpDocument;
  /** What stands before the first m= line. */
  readonly session: KeyingLines & { readonly attributes: AttributeIndex; readonly obsoleteKey?: SdpLine };
  readonly sections: readonly SectionReading[];
  readonly bundles: readonly BundleGroup[];
}

/**
 * Reads the security of an SDP: for each m= section its profile, `a=crypto` lines (each usable, or refused with a reason and a place),
 * `a=key-mgmt`, fingerprints and `a=zrtp-hash`. Any document gives a reading; time is linear in its length.
 *
 * @example
 * ```ts
 * const reading = readSecurity(SdpDocument.parse(sdp));
 * for (const section of reading.sections)
 *   for (const line of section.crypto) console.log(line.refusal?.message ?? 'usable');
 * ```
 */
export function readSecurity(document: SdpDocument): SecurityReading {
  const attributes = indexAttributes(document, document.session);
  const keying = readKeyingLines(attributes, undefined);
  const address = findTyped(document, document.session, 'c')?.value.trim();
  const groups = attributes.get('group') ?? [];
  const part = { keying, address, direction: readDirection(attributes), bundled: bundledMids(groups) };
  const sections = document.media.map(range => readSection(document, range, part));
  const mids = new Map<string, number>();
  for (const { mid, index } of sections) if (mid !== undefined && !mids.has(mid)) mids.set(mid, index);
  const obsoleteKey = findTyped(document, document.session, 'k');
  // Not `{ ...keying, attributes }`: fields behind a spread take some engines a microsecond each.
  const session = { attributes, ...keying, ...(obsoleteKey && { obsoleteKey }) };
  return { document, session, sections, bundles: readBundles(groups, mids) };
}
