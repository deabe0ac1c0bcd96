import { type Engine, type KeySlot, type PacketWork, rocOctets, srtcpIndexOctets } from '../engine.js';
import { Secret } from '../secret.js';
import { packetStatus } from '../status.js';
import type { SrtpSuite } from '../suites.js';
import type { PacketModule } from './module.js';
import type { ModuleMemory } from './module-memory.js';
import { PreparedKeystream } from './prepared-keystream.js';

/** What the key slots of one engine share. */
export interface EngineRoom {
  readonly module: PacketModule;
  readonly memory: ModuleMemory;
  readonly rare: Engine;
  readonly preparedOctets: number;
  /** Rings of prepared key stream that exist. */
  rings: number;
}

/** Powers of H in a GCM context: four for SRTP, one for SRTCP, which is rare and short. */
const srtpPowers = 4;
const srtcpPowers = 1;
const encryptionLabel = { srtp: 0, srtcp: 3 } as const;

/** The contexts of one set of session keys in the module's memory, and what both transforms have in common. */
abstract class CompiledSlot implements KeySlot {
  protected readonly room: EngineRoom;
  protected readonly srtp: number;
  protected readonly srtcp: number;
  /** Apart, because a process may send and receive under one key, at different places of the stream. */
  protected readonly sealing: PreparedKeystream | undefined;
  protected readonly opening: PreparedKeystream | undefined;
  readonly #suite: SrtpSuite;
  readonly #key: Secret;
  readonly #salt: Secret;
  readonly #r: number;
  readonly #octets: { readonly srtp: number; readonly srtcp: number };
  #rare: KeySlot | undefined;

  constructor(room: EngineRoom, suite: SrtpSuite, key: Secret, salt: Secret, r: number) {
    const { module, memory } = room;
    const gcm = suite.transform === 'gcm';
    this.room = room;
    this.#suite = suite;
    this.#r = r;
    this.#octets = {
      srtp: module.contextOctets(gcm ? srtpPowers : 0),
      srtcp: module.contextOctets(gcm ? srtcpPowers : 0),
    };
    // One block for both contexts: an allocation that fails leaves nothing behind.
    this.srtp = memory.allocate(this.#octets.srtp + this.#octets.srtcp);
    this.srtcp = this.srtp + this.#octets.srtp;
    const encrypts = suite.cipher !== 'null';
    const keyOctets = suite.keyOctets;
    this.#loadMaster(key, salt);
    module.deriveContext(this.srtp, keyOctets, encryptionLabel.srtp, r, gcm ? srtpPowers : 0, encrypts);
    module.deriveContext(this.srtcp, keyOctets, encryptionLabel.srtcp, r, gcm ? srtcpPowers : 0, encrypts);
    module.wipeMaster();
    // The rare transforms and the platform's AES are set up when first needed, and then need the key again.
    this.#key = Secret.from(key.reveal());
    this.#salt = Secret.from(salt.reveal());
    if (!encrypts || room.preparedOctets === 0) return;
    const counterBlocks = gcm ? module.gcmCounterBlocks : module.counterBlocks;
    this.sealing = new PreparedKeystream(room, this.srtp, counterBlocks, () => this.#sessionKey());
    this.opening = new PreparedKeystream(room, this.srtp, counterBlocks, () => this.#sessionKey());
  }

  #loadMaster(key: Secret, salt: Secret): void {
    const { module, memory } = this.room;
    const master = new Uint8Array(48);
    const octets = { key: key.reveal(), salt: salt.reveal() };
    master.set(octets.key, 0);
    // A 96-bit salt is padded on the right (RFC 7714 erratum 4938).
    master.set(octets.salt, 32);
    memory.write(master, module.masterArea());
    for (const secret of [master, octets.key, octets.salt]) secret.fill(0);
  }

  /** The SRTP encryption key; the caller wipes it. */
  #sessionKey(): Uint8Array {
    const { module, memory } = this.room;
    this.#loadMaster(this.#key, this.#salt);
    module.deriveOctets(this.#suite.keyOctets, encryptionLabel.srtp, this.#r, this.#suite.keyOctets);
    const key = memory.view(module.derivedArea(), this.#suite.keyOctets).slice();
    module.wipeMaster();
    return key;
  }

  /** The slot for packets that the module does not transform. */
  protected rare(): KeySlot {
    this.#rare ??= this.room.rare.keySlot(this.#suite, this.#key, this.#salt, this.#r);
    return this.#rare;
  }

  protected isRare(work: PacketWork, octets: number): boolean {
    return work.extensionCount > 0 || work.encryptedCsrcOctets > 0 || octets > this.room.module.packetOctets();
  }

  abstract seal(work: PacketWork): number;
  abstract open(work: PacketWork): number;

  close(): void {
    this.room.memory.release(this.srtp, this.#octets.srtp + this.#octets.srtcp);
    this.sealing?.close();
    this.opening?.close();
    this.#rare?.close();
    this.#key.wipe();
    this.#salt.wipe();
  }
}

/** clear || payload || [E + index] || [MKI] || [ROC] || tag */
export class HmacSlot extends CompiledSlot {
  seal(work: PacketWork): number {
    const { room, sealing } = this;
    const { memory } = room;
    const { rtcp, index, ssrc, clear, tagOctets, mki } = work;
    const octets = work.sourceEnd - work.sourceStart;
    const mkiAt = octets + (rtcp ? srtcpIndexOctets : 0);
    const tagAt = mkiAt + mki.length + (work.carriesRoc ? rocOctets : 0);
    if (this.isRare(work, tagAt + tagOctets)) return this.rare().seal(work);
    const upper = rtcp ? index >>> 16 : work.roc;
    const blocks = rtcp || !work.encrypt ? 0 : (octets - clear + 15) >> 4;
    const stream = sealing && blocks > 0 ? sealing.find(ssrc, index, blocks) : 0;
    const word = rtcp ? (work.encrypt ? index | 0x80000000 : index) : work.roc;
    memory.loadPacket(work.source, work.sourceStart, work.sourceEnd);
    room.module.sealHmac(
      rtcp ? this.srtcp : this.srtp,
      octets,
      clear,
      ssrc | 0,
      upper | 0,
      index - upper * 65_536,
      word | 0,
      work.encrypt,
      stream,
      tagOctets,
      tagAt,
    );
    if (mki.length > 0) memory.patchPacket(mki, mkiAt);
    if (work.carriesRoc) memory.patchPacketWord(work.roc, mkiAt + mki.length);
    memory.storePacket(work.target, work.targetStart, tagAt + tagOctets);
    if (blocks > 0) sealing?.used(ssrc, index, blocks);
    return tagAt + tagOctets;
  }

  open(work: PacketWork): number {
    const { room, opening } = this;
    const { memory } = room;
    const { rtcp, index, ssrc, clear, tagOctets } = work;
    const length = work.sourceEnd - work.sourceStart;
    if (this.isRare(work, length)) return this.rare().open(work);
    const tagAt = length - tagOctets;
    const octets = tagAt - work.mki.length - (work.carriesRoc ? rocOctets : 0) - (rtcp ? srtcpIndexOctets : 0);
    memory.loadPacket(work.source, work.sourceStart, work.sourceEnd);
    const word = rtcp ? memory.packetWord(octets) : work.roc;
    const encrypted = rtcp ? word < 0 : work.encrypt;
    const upper = rtcp ? index >>> 16 : work.roc;
    const blocks = rtcp || !encrypted ? 0 : (octets - clear + 15) >> 4;
    const stream = opening && blocks > 0 ? opening.find(ssrc, index, blocks) : 0;
    const authentic = room.module.openHmac(
      rtcp ? this.srtcp : this.srtp,
      octets,
      clear,
      ssrc | 0,
      upper | 0,
      index - upper * 65_536,
      word | 0,
      encrypted,
      stream,
      tagOctets,
      tagAt,
    );
    if (!authentic) return packetStatus['auth-failed'];
    memory.storePacket(work.target, work.targetStart, octets);
    // Without a tag nothing proves that the packet is the sender's: it must not buy the preparation of others.
    if (blocks > 0 && tagOctets > 0) opening?.used(ssrc, index, blocks);
    return octets;
  }
}

/** clear || payload || tag || [E + index] || [MKI] || [ROC] */
export class GcmSlot extends CompiledSlot {
  seal(work: PacketWork): number {
    const { room, sealing } = this;
    const { memory } = room;
    const { rtcp, index, ssrc, tagOctets, mki } = work;
    const octets = work.sourceEnd - work.sourceStart;
    const mkiAt = octets + tagOctets + (rtcp ? srtcpIndexOctets : 0);
    const end = mkiAt + mki.length + (work.carriesRoc ? rocOctets : 0);
    if (this.isRare(work, end)) return this.rare().seal(work);
    const clear = work.encrypt ? work.clear : octets;
    const upper = rtcp ? index >>> 16 : work.roc;
    // One block more: the mask of the tag.
    const blocks = rtcp ? 0 : 1 + ((octets - clear + 15) >> 4);
    const stream = sealing && blocks > 0 ? sealing.find(ssrc, index, blocks) : 0;
    memory.loadPacket(work.source, work.sourceStart, work.sourceEnd);
    room.module.sealGcm(
      rtcp ? this.srtcp : this.srtp,
      octets,
      clear,
      ssrc | 0,
      upper | 0,
      index - upper * 65_536,
      work.encrypt ? index | 0x80000000 : index,
      rtcp,
      stream,
      tagOctets,
    );
    if (mki.length > 0) memory.patchPacket(mki, mkiAt);
    if (work.carriesRoc) memory.patchPacketWord(work.roc, mkiAt + mki.length);
    memory.storePacket(work.target, work.targetStart, end);
    if (blocks > 0) sealing?.used(ssrc, index, blocks);
    return end;
  }

  open(work: PacketWork): number {
    const { room, opening } = this;
    const { memory } = room;
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
    const stream = opening && blocks > 0 ? opening.find(ssrc, index, blocks) : 0;
    const authentic = room.module.openGcm(
      rtcp ? this.srtcp : this.srtp,
      octets,
      clear,
      ssrc | 0,
      upper | 0,
      index - upper * 65_536,
      word,
      rtcp,
      stream,
      tagOctets,
    );
    if (!authentic) return packetStatus['auth-failed'];
    memory.storePacket(work.target, work.targetStart, octets);
    if (blocks > 0) opening?.used(ssrc, index, blocks);
    return octets;
  }
}
