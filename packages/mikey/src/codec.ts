// Reading and writing of messages alone, for those who run no exchange: no cryptography is loaded with it.
export * from './errors.js';
export * from './extensions.js';
export * from './key-mgmt.js';
export * from './message.js';
export type * from './payloads.js';
export { dataTypes } from './registry.js';
export * from './srtp-policy.js';
