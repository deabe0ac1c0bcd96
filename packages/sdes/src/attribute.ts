import type { Secret } from '@sdpsec/srtp-core/parameters';
import type { SuiteName } from '@sdpsec/srtp-core/suites';
import type { DeviationCode } from './deviations.js';

/** A stretch of an attribute value: where it starts and how long it is, in UTF-16 code units. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** One departure from the grammar that the parser understood all the same. */
export interface Deviation extends Span {
  readonly code: DeviationCode;
}

/** The packets that a key may protect, as written (RFC 4568 §6.1). */
export interface Lifetime {
  /** `2^31` or a decimal number, exactly as in the line: some peers compare the text of an echo. */
  readonly text: string;
  /** What it comes to, at most 2^48 SRTP and 2^31 SRTCP packets; a larger value carries a deviation. */
  readonly srtp: number;
  readonly srtcp: number;
}

/** A master key identifier: a number, written big-endian in `length` octets into every packet (RFC 4568 §6.1). */
export interface Mki {
  readonly value: bigint;
  /** Octets, 1..128. */
  readonly length: number;
}

/** One `inline:` parameter: a master key with its salt, and what limits it (RFC 4568 §6.1). */
export interface InlineKey {
  readonly key: Secret;
  readonly salt: Secret;
  readonly lifetime?: Lifetime;
  readonly mki?: Mki;
}

/** A session parameter with its value (RFC 4568 §6.3). */
export type SessionParameter =
  /** Keys are derived anew every 2^`exponent` packets, 1..24. Declarative. */
  | { readonly kind: 'kdr'; readonly exponent: number }
  /** Negotiated: the answer repeats it. */
  | { readonly kind: 'unencrypted-srtp' | 'unencrypted-srtcp' | 'unauthenticated-srtp' }
  /** Declarative. */
  | { readonly kind: 'fec-order'; readonly order: 'fec-srtp' | 'srtp-fec' }
  /** Keys of a FEC stream that goes to another address. Declarative. */
  | { readonly kind: 'fec-key'; readonly keys: readonly [InlineKey, ...InlineKey[]] }
  /** Replay window that the sender proposes, packets, 64..32768. Declarative, SRTP only. */
  | { readonly kind: 'wsh'; readonly packets: number }
  /** `-NAME` or `-NAME=value`: optional, to be ignored (RFC 4568 §6.3.7). What it holds may be a key of some extension. */
  | { readonly kind: 'optional'; readonly name: string; readonly value?: Secret };

/** A usable `a=crypto` line. */
export interface CryptoAttribute {
  readonly kind: 'crypto';
  /** 0..999999999. */
  readonly tag: number;
  readonly suite: SuiteName;
  /** Tag and suite as the line spells them: an answer echoes these (RFC 4568 §5.1.2). */
  readonly spelling: { readonly tag: string; readonly suite: string };
  readonly keys: readonly [InlineKey, ...InlineKey[]];
  readonly sessionParameters: readonly SessionParameter[];
  /** In the order in which they stand in the line. */
  readonly deviations: readonly Deviation[];
}
