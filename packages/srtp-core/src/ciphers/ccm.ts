import type { BlockCipher } from '../engine.js';
import type { AeadMode } from './aead.js';
import { CounterKeystream } from './ctr.js';
import { xorKeystream } from './keystream.js';

/** Octets of the length field: 3, so that 12 octets are left for the nonce (RFC 5669 §2.2, L). */
const LENGTH_OCTETS = 3;

/**
 * Counter mode with CBC-MAC (RFC 3610) in the format of RFC 5669 §2.2, over any block cipher. The MAC is over the plaintext, so
 * `absorb` decrypts on the way, but leaves the plaintext nowhere before the tag has been compared.
 */
export class Ccm implements AeadMode {
  readonly #cipher: BlockCipher;
  readonly #counter: CounterKeystream;
  readonly #tagOctets: number;
  readonly #iv = new Uint8Array(16);
  readonly #mac = new Uint8Array(16);
  #filled = 0;
  /** The block that masks the tag, then the keystream of the text. */
  #keystream: Uint8Array = this.#mac;
  #used = 0;

  /** @param tagOctets M of RFC 3610: it is part of what is authenticated */
  constructor(cipher: BlockCipher, tagOctets: number) {
    this.#cipher = cipher;
    this.#counter = new CounterKeystream(cipher);
    this.#tagOctets = tagOctets;
  }

  begin(nonce: Uint8Array, associatedOctets: number, textOctets: number): void {
    this.#iv[0] = LENGTH_OCTETS - 1;
    this.#iv.set(nonce, 1);
    this.#keystream = this.#counter.make(this.#iv, 0, 16 + textOctets);
    this.#used = 16;
    // B_0 of RFC 3610 §2.2
    this.#mac[0] = (associatedOctets > 0 ? 0x40 : 0) | (((this.#tagOctets - 2) / 2) << 3) | (LENGTH_OCTETS - 1);
    this.#mac.set(nonce, 1);
    for (let i = 0; i < LENGTH_OCTETS; i++) this.#mac[15 - i] = textOctets >>> (8 * i);
    this.#filled = 16;
    this.#endBlock();
    if (associatedOctets > 0) this.#absorbLength(associatedOctets);
  }

  /** RFC 3610 §2.2: two octets below 2^16 - 2^8, else six. */
  #absorbLength(associatedOctets: number): void {
    const long = associatedOctets >= 0xff00;
    if (long) {
      this.#absorbOctet(0xff);
      this.#absorbOctet(0xfe);
      this.#absorbOctet(associatedOctets >>> 24);
      this.#absorbOctet((associatedOctets >>> 16) & 255);
    }
    this.#absorbOctet((associatedOctets >>> 8) & 255);
    this.#absorbOctet(associatedOctets & 255);
  }

  associate(octets: Uint8Array, start: number, end: number): void {
    for (let i = start; i < end; i++) this.#absorbOctet(octets[i] as number);
  }

  encrypt(source: Uint8Array, sourceStart: number, target: Uint8Array, targetStart: number, octets: number): void {
    if (this.#used === 16) this.#endBlock();
    for (let i = sourceStart; i < sourceStart + octets; i++) this.#absorbOctet(source[i] as number);
    xorKeystream(source, sourceStart, this.#keystream, this.#used, target, targetStart, octets);
    this.#used += octets;
  }

  absorb(octets: Uint8Array, start: number, end: number): void {
    if (this.#used === 16) this.#endBlock();
    for (let i = start; i < end; i++) this.#absorbOctet((octets[i] as number) ^ (this.#keystream[this.#used++] as number));
  }

  finish(): Uint8Array {
    this.#endBlock();
    xorKeystream(this.#mac, 0, this.#keystream, 0, this.#mac, 0, 16);
    this.#used = 16;
    return this.#mac;
  }

  decrypt(source: Uint8Array, sourceStart: number, target: Uint8Array, targetStart: number, octets: number): void {
    xorKeystream(source, sourceStart, this.#keystream, this.#used, target, targetStart, octets);
    this.#used += octets;
  }

  #absorbOctet(octet: number): void {
    if (this.#filled === 16) this.#endBlock();
    (this.#mac[this.#filled++] as number) ^= octet;
  }

  /** CBC-MAC over the block that is being filled; zeros follow where it is not full. */
  #endBlock(): void {
    if (this.#filled === 0) return;
    this.#cipher.encryptBlocks(this.#mac, 0, this.#mac, 0, 1);
    this.#filled = 0;
  }

  close(): void {
    this.#counter.close();
    this.#mac.fill(0);
  }
}
