import { type CaptureFormat, type CaptureItem, type CaptureProblem, problem } from './capture-record.js';
import type { OctetQueue } from './octet-queue.js';

/** The largest packet that any capture program writes (libpcap's MAXIMUM_SNAPLEN); more is a damaged length. */
export const longestPacket = 262_144;

interface Header {
  readonly littleEndian: boolean;
  readonly nanoseconds: boolean;
  readonly linkType: number;
}

/** Magic numbers as the first four octets spell them (draft-ietf-opsawg-pcap §4). */
const magics: Readonly<Record<string, Omit<Header, 'linkType'>>> = {
  d4c3b2a1: { littleEndian: true, nanoseconds: false },
  '4d3cb2a1': { littleEndian: true, nanoseconds: true },
  a1b2c3d4: { littleEndian: false, nanoseconds: false },
  a1b23c4d: { littleEndian: false, nanoseconds: true },
};

/** Whether a file that begins with these four octets is a pcap file. */
export function isPcap(magic: Buffer): boolean {
  return magic.toString('hex') in magics;
}

/** The classic capture file (draft-ietf-opsawg-pcap): a 24-octet header, then packets with a 16-octet header each. */
export class PcapFormat implements CaptureFormat {
  readonly #queue: OctetQueue;
  #header: Header | undefined;
  #number = 0;
  done = false;

  constructor(queue: OctetQueue) {
    this.#queue = queue;
  }

  next(): CaptureItem | undefined {
    const queue = this.#queue;
    this.#header ??= this.#readHeader();
    if (this.done || !this.#header || queue.length < 16) return undefined;
    const { littleEndian, nanoseconds, linkType } = this.#header;
    const head = queue.peek(16);
    const field = (offset: number) => (littleEndian ? head.readUInt32LE(offset) : head.readUInt32BE(offset));
    const [seconds, fraction, captured, originalLength] = [field(0), field(4), field(8), field(12)];
    if (captured > longestPacket) {
      this.done = true;
      return problem(
        'malformed',
        `offset ${queue.offset + 8}: expected a packet of at most ${longestPacket} octets, got ${captured}`,
      );
    }
    if (queue.length < 16 + captured) return undefined;
    queue.skip(16);
    const at = seconds * 1e6 + (nanoseconds ? Math.floor(fraction / 1000) : fraction);
    return { kind: 'record', number: ++this.#number, at, linkType, octets: queue.take(captured), originalLength };
  }

  unfinished(): CaptureProblem | undefined {
    const { length, offset } = this.#queue;
    if (!this.#header) return problem('truncated', `offset ${offset}: the file ends inside of its 24-octet header`);
    if (length === 0) return undefined;
    return problem('truncated', `offset ${offset}: the file ends inside of packet ${this.#number + 1}`);
  }

  #readHeader(): Header | undefined {
    if (this.#queue.length < 24) return undefined;
    const head = this.#queue.take(24);
    const magic = magics[head.toString('hex', 0, 4)];
    // The upper bits of the link type word carry the length of a frame check sequence.
    return magic && { ...magic, linkType: (magic.littleEndian ? head.readUInt32LE(20) : head.readUInt32BE(20)) & 0xffff };
  }
}
