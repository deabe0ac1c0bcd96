import { closeSync, fchmodSync, fstatSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { CliError } from '../errors.js';
import { reasonFor } from '../input.js';

const bufferOctets = 262_144;
const ownerOnly = 0o600;

/**
 * A file that is written from its beginning, in large pieces. Decrypted media concern their owner alone: mode 0600. Its methods throw
 * `not-written`.
 */
export class OutputFile {
  readonly #path: string;
  readonly #descriptor: number;
  readonly #buffer = Buffer.alloc(bufferOctets);
  #used = 0;

  constructor(path: string) {
    this.#path = path;
    this.#descriptor = openForWriting(path, 'w');
  }

  write(octets: Buffer): void {
    if (this.#used + octets.length > bufferOctets) this.#flush();
    this.#used += octets.copy(this.#buffer, this.#used);
  }

  close(): void {
    this.#flush();
    closeSync(this.#descriptor);
  }

  #flush(): void {
    writeAll(this.#path, this.#descriptor, this.#buffer.subarray(0, this.#used));
    this.#used = 0;
  }
}

/** `w` begins a file anew, `r+` goes on in one. A file that was there becomes its owner's alone too, before anything stands in it. */
export function openForWriting(path: string, flags: 'w' | 'r+'): number {
  return orCliError(path, () => {
    const descriptor = openSync(path, flags, ownerOnly);
    if (flags === 'w' && fstatSync(descriptor).isFile()) fchmodSync(descriptor, ownerOnly);
    return descriptor;
  });
}

/** Makes a folder for its owner alone, and those around it; one that is there stays as it is. */
export function makeFolder(path: string): void {
  orCliError(path, () => mkdirSync(path, { recursive: true, mode: 0o700 }));
}

/** Writes all octets, at `position` or where the file stands. */
export function writeAll(path: string, descriptor: number, octets: Buffer, position?: number): void {
  orCliError(path, () => {
    for (let done = 0; done < octets.length; )
      done += writeSync(descriptor, octets, done, octets.length - done, position === undefined ? null : position + done);
  });
}

function orCliError<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw new CliError('not-written', `cannot write ${path}: ${reasonFor(error)}`);
  }
}
