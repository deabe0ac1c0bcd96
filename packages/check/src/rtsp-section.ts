import type { SdpDocument } from '@sdpsec/negotiation/document';
import type { SectionReading } from '@sdpsec/negotiation/reading';

/**
 * Whether RTSP sets a section up: `a=control` is its URL for SETUP, which brings the ports, so that port 0 rejects nothing here
 * (RFC 2326 §C.1.1 and §C.1.2).
 */
export function isSetUpByRtsp(document: SdpDocument, { range }: SectionReading): boolean {
  return document.attributes(range, 'control').length > 0;
}
