import { closeSync, openSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CliError } from './errors.js';
import { reasonFor } from './input.js';

/** Readable and writable by its owner alone: what is written holds keys. */
const ownerOnly = 0o600;

/**
 * Writes a product that holds keys to a file, or to standard output without one.
 *
 * The file is never there with other rights or half written: a new file beside it is created with mode 0600 and takes its name.
 *
 * @throws CliError `not-written` with the name and the reason in words.
 */
export function writeProduct(product: string | Uint8Array, file: string | undefined): void {
  if (file === undefined || file === '-') {
    process.stdout.write(product);
    return;
  }
  try {
    if (isSpecial(file)) writeFileSync(file, product);
    else replaceFile(file, product);
  } catch (error) {
    throw new CliError('not-written', `cannot write ${file}: ${reasonFor(error)}`);
  }
}

/** Writes to a file that must not be there yet, with mode 0600. @throws CliError `not-written` */
export function writeNew(text: string, file: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: ownerOnly });
  } catch (error) {
    throw new CliError('not-written', `cannot write ${file}: ${reasonFor(error)}`);
  }
}

/** One line about what went wrong. Names and text from a peer bring no line ends or terminal controls into it. */
export function complain(error: CliError): void {
  process.stderr.write(`sdpsec: ${printable(error.message.slice(0, 500))}\n`);
}

/** What no input should bring about, for a report: where it happened, but not its message, in which text of the input may stand. */
export function defectText(error: unknown): string {
  const [name, stack] = error instanceof Error ? [error.name, error.stack ?? ''] : ['no error', ''];
  const places = stack.split('\n').filter(line => /^ {4}at /.test(line));
  return ['sdpsec: a defect of sdpsec, not of the input; please report these lines', `  ${printable(name)}`, ...places, ''].join(
    '\n',
  );
}

/** Text of a peer on one line, without terminal controls. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
}

/** A value as the JSON that `--json` writes. */
export function jsonText(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function replaceFile(file: string, product: string | Uint8Array): void {
  const fresh = join(dirname(file), `.${basename(file).slice(0, 100)}.${crypto.randomUUID()}`);
  const descriptor = openSync(fresh, 'wx', ownerOnly);
  try {
    try {
      const octets = typeof product === 'string' ? Buffer.from(product) : product;
      for (let written = 0; written < octets.length; ) written += writeSync(descriptor, octets, written);
    } finally {
      closeSync(descriptor);
    }
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

/** A terminal, a pipe, /dev/null: nothing that another file could take the place of. */
function isSpecial(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return found !== undefined && !found.isFile() && !found.isDirectory();
}
