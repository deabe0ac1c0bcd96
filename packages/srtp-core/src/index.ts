export * from './errors.js';
export * from './parameters.js';
export * from './secret.js';
export * from './suites.js';
