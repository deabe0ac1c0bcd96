import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginsCapture } from '../../capture/index.js';
import { CliError } from '../../errors.js';
import { inputName, reasonFor } from '../../input.js';

const chunkOctets = 262_144;

/**
 * A capture that can be read twice, as long as it was when it was opened. What cannot, a pipe or standard input, is kept in a temporary
 * file of mode 0600, which has no name any more when the first octet is in it: nothing stays behind, whatever ends the command.
 */
export class CaptureSource {
  readonly #name: string;
  readonly #file: FileHandle;
  readonly #folder: string | undefined;
  /** Its size. */
  readonly octets: number;

  private constructor(name: string, file: FileHandle, octets: number, folder?: string) {
    this.#name = name;
    this.#file = file;
    this.octets = octets;
    this.#folder = folder;
  }

  /** @throws CliError `bad-input` with the name and the reason in words. */
  static async open(name: string): Promise<CaptureSource> {
    try {
      if (name !== '-' && statSync(name).isFile()) {
        const file = await open(name, 'r');
        return new CaptureSource(name, file, (await file.stat()).size);
      }
      const folder = mkdtempSync(join(tmpdir(), 'sdpsec-'));
      const file = await open(join(folder, 'capture'), 'wx+', 0o600);
      removeNow(folder);
      try {
        await keep(name === '-' ? process.stdin : createReadStream(name), file);
        return new CaptureSource(name, file, (await file.stat()).size, folder);
      } catch (error) {
        await close(file, folder);
        throw error;
      }
    } catch (error) {
      throw new CliError('bad-input', `cannot read ${inputName(name)}: ${reasonFor(error)}`);
    }
  }

  /** Reads from the beginning; `onRead` hears of every chunk's size. */
  async *read(onRead: (octets: number) => void): AsyncGenerator<Buffer> {
    try {
      for (let position = 0; position < this.octets; ) {
        const length = Math.min(chunkOctets, this.octets - position);
        const { bytesRead, buffer } = await this.#file.read({ buffer: Buffer.allocUnsafe(length), position });
        if (bytesRead === 0) return;
        position += bytesRead;
        yield buffer.subarray(0, bytesRead);
        onRead(bytesRead);
      }
    } catch (error) {
      throw new CliError('bad-input', `cannot read ${inputName(this.#name)}: ${reasonFor(error)}`);
    }
  }

  close(): Promise<void> {
    return close(this.#file, this.#folder);
  }
}

/** Keeps all that comes; of what is no capture, and may never end, the beginning is enough to say so. */
async function keep(source: AsyncIterable<Buffer>, file: FileHandle): Promise<void> {
  let isFirst = true;
  for await (const chunk of source) {
    for (let done = 0; done < chunk.length; ) done += (await file.write(chunk, done)).bytesWritten;
    if (isFirst && chunk.length >= 4 && !beginsCapture(chunk)) return;
    isFirst = false;
  }
}

async function close(file: FileHandle, folder: string | undefined): Promise<void> {
  await file.close();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}

/** Where a file that is open keeps its name, as on Windows, its folder goes at the end. */
function removeNow(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Another try comes when it is closed.
  }
}
