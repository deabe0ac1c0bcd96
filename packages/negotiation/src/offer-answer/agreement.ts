import type { Mode, RefusalCode } from '@sdpsec/mikey';
import type { SrtpParameters } from '@sdpsec/srtp-core/parameters';
import type { SuiteName } from '@sdpsec/srtp-core/suites';
import type { Finding, SetupRole } from '../reading/index.js';

/** Something that could have been used and was not. */
export interface Lost {
  /** `a=crypto tag 2 AES_CM_128_HMAC_SHA1_32`, `a=fingerprint`, ... */
  readonly what: string;
  readonly reason: string;
}

interface OutcomeBase {
  /** 0-based index of the m= section. */
  readonly section: number;
  /** Media is protected. */
  readonly secured: boolean;
  readonly lost: readonly Lost[];
}

/** What became of one m= section. */
export type SectionOutcome =
  | (OutcomeBase & { readonly kind: 'sdes'; readonly secured: true; readonly tag: number; readonly suite: SuiteName })
  | (OutcomeBase & {
      readonly kind: 'mikey';
      readonly secured: true;
      readonly mode: Mode;
      readonly suite: SuiteName;
      /** The crypto session bundle, for whoever keeps account of them (RFC 4567 §7.1). */
      readonly csbId: number;
      /** `lower-layer`: the caller gave its word that something below protects the message. */
      readonly protectedBy: 'mac' | 'signature' | 'lower-layer';
    })
  /** The caller runs the handshake, with the peer's fingerprints; keys come from it (RFC 5764). */
  | (OutcomeBase & {
      readonly kind: 'dtls';
      readonly secured: true;
      readonly peerSetup?: SetupRole;
      /** `kept`: the handshake of before goes on (RFC 8842 §3.1). */
      readonly association: 'new' | 'kept';
    })
  /** The caller runs ZRTP in the media path; the SDP alone secures nothing (RFC 6189). */
  | (OutcomeBase & { readonly kind: 'zrtp'; readonly secured: false })
  /** Media in the clear, or no RTP at all (`rtp: false`), which is none of this package's business. */
  | (OutcomeBase & { readonly kind: 'plain'; readonly secured: false; readonly rtp: boolean })
  /** No media: port 0, or an answer that must not be used. */
  | (OutcomeBase & {
      readonly kind: 'rejected';
      readonly secured: false;
      readonly reason: string;
      readonly keyManagement?: KeyManagementFailure;
    });

/**
 * Why MIKEY came to nothing. With it the whole session is to be aborted: an answerer sends 488 Not Acceptable Here with these Warning codes,
 * and may put the answer, which has MIKEY's own error message, into its body (RFC 4567 §4.1.2).
 */
export interface KeyManagementFailure {
  /** `policy`: what the message agrees on is not what the policy, or this m= section, needs. */
  readonly code: RefusalCode | 'policy';
  /** 306 Attribute not understood, 399 Miscellaneous warning (RFC 3261 §20.43). */
  readonly warnings: readonly (306 | 399)[];
}

/** The keys of one RTP session: a lone m= section, or a BUNDLE group; RTP and RTCP together (RFC 8859). An `SrtpKeying` of srtp-core. */
export interface RtpSessionKeying {
  readonly send: readonly SrtpParameters[];
  readonly receive: readonly SrtpParameters[];
  /** After a change of keys: whether rollover counters go on. Absent in the first exchange. */
  readonly roc?: { readonly send: 'keep' | 'reset'; readonly receive: 'keep' | 'reset' | 'probe' };
  /** The m= sections that it carries, the one that describes its transport first. */
  readonly sections: readonly number[];
  /** `a=mid` of that section. */
  readonly mid?: string;
  /** Replay window that the peer proposes, SRTP packets (RFC 4568 §6.3.6). */
  readonly windowSizeHint?: number;
}

/** What two descriptions agree on. */
export interface Agreement {
  /** Feed each to `session.update(...)`; sections without keys are in none. */
  readonly rtpSessions: readonly RtpSessionKeying[];
  /** One for each m= section, in order. */
  readonly sections: readonly SectionOutcome[];
  readonly findings: readonly Finding[];
}
