import { type KeySlot, type PacketRefusal, PacketWork, packetStatus } from '@sdpsec/srtp-core';
import type { PacketTransform } from '../../../packages/srtp-core/dist/portable/transform.js';

/** What a session knows of a packet besides its octets. */
export interface Circumstances {
  readonly rtcp?: boolean;
  readonly roc?: number;
  /** SRTCP index. */
  readonly index?: number;
  readonly encrypt?: boolean;
  readonly tagOctets: number;
  readonly mki?: Uint8Array;
  readonly carriesRoc?: boolean;
  readonly cryptex?: boolean;
}

/** Fills a work with what a session would, of the packet in source[start, end). */
export function workFor(source: Uint8Array, start: number, end: number, circumstances: Circumstances): PacketWork {
  const { rtcp = false, roc = 0, index = 0, encrypt = true, tagOctets, mki, carriesRoc = false, cryptex = false } = circumstances;
  const view = new DataView(source.buffer, source.byteOffset + start);
  const work = new PacketWork();
  const csrcOctets = 4 * (view.getUint8(0) & 15);
  const hasExtension = !rtcp && (view.getUint8(0) & 0x10) !== 0;
  const header = 12 + csrcOctets;
  Object.assign(work, { source, sourceStart: start, sourceEnd: end, rtcp, roc, encrypt, tagOctets, carriesRoc });
  if (mki) work.mki = mki;
  work.ssrc = view.getUint32(rtcp ? 4 : 8);
  work.index = rtcp ? index : roc * 0x10000 + view.getUint16(2);
  work.clear = rtcp ? 8 : header + (hasExtension ? 4 + 4 * view.getUint16(header + 2) : 0);
  if (cryptex) {
    work.clear = header + 4;
    work.encryptedCsrcOctets = csrcOctets;
  }
  return work;
}

/** The protected packet; made beside the packet or, with `inPlace`, where it stands, at an odd offset both times. */
export function seal(slot: KeySlot | PacketTransform, packet: Uint8Array, given: Circumstances, inPlace = false): Uint8Array {
  const source = new Uint8Array(packet.length + 400);
  source.set(packet, 3);
  const work = workFor(source, 3, 3 + packet.length, given);
  work.target = inPlace ? source : new Uint8Array(packet.length + 400);
  work.targetStart = inPlace ? 3 : 5;
  const octets = slot.seal(work);
  return work.target.slice(work.targetStart, work.targetStart + octets);
}

/** The plain packet, or the refusal; `target` shows what became of it. */
export function open(
  slot: KeySlot | PacketTransform,
  packet: Uint8Array,
  given: Circumstances,
  target: Uint8Array = new Uint8Array(packet.length),
): Uint8Array | PacketRefusal {
  const work = workFor(packet, 0, packet.length, given);
  work.target = target;
  const octets = slot.open(work);
  if (octets >= 0) return target.slice(0, octets);
  return (Object.keys(packetStatus) as PacketRefusal[]).find(refusal => packetStatus[refusal] === octets)!;
}
