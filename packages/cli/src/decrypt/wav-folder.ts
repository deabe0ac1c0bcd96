import { closeSync } from 'node:fs';
import { join } from 'node:path';
import type { MediaStream, PlainPacket } from './media-stream.js';
import { rtpPayload } from './media-stream.js';
import { makeFolder, openForWriting, writeAll } from './output-file.js';
import { hex } from './report.js';

/** G.711 stays G.711: WAVE format tags 7 and 6, and the octet of silence (RFC 3551 §4.5.14). */
const formats: Readonly<Record<string, { readonly tag: number; readonly silence: number }>> = {
  PCMU: { tag: 7, silence: 0xff },
  PCMA: { tag: 6, silence: 0xd5 },
};
const clockRate = 8000;
const headerOctets = 58;
/** Samples: a larger jump of the timestamp is a sender that began anew, not silence. */
const longestGap = 10 * 60 * clockRate;
const longestFile = 2 ** 32 - 1024;
const mostOpen = 128;

interface WavFile {
  readonly path: string;
  readonly format: { readonly tag: number; readonly silence: number };
  /** Timestamp that stands at sample 0. */
  base: number;
  /** Samples in the file. */
  length: number;
  descriptor: number | undefined;
}

/** Writes the G.711 of each stream to a WAV file named by its SSRC, every packet at its timestamp, gaps as silence. */
export class WavFolder {
  readonly #folder: string;
  readonly #files = new Map<MediaStream, WavFile>();
  readonly #open: WavFile[] = [];
  readonly #names = new Set<string>();

  /** Makes the folder where it is not there. @throws CliError `not-written` */
  constructor(folder: string) {
    makeFolder(folder);
    this.#folder = folder;
  }

  /** The files written so far. */
  get paths(): readonly string[] {
    return [...this.#files.values()].map(file => file.path);
  }

  write({ stream, kind, octets }: PlainPacket): void {
    if (kind !== 'rtp') return;
    const codec = stream.codec((octets[1] as number) & 0x7f);
    const format =
      codec?.clockRate === clockRate && !codec.parameters?.match(/^[2-9]/) ? formats[codec.name.toUpperCase()] : undefined;
    if (!format) return;
    const timestamp = octets.readUInt32BE(4);
    const payload = withoutPadding(octets);
    if (payload.length === 0) return;
    const file = this.#files.get(stream) ?? this.#create(stream, format, timestamp);
    if (file.format === format) this.#put(file, timestamp, payload);
  }

  close(): void {
    for (const file of this.#files.values()) {
      writeAll(file.path, this.#descriptor(file), wavHeader(file), 0);
      if (this.#open.length >= mostOpen) this.#closeOldest();
    }
    while (this.#open.length > 0) this.#closeOldest();
  }

  #put(file: WavFile, timestamp: number, payload: Buffer): void {
    const distance = (timestamp - ((file.base + file.length) >>> 0)) | 0;
    // Something from before the beginning, or a timestamp that began anew: it follows what is there.
    if (distance > longestGap || file.length + distance < 0) file.base = (timestamp - file.length) >>> 0;
    const at = (timestamp - file.base) >>> 0;
    if (headerOctets + at + payload.length > longestFile) return;
    const descriptor = this.#descriptor(file);
    if (at > file.length)
      writeAll(file.path, descriptor, Buffer.alloc(at - file.length, file.format.silence), headerOctets + file.length);
    writeAll(file.path, descriptor, payload, headerOctets + at);
    file.length = Math.max(file.length, at + payload.length);
  }

  #create(stream: MediaStream, format: WavFile['format'], base: number): WavFile {
    let name = hex(stream.ssrc);
    for (let number = 2; this.#names.has(name); number++) name = `${hex(stream.ssrc)}-${number}`;
    this.#names.add(name);
    const file = { path: join(this.#folder, `${name}.wav`), format, base, length: 0, descriptor: undefined };
    this.#files.set(stream, file);
    return file;
  }

  #descriptor(file: WavFile): number {
    if (file.descriptor !== undefined) return file.descriptor;
    if (this.#open.length >= mostOpen) this.#closeOldest();
    file.descriptor = openForWriting(file.path, file.length === 0 ? 'w' : 'r+');
    this.#open.push(file);
    return file.descriptor;
  }

  #closeOldest(): void {
    const file = this.#open.shift();
    if (file?.descriptor !== undefined) closeSync(file.descriptor);
    if (file) file.descriptor = undefined;
  }
}

/** The payload without the padding that its last octet counts (RFC 3550 §5.1). */
function withoutPadding(packet: Buffer): Buffer {
  const payload = rtpPayload(packet);
  const padding = (packet[0] as number) & 0x20 ? (payload.at(-1) ?? 0) : 0;
  return payload.subarray(0, Math.max(0, payload.length - padding));
}

/** RIFF header with the `fact` chunk that compressed formats need. */
function wavHeader({ format, length }: WavFile): Buffer {
  const header = Buffer.alloc(headerOctets);
  header.write('RIFF', 0);
  header.writeUInt32LE(headerOctets - 8 + length + (length & 1), 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(18, 16);
  header.writeUInt16LE(format.tag, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(clockRate, 24);
  header.writeUInt32LE(clockRate, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('fact', 38);
  header.writeUInt32LE(4, 42);
  header.writeUInt32LE(length, 46);
  header.write('data', 50);
  header.writeUInt32LE(length, 54);
  return header;
}
