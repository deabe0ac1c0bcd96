export { NegotiationError, type NegotiationErrorCode } from '../document/index.js';
export { type AttributeIndex, indexAttributes } from './attribute-index.js';
export type { BundleGroup } from './bundle.js';
export {
  type CapabilityReading,
  type PotentialConfiguration,
  potentialConfigurations,
  type RefusedConfiguration,
  readCapabilities,
  selectedConfiguration,
  understoodExtensions,
  unmetRequirement,
} from './capability.js';
export { type Codec, readCodecs, staticCodec } from './codec.js';
export { type CryptoCapability, holdsCryptoCapability, readCryptoCapability } from './crypto-capability.js';
export {
  type CryptoLine,
  isUsable,
  type LineDeviation,
  type LineRefusal,
  readCryptoValue,
  type UsableCryptoLine,
} from './crypto-line.js';
export { type DocumentRole, type Finding, findingAt, type Remark, type Severity } from './finding.js';
export { type FingerprintLine, type FingerprintRefusalCode, type HashName, hashOctets } from './fingerprint.js';
export { type KeyMgmtLine, keyMgmtText } from './key-mgmt-line.js';
export { type KeyingLines, type SetupLine, type SetupRole, setupRoles } from './keying-lines.js';
export { expandNumbers, type MediaFormat, mediaFormats } from './media-format.js';
export { type MikeyReading, readMikeyMessage, readMikeyOctets } from './mikey-message.js';
export { type Profile, readProfile, withSecurity } from './profile.js';
export { isMikey, keyMgmtOf, listedSdpIds, type MikeyLine, sdpIds } from './sdp-ids.js';
export type { Direction, SectionReading } from './section-reading.js';
export { readSecurity, type SecurityReading } from './security-reading.js';
export type { ZrtpHashLine } from './zrtp-hash.js';
