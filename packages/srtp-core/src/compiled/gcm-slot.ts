import { type PacketWork, rocOctets, srtcpIndexOctets } from '../engine.js';
import { packetStatus } from '../status.js';
import { CompiledSlot } from './compiled-slot.js';

/** clear || payload || tag || [E + index] || [MKI] || [ROC] */
export class GcmSlot extends CompiledSlot {
  seal(work: PacketWork): number {
    const { module, memory } = this;
    const { rtcp, index, ssrc, tagOctets, mki } = work;
    const octets = work.sourceEnd - work.sourceStart;
    const mkiAt = octets + tagOctets + (rtcp ? srtcpIndexOctets : 0);
    const end = mkiAt + mki.length + (work.carriesRoc ? rocOctets : 0);
    if (this.isRare(work, end)) return this.rare().seal(work);
    const clear = work.encrypt ? work.clear : octets;
    const upper = rtcp ? index >>> 16 : work.roc;
    // One block more: the mask of the tag.
    const blocks = rtcp ? 0 : 1 + ((octets - clear + 15) >> 4);
    memory.loadPacket(work.source, work.sourceStart, work.sourceEnd);
    module.sealGcm(
      rtcp ? this.srtcp : this.srtp,
      octets,
      clear,
      ssrc | 0,
      upper | 0,
      index & 0xffff,
      work.encrypt ? index | 0x80000000 : index,
      rtcp,
      this.streamToSeal(work, blocks),
      tagOctets,
    );
    if (mki.length > 0) memory.patchPacket(mki, mkiAt);
    if (work.carriesRoc) memory.patchPacketWord(work.roc, mkiAt + mki.length);
    memory.storePacket(work.target, work.targetStart, end);
    return end;
  }

  open(work: PacketWork): number {
    const { module, memory } = this;
    const { rtcp, index, ssrc, tagOctets } = work;
    const length = work.sourceEnd - work.sourceStart;
    if (this.isRare(work, length)) return this.rare().open(work);
    const tail = tagOctets + (rtcp ? srtcpIndexOctets : 0) + work.mki.length + (work.carriesRoc ? rocOctets : 0);
    const octets = length - tail;
    memory.loadPacket(work.source, work.sourceStart, work.sourceEnd);
    const word = rtcp ? memory.packetWord(octets + tagOctets) : 0;
    const clear = (rtcp ? word < 0 : work.encrypt) ? work.clear : octets;
    const upper = rtcp ? index >>> 16 : work.roc;
    const blocks = rtcp ? 0 : 1 + ((octets - clear + 15) >> 4);
    const authentic = module.openGcm(
      rtcp ? this.srtcp : this.srtp,
      octets,
      clear,
      ssrc | 0,
      upper | 0,
      index & 0xffff,
      word,
      rtcp,
      this.streamToOpen(work, blocks),
      tagOctets,
    );
    if (!authentic) return packetStatus['auth-failed'];
    memory.storePacket(work.target, work.targetStart, octets);
    if (blocks > 0) this.opening?.used(ssrc, index, blocks);
    return octets;
  }
}
