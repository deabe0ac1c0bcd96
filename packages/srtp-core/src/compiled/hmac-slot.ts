import { type PacketWork, rocOctets, srtcpIndexOctets } from '../engine.js';
import { packetStatus } from '../status.js';
import { CompiledSlot } from './compiled-slot.js';

/** clear || payload || [E + index] || [MKI] || [ROC] || tag */
export class HmacSlot extends CompiledSlot {
  seal(work: PacketWork): number {
    const { module, memory } = this;
    const { rtcp, index, ssrc, clear, encrypt } = work;
    const octets = work.sourceEnd - work.sourceStart;
    const tagAt = tagOffset(work, octets);
    if (this.isRare(work, tagAt + work.tagOctets)) return this.rare().seal(work);
    const upper = upperBits(work);
    const blocks = blocksOf(work, octets, encrypt);
    memory.loadPacket(work.source, work.sourceStart, work.sourceEnd);
    module.sealHmac(
      rtcp ? this.srtcp : this.srtp,
      octets,
      clear,
      ssrc | 0,
      upper | 0,
      index & 0xffff,
      sealedWord(work),
      encrypt,
      this.streamToSeal(work, blocks),
      work.tagOctets,
      tagAt,
    );
    return this.#storeSealed(work, octets, tagAt);
  }

  open(work: PacketWork): number {
    const { module, memory } = this;
    const { rtcp, index, ssrc, clear, tagOctets } = work;
    const length = work.sourceEnd - work.sourceStart;
    if (this.isRare(work, length)) return this.rare().open(work);
    const octets = openedOctets(work, length);
    memory.loadPacket(work.source, work.sourceStart, work.sourceEnd);
    const word = rtcp ? memory.packetWord(octets) : work.roc;
    const encrypted = rtcp ? word < 0 : work.encrypt;
    const upper = upperBits(work);
    const blocks = blocksOf(work, octets, encrypted);
    const authentic = module.openHmac(
      rtcp ? this.srtcp : this.srtp,
      octets,
      clear,
      ssrc | 0,
      upper | 0,
      index & 0xffff,
      word | 0,
      encrypted,
      this.streamToOpen(work, blocks),
      tagOctets,
      length - tagOctets,
    );
    if (!authentic) return packetStatus['auth-failed'];
    memory.storePacket(work.target, work.targetStart, octets);
    // Without a tag nothing proves that the packet is the sender's: it must not buy the preparation of others.
    if (blocks > 0 && tagOctets > 0) this.opening?.used(ssrc, index, blocks);
    return octets;
  }

  /** Whether `seal` of this packet can be done in a batch: {@link stageSeal}, the batch's HMACs, {@link finishSeal}. */
  batchesSeal(work: PacketWork): boolean {
    return this.#batches(work, tagOffset(work, work.sourceEnd - work.sourceStart) + work.tagOctets);
  }

  /** Whether `open` of this packet can be done in a batch: {@link stageOpen}, the batch's HMACs, {@link finishOpen}. */
  batchesOpen(work: PacketWork): boolean {
    return this.#batches(work, work.sourceEnd - work.sourceStart);
  }

  #batches(work: PacketWork, octets: number): boolean {
    return work.tagOctets > 0 && octets <= this.room.mostBatchOctets && !this.isRare(work, octets);
  }

  stageSeal(work: PacketWork, place: number): void {
    const { module, memory } = this;
    const { rtcp, index, ssrc, encrypt } = work;
    const octets = work.sourceEnd - work.sourceStart;
    const upper = upperBits(work);
    const blocks = blocksOf(work, octets, encrypt);
    memory.loadBatchPacket(place, work.source, work.sourceStart, work.sourceEnd);
    module.stageSeal(
      place,
      rtcp ? this.srtcp : this.srtp,
      octets,
      work.clear,
      ssrc | 0,
      upper | 0,
      index & 0xffff,
      sealedWord(work),
      encrypt,
      this.streamToSeal(work, blocks),
    );
  }

  finishSeal(work: PacketWork, place: number): number {
    const octets = work.sourceEnd - work.sourceStart;
    const tagAt = tagOffset(work, octets);
    this.module.sealStaged(place, octets, tagAt);
    return this.#storeSealed(work, octets, tagAt);
  }

  stageOpen(work: PacketWork, place: number): void {
    const { module, memory } = this;
    const { rtcp } = work;
    const length = work.sourceEnd - work.sourceStart;
    const octets = openedOctets(work, length);
    memory.loadBatchPacket(place, work.source, work.sourceStart, work.sourceEnd);
    const word = rtcp ? memory.batchPacketWord(place, octets) : work.roc;
    module.stageOpen(place, rtcp ? this.srtcp : this.srtp, octets, word | 0, length - work.tagOctets);
  }

  finishOpen(work: PacketWork, place: number): number {
    const { module, memory } = this;
    const { rtcp, index, ssrc } = work;
    const octets = openedOctets(work, work.sourceEnd - work.sourceStart);
    const encrypted = rtcp ? memory.batchPacketWord(place, octets) < 0 : work.encrypt;
    const upper = upperBits(work);
    const blocks = blocksOf(work, octets, encrypted);
    const authentic = module.openStaged(
      place,
      rtcp ? this.srtcp : this.srtp,
      octets,
      work.clear,
      ssrc | 0,
      upper | 0,
      index & 0xffff,
      encrypted,
      this.streamToOpen(work, blocks),
      work.tagOctets,
    );
    if (!authentic) return packetStatus['auth-failed'];
    memory.storePacket(work.target, work.targetStart, octets);
    if (blocks > 0) this.opening?.used(ssrc, index, blocks);
    return octets;
  }

  #storeSealed(work: PacketWork, octets: number, tagAt: number): number {
    const { memory } = this;
    const { mki } = work;
    const mkiAt = octets + (work.rtcp ? srtcpIndexOctets : 0);
    if (mki.length > 0) memory.patchPacket(mki, mkiAt);
    if (work.carriesRoc) memory.patchPacketWord(work.roc, mkiAt + mki.length);
    memory.storePacket(work.target, work.targetStart, tagAt + work.tagOctets);
    return tagAt + work.tagOctets;
  }
}

function tagOffset({ rtcp, mki, carriesRoc }: PacketWork, octets: number): number {
  return octets + (rtcp ? srtcpIndexOctets : 0) + mki.length + (carriesRoc ? rocOctets : 0);
}

/** Octets of the packet inside a protected one of `length` octets. */
function openedOctets({ rtcp, mki, carriesRoc, tagOctets }: PacketWork, length: number): number {
  return length - tagOctets - mki.length - (carriesRoc ? rocOctets : 0) - (rtcp ? srtcpIndexOctets : 0);
}

/** The bits of the index above the last sixteen. */
function upperBits({ rtcp, index, roc }: PacketWork): number {
  return rtcp ? index >>> 16 : roc;
}

/** What follows the packet into the HMAC. */
function sealedWord({ rtcp, encrypt, index, roc }: PacketWork): number {
  return (rtcp ? (encrypt ? index | 0x80000000 : index) : roc) | 0;
}

/** Blocks of key stream that may have been prepared; SRTCP is too rare for it. */
function blocksOf({ rtcp, clear }: PacketWork, octets: number, encrypted: boolean): number {
  return rtcp || !encrypted ? 0 : (octets - clear + 15) >> 4;
}
