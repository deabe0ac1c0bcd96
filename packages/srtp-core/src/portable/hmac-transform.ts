import { xorKeystream } from '../ciphers/keystream.js';
import { type PacketWork, rocOctets, srtcpIndexOctets } from '../engine.js';
import { packetStatus } from '../status.js';
import { HmacSha1 } from './hmac-sha1.js';
import { copyOctets, putMki, putSrtcpIndex, putWord } from './octets.js';
import type { PacketKeystream } from './packet-keystream.js';
import type { PacketTransform } from './transform.js';

/** RTP's fixed header, behind which the CSRCs stand (RFC 3550 §5.1). */
const fixedHeaderOctets = 12;

/** A keystream and HMAC-SHA1, over the ciphertext (RFC 3711 §3.1, §3.4 and §4.2). */
export class HmacTransform implements PacketTransform {
  readonly #keystream: PacketKeystream | undefined;
  readonly #hmac: HmacSha1;

  /** @param keystream undefined: the NULL cipher (RFC 3711 §4.1.3) */
  constructor(keystream: PacketKeystream | undefined, authenticationKey: Uint8Array) {
    this.#keystream = keystream;
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
    const { source, sourceStart, target, targetStart, clear, encryptedCsrcOctets } = work;
    const end = targetStart + sourceEnd - sourceStart;
    if (work.encrypt && this.#keystream) {
      const payloadOctets = sourceEnd - sourceStart - clear;
      const keystream = this.#keystream.make(work, encryptedCsrcOctets + payloadOctets);
      copyOctets(source, sourceStart, sourceStart + clear, target, targetStart);
      const csrcAt = targetStart + fixedHeaderOctets;
      xorKeystream(target, csrcAt, keystream, 0, target, csrcAt, encryptedCsrcOctets);
      xorKeystream(source, sourceStart + clear, keystream, encryptedCsrcOctets, target, targetStart + clear, payloadOctets);
    } else copyOctets(source, sourceStart, sourceEnd, target, targetStart);
    return end;
  }

  close(): void {
    this.#keystream?.close();
    this.#hmac.close();
  }
}
