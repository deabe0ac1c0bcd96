import { CounterKeystream } from '../ciphers/ctr.js';
import type { BlockCipher, PacketWork } from '../engine.js';
import { putWord } from './octets.js';
import type { PacketKeystream } from './packet-keystream.js';

/**
 * SRTP's counter mode (RFC 3711 §4.1.1): the keystream of a packet is E(k, IV), E(k, IV + 1), ... with
 * IV = (salt * 2^16) XOR (SSRC * 2^64) XOR (index * 2^16). The last 16 bits count the blocks.
 */
export class CounterMode implements PacketKeystream {
  readonly #keystream: CounterKeystream;
  readonly #salt = new Uint8Array(16);
  readonly #iv = new Uint8Array(16);

  /** A salt of fewer than 14 octets is filled up with zeros on its right. */
  constructor(cipher: BlockCipher, salt: Uint8Array) {
    this.#keystream = new CounterKeystream(cipher);
    this.#salt.set(salt);
  }

  make(work: PacketWork, octets: number): Uint8Array {
    const iv = this.#iv;
    putWord(iv, 0, 0);
    putWord(iv, 4, work.ssrc);
    putWord(iv, 8, Math.floor(work.index / 0x10000));
    putWord(iv, 12, work.index << 16);
    for (let i = 0; i < 14; i++) iv[i] = (iv[i] as number) ^ (this.#salt[i] as number);
    return this.#keystream.make(iv, 0, octets);
  }

  /** Overwrites the salt and the last keystream, and closes the cipher. */
  close(): void {
    this.#salt.fill(0);
    this.#iv.fill(0);
    this.#keystream.close();
  }
}
