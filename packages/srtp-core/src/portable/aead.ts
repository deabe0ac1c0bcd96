import type { AeadMode } from '../ciphers/aead.js';
import { Ccm } from '../ciphers/ccm.js';
import { Gcm } from '../ciphers/gcm.js';
import { type PacketWork, rocOctets, srtcpIndexOctets } from '../engine.js';
import { packetStatus } from '../status.js';
import { copyOctets, putMki, putSrtcpIndex, putWord } from './octets.js';
import type { PacketTransform, TransformFactory } from './transform.js';

/** RTP's fixed header (RFC 3550 §5.1). */
const fixedHeaderOctets = 12;
/** "Defined by profile" and length of a header extension. */
const extensionHeaderOctets = 4;

/** AEAD_AES_*_GCM (RFC 7714), AEAD_ARIA_*_GCM (RFC 8269), SEED_128_GCM_96 (RFC 5669 §2.3). */
export const gcm: TransformFactory = (suite, keys, cipher) =>
  new AeadTransform(new Gcm(cipher(keys.encryption)), keys.salt, suite.tagOctets.srtp);

/** SEED_128_CCM_80 (RFC 5669 §2.2). */
export const ccm: TransformFactory = (suite, keys, cipher) =>
  new AeadTransform(new Ccm(cipher(keys.encryption), suite.tagOctets.srtp), keys.salt, suite.tagOctets.srtp);

/** SRTP and SRTCP under an authenticated mode (RFC 7714 §8 and §9), one key. */
export class AeadTransform implements PacketTransform {
  readonly #mode: AeadMode;
  readonly #salt: Uint8Array;
  readonly #nonce = new Uint8Array(12);
  /** The suite's, and not what the work says: this transform knows no packet without a tag. */
  readonly #tagOctets: number;

  constructor(mode: AeadMode, salt: Uint8Array, tagOctets: number) {
    this.#mode = mode;
    this.#salt = salt.slice();
    this.#tagOctets = tagOctets;
  }

  seal(work: PacketWork): number {
    const { source, target, targetStart, clear } = work;
    const payloadAt = targetStart + clear;
    const tagAt = targetStart + work.sourceEnd - work.sourceStart;
    let end = tagAt + this.#tagOctets;
    copyOctets(source, work.sourceStart, work.sourceStart + clear, target, targetStart);
    // First to its place, because it is associated data too.
    if (work.rtcp) putSrtcpIndex(target, end, work);
    this.#begin(work, tagAt - payloadAt);
    if (work.encrypt) {
      this.#associate(work, target, targetStart, payloadAt, end);
      const csrcAt = targetStart + fixedHeaderOctets;
      this.#mode.encrypt(target, csrcAt, target, csrcAt, work.encryptedCsrcOctets);
      this.#mode.encrypt(source, work.sourceStart + clear, target, payloadAt, tagAt - payloadAt);
    } else {
      copyOctets(source, work.sourceStart + clear, work.sourceEnd, target, payloadAt);
      this.#associate(work, target, targetStart, tagAt, end);
    }
    const tag = this.#mode.finish();
    for (let i = 0; i < this.#tagOctets; i++) target[tagAt + i] = tag[i] as number;
    if (work.rtcp) end += srtcpIndexOctets;
    end = putMki(target, end, work);
    if (work.carriesRoc) end = putWord(target, end, work.roc);
    return end - targetStart;
  }

  open(work: PacketWork): number {
    const { source, sourceStart, target, targetStart, clear } = work;
    const payloadAt = sourceStart + clear;
    const end = work.sourceEnd - (work.carriesRoc ? rocOctets : 0) - work.mki.length - (work.rtcp ? srtcpIndexOctets : 0);
    const tagAt = end - this.#tagOctets;
    if (tagAt < payloadAt) return packetStatus['auth-failed'];
    this.#begin(work, tagAt - payloadAt);
    if (work.encrypt) {
      this.#associate(work, source, sourceStart, payloadAt, end);
      const csrcAt = sourceStart + fixedHeaderOctets;
      this.#mode.absorb(source, csrcAt, csrcAt + work.encryptedCsrcOctets);
      this.#mode.absorb(source, payloadAt, tagAt);
    } else this.#associate(work, source, sourceStart, tagAt, end);
    const tag = this.#mode.finish();
    let difference = 0;
    for (let i = 0; i < this.#tagOctets; i++) difference |= (tag[i] as number) ^ (source[tagAt + i] as number);
    if (difference !== 0) return packetStatus['auth-failed'];

    copyOctets(source, sourceStart, work.encrypt ? payloadAt : tagAt, target, targetStart);
    if (work.encrypt) {
      const csrcAt = targetStart + fixedHeaderOctets;
      this.#mode.decrypt(target, csrcAt, target, csrcAt, work.encryptedCsrcOctets);
      this.#mode.decrypt(source, payloadAt, target, targetStart + clear, tagAt - payloadAt);
    }
    return tagAt - sourceStart;
  }

  /** Nonce: 16 zero bits, SSRC and 48 bits of index, XOR the salt (RFC 7714 §8.1 and §9.1, RFC 5669 §3). */
  #begin(work: PacketWork, payloadOctets: number): void {
    const nonce = this.#nonce;
    const high = Math.floor(work.index / 0x10000);
    nonce.set(this.#salt);
    for (let i = 0; i < 4; i++) {
      (nonce[2 + i] as number) ^= (work.ssrc >>> (24 - 8 * i)) & 255;
      (nonce[6 + i] as number) ^= (high >>> (24 - 8 * i)) & 255;
    }
    (nonce[10] as number) ^= (work.index >>> 8) & 255;
    (nonce[11] as number) ^= work.index & 255;
    const text = work.encrypt ? work.encryptedCsrcOctets + payloadOctets : 0;
    const associated = work.clear - work.encryptedCsrcOctets + (work.encrypt ? 0 : payloadOctets);
    this.#mode.begin(nonce, associated + (work.rtcp ? srtcpIndexOctets : 0), text);
  }

  /** The associated data: the packet up to `end`, without CSRCs that are encrypted, and the SRTCP index with the E bit. */
  #associate(work: PacketWork, octets: Uint8Array, start: number, end: number, indexAt: number): void {
    if (work.encryptedCsrcOctets > 0) {
      this.#mode.associate(octets, start, start + fixedHeaderOctets);
      this.#mode.associate(octets, end - extensionHeaderOctets, end);
    } else this.#mode.associate(octets, start, end);
    if (work.rtcp) this.#mode.associate(octets, indexAt, indexAt + srtcpIndexOctets);
  }

  close(): void {
    this.#mode.close();
    this.#salt.fill(0);
    this.#nonce.fill(0);
  }
}
