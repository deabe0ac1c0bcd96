/// <reference types="node" />
import * as crypto from 'node:crypto';
import { Aria } from '../ciphers/aria.js';
import { nodeBlockCipher } from '../ciphers/node-block-cipher.js';
import { Seed } from '../ciphers/seed.js';
import type { BlockCiphers } from './portable-engine.js';

/** The block ciphers under Node: OpenSSL's AES, which is constant time; ARIA and SEED of this package, which any build of Node has. */
export const platformCiphers: BlockCiphers = {
  aes: nodeBlockCipher(crypto, 'aes'),
  aria: key => new Aria(key),
  seed: key => new Seed(key),
};
