export * from './document/index.js';
export * from './offer-answer/index.js';
export * from './policy/index.js';
export * from './reading/index.js';
