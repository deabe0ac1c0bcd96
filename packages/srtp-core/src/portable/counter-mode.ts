import { CounterKeystream } from '../ciphers/ctr.js';
import { xorKeystream } from '../ciphers/keystream.js';
import type { BlockCipher } from '../engine.js';
import { putWord } from './octets.js';

/**
 * SRTP's counter mode (RFC 3711 §4.1.1): the keystream of a packet is E(k, IV), E(k, IV + 1), ... with
 * IV = (salt * 2^16) XOR (SSRC * 2^64) XOR (index * 2^16). The last 16 bits count the blocks.
 */
export class CounterMode {
  readonly #keystream: CounterKeystream;
  readonly #salt = new Uint8Array(16);
  readonly #iv = new Uint8Array(16);
  #blocks: Uint8Array = this.#iv;
  #used = 0;

  /** A salt of fewer than 14 octets is filled up with zeros on its right. */
  constructor(cipher: BlockCipher, salt: Uint8Array) {
    this.#keystream = new CounterKeystream(cipher);
    this.#salt.set(salt);
  }

  /** Makes the keystream of a packet; `index` is the 48-bit SRTP or the 31-bit SRTCP index. No other may run before the last {@link xor}. */
  start(ssrc: number, index: number, octets: number): void {
    const iv = this.#iv;
    putWord(iv, 0, 0);
    putWord(iv, 4, ssrc);
    putWord(iv, 8, Math.floor(index / 0x10000));
    putWord(iv, 12, index << 16);
    for (let i = 0; i < 14; i++) iv[i] = (iv[i] as number) ^ (this.#salt[i] as number);
    this.#blocks = this.#keystream.make(iv, 0, octets);
    this.#used = 0;
  }

  /** Writes `octets` of `source` XOR the next octets of the keystream to `target`, which may be the same octets. */
  xor(source: Uint8Array, sourceStart: number, target: Uint8Array, targetStart: number, octets: number): void {
    xorKeystream(source, sourceStart, this.#blocks, this.#used, target, targetStart, octets);
    this.#used += octets;
  }

  /** Overwrites the salt and the last keystream, and closes the cipher. */
  close(): void {
    this.#salt.fill(0);
    this.#iv.fill(0);
    this.#keystream.close();
  }
}
