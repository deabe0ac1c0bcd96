import { SrtpError } from '../errors.js';
import type { PacketModule } from './module.js';

const pageOctets = 65_536;
const granule = 64;
/** Lengths whose views are kept: those of nearly all datagrams. */
const keptViews = 2048;

/**
 * The memory of the module, shared by all its key slots: a packet area, and blocks that slots allocate. Nobody outside holds a
 * view of it: growing detaches every view, so they are made again here.
 */
export class ModuleMemory {
  readonly #memory: PacketModule['memory'];
  readonly #packetArea: number;
  /** Where the packets of a batch stand. */
  readonly #places: readonly number[];
  readonly #limit: number;
  #octets: Uint8Array;
  #packets: (Uint8Array | undefined)[] = [];
  #top: number;
  /** Freed blocks by their length. */
  readonly #free = new Map<number, number[]>();

  constructor(module: PacketModule, limit: number) {
    this.#memory = module.memory;
    this.#packetArea = module.packetArea();
    this.#places = Array.from({ length: module.batchPackets() }, (_, place) => module.batchPacket(place));
    this.#top = module.contextsStart();
    this.#limit = limit - (limit % pageOctets);
    this.#octets = new Uint8Array(this.#memory.buffer);
    this.#reserve(this.#top);
  }

  /** A block of at least `octets` zeros, aligned to 64 octets. Fails with `out-of-memory`, and then nothing has changed. */
  allocate(octets: number): number {
    const length = roundUp(octets, granule);
    const freed = this.#free.get(length)?.pop();
    if (freed !== undefined) return freed;
    const address = this.#top;
    this.#reserve(address + length);
    this.#top = address + length;
    return address;
  }

  /** Wipes a block and gives it back. */
  release(address: number, octets: number): void {
    const length = roundUp(octets, granule);
    this.#octets.fill(0, address, address + length);
    const list = this.#free.get(length);
    if (list) list.push(address);
    else this.#free.set(length, [address]);
  }

  #reserve(end: number): void {
    const missing = end - this.#octets.length;
    if (missing <= 0) return;
    if (end > this.#limit) throw outOfMemory(end);
    // Doubling keeps the number of growths small; where that much is not to be had, what is needed may be.
    const generous = Math.min(this.#octets.length, this.#limit - this.#octets.length);
    if (!this.#grow(Math.max(missing, generous)) && !this.#grow(missing)) throw outOfMemory(end);
  }

  #grow(octets: number): boolean {
    try {
      this.#memory.grow(Math.ceil(octets / pageOctets));
    } catch {
      return false;
    }
    this.#octets = new Uint8Array(this.#memory.buffer);
    this.#packets = [];
    return true;
  }

  /** Copies source[start, end) into the packet area. */
  loadPacket(source: Uint8Array, start: number, end: number): void {
    this.#octets.set(start === 0 && end === source.length ? source : source.subarray(start, end), this.#packetArea);
  }

  /** Copies source[start, end) to a place of the batch. */
  loadBatchPacket(place: number, source: Uint8Array, start: number, end: number): void {
    this.#octets.set(start === 0 && end === source.length ? source : source.subarray(start, end), this.#places[place]);
  }

  /** Copies the first `octets` octets of the packet area out. */
  storePacket(target: Uint8Array, start: number, octets: number): void {
    if (octets >= keptViews) {
      target.set(this.view(this.#packetArea, octets), start);
      return;
    }
    this.#packets[octets] ??= this.view(this.#packetArea, octets);
    target.set(this.#packets[octets], start);
  }

  /** Writes into the packet area at `at`. */
  patchPacket(octets: Uint8Array, at: number): void {
    this.#octets.set(octets, this.#packetArea + at);
  }

  /** A 32-bit word of the packet area in network order. */
  packetWord(at: number): number {
    return this.#word(this.#packetArea + at);
  }

  /** A 32-bit word of the packet at a place of the batch, in network order. */
  batchPacketWord(place: number, at: number): number {
    return this.#word((this.#places[place] as number) + at);
  }

  #word(from: number): number {
    const octets = this.#octets;
    return (
      ((octets[from] as number) << 24) |
      ((octets[from + 1] as number) << 16) |
      ((octets[from + 2] as number) << 8) |
      (octets[from + 3] as number)
    );
  }

  patchPacketWord(word: number, at: number): void {
    const from = this.#packetArea + at;
    for (let i = 0; i < 4; i++) this.#octets[from + i] = word >>> (24 - 8 * i);
  }

  write(octets: Uint8Array, address: number): void {
    this.#octets.set(octets, address);
  }

  /** Good until the next allocation; the holder must not keep it. */
  view(address: number, octets: number): Uint8Array {
    return this.#octets.subarray(address, address + octets);
  }
}

function roundUp(octets: number, multiple: number): number {
  return Math.ceil(octets / multiple) * multiple;
}

function outOfMemory(end: number): SrtpError {
  return new SrtpError('out-of-memory', `the packet engine would need ${end} octets of memory, more than it may have`);
}
