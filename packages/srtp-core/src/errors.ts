/** Every way in which `@sdpsec/srtp-core` fails, by name. */
export type SrtpErrorCode =
  | 'malformed-packet'
  | 'not-protected'
  | 'auth-failed'
  | 'replayed'
  | 'too-old'
  | 'unknown-mki'
  | 'unknown-ssrc'
  | 'no-valid-key'
  | 'key-expired'
  | 'key-already-sending'
  | 'index-reused'
  | 'index-not-reserved'
  | 'too-many-streams'
  | 'cryptex-required'
  | 'target-too-small'
  | 'bad-parameters'
  | 'unsupported-suite'
  | 'bad-snapshot'
  | 'out-of-memory'
  | 'closed';

/**
 * The one error class of this package. The message says what was expected and what was found; it never holds key octets.
 *
 * @example
 * ```ts
 * try { session.unprotectRtp(packet); } catch (error) {
 *   if (!(error instanceof SrtpError && error.code === 'replayed')) throw error;
 * }
 * ```
 */
export class SrtpError extends Error {
  override readonly name = 'SrtpError';
  readonly code: SrtpErrorCode;

  constructor(code: SrtpErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
