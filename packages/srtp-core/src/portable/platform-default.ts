import { Aes } from '../ciphers/aes.js';
import { Aria } from '../ciphers/aria.js';
import { Seed } from '../ciphers/seed.js';
import type { BlockCiphers } from './portable-engine.js';

/** The block ciphers of every platform without `node:crypto`. */
export const platformCiphers: BlockCiphers = {
  aes: key => new Aes(key),
  aria: key => new Aria(key),
  seed: key => new Seed(key),
};
