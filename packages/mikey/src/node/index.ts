export { decryptEnvelope, type EnvelopePadding } from './envelope.js';
export * from './host.js';
