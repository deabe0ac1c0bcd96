import { type CaptureFormat, type CaptureItem, type CaptureProblem, type CaptureRecord, problem } from './capture-record.js';
import type { OctetQueue } from './octet-queue.js';
import { longestPacket } from './pcap.js';

/** The block types that matter here (draft-ietf-opsawg-pcapng §4); all others are skipped. */
const blockType = { sectionHeader: 0x0a0d0d0a, interface: 1, obsoletePacket: 2, simplePacket: 3, enhancedPacket: 6 } as const;
const packetBlocks: readonly number[] = [blockType.obsoletePacket, blockType.simplePacket, blockType.enhancedPacket];

/** Fixed fields of a block between its two lengths, in octets: a shorter body is malformed. */
const leastBody: Readonly<Record<number, number>> = {
  [blockType.sectionHeader]: 16,
  [blockType.interface]: 8,
  [blockType.obsoletePacket]: 20,
  [blockType.simplePacket]: 4,
  [blockType.enhancedPacket]: 20,
};

/** Options of an interface and a packet's own can make a block longer than its packet. */
const longestBlock = longestPacket + 1_048_576;

interface Interface {
  readonly linkType: number;
  readonly snapLength: number;
  /** Clock ticks in a second. */
  readonly resolution: bigint;
  /** Seconds to add to every timestamp. */
  readonly offset: bigint;
}

/** The block-structured capture file (draft-ietf-opsawg-pcapng): any number of sections, each with its own byte order and interfaces. */
export class PcapngFormat implements CaptureFormat {
  readonly #queue: OctetQueue;
  #littleEndian = true;
  #interfaces: Interface[] = [];
  #number = 0;
  done = false;

  constructor(queue: OctetQueue) {
    this.#queue = queue;
  }

  next(): CaptureItem | undefined {
    while (!this.done && this.#queue.length >= 12) {
      const head = this.#queue.peek(12);
      // A section header's type reads the same in both byte orders; its magic tells which one follows.
      const type = head.readUInt32LE(0) === blockType.sectionHeader ? blockType.sectionHeader : this.#u32(head, 0);
      if (type === blockType.sectionHeader && !this.#beginSection(head))
        return this.#stop('expected a byte-order magic', head.toString('hex', 8, 12));
      const length = this.#u32(head, 4);
      if (length < 12 || length % 4 !== 0) return this.#stop('expected a block length of a multiple of 4, at least 12', length);
      const least = leastBody[type];
      if (least === undefined) {
        this.#queue.skip(length);
        continue;
      }
      if (length > longestBlock) return this.#stop(`expected a block of at most ${longestBlock} octets`, length);
      if (length < least + 12) return this.#stop(`expected a block of type ${type} with at least ${least + 12} octets`, length);
      if (this.#queue.length < length) return undefined;
      if (this.#u32(this.#queue.peek(length), length - 4) !== length)
        return this.#stop(`expected the block to end with its length ${length}`, 'another number');
      const body = this.#queue.take(length).subarray(8, length - 4);
      const item = this.#readBlock(type, body);
      if (item) return item;
    }
    return undefined;
  }

  unfinished(): CaptureProblem | undefined {
    const { length, offset } = this.#queue;
    return length === 0
      ? undefined
      : problem('truncated', `offset ${offset}: the file ends inside of a block, behind packet ${this.#number}`);
  }

  #stop(expected: string, found: string | number): CaptureProblem {
    this.done = true;
    return problem('malformed', `offset ${this.#queue.offset}: ${expected}, got ${found}`);
  }

  #u32(octets: Buffer, at: number): number {
    return this.#littleEndian ? octets.readUInt32LE(at) : octets.readUInt32BE(at);
  }

  #u16(octets: Buffer, at: number): number {
    return this.#littleEndian ? octets.readUInt16LE(at) : octets.readUInt16BE(at);
  }

  #beginSection(head: Buffer): boolean {
    const magic = head.toString('hex', 8, 12);
    if (magic !== '4d3c2b1a' && magic !== '1a2b3c4d') return false;
    this.#littleEndian = magic === '4d3c2b1a';
    this.#interfaces = [];
    return true;
  }

  #readBlock(type: number, body: Buffer): CaptureItem | undefined {
    if (type === blockType.interface) {
      this.#interfaces.push(this.#readInterface(body));
      return undefined;
    }
    if (!packetBlocks.includes(type)) return undefined;
    this.#number++;
    if (type === blockType.simplePacket) return this.#readSimplePacket(body);
    const index = type === blockType.enhancedPacket ? this.#u32(body, 0) : this.#u16(body, 0);
    const from = this.#interfaces[index];
    if (!from) return this.#stop(`packet ${this.#number}: expected an interface below ${this.#interfaces.length}`, index);
    const ticks = (BigInt(this.#u32(body, 4)) << 32n) | BigInt(this.#u32(body, 8));
    const at = Number((ticks * 1_000_000n) / from.resolution + from.offset * 1_000_000n);
    return this.#packet(body.subarray(20), {
      linkType: from.linkType,
      at,
      captured: this.#u32(body, 12),
      originalLength: this.#u32(body, 16),
    });
  }

  /** No timestamp, and interface 0 by definition (§4.4); the snap length says how much of the packet is there. */
  #readSimplePacket(body: Buffer): CaptureItem {
    const from = this.#interfaces[0];
    if (!from) return this.#stop(`packet ${this.#number}: expected an interface before a simple packet block`, 'none');
    const originalLength = this.#u32(body, 0);
    const captured = Math.min(originalLength, from.snapLength || originalLength);
    return this.#packet(body.subarray(4), { linkType: from.linkType, at: 0, captured, originalLength });
  }

  #packet(
    data: Buffer,
    { captured, ...rest }: Pick<CaptureRecord, 'linkType' | 'at' | 'originalLength'> & { captured: number },
  ): CaptureItem {
    if (captured > data.length)
      return this.#stop(`packet ${this.#number}: expected at most ${data.length} octets in its block`, captured);
    return { kind: 'record', number: this.#number, ...rest, octets: data.subarray(0, captured) };
  }

  #readInterface(body: Buffer): Interface {
    let resolution = 1_000_000n;
    let offset = 0n;
    for (let at = 8; at + 4 <= body.length; ) {
      const [code, length] = [this.#u16(body, at), this.#u16(body, at + 2)];
      const value = body.subarray(at + 4, at + 4 + length);
      if (code === 0 || value.length < length) break;
      // if_tsresol: a power of ten, or of two where the top bit is set.
      if (code === 9 && length === 1)
        resolution = ((value[0] as number) & 0x80 ? 2n : 10n) ** BigInt((value[0] as number) & 0x7f);
      if (code === 14 && length === 8) offset = this.#littleEndian ? value.readBigInt64LE(0) : value.readBigInt64BE(0);
      at += 4 + Math.ceil(length / 4) * 4;
    }
    return { linkType: this.#u16(body, 0), snapLength: this.#u32(body, 4), resolution, offset };
  }
}
