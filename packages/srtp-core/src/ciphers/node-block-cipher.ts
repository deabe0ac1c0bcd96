import type { BlockCipher, BlockCipherFactory } from '../engine.js';

/** What is needed of `node:crypto`. It comes as an argument, so that this file loads in a browser too. */
export interface NodeCrypto<Key> {
  createCipheriv(name: string, key: Key, iv: null): EcbCipher;
  createSecretKey(key: Uint8Array): Key;
}

interface EcbCipher {
  setAutoPadding(padding: boolean): unknown;
  update(blocks: Uint8Array): Uint8Array;
}

/**
 * AES or ARIA by OpenSSL, which has instructions for AES: one ECB cipher object per key, never finished. Each call costs about
 * a third of a microsecond before the first octet, so it pays in the modes that prepare a whole packet's blocks first (CTR, GCM)
 * and loses in those that chain (F8, CCM).
 *
 * @throws Error when the key is made, where this Node was built without the cipher.
 */
export function nodeBlockCipher<Key>(crypto: NodeCrypto<Key>, cipher: 'aes' | 'aria'): BlockCipherFactory {
  // A key object: some Node versions take five times as long with the octets of the key.
  return key => new NodeBlockCipher(crypto.createCipheriv(`${cipher}-${8 * key.length}-ecb`, crypto.createSecretKey(key), null));
}

class NodeBlockCipher implements BlockCipher {
  #ecb: EcbCipher | undefined;

  constructor(ecb: EcbCipher) {
    ecb.setAutoPadding(false);
    this.#ecb = ecb;
  }

  encryptBlocks(source: Uint8Array, sourceStart: number, target: Uint8Array, targetStart: number, blocks: number): void {
    const ecb = this.#ecb as EcbCipher;
    target.set(ecb.update(source.subarray(sourceStart, sourceStart + 16 * blocks)), targetStart);
  }

  /** OpenSSL wipes its round keys when the object is collected: Node offers no earlier moment. */
  close(): void {
    this.#ecb = undefined;
  }
}
