import type { SuiteName } from '@sdpsec/srtp-core/suites';
import type { Deviation, InlineKey, SessionParameter, Span } from './attribute.js';

/** Every reason why a line cannot be used, by name. */
export type CryptoProblemCode =
  | 'bad-tag'
  | 'missing-suite'
  | 'unknown-suite'
  | 'missing-key'
  | 'unknown-key-method'
  | 'bad-base64'
  | 'key-length'
  | 'bad-lifetime'
  | 'bad-mki'
  | 'mki-inconsistent'
  | 'bad-parameter'
  | 'unknown-parameter'
  | 'parameter-conflict'
  | 'parameter-not-for-suite';

/** Why an `a=crypto` line cannot be used, and where. The message never quotes key text. */
export interface CryptoProblem extends Span {
  readonly kind: 'problem';
  readonly code: CryptoProblemCode;
  readonly message: string;
  /** The section that the line fails. */
  readonly reference: string;
  /** What was tolerated in the whole line. */
  readonly deviations?: readonly Deviation[];
  /** The tag, where the line has a readable one: duplicates count even among unusable lines. */
  readonly tag?: number;
  /** With `key-length`: octets of key and salt together. */
  readonly expected?: number;
  readonly found?: number;
  /** With `unknown-suite`: the nearest known spelling, if one is near. */
  readonly suggestion?: SuiteName;
  /** Faults of the same line that stand by themselves: whoever mends the first one has these left. At most sixteen in all. */
  readonly others?: readonly CryptoProblem[];
  /** What could be read of the line all the same. For reports alone: nothing of it may be used. */
  readonly readable?: ReadableParts;
}

/** What can be told of a line that cannot be used. */
export interface ReadableParts {
  /** The suite, or the one that a misspelt name means. */
  readonly suite?: SuiteName;
  /** That name as the line spells it. */
  readonly spelling?: { readonly suite: string };
  /** `undefined` in place of a key that cannot be read. */
  readonly keys: readonly (InlineKey | undefined)[];
  readonly sessionParameters: readonly SessionParameter[];
}

/** A line of a thousand faults needs no thousand words. */
export const mostFaults = 16;

/** Builds a problem over `span`. */
export function problem(
  code: CryptoProblemCode,
  { offset, length }: Span,
  reference: string,
  message: string,
  more: Pick<CryptoProblem, 'expected' | 'found' | 'suggestion'> = {},
): CryptoProblem {
  return { kind: 'problem', code, message, reference, offset, length, ...more };
}

/** Tells a problem from whatever a parser of this package yields when all is well. */
export function isProblem(value: object | undefined): value is CryptoProblem {
  return (value as { readonly kind?: unknown } | undefined)?.kind === 'problem';
}
