import type { BlockCipher } from '../engine.js';
import type { AeadMode } from './aead.js';
import { CounterKeystream } from './ctr.js';
import { Ghash } from './ghash.js';
import { xorKeystream } from './keystream.js';

/** Galois/Counter Mode (NIST SP 800-38D) with nonces of 12 octets, over any block cipher. */
export class Gcm implements AeadMode {
  readonly #counter: CounterKeystream;
  readonly #ghash: Ghash;
  /** The nonce, and room for the counter. */
  readonly #iv = new Uint8Array(16);
  readonly #tag = new Uint8Array(16);
  /** The block that masks the tag, then the keystream of the text. */
  #keystream: Uint8Array = this.#tag;
  #used = 0;
  #associated = 0;
  #text = 0;

  constructor(cipher: BlockCipher) {
    this.#counter = new CounterKeystream(cipher);
    const h = new Uint8Array(16);
    cipher.encryptBlocks(h, 0, h, 0, 1);
    this.#ghash = new Ghash(h);
    h.fill(0);
  }

  begin(nonce: Uint8Array, _associatedOctets: number, textOctets: number): void {
    this.#iv.set(nonce);
    this.#ghash.reset();
    // The counter is 1 for the mask of the tag and goes on from 2 for the text (SP 800-38D §7.1).
    this.#keystream = this.#counter.make(this.#iv, 1, 16 + textOctets);
    this.#used = 16;
    this.#associated = 0;
    this.#text = 0;
  }

  associate(octets: Uint8Array, start: number, end: number): void {
    this.#ghash.update(octets, start, end);
    this.#associated += end - start;
  }

  encrypt(source: Uint8Array, sourceStart: number, target: Uint8Array, targetStart: number, octets: number): void {
    this.decrypt(source, sourceStart, target, targetStart, octets);
    this.absorb(target, targetStart, targetStart + octets);
  }

  absorb(octets: Uint8Array, start: number, end: number): void {
    if (this.#text === 0) this.#ghash.pad();
    this.#ghash.update(octets, start, end);
    this.#text += end - start;
  }

  finish(): Uint8Array {
    this.#ghash.finish(this.#associated, this.#text, this.#tag);
    xorKeystream(this.#tag, 0, this.#keystream, 0, this.#tag, 0, 16);
    return this.#tag;
  }

  decrypt(source: Uint8Array, sourceStart: number, target: Uint8Array, targetStart: number, octets: number): void {
    xorKeystream(source, sourceStart, this.#keystream, this.#used, target, targetStart, octets);
    this.#used += octets;
  }

  close(): void {
    this.#counter.close();
    this.#ghash.close();
    this.#tag.fill(0);
  }
}
