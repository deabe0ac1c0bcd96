import { Readable } from 'node:stream';
import { createGunzip, constants as zlib } from 'node:zlib';
import { type CaptureFormat, type CaptureItem, problem } from './capture-record.js';
import { OctetQueue } from './octet-queue.js';
import { isPcap, PcapFormat } from './pcap.js';
import { PcapngFormat } from './pcapng.js';

/**
 * Reads a pcap or pcapng file, or either in gzip, chunk by chunk: each batch holds what one chunk completed, so memory is bounded by
 * the chunks of the source. Whatever the file holds, nothing is thrown but errors of the source itself.
 *
 * @example
 * ```ts
 * for await (const batch of readCapture(createReadStream('call.pcapng')))
 *   for (const item of batch) if (item.kind === 'record') console.log(item.number, item.octets.length);
 * ```
 */
export async function* readCapture(source: AsyncIterable<Buffer>): AsyncGenerator<readonly CaptureItem[]> {
  const queue = new OctetQueue();
  let format: CaptureFormat | undefined;
  let damaged = false;
  for await (const chunk of unzipped(source)) {
    if (chunk === 'damaged') {
      damaged = true;
      break;
    }
    queue.push(chunk);
    if (!format && queue.length >= 4) {
      format = formatOf(queue);
      if (!format) {
        yield [
          problem('not-a-capture', `expected a pcap or pcapng file, got one that begins with ${queue.peek(4).toString('hex')}`),
        ];
        return;
      }
    }
    const batch = format ? drain(format) : [];
    if (batch.length > 0) yield batch;
    if (format?.done) return;
  }
  const rest: CaptureItem[] = damaged
    ? [problem('damaged-gzip', `the gzip data breaks off or is damaged behind offset ${queue.offset}`)]
    : [];
  const unfinished = format?.unfinished();
  if (unfinished) rest.push(unfinished);
  if (!format && !damaged)
    rest.push(problem('not-a-capture', `expected a pcap or pcapng file, got one of ${queue.length} octets`));
  if (rest.length > 0) yield rest;
}

/** Whether a file of which these are the first four octets, or more, can be a capture: pcap, pcapng, or either in gzip. */
export function beginsCapture(octets: Buffer): boolean {
  return octets.readUInt16BE(0) === gzip || isPcap(octets.subarray(0, 4)) || octets.readUInt32BE(0) === sectionHeader;
}

/** RFC 1952 §2.3.1. */
const gzip = 0x1f8b;
/** The type of the block that a pcapng file begins with. */
const sectionHeader = 0x0a0d0d0a;

function formatOf(queue: OctetQueue): CaptureFormat | undefined {
  const magic = queue.peek(4);
  if (isPcap(magic)) return new PcapFormat(queue);
  return magic.readUInt32BE(0) === sectionHeader ? new PcapngFormat(queue) : undefined;
}

function drain(format: CaptureFormat): CaptureItem[] {
  const batch: CaptureItem[] = [];
  for (let item = format.next(); item; item = format.next()) batch.push(item);
  return batch;
}

/** The source's chunks, decompressed where the first two octets are gzip's (RFC 1952 §2.3.1). */
async function* unzipped(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer | 'damaged'> {
  const chunks = source[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 2) {
    const { value, done } = await chunks.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  const whole = chain(head, chunks);
  if (head.length < 2 || head.readUInt16BE(0) !== gzip) {
    yield* whole;
    return;
  }
  // SYNC_FLUSH hands out what a file that breaks off still holds; the capture format then says where it ends.
  const gunzip = createGunzip({ finishFlush: zlib.Z_SYNC_FLUSH });
  const compressed = Readable.from(whole, { objectMode: false });
  let sourceError: Error | undefined;
  compressed.on('error', error => {
    sourceError = error;
    gunzip.destroy(error);
  });
  try {
    yield* compressed.pipe(gunzip) as AsyncIterable<Buffer>;
  } catch {
    if (sourceError) throw sourceError;
    yield 'damaged';
  } finally {
    compressed.destroy();
  }
}

async function* chain(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (head.length > 0) yield head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
