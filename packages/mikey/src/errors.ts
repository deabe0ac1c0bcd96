/** Every way in which `@sdpsec/mikey` fails with an exception, by name. */
export type MikeyErrorCode =
  /** The message ends inside a field. */
  | 'truncated'
  /** The message is longer than 65,536 octets. */
  | 'too-long'
  /** More payloads than any message of the protocol has. */
  | 'too-many-payloads'
  /** A version other than 1 (RFC 3830 §6.1). */
  | 'unsupported-version'
  /** A CS ID map type whose length is not known. */
  | 'unsupported-map-type'
  /** A field holds a value that its definition rules out. */
  | 'bad-value'
  /** A policy that no suite of srtp-core expresses, or the reverse. */
  | 'unsupported-policy'
  /** A transform that is not registered or not implemented. */
  | 'unsupported-algorithm'
  /** The host cannot do what the exchange needs (no RSA in a browser, for one). */
  | 'unsupported-here'
  /** A certificate, key or option of the caller's cannot be used. */
  | 'bad-option';

/**
 * The one error class of this package. The message says what was expected and found; it never holds key octets.
 *
 * @example
 * ```ts
 * try { decodeMessage(octets); } catch (error) {
 *   if (error instanceof MikeyError) console.error(error.code, error.payload, error.offset, error.message);
 * }
 * ```
 */
export class MikeyError extends Error {
  override readonly name = 'MikeyError';
  readonly code: MikeyErrorCode;
  /** The payload in which it happened, such as `HDR` or `KEMAC`. */
  readonly payload?: string;
  /** Octets from the start of the message. */
  readonly offset?: number;

  constructor(code: MikeyErrorCode, message: string, where: { readonly payload?: string; readonly offset?: number } = {}) {
    const place = [where.payload, where.offset !== undefined && `offset ${where.offset}`].filter(Boolean).join(', ');
    super(place ? `${place}: ${message}` : message);
    this.code = code;
    if (where.payload !== undefined) this.payload = where.payload;
    if (where.offset !== undefined) this.offset = where.offset;
  }
}
