/** Every way in which this package refuses what a program asks of it. Text from a peer never leads here: it yields a `CryptoProblem`. */
export type SdesErrorCode =
  /** The suite cannot be named in `a=crypto`. */
  | 'no-sdes-name'
  /** The SRTP parameters hold something that `a=crypto` cannot say. */
  | 'not-expressible'
  | 'bad-input';

/**
 * The one error class of this package. Its message never holds key octets.
 *
 * @example
 * ```ts
 * try { generateCrypto({ tag: 1, suite: 'AEAD_ARIA_128_GCM' }); } catch (error) {
 *   if (error instanceof SdesError) console.log(error.code); // no-sdes-name
 * }
 * ```
 */
export class SdesError extends Error {
  override readonly name = 'SdesError';
  readonly code: SdesErrorCode;

  constructor(code: SdesErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
