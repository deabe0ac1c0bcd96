import { readFileSync } from 'node:fs';
import { CliError } from './errors.js';

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
