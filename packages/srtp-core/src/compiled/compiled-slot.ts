import { platformAes } from '#platform-aes';
import type { Engine, KeySlot, PacketWork } from '../engine.js';
import { Secret } from '../secret.js';
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
  /** The longest packet that the module transforms, and the longest in a batch. */
  readonly mostOctets: number;
  readonly mostBatchOctets: number;
  /** Rings of prepared key stream that exist. */
  rings: number;
}

/** Powers of H in a GCM context: four for SRTP, one for SRTCP, which is rare and short. */
const srtpPowers = 4;
const srtcpPowers = 1;
const encryptionLabel = { srtp: 0, srtcp: 3 } as const;

/** The contexts of one set of session keys in the module's memory, and what both transforms have in common. */
export abstract class CompiledSlot implements KeySlot {
  protected readonly room: EngineRoom;
  protected readonly module: PacketModule;
  protected readonly memory: ModuleMemory;
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
    this.module = module;
    this.memory = memory;
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
    this.#key = copyOf(key);
    this.#salt = copyOf(salt);
    if (!encrypts || room.preparedOctets === 0 || !platformAes) return;
    const counterBlocks = gcm ? module.gcmCounterBlocks : module.counterBlocks;
    this.sealing = new PreparedKeystream(room, this.srtp, counterBlocks, () => this.#sessionKey());
    this.opening = new PreparedKeystream(room, this.srtp, counterBlocks, () => this.#sessionKey());
  }

  isOf(room: EngineRoom): boolean {
    return room === this.room;
  }

  #loadMaster(key: Secret, salt: Secret): void {
    const { module, memory } = this;
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
    const { module, memory } = this;
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
    return work.extensionCount > 0 || work.encryptedCsrcOctets > 0 || octets > this.room.mostOctets;
  }

  /** Address of the packet's prepared key stream, 0: the module makes it. */
  protected streamToSeal({ ssrc, index }: PacketWork, blocks: number): number {
    return blocks > 0 && this.sealing ? this.sealing.next(ssrc, index, blocks) : 0;
  }

  protected streamToOpen({ ssrc, index }: PacketWork, blocks: number): number {
    return blocks > 0 && this.opening ? this.opening.find(ssrc, index, blocks) : 0;
  }

  abstract seal(work: PacketWork): number;
  abstract open(work: PacketWork): number;

  close(): void {
    this.memory.release(this.srtp, this.#octets.srtp + this.#octets.srtcp);
    this.sealing?.close();
    this.opening?.close();
    this.#rare?.close();
    this.#key.wipe();
    this.#salt.wipe();
  }
}

function copyOf(secret: Secret): Secret {
  const octets = secret.reveal();
  const copy = Secret.from(octets);
  octets.fill(0);
  return copy;
}
