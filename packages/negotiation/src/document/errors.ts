/** Every way in which this package refuses what a program asks of it. What a peer wrote never leads here: it yields outcomes and findings. */
export type NegotiationErrorCode =
  /** What should be an SDP is no text, octets or document; what should be a dialog, or parameters of SRTP, is none. */
  | 'bad-input'
  /** A policy or profile with a field that is not valid. */
  | 'bad-policy'
  /** The local description has no m= section at all, or cannot be written to. */
  | 'bad-local-sdp'
  /** The local description of an answer has other m= sections than the offer (RFC 3264 §6). */
  | 'section-mismatch'
  /** An offer that would give up what protects a call, without `downgrade: 'allow'` in the policy. */
  | 'downgrade'
  /** The policy wants keys that nothing at hand can make: MIKEY without a host or without a key for the peer, suites without a name in SDP. */
  | 'no-keys-to-offer'
  /** Keys that another library's format cannot hold; leaving a part out would change what they protect. */
  | 'not-expressible'
  /** A value of another library that is not what its format says. */
  | 'bad-foreign-value';

/**
 * The one error class of this package. Its message never holds key octets.
 *
 * @example
 * ```ts
 * try { answerOffer(offerSdp, localSdp); } catch (error) {
 *   if (error instanceof NegotiationError) console.log(error.code, error.message);
 * }
 * ```
 */
export class NegotiationError extends Error {
  override readonly name = 'NegotiationError';
  readonly code: NegotiationErrorCode;

  constructor(code: NegotiationErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
