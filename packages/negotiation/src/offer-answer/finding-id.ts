import type { SdpDocument, TextRange } from '../document/index.js';
import { type DocumentRole, type Finding, findingAt, type Remark } from '../reading/index.js';

/** The ids of all findings that offer and answer can have, in the order of the alphabet; each is a rule of `@sdpsec/check`. */
export const findingIds = [
  'mikey/aead-authentication-off',
  'mikey/answer-not-offered',
  'mikey/bidding-down',
  'mikey/clock-skew',
  'mikey/joined-salt',
  'mikey/multiple-in-answer',
  'mikey/rand-absent',
  'mikey/refused',
  'mikey/rfc4650-numbers',
  'mikey/sdp-ids-absent',
  'mikey/sha1-signature',
  'mikey/tag-length-as-auth-key-length',
  'mikey/trailing-octets',
  'mikey/weak-dh-group',
  'oa/answer-line-unusable',
  'oa/answer-not-acceptable',
  'oa/downgrade-on-reinvite',
  'oa/line-unusable',
  'oa/moved-without-rekey',
  'oa/multiple-crypto-in-answer',
  'oa/no-acceptable-keys',
  'oa/osrtp-answer-not-offered',
  'oa/section-count',
  'oa/section-rejected',
  'oa/tls-id',
  'oa/two-keyings-in-answer',
  'oa/unsecured',
  'sdes/answer-key-reuse',
  'sdes/answer-session-params',
  'sdes/answer-suite-mismatch',
  'sdes/answer-tag-mismatch',
  'sdes/key-reuse',
  'sdes/mki-asymmetric-answer',
  'sdp/answer-profile-change',
  'sdp/both-keyings',
  'sdp/dtls-fingerprint',
  'sdp/dtls-setup',
  'sdp/dup-mlines',
  'sdp/key-mgt-misspelled',
  'sdp/savp-no-keying',
] as const;

/** One of {@link findingIds}. */
export type FindingId = (typeof findingIds)[number];

/** A remark under an id of the table: none that has no description can be made. */
export interface NegotiationRemark extends Remark {
  readonly rule: FindingId;
}

/** Puts a remark of offer and answer at its place. */
export function noteAt(
  document: SdpDocument,
  role: DocumentRole,
  at: TextRange,
  section: number | undefined,
  remark: NegotiationRemark,
): Finding {
  return findingAt(document, role, at, section, remark);
}
