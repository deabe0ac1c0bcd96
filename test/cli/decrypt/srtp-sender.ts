/** A second SRTP sender, written from RFC 3711 §4 over node:crypto alone: AES-CM with HMAC-SHA1, for the captures that tests make. */
import { createCipheriv, createHmac } from 'node:crypto';
import { u16, u32 } from '../capture/frames.js';

export interface SenderOptions {
  /** Master key (16 octets) and salt (14). */
  readonly key: Buffer;
  readonly tag?: number;
  readonly srtcpTag?: number;
  readonly mki?: Buffer;
}

/** RFC 3711 §4.3.1 with key derivation rate 0: the label is xored into octet 7 of the salt. */
function derive(key: Buffer, label: number, length: number): Buffer {
  const iv = Buffer.concat([key.subarray(16, 30), Buffer.alloc(2)]);
  iv[7] = iv[7]! ^ label;
  return createCipheriv('aes-128-ctr', key.subarray(0, 16), iv).update(Buffer.alloc(length));
}

/** RFC 3711 §4.1.1: IV = salt * 2^16 xor SSRC * 2^64 xor index * 2^16. */
function encrypt(key: Buffer, salt: Buffer, ssrc: number, index: bigint, payload: Buffer): Buffer {
  const iv = Buffer.concat([salt, Buffer.alloc(2)]);
  const mask = Buffer.concat([Buffer.alloc(4), u32(ssrc), Buffer.from(index.toString(16).padStart(12, '0'), 'hex')]);
  for (let at = 0; at < 14; at++) iv[at] = iv[at]! ^ mask[at]!;
  return createCipheriv('aes-128-ctr', key, iv).update(payload);
}

export class SrtpSender {
  readonly #options: Required<Omit<SenderOptions, 'mki'>> & { mki: Buffer };
  readonly #keys: Buffer[];

  constructor({ key, tag = 10, srtcpTag = 10, mki = Buffer.alloc(0) }: SenderOptions) {
    this.#options = { key, tag, srtcpTag, mki };
    this.#keys = [16, 20, 14, 16, 20, 14].map((length, label) => derive(key, label, length));
  }

  /** `index` is ROC * 2^16 + sequence number; the payload type is 0 (PCMU). */
  rtp(ssrc: number, index: number, payload: Buffer): { plain: Buffer; packet: Buffer } {
    const [cipher, auth, salt] = this.#keys as [Buffer, Buffer, Buffer];
    const header = Buffer.concat([Buffer.from([0x80, 0]), u16(index & 0xffff), u32((index * 160) >>> 0), u32(ssrc)]);
    const body = Buffer.concat([header, encrypt(cipher, salt, ssrc, BigInt(index), payload)]);
    const roc = u32(Math.floor(index / 65536));
    const tag = createHmac('sha1', auth).update(body).update(roc).digest().subarray(0, this.#options.tag);
    return { plain: Buffer.concat([header, payload]), packet: Buffer.concat([body, this.#options.mki, tag]) };
  }

  /** A receiver report without blocks, and a BYE. */
  rtcp(ssrc: number, index: number): { plain: Buffer; packet: Buffer } {
    const [, , , cipher, auth, salt] = this.#keys as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer];
    const plain = Buffer.concat([Buffer.from([0x80, 201]), u16(1), u32(ssrc), Buffer.from([0x81, 203]), u16(1), u32(ssrc)]);
    const body = Buffer.concat([
      plain.subarray(0, 8),
      encrypt(cipher, salt, ssrc, BigInt(index), plain.subarray(8)),
      u32(index | 0x80000000),
    ]);
    const tag = createHmac('sha1', auth).update(body).digest().subarray(0, this.#options.srtcpTag);
    return { plain, packet: Buffer.concat([body, this.#options.mki, tag]) };
  }
}
