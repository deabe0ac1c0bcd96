import type { Rule } from '../rule.js';
import { cliPlaintextTransport } from './cli/plaintext-transport.js';
import { mikeyAeadAuthenticationOff } from './mikey/aead-authentication-off.js';
import { mikeyAnswerNotOffered } from './mikey/answer-not-offered.js';
import { mikeyBiddingDown } from './mikey/bidding-down.js';
import { mikeyBundleDiffers } from './mikey/bundle-differs.js';
import { mikeyClockSkew } from './mikey/clock-skew.js';
import { mikeyJoinedSalt } from './mikey/joined-salt.js';
import { mikeyMalformed } from './mikey/malformed.js';
import { mikeyMultipleInAnswer } from './mikey/multiple-in-answer.js';
import { mikeyNullProtection } from './mikey/null-protection.js';
import { mikeyRandAbsent } from './mikey/rand-absent.js';
import { mikeyRefused } from './mikey/refused.js';
import { mikeyRfc4650Numbers } from './mikey/rfc4650-numbers.js';
import { mikeySakke } from './mikey/sakke.js';
import { mikeySdpIdsAbsent } from './mikey/sdp-ids-absent.js';
import { mikeySessionAndMedia } from './mikey/session-and-media.js';
import { mikeySha1Signature } from './mikey/sha1-signature.js';
import { mikeySsrcZero } from './mikey/ssrc-zero.js';
import { mikeyTagLengthAsAuthKeyLength } from './mikey/tag-length-as-auth-key-length.js';
import { mikeyTekWithSalt } from './mikey/tek-with-salt.js';
import { mikeyTrailingOctets } from './mikey/trailing-octets.js';
import { mikeyUnknownProtocol } from './mikey/unknown-protocol.js';
import { mikeyValueForm } from './mikey/value-form.js';
import { mikeyValueSyntax } from './mikey/value-syntax.js';
import { mikeyWeakDhGroup } from './mikey/weak-dh-group.js';
import { mikeyWeakeningPolicy } from './mikey/weakening-policy.js';
import { oaAnswerLineUnusable } from './oa/answer-line-unusable.js';
import { oaAnswerNotAcceptable } from './oa/answer-not-acceptable.js';
import { oaDowngradeOnReinvite } from './oa/downgrade-on-reinvite.js';
import { oaForkEarlyMedia } from './oa/fork-early-media.js';
import { oaKeepKeyOnRefresh } from './oa/keep-key-on-refresh.js';
import { oaLateOfferKey } from './oa/late-offer-key.js';
import { oaLineUnusable } from './oa/line-unusable.js';
import { oaMovedWithoutRekey } from './oa/moved-without-rekey.js';
import { oaMultipleCryptoInAnswer } from './oa/multiple-crypto-in-answer.js';
import { oaNoAcceptableKeys } from './oa/no-acceptable-keys.js';
import { oaOsrtpAnswerNotOffered } from './oa/osrtp-answer-not-offered.js';
import { oaRekeyDetect } from './oa/rekey-detect.js';
import { oaRocOnRekey } from './oa/roc-on-rekey.js';
import { oaSectionCount } from './oa/section-count.js';
import { oaSectionRejected } from './oa/section-rejected.js';
import { oaTlsId } from './oa/tls-id.js';
import { oaTwoKeyingsInAnswer } from './oa/two-keyings-in-answer.js';
import { oaUnexpected488Causes } from './oa/unexpected-488-causes.js';
import { oaUnsecured } from './oa/unsecured.js';
import { sdesAeadParams } from './sdes/aead-params.js';
import { sdesAnswerKeyReuse } from './sdes/answer-key-reuse.js';
import { sdesAnswerSessionParams } from './sdes/answer-session-params.js';
import { sdesAnswerSuiteMismatch } from './sdes/answer-suite-mismatch.js';
import { sdesAnswerTagMismatch } from './sdes/answer-tag-mismatch.js';
import { sdesAttributeName } from './sdes/attribute-name.js';
import { sdesBase64Invalid } from './sdes/base64-invalid.js';
import { sdesBase64Noncanonical } from './sdes/base64-noncanonical.js';
import { sdesCase } from './sdes/case.js';
import { sdesCryptoscale } from './sdes/cryptoscale.js';
import { sdesDuplicateTag } from './sdes/duplicate-tag.js';
import { sdesEmptyKey } from './sdes/empty-key.js';
import { sdesFec } from './sdes/fec.js';
import { sdesFoldedLine } from './sdes/folded-line.js';
import { sdesKdrZero } from './sdes/kdr-zero.js';
import { sdesKeyLength } from './sdes/key-length.js';
import { sdesKeyLowEntropy } from './sdes/key-low-entropy.js';
import { sdesKeyMethod } from './sdes/key-method.js';
import { sdesKeyMissing } from './sdes/key-missing.js';
import { sdesKeyPublishedExample } from './sdes/key-published-example.js';
import { sdesKeyRedacted } from './sdes/key-redacted.js';
import { sdesKeyReuse } from './sdes/key-reuse.js';
import { sdesLifetime } from './sdes/lifetime.js';
import { sdesLifetimeShort } from './sdes/lifetime-short.js';
import { sdesMkiAcceptedNotImplemented } from './sdes/mki-accepted-not-implemented.js';
import { sdesMkiAsymmetricAnswer } from './sdes/mki-asymmetric-answer.js';
import { sdesMkiInconsistent } from './sdes/mki-inconsistent.js';
import { sdesMkiLong } from './sdes/mki-long.js';
import { sdesMkiValue } from './sdes/mki-value.js';
import { sdesMkiVsLifetime } from './sdes/mki-vs-lifetime.js';
import { sdesMkiZero } from './sdes/mki-zero.js';
import { sdesMultipleKeys } from './sdes/multiple-keys.js';
import { sdesPaddingMissing } from './sdes/padding-missing.js';
import { sdesPaddingWrong } from './sdes/padding-wrong.js';
import { sdesSessionLevel } from './sdes/session-level.js';
import { sdesSessionParamConflict } from './sdes/session-param-conflict.js';
import { sdesSessionParamValue } from './sdes/session-param-value.js';
import { sdesSessionParams } from './sdes/session-params.js';
import { sdesShortTagFirst } from './sdes/short-tag-first.js';
import { sdesSuiteAlias } from './sdes/suite-alias.js';
import { sdesSuiteGcm8 } from './sdes/suite-gcm8.js';
import { sdesSuiteTypo } from './sdes/suite-typo.js';
import { sdesSuiteUncertain } from './sdes/suite-uncertain.js';
import { sdesSuiteUnknown } from './sdes/suite-unknown.js';
import { sdesTagSyntax } from './sdes/tag-syntax.js';
import { sdesTagZero } from './sdes/tag-zero.js';
import { sdesWeakeningParams } from './sdes/weakening-params.js';
import { sdesWhitespace } from './sdes/whitespace.js';
import { sdesWshRange } from './sdes/wsh-range.js';
import { sdpAnswerProfileChange } from './sdp/answer-profile-change.js';
import { sdpBothKeyings } from './sdp/both-keyings.js';
import { sdpBundleCrypto } from './sdp/bundle-crypto.js';
import { sdpCapabilityNumber } from './sdp/capability-number.js';
import { sdpCapnegCrypto } from './sdp/capneg-crypto.js';
import { sdpControlCharacters } from './sdp/control-characters.js';
import { sdpCryptoOnDtlsProfile } from './sdp/crypto-on-dtls-profile.js';
import { sdpCryptoOnNonRtp } from './sdp/crypto-on-non-rtp.js';
import { sdpDtlsFingerprint } from './sdp/dtls-fingerprint.js';
import { sdpDtlsNoFingerprint } from './sdp/dtls-no-fingerprint.js';
import { sdpDtlsSetup } from './sdp/dtls-setup.js';
import { sdpDtlsWeakHash } from './sdp/dtls-weak-hash.js';
import { sdpDupMlines } from './sdp/dup-mlines.js';
import { sdpFecOrderInFmtp } from './sdp/fec-order-in-fmtp.js';
import { sdpKLine } from './sdp/k-line.js';
import { sdpKeyMgtMisspelled } from './sdp/key-mgt-misspelled.js';
import { sdpKeyingOnPlainProfile } from './sdp/keying-on-plain-profile.js';
import { sdpMediaLineSyntax } from './sdp/media-line-syntax.js';
import { sdpMixedLineEnds } from './sdp/mixed-line-ends.js';
import { sdpNoMedia } from './sdp/no-media.js';
import { sdpNoSessionPart } from './sdp/no-session-part.js';
import { sdpNoUsableKeying } from './sdp/no-usable-keying.js';
import { sdpOddLine } from './sdp/odd-line.js';
import { sdpOptionalSrtpAvp } from './sdp/optional-srtp-avp.js';
import { sdpPlainMedia } from './sdp/plain-media.js';
import { sdpProfileTypo } from './sdp/profile-typo.js';
import { sdpSavpNoKeying } from './sdp/savp-no-keying.js';
import { sdpSavpWithDtls } from './sdp/savp-with-dtls.js';
import { sdpStaleCrypto } from './sdp/stale-crypto.js';
import { sdpTlsId } from './sdp/tls-id.js';
import { sdpTrimmedCrlf } from './sdp/trimmed-crlf.js';
import { sdpWhitespace } from './sdp/whitespace.js';
import { sdpZrtpHash } from './sdp/zrtp-hash.js';

/** All rules, one file each, in the order of their ids. */
export const rules: readonly Rule[] = [
  cliPlaintextTransport,
  mikeyAeadAuthenticationOff,
  mikeyAnswerNotOffered,
  mikeyBiddingDown,
  mikeyBundleDiffers,
  mikeyClockSkew,
  mikeyJoinedSalt,
  mikeyMalformed,
  mikeyMultipleInAnswer,
  mikeyNullProtection,
  mikeyRandAbsent,
  mikeyRefused,
  mikeyRfc4650Numbers,
  mikeySakke,
  mikeySdpIdsAbsent,
  mikeySessionAndMedia,
  mikeySha1Signature,
  mikeySsrcZero,
  mikeyTagLengthAsAuthKeyLength,
  mikeyTekWithSalt,
  mikeyTrailingOctets,
  mikeyUnknownProtocol,
  mikeyValueForm,
  mikeyValueSyntax,
  mikeyWeakDhGroup,
  mikeyWeakeningPolicy,
  oaAnswerLineUnusable,
  oaAnswerNotAcceptable,
  oaDowngradeOnReinvite,
  oaForkEarlyMedia,
  oaKeepKeyOnRefresh,
  oaLateOfferKey,
  oaLineUnusable,
  oaMovedWithoutRekey,
  oaMultipleCryptoInAnswer,
  oaNoAcceptableKeys,
  oaOsrtpAnswerNotOffered,
  oaRekeyDetect,
  oaRocOnRekey,
  oaSectionCount,
  oaSectionRejected,
  oaTlsId,
  oaTwoKeyingsInAnswer,
  oaUnexpected488Causes,
  oaUnsecured,
  sdesAeadParams,
  sdesAnswerKeyReuse,
  sdesAnswerSessionParams,
  sdesAnswerSuiteMismatch,
  sdesAnswerTagMismatch,
  sdesAttributeName,
  sdesBase64Invalid,
  sdesBase64Noncanonical,
  sdesCase,
  sdesCryptoscale,
  sdesDuplicateTag,
  sdesEmptyKey,
  sdesFec,
  sdesFoldedLine,
  sdesKdrZero,
  sdesKeyLength,
  sdesKeyLowEntropy,
  sdesKeyMethod,
  sdesKeyMissing,
  sdesKeyPublishedExample,
  sdesKeyRedacted,
  sdesKeyReuse,
  sdesLifetimeShort,
  sdesLifetime,
  sdesMkiAcceptedNotImplemented,
  sdesMkiAsymmetricAnswer,
  sdesMkiInconsistent,
  sdesMkiLong,
  sdesMkiValue,
  sdesMkiVsLifetime,
  sdesMkiZero,
  sdesMultipleKeys,
  sdesPaddingMissing,
  sdesPaddingWrong,
  sdesSessionLevel,
  sdesSessionParamConflict,
  sdesSessionParamValue,
  sdesSessionParams,
  sdesShortTagFirst,
  sdesSuiteAlias,
  sdesSuiteGcm8,
  sdesSuiteTypo,
  sdesSuiteUncertain,
  sdesSuiteUnknown,
  sdesTagSyntax,
  sdesTagZero,
  sdesWeakeningParams,
  sdesWhitespace,
  sdesWshRange,
  sdpAnswerProfileChange,
  sdpBothKeyings,
  sdpBundleCrypto,
  sdpCapabilityNumber,
  sdpCapnegCrypto,
  sdpControlCharacters,
  sdpCryptoOnDtlsProfile,
  sdpCryptoOnNonRtp,
  sdpDtlsFingerprint,
  sdpDtlsNoFingerprint,
  sdpDtlsSetup,
  sdpDtlsWeakHash,
  sdpDupMlines,
  sdpFecOrderInFmtp,
  sdpKLine,
  sdpKeyMgtMisspelled,
  sdpKeyingOnPlainProfile,
  sdpMediaLineSyntax,
  sdpMixedLineEnds,
  sdpNoMedia,
  sdpNoSessionPart,
  sdpNoUsableKeying,
  sdpOddLine,
  sdpOptionalSrtpAvp,
  sdpPlainMedia,
  sdpProfileTypo,
  sdpSavpNoKeying,
  sdpSavpWithDtls,
  sdpStaleCrypto,
  sdpTlsId,
  sdpTrimmedCrlf,
  sdpWhitespace,
  sdpZrtpHash,
];
