import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { CliError } from './errors.js';
import { findJsonFault } from './json-fault.js';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'is a directory, expected a file',
  EACCES: 'permission denied',
  ENOTDIR: 'a part of the path is not a directory',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the name is too long',
  EEXIST: 'is there already',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
  EBUSY: 'is in use',
  ERR_INVALID_ARG_VALUE: 'not a file name',
};

/** Of one input, octets: several times as much is held while it is worked on, and a pipe may never end. */
const mostOctets = 128 * 2 ** 20;
const pieceOctets = 65_536;

/**
 * The octets of a file; `-` is standard input.
 *
 * @param expect - refuses a file by what it is, before it is read.
 * @throws CliError `bad-input` with the name and the reason in words.
 */
export function readInput(name: string, expect?: (descriptor: number, name: string) => void): Uint8Array {
  try {
    if (name === '-') return readAll(0, name);
    const descriptor = openSync(name, 'r');
    try {
      expect?.(descriptor, name);
      return readAll(descriptor, name);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError('bad-input', `cannot read ${inputName(name)}: ${reasonFor(error)}`);
  }
}

function readAll(descriptor: number, name: string): Uint8Array {
  const pieces: Uint8Array[] = [];
  let octets = 0;
  for (;;) {
    const piece = new Uint8Array(pieceOctets);
    const length = readPiece(descriptor, piece);
    if (length === 0) break;
    octets += length;
    if (octets > mostOctets)
      throw new CliError(
        'bad-input',
        `${inputName(name)} has more than ${mostOctets / 2 ** 20} MiB: give it in pieces, cut between lines`,
      );
    pieces.push(piece.subarray(0, length));
  }
  return new Uint8Array(Buffer.concat(pieces, octets));
}

/** How many octets came; 0 at the end. */
function readPiece(descriptor: number, piece: Uint8Array): number {
  for (;;)
    try {
      return readSync(descriptor, piece);
    } catch (error) {
      const code = errorCode(error);
      // A terminal of Windows at its end.
      if (code === 'EOF') return 0;
      // Whoever opened the pipe made it non-blocking, and nothing is there yet: that is not its end.
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
}

/** Files of a folder that may hold SDPs. */
const extensions = ['.sdp', '.sip', '.txt', '.log'];

/** The files that a name stands for: itself, or for a folder the files in it, folders below included, that may hold SDPs. */
export function inputFiles(name: string): { readonly files: readonly string[]; readonly fromFolder: boolean } {
  if (name === '-') return { files: [name], fromFolder: false };
  try {
    if (!statSync(name, { throwIfNoEntry: false })?.isDirectory()) return { files: [name], fromFolder: false };
    const files = readdirSync(name, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && extensions.includes(extname(entry.name).toLowerCase()))
      .map(entry => join(entry.parentPath, entry.name))
      .sort();
    if (files.length === 0) throw new CliError('bad-input', `no file in ${name} ends with ${extensions.join(', ')}`);
    return { files, fromFolder: true };
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError('bad-input', `cannot read ${name}: ${reasonFor(error)}`);
  }
}

/**
 * The value of a JSON file.
 *
 * @throws CliError `bad-input` where it cannot be read or is no JSON, with line and column.
 */
export function readJson(name: string, expect?: Parameters<typeof readInput>[1]): unknown {
  const text = new TextDecoder().decode(readInput(name, expect));
  const fault = findJsonFault(text);
  if (!fault) return JSON.parse(text) as unknown;
  const before = text.slice(0, fault.offset).split('\n');
  const place = `${before.length}:${(before.at(-1) as string).length + 1}`;
  throw new CliError('bad-input', `${inputName(name)}:${place}: not JSON: expected ${fault.expected}`);
}

/** How messages call an input. */
export function inputName(name: string): string {
  return name === '-' ? 'standard input' : name;
}

/** An error of the operating system in words. */
export function reasonFor(error: unknown): string {
  const code = errorCode(error);
  return reasons[code] ?? (code || 'unknown reason');
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
