/**
 * An authenticated mode at work on one message (RFC 5116), whose associated data and text may come in pieces: with Cryptex and
 * with SRTCP they are no single range of the packet.
 *
 * Sealing: `begin`, `associate`..., `encrypt`..., `finish`.
 * Opening: `begin`, `associate`..., `absorb`..., `finish`, compare the tag, then `decrypt`... in the same pieces.
 */
export interface AeadMode {
  /** @param nonce 12 octets */
  begin(nonce: Uint8Array, associatedOctets: number, textOctets: number): void;
  /** Takes octets[start, end) as associated data. */
  associate(octets: Uint8Array, start: number, end: number): void;
  /** Encrypts a piece of plaintext; source and target may be the same octets. */
  encrypt(source: Uint8Array, sourceStart: number, target: Uint8Array, targetStart: number, octets: number): void;
  /** Takes a piece of ciphertext for the tag alone. */
  absorb(octets: Uint8Array, start: number, end: number): void;
  /** The whole tag of 16 octets, of which the suite's may be the front. The array holds it until the next `finish`. */
  finish(): Uint8Array;
  /** Decrypts a piece of ciphertext, after `finish`. */
  decrypt(source: Uint8Array, sourceStart: number, target: Uint8Array, targetStart: number, octets: number): void;
  /** Overwrites what depends on the key. */
  close(): void;
}
