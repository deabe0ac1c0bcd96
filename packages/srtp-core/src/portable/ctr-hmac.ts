import { type BlockCipher, type PacketWork, rocOctets, srtcpIndexOctets } from '../engine.js';
import { packetStatus } from '../status.js';
import { CounterMode } from './counter-mode.js';
import { HmacSha1 } from './hmac-sha1.js';
import { copyOctets, putMki, putSrtcpIndex, putWord } from './octets.js';
import type { PacketTransform, TransformFactory } from './transform.js';

/** Counter mode and HMAC-SHA1: RFC 3711 §4.1.1 and §4.2, RFC 6188, RFC 5669 §2.1, RFC 8269 §4; with the NULL cipher RFC 3711 §4.1.3. */
export const ctrHmac: TransformFactory = (suite, keys, cipher) =>
  new CtrHmac(suite.cipher === 'null' ? undefined : cipher(keys.encryption), keys.salt, keys.authentication);

class CtrHmac implements PacketTransform {
  readonly #counterMode: CounterMode | undefined;
  readonly #hmac: HmacSha1;

  constructor(cipher: BlockCipher | undefined, salt: Uint8Array, authenticationKey: Uint8Array) {
    this.#counterMode = cipher && new CounterMode(cipher, salt);
    this.#hmac = new HmacSha1(authenticationKey);
  }

  seal(work: PacketWork): number {
    const { target, targetStart } = work;
    let end = this.#transform(work, work.sourceEnd);
    if (work.rtcp) end = putSrtcpIndex(target, end, work);
    const authenticatedEnd = end;
    end = putMki(target, end, work);
    if (work.carriesRoc) end = putWord(target, end, work.roc);
    if (work.tagOctets === 0) return end - targetStart;
    this.#hmac.compute(target, targetStart, authenticatedEnd, !work.rtcp, work.roc);
    for (let i = 0; i < work.tagOctets; i++) target[end++] = this.#hmac.value[i] as number;
    return end - targetStart;
  }

  open(work: PacketWork): number {
    const tagAt = work.sourceEnd - work.tagOctets;
    const authenticatedEnd = tagAt - (work.carriesRoc ? rocOctets : 0) - work.mki.length;
    if (work.tagOctets > 0) {
      this.#hmac.compute(work.source, work.sourceStart, authenticatedEnd, !work.rtcp, work.roc);
      if (!this.#hmac.matches(work.source, tagAt, work.tagOctets)) return packetStatus['auth-failed'];
    }
    return this.#transform(work, authenticatedEnd - (work.rtcp ? srtcpIndexOctets : 0)) - work.targetStart;
  }

  /** Copies the clear octets and the payload up to `sourceEnd`, encrypting or decrypting what is to be; returns the target's end. */
  #transform(work: PacketWork, sourceEnd: number): number {
    const { source, sourceStart, target, targetStart } = work;
    const payloadAt = targetStart + work.clear;
    const end = targetStart + sourceEnd - sourceStart;
    if (work.encrypt && this.#counterMode) {
      copyOctets(source, sourceStart, sourceStart + work.clear, target, targetStart);
      this.#counterMode.start(work.ssrc, work.index, end - payloadAt);
      this.#counterMode.xor(source, sourceStart + work.clear, target, payloadAt, end - payloadAt);
    } else copyOctets(source, sourceStart, sourceEnd, target, targetStart);
    return end;
  }

  close(): void {
    this.#counterMode?.close();
    this.#hmac.close();
  }
}
