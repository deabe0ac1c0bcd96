/** Every way in which this package refuses what a program asks of it. What stands in an SDP never leads here: it yields findings. */
export type CheckErrorCode =
  /** An id that no rule has: what it was to switch off, on or accept would go on as if nothing had been said. */
  | 'unknown-rule'
  /** What should be an SDP is no text, octets or document. */
  | 'bad-input';

/**
 * The one error class of this package. Its message never holds key octets.
 *
 * @example
 * ```ts
 * try { check(sdp, { off: ['sdes/key-lenght'] }); } catch (error) {
 *   if (error instanceof CheckError) console.log(error.message); // unknown rule sdes/key-lenght; did you mean sdes/key-length?
 * }
 * ```
 */
export class CheckError extends Error {
  override readonly name = 'CheckError';
  readonly code: CheckErrorCode;

  constructor(code: CheckErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
