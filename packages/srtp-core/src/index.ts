export * from './dtls.js';
export * from './engine.js';
export * from './errors.js';
export * from './media-distributor.js';
export type { OriginalHeader } from './original-header.js';
export * from './parameters.js';
export * from './secret.js';
export * from './status.js';
export * from './suites.js';
