export { KeyAuthority } from './authority.js';
export { eccsiSignatureOctets, eccsiVerify, SigningKey, type SigningKeyMaterial } from './eccsi.js';
export { hashToRange } from './hash-to-range.js';
export { type Kms, type SakkeKeys, sakkeHost } from './host.js';
export { hashedIdentifier, type KeyPeriod, keyPeriodNumber, monthlyIdentifier } from './identifier.js';
export {
  groupUserKeyId,
  type KeyParameters,
  keyPurpose,
  keyPurposes,
  openKeyParameters,
  protectKeyParameters,
} from './mission-critical.js';
export { encapsulatedOctets, KmsPublicKey, ReceiverKey, type ReceiverKeyMaterial, ssvOctets } from './sakke.js';
