import { unsafe } from '@noble/ciphers/aes.js';
import type { BlockCipher } from '../engine.js';

/**
 * AES with keys of 128, 192 or 256 bits in JavaScript: the block function of noble, without its modes, each of which would
 * expand the key again for every packet.
 *
 * Not constant time: noble looks words up in tables of 256 KiB at positions that depend on the key. Where WebAssembly runs, the
 * compiled engine takes its place.
 */
export class Aes implements BlockCipher {
  readonly #roundKeys: Uint32Array;

  /** @param key 16, 24 or 32 octets */
  constructor(key: Uint8Array) {
    this.#roundKeys = unsafe.expandKeyLE(key);
  }

  encryptBlocks(source: Uint8Array, sourceStart: number, target: Uint8Array, targetStart: number, blocks: number): void {
    for (let i = 0; i < 16 * blocks; i += 16) {
      const from = sourceStart + i;
      const to = targetStart + i;
      const { s0, s1, s2, s3 } = unsafe.encrypt(
        this.#roundKeys,
        littleEndianAt(source, from),
        littleEndianAt(source, from + 4),
        littleEndianAt(source, from + 8),
        littleEndianAt(source, from + 12),
      );
      putLittleEndian(target, to, s0);
      putLittleEndian(target, to + 4, s1);
      putLittleEndian(target, to + 8, s2);
      putLittleEndian(target, to + 12, s3);
    }
  }

  close(): void {
    this.#roundKeys.fill(0);
  }
}

function littleEndianAt(octets: Uint8Array, at: number): number {
  return (
    (octets[at] as number) |
    ((octets[at + 1] as number) << 8) |
    ((octets[at + 2] as number) << 16) |
    ((octets[at + 3] as number) << 24)
  );
}

function putLittleEndian(octets: Uint8Array, at: number, word: number): void {
  octets[at] = word;
  octets[at + 1] = word >>> 8;
  octets[at + 2] = word >>> 16;
  octets[at + 3] = word >>> 24;
}
