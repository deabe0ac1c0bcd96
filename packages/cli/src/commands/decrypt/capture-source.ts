import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../../errors.js';
import { inputName, reasonFor } from '../../input.js';

const chunkOctets = 262_144;

/** A capture that can be read twice. What cannot, a pipe or standard input, is kept in a temporary file of mode 0600 until the end. */
export class CaptureSource {
  readonly #name: string;
  readonly #path: string;
  readonly #folder: string | undefined;
  /** Its size. */
  readonly octets: number;

  private constructor(name: string, path: string, folder: string | undefined) {
    this.#name = name;
    this.#path = path;
    this.#folder = folder;
    this.octets = statSync(path).size;
  }

  /** @throws CliError `bad-input` with the name and the reason in words. */
  static async open(name: string): Promise<CaptureSource> {
    try {
      if (name !== '-' && statSync(name).isFile()) return new CaptureSource(name, name, undefined);
      const folder = mkdtempSync(join(tmpdir(), 'sdpsec-'));
      try {
        const path = join(folder, 'capture');
        await keep(name === '-' ? process.stdin : createReadStream(name), path);
        return new CaptureSource(name, path, folder);
      } catch (error) {
        rmSync(folder, { recursive: true, force: true });
        throw error;
      }
    } catch (error) {
      throw new CliError('bad-input', `cannot read ${inputName(name)}: ${reasonFor(error)}`);
    }
  }

  /** Reads from the beginning; `onRead` hears of every chunk's size. */
  async *read(onRead: (octets: number) => void): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of createReadStream(this.#path, { highWaterMark: chunkOctets })) {
        yield chunk as Buffer;
        onRead((chunk as Buffer).length);
      }
    } catch (error) {
      throw new CliError('bad-input', `cannot read ${inputName(this.#name)}: ${reasonFor(error)}`);
    }
  }

  close(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function keep(source: AsyncIterable<Buffer>, path: string): Promise<void> {
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    for await (const chunk of source) for (let done = 0; done < chunk.length; ) done += writeSync(descriptor, chunk, done);
  } finally {
    closeSync(descriptor);
  }
}
