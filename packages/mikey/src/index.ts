export { type DhKeyPair, dhKeyPair, dhSecret, dhValueProblem } from './dh-groups.js';
export * from './errors.js';
export { currentBundle } from './exchange/crossing.js';
export {
  type AsyncMikeyHost,
  type CertificateUse,
  type Distrust,
  drive,
  driveAsync,
  type Exchange,
  type MikeyHost,
  type Need,
  type SignatureScheme,
  type TrustedKey,
} from './exchange/host.js';
export { type Initiator, initiator } from './exchange/initiator.js';
export * from './exchange/options.js';
export type {
  Bundle,
  BundleKey,
  CryptoSession,
  Established,
  ExchangeWarning,
  Hint,
  Offered,
  Outcome,
  PendingExchange,
  RefusalCode,
  Refused,
} from './exchange/outcome.js';
export { type Responder, responder } from './exchange/responder.js';
export * from './extensions.js';
export type { CsIdMap, GenericId, Header, SrtpId } from './header.js';
export { byteString, type Identity, identityText, nai, type Peer, sameIdentity, uri } from './identity.js';
export { computeMac, decryptKeyData, encryptKeyData, type MessageProtection } from './kemac.js';
export * from './key-mgmt.js';
export * from './message.js';
export * from './payloads.js';
export { type Derivation, deriveForMessage, deriveFromTgk, prf } from './prf.js';
export * from './registry.js';
export { type ReplayCacheOptions, replayCache } from './replay-cache.js';
export * from './rtsp-header.js';
export * from './rtsp-keying.js';
export * from './rtsp-parameter.js';
export * from './rtsp-profile.js';
export * from './srtp-policy.js';
export { timeOf } from './timestamp.js';
