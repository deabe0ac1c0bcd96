export * from './compiled-engine.js';
