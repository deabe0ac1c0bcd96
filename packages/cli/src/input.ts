import { readdirSync, readFileSync, statSync } from 'node:fs';
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
  ERR_FS_FILE_TOO_LARGE: 'too large to read at once',
  ERR_INVALID_ARG_VALUE: 'not a file name',
};

/**
 * The octets of a file; `-` is standard input.
 *
 * @throws CliError `bad-input` with the name and the reason in words.
 */
export function readInput(name: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(name === '-' ? 0 : name));
  } catch (error) {
    // A terminal at its end, and a standard input that was closed.
    const code = errorCode(error);
    if (name === '-' && (code === 'EOF' || code === 'EAGAIN')) return new Uint8Array(0);
    throw new CliError('bad-input', `cannot read ${inputName(name)}: ${reasonFor(error)}`);
  }
}

/** Files of a folder that may hold SDPs. */
const extensions = ['.sdp', '.sip', '.txt', '.log'];

/** The files that a name stands for: itself, or for a folder the files in it, folders below included, that may hold SDPs. */
export function inputFiles(name: string): { readonly files: readonly string[]; readonly fromFolder: boolean } {
  if (name === '-' || !statSync(name, { throwIfNoEntry: false })?.isDirectory()) return { files: [name], fromFolder: false };
  try {
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
export function readJson(name: string): unknown {
  const text = new TextDecoder().decode(readInput(name));
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
