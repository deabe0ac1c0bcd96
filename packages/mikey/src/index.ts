export * from './errors.js';
export * from './extensions.js';
export type { CsIdMap, GenericId, Header, SrtpId } from './header.js';
export * from './key-mgmt.js';
export * from './message.js';
export * from './payloads.js';
export * from './registry.js';
