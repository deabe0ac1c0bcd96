import { Gcm } from '../ciphers/gcm.js';
import { PacketWork } from '../engine.js';
import { readOriginalHeader } from '../original-header.js';
import { packetStatus } from '../status.js';
import { AeadTransform } from './aead.js';
import { copyOctets } from './octets.js';
import type { PacketTransform, TransformFactory } from './transform.js';

/** Octets of the tag of either layer. */
const tagOctets = 16;

/** DOUBLE_AEAD_AES_*_GCM_AEAD_AES_*_GCM (RFC 8723): key and salt are inner half, then outer half (§3). */
export const doubleGcm: TransformFactory = (_suite, { encryption, salt }, cipher) => {
  const layer = (start: 0 | 0.5) => {
    const part = (octets: Uint8Array) => octets.subarray(start * octets.length, (start + 0.5) * octets.length);
    return new AeadTransform(new Gcm(cipher(part(encryption))), part(salt), tagOctets);
  };
  return new DoubleGcm(layer(0), layer(0.5));
};

/**
 * The double transform: SRTP goes through the inner layer, end to end, then with an empty original header block through the
 * outer one, hop by hop (§5.1); SRTCP through the outer one alone (§6).
 *
 * §3 has the ROC of the inner layer tracked by itself. Here it is found from the outer index, and the inner tag says which of the
 * two nearest is right: enough as long as media distributors move the index by less than 2^16 in all, whatever the sequence
 * numbers. For the same reason replay is judged by the outer index alone, so a media distributor can replay what it has relayed.
 * Both layers' keys are those of the outer index: with a key derivation rate, which DTLS-SRTP never has, a changed sequence
 * number may therefore fail.
 */
class DoubleGcm implements PacketTransform {
  readonly #inner: AeadTransform;
  readonly #outer: AeadTransform;

  constructor(inner: AeadTransform, outer: AeadTransform) {
    this.#inner = inner;
    this.#outer = outer;
  }

  seal(work: PacketWork): number {
    if (work.rtcp) return this.#outer.seal(work);
    const { source, sourceStart, target, targetStart, clear } = work;
    const payloadOctets = work.sourceEnd - sourceStart - clear;
    synthesize(work, source, sourceStart, sourceStart + clear, payloadOctets);
    this.#inner.seal(inner);

    const sealedOctets = payloadOctets + tagOctets;
    copyOctets(source, sourceStart, sourceStart + clear, target, targetStart);
    copyOctets(inner.target, inner.clear, inner.clear + sealedOctets, target, targetStart + clear);
    target[targetStart + clear + sealedOctets] = 0;
    asOuter(work);
    outer.source = target;
    outer.sourceStart = targetStart;
    outer.sourceEnd = targetStart + clear + sealedOctets + 1;
    outer.target = target;
    outer.targetStart = targetStart;
    return this.#outer.seal(outer);
  }

  open(work: PacketWork): number {
    if (work.rtcp) return this.#outer.open(work);
    const { target, targetStart, clear } = work;
    asOuter(work);
    outer.source = work.source;
    outer.sourceStart = work.sourceStart;
    outer.sourceEnd = work.sourceEnd;
    // Beside the target, which may not change before the inner tag is verified too.
    if (relayed.length < work.sourceEnd - work.sourceStart) relayed = new Uint8Array(2 * (work.sourceEnd - work.sourceStart));
    outer.target = relayed;
    outer.targetStart = 0;
    const end = this.#outer.open(outer);
    if (end < 0) return end;
    const block = readOriginalHeader(relayed, clear, end);
    if (!block) return packetStatus['auth-failed'];

    synthesize(work, relayed, 0, clear, end - block.octets - clear);
    const { payloadType, sequenceNumber, marker } = block;
    const header = inner.source;
    if (payloadType !== undefined) header[1] = ((header[1] as number) & 128) | payloadType;
    if (marker !== undefined) header[1] = ((header[1] as number) & 127) | (marker ? 128 : 0);
    if (sequenceNumber !== undefined) {
      header[2] = sequenceNumber >>> 8;
      header[3] = sequenceNumber & 255;
      inner.index = closestIndex(sequenceNumber, work.index);
    }
    let innerEnd = this.#inner.open(inner);
    // Only the holder of the outer key can bring a packet this far, and a refused tag has left the packet as it was.
    if (innerEnd < 0 && sequenceNumber !== undefined) {
      inner.index += inner.index > work.index ? -0x10000 : 0x10000;
      if (inner.index >= 0 && inner.index < 2 ** 48) innerEnd = this.#inner.open(inner);
    }
    if (innerEnd < 0) return innerEnd;
    copyOctets(relayed, 0, clear, target, targetStart);
    // §5.3: the receiver orders by the outer sequence number and matches the outer payload type; the marker is the sender's.
    target[targetStart + 1] = ((target[targetStart + 1] as number) & 127) | ((header[1] as number) & 128);
    copyOctets(inner.target, inner.clear, innerEnd, target, targetStart + clear);
    return clear + innerEnd - inner.clear;
  }

  close(): void {
    this.#inner.close();
    this.#outer.close();
    relayed.fill(0);
    inner.target.fill(0);
  }
}

/** The two layers' views of the packet at work, and what the outer one gives; no packet is ever left half done. */
const inner = new PacketWork();
const outer = new PacketWork();
let relayed = new Uint8Array(2048);
inner.source = inner.target = new Uint8Array(2048);

/**
 * Makes `inner` the synthetic packet of §5.1 and §5.3: fixed header and CSRCs without the X bit, then the payload, which stands
 * in `packet` from `payloadAt` on. It is transformed in place.
 */
function synthesize(work: PacketWork, packet: Uint8Array, start: number, payloadAt: number, payloadOctets: number): void {
  const headerOctets = 12 + 4 * ((packet[start] as number) & 15);
  const octets = headerOctets + payloadOctets;
  if (inner.source.length < octets + tagOctets) inner.source = inner.target = new Uint8Array(2 * octets + tagOctets);
  copyOctets(packet, start, start + headerOctets, inner.source, 0);
  (inner.source[0] as number) &= 0xef;
  copyOctets(packet, payloadAt, payloadAt + payloadOctets, inner.source, headerOctets);
  inner.sourceEnd = octets;
  inner.clear = headerOctets;
  inner.ssrc = work.ssrc;
  inner.index = work.index;
}

/** Makes `outer` what the session asks of the packet on the wire. */
function asOuter(work: PacketWork): void {
  outer.ssrc = work.ssrc;
  outer.roc = work.roc;
  outer.index = work.index;
  outer.clear = work.clear;
  outer.encryptedCsrcOctets = work.encryptedCsrcOctets;
  outer.mki = work.mki;
  outer.carriesRoc = work.carriesRoc;
}

/** The 48-bit index with these low 16 bits that is closest to `index`. */
function closestIndex(sequenceNumber: number, index: number): number {
  const same = index - (index % 0x10000) + sequenceNumber;
  if (same - index > 0x8000 && same >= 0x10000) return same - 0x10000;
  if (index - same > 0x8000 && same + 0x10000 < 2 ** 48) return same + 0x10000;
  return same;
}
