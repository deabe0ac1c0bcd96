import { offerWantsDtls, offerWantsSdes, stripSdes } from './plain-strings.js';

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
 * Lets only DTLS-SRTP through.
 *
 * @throws Error from the promise, which makes SIP.js refuse the description.
 * @example
 * ```ts
 * await assertDtlsOnly({ type: 'offer', sdp }).catch(error => console.log(error.message)); // the description has a=crypto lines
 * ```
 */
export const assertDtlsOnly: SessionDescriptionModifier = async description => {
  const { sdp } = description;
  if (sdp === undefined || (offerWantsDtls(sdp) && !offerWantsSdes(sdp))) return description;
  throw new Error(offerWantsSdes(sdp) ? 'the description has a=crypto lines' : 'the description has no DTLS fingerprint');
};
