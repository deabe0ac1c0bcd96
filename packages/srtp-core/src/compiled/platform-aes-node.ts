/// <reference types="node" />
import { createCipheriv, createSecretKey } from 'node:crypto';
import type { BlockEncryptor } from './platform-aes.js';

export type { BlockEncryptor } from './platform-aes.js';

/** OpenSSL's AES: one ECB cipher object per key, never finished. With a key object, because raw octets are slow in Node 24. */
export const platformAes: ((key: Uint8Array) => BlockEncryptor) | undefined = key => {
  const ecb = createCipheriv(`aes-${8 * key.length}-ecb`, createSecretKey(key), null).setAutoPadding(false);
  return blocks => ecb.update(blocks);
};
