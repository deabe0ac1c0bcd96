import * as crypto from 'node:crypto';
import { Aes } from '../../../packages/srtp-core/dist/ciphers/aes.js';
import { Aria } from '../../../packages/srtp-core/dist/ciphers/aria.js';
import { nodeBlockCipher } from '../../../packages/srtp-core/dist/ciphers/node-block-cipher.js';
import { Seed } from '../../../packages/srtp-core/dist/ciphers/seed.js';
import type { BlockCipherFactory } from '../../../packages/srtp-core/dist/engine.js';

const aria: BlockCipherFactory = key => new Aria(key);
const seed: BlockCipherFactory = key => new Seed(key);

/** Where the block ciphers of a suite may come from: every vector runs on both. SEED has one source, Node does not know it. */
export const sources: Readonly<Record<string, Record<'aes' | 'aria' | 'seed', BlockCipherFactory>>> = {
  noble: { aes: key => new Aes(key), aria, seed },
  'node:crypto': { aes: nodeBlockCipher(crypto, 'aes'), aria: nodeBlockCipher(crypto, 'aria'), seed },
};
