import { SdpDocument } from '../document/index.js';
import { holdsCryptoCapability, NegotiationError, readSecurity } from '../reading/index.js';
import { stripSdes } from './plain-strings.js';

/** What SIP.js hands to a SessionDescriptionHandler modifier: an RTCSessionDescriptionInit. */
export interface SessionDescription {
  readonly type?: string;
  readonly sdp?: string;
}

/** A modifier of SIP.js: `sessionDescriptionHandlerModifiers: [stripSdesModifier]`. */
export type SessionDescriptionModifier = <T extends SessionDescription>(description: T) => Promise<T>;

/**
 * Takes `a=crypto` away before a browser sees it: browsers key by DTLS-SRTP alone, and some refuse an SDP that has both.
 *
 * @example
 * ```ts
 * const { sdp: stripped } = await stripSdesModifier({ type: 'offer', sdp });
 * ```
 */
export const stripSdesModifier: SessionDescriptionModifier = async description =>
  description.sdp === undefined ? description : { ...description, sdp: stripSdes(description.sdp) };

/**
 * Lets only DTLS-SRTP through: every m= section in use has a fingerprint, and no line has a key.
 *
 * @throws `NegotiationError` `bad-foreign-value` from the promise, which makes SIP.js refuse the description.
 * @example
 * ```ts
 * await assertDtlsOnly({ type: 'offer', sdp }).catch(error => console.log(error.message)); // the description has a=crypto lines
 * ```
 */
export const assertDtlsOnly: SessionDescriptionModifier = async description => {
  const fault = description.sdp === undefined ? undefined : whatElse(description.sdp);
  if (fault === undefined) return description;
  throw new NegotiationError('bad-foreign-value', fault);
};

/** What there is beside DTLS: keys in the text, or media that has no fingerprint over it. */
function whatElse(sdp: string): string | undefined {
  const { document, session, sections } = readSecurity(SdpDocument.parse(sdp));
  const parts = [session, ...sections];
  if (parts.some(({ crypto }) => crypto.length > 0) || document.lines.some(holdsCryptoCapability))
    return 'the description has a=crypto lines';
  if (parts.some(({ keyMgmt }) => keyMgmt.length > 0)) return 'the description has a=key-mgmt lines';
  if (parts.some(({ obsoleteKey }) => obsoleteKey)) return 'the description has k= lines';
  const open = sections.find(
    ({ active, profile, fingerprints }) =>
      active && !((profile.secure || profile.tls) && fingerprints.some(({ refusal }) => !refusal)),
  );
  if (!open && sections.length > 0) return undefined;
  return `the description has no DTLS fingerprint${open && sections.length > 1 ? ` for m= section ${open.index}` : ''}`;
}
