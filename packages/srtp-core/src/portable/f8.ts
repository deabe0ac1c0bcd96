import { F8 } from '../ciphers/f8.js';
import { type BlockCipherFactory, type PacketWork, srtcpIndexOctets } from '../engine.js';
import { HmacTransform } from './hmac-transform.js';
import { putSrtcpIndex, putWord } from './octets.js';
import type { PacketKeystream } from './packet-keystream.js';
import type { SessionKeys, TransformFactory } from './transform.js';

/** F8_128_HMAC_SHA1_80 (RFC 3711 §4.1.2 and §4.2). */
export const f8Hmac: TransformFactory = (_suite, keys, cipher) =>
  new HmacTransform(new F8Keystream(keys, cipher), keys.authentication);

/** The keystream of f8 for a packet: its IV is made of the packet's header. */
export class F8Keystream implements PacketKeystream {
  readonly #f8: F8;
  readonly #iv = new Uint8Array(16);

  constructor({ encryption, salt }: SessionKeys, cipher: BlockCipherFactory) {
    this.#f8 = new F8(encryption, salt, cipher);
  }

  make(work: PacketWork, octets: number): Uint8Array {
    const iv = this.#iv;
    const { source, sourceStart } = work;
    if (work.rtcp) {
      // §4.1.2.3: zeros, E and index, then the first eight octets of the compound packet.
      putWord(iv, 0, 0);
      putSrtcpIndex(iv, 4, work);
      for (let i = 0; i < 8; i++) iv[4 + srtcpIndexOctets + i] = source[sourceStart + i] as number;
    } else {
      // §4.1.2.2: a zero octet, M, PT, SEQ, TS and SSRC as the header has them, ROC.
      iv[0] = 0;
      for (let i = 1; i < 12; i++) iv[i] = source[sourceStart + i] as number;
      putWord(iv, 12, work.roc);
    }
    return this.#f8.make(iv, octets);
  }

  close(): void {
    this.#f8.close();
    this.#iv.fill(0);
  }
}
