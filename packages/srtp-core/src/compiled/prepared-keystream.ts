import { type BlockEncryptor, platformAes } from '#platform-aes';
import type { EngineRoom } from './compiled-slot.js';
import type { CounterBlocks } from './module.js';

/** Packets in order after which a stream's key stream is worth preparing. */
const settledAfter = 8;
/** Packets per preparation; fewer than the least cost more than they save, more than the most save nothing. */
const packets = { least: 4, most: 1024 } as const;
/** Streams from which on memory counts for more than the last tenth of speed: octets for each of those, and packets at least. */
const manyStreams = { rings: 64, octets: 3072, packets: 8 } as const;
/** Streams of one key that are followed; beyond, the longest-known one is forgotten. */
const followedStreams = 16;
/** Behind the ring: the vector loops read whole registers. */
const slackOctets = 64;

/** One stream's next packets: `count` times `blocks` blocks at `address`, from packet `first` on. */
interface Ring {
  next: number;
  inOrder: number;
  address: number;
  octets: number;
  first: number;
  end: number;
  blocks: number;
  /** Blocks of the longest packet since the last preparation: the next ones are expected to be like it. */
  longest: number;
}

/**
 * Key stream of the packets to come, made by the platform's own AES in one call for many packets. A packet that is not covered
 * (the first ones, late ones, longer ones) costs nothing but the module's AES. Only packets that were sealed or proved authentic
 * move anything: a forged one buys no preparation.
 */
export class PreparedKeystream {
  readonly #room: EngineRoom;
  readonly #context: number;
  readonly #counterBlocks: CounterBlocks;
  readonly #sessionKey: () => Uint8Array;
  readonly #rings = new Map<number, Ring>();
  #lastSsrc = 0;
  #last: Ring | undefined;
  #encryptor: BlockEncryptor | undefined;

  /** @param sessionKey gives the key of the cipher; it is wiped here. */
  constructor(room: EngineRoom, context: number, counterBlocks: CounterBlocks, sessionKey: () => Uint8Array) {
    this.#room = room;
    this.#context = context;
    this.#counterBlocks = counterBlocks;
    this.#sessionKey = sessionKey;
  }

  /** The address of the key stream of a packet that will be sealed whatever comes, 0: not prepared. */
  next(ssrc: number, index: number, blocks: number): number {
    const ring = (ssrc === this.#lastSsrc && this.#last) || this.#follow(ssrc);
    if (index >= ring.next && index < ring.end && blocks <= ring.blocks) {
      ring.next = index + 1;
      if (blocks > ring.longest) ring.longest = blocks;
      return ring.address + 16 * ring.blocks * (index - ring.first);
    }
    const found = this.find(ssrc, index, blocks);
    if (found === 0 && index >= ring.next && this.#advance(ring, index, blocks)) this.#prepare(ssrc, ring);
    return found;
  }

  /** The address of the key stream of a packet that may be forged, 0: not prepared. */
  find(ssrc: number, index: number, blocks: number): number {
    const ring = ssrc === this.#lastSsrc ? this.#last : this.#rings.size > 1 ? this.#rings.get(ssrc) : undefined;
    if (!ring || index < ring.first || index >= ring.end || blocks > ring.blocks) return 0;
    return ring.address + 16 * ring.blocks * (index - ring.first);
  }

  /** Tells that the packet was authentic. */
  used(ssrc: number, index: number, blocks: number): void {
    const ring = (ssrc === this.#lastSsrc && this.#last) || this.#follow(ssrc);
    if (index < ring.next) return;
    const settled = this.#advance(ring, index, blocks);
    if (settled && (index + 1 >= ring.end || blocks > ring.blocks)) this.#prepare(ssrc, ring);
  }

  /** Whether the stream's packets have come in order for long enough that the next ones are worth preparing. */
  #advance(ring: Ring, index: number, blocks: number): boolean {
    ring.inOrder = index - ring.next < packets.least ? ring.inOrder + 1 : 0;
    ring.next = index + 1;
    if (blocks > ring.longest) ring.longest = blocks;
    return ring.inOrder >= settledAfter;
  }

  #follow(ssrc: number): Ring {
    let ring = this.#rings.get(ssrc);
    if (!ring) {
      if (this.#rings.size >= followedStreams) this.#forgetOldest();
      ring = { next: 0, inOrder: 0, address: 0, octets: 0, first: 0, end: 0, blocks: 0, longest: 0 };
      this.#rings.set(ssrc, ring);
    }
    this.#lastSsrc = ssrc;
    this.#last = ring;
    return ring;
  }

  #forgetOldest(): void {
    for (const [ssrc, ring] of this.#rings) {
      this.#release(ring);
      this.#rings.delete(ssrc);
      return;
    }
  }

  #prepare(ssrc: number, ring: Ring): void {
    const { memory, preparedOctets, rings } = this.#room;
    const blocks = ring.longest;
    const affordable = Math.min(packets.most, Math.floor(preparedOctets / (16 * blocks)));
    const modest = Math.max(manyStreams.packets, Math.floor(manyStreams.octets / (16 * blocks)));
    const count = rings < manyStreams.rings ? affordable : Math.min(affordable, modest);
    ring.longest = 0;
    if (count < packets.least) return;
    const octets = count * blocks * 16;
    if (octets > ring.octets) {
      this.#release(ring);
      if (!this.#reserve(ring, octets)) return;
    }
    this.#counterBlocks(this.#context, ring.address, ssrc | 0, ring.next, count, blocks);
    this.#encryptor ??= this.#start();
    const stream = this.#encryptor(memory.view(ring.address, octets));
    memory.write(stream, ring.address);
    dispose(stream);
    ring.first = ring.next;
    ring.end = ring.next + count;
    ring.blocks = blocks;
  }

  #start(): BlockEncryptor {
    const key = this.#sessionKey();
    const encryptor = (platformAes as NonNullable<typeof platformAes>)(key);
    key.fill(0);
    return encryptor;
  }

  /** Without memory for it there is no preparation, and the module's AES goes on. */
  #reserve(ring: Ring, octets: number): boolean {
    try {
      ring.address = this.#room.memory.allocate(octets + slackOctets);
    } catch {
      ring.inOrder = 0;
      return false;
    }
    ring.octets = octets;
    this.#room.rings++;
    return true;
  }

  #release(ring: Ring): void {
    if (ring.octets > 0) {
      this.#room.memory.release(ring.address, ring.octets + slackOctets);
      this.#room.rings--;
    }
    ring.octets = 0;
    ring.first = 0;
    ring.end = 0;
  }

  /** Wipes all that has been prepared. */
  close(): void {
    for (const ring of this.#rings.values()) this.#release(ring);
    this.#rings.clear();
    this.#last = undefined;
    this.#encryptor = undefined;
  }
}

/** Wipes octets and gives their memory back at once, where the runtime can: the collector would let 64 MiB of them gather first. */
function dispose(octets: Uint8Array): void {
  octets.fill(0);
  const { buffer }: { buffer: { readonly byteLength: number; transfer?(octets: number): unknown } } = octets;
  if (octets.length === buffer.byteLength) buffer.transfer?.(0);
}
