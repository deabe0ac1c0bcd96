/// <reference types="node" />
import { createCipheriv, createSecretKey, hash } from 'node:crypto';
import type { BlockEncryptor } from './platform-crypto.js';

export type { BlockEncryptor } from './platform-crypto.js';

/** OpenSSL's AES: one ECB cipher object per key, never finished. With a key object, because raw octets are slow in Node 24. */
export const platformAes: ((key: Uint8Array) => BlockEncryptor) | undefined = key => {
  const ecb = createCipheriv(`aes-${8 * key.length}-ecb`, createSecretKey(key), null).setAutoPadding(false);
  return blocks => ecb.update(blocks);
};

/** OpenSSL's SHA-1. A string costs a third of what a buffer of its own would. */
export const platformSha1: ((octets: Uint8Array) => string) | undefined = octets => hash('sha1', octets, 'binary');
