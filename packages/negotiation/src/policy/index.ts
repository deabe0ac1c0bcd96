export {
  type Objection,
  objectionTo,
  type PolicyObjection,
  parametersObjection,
  securityObjection,
  weakeningsOf,
  weakeningsOfParameters,
} from './acceptance.js';
export { type InteropPolicy, interopPolicySchema, type PeerProfile } from './interop-policy.js';
export type { Evidence, PeerDescription } from './peer-profile.js';
export { type Policy, type PolicyInput, policySchema, readPolicy } from './policy.js';
export { type PeerName, peerProfiles } from './profiles/index.js';
export {
  type KeyingMethod,
  keyingMethods,
  type SecurityPolicy,
  securityPolicySchema,
  type Weakening,
  weakenings,
} from './security-policy.js';
