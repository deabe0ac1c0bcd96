import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const shared = fileURLToPath(new URL('../../../shared/', import.meta.url));

/**
 * The path of a folder or file of the notes that lie beside this repository (`../shared`), such as `corpus`. Where it is
 * absent the answer is undefined, and the surrounding `describe` gets one test that is pending, or fails in CI.
 *
 * @example
 * ```ts
 * const corpus = sharedFolder('corpus');
 * if (corpus) for (const name of readdirSync(corpus)) it(name, () => ...);
 * ```
 */
export function sharedFolder(name: string): string | undefined {
  const path = join(shared, name);
  if (existsSync(path)) return path;
  missing(`../shared/${name}`, Boolean(process.env.CI));
  return undefined;
}

/**
 * Whether all of the foreign programs (`ffmpeg`) and files (`/usr/include/srtp2/srtp.h`) are there. Where one is not, the
 * surrounding `describe` gets one test that is pending, or fails in CI as root, which installs them all.
 *
 * @example
 * ```ts
 * if (needs('ffmpeg')) it('plays what we send', ...);
 * ```
 */
export function needs(...programs: readonly string[]): boolean {
  const absent = programs.filter(program => !isThere(program));
  for (const program of absent) missing(program, Boolean(process.env.CI) && process.getuid?.() === 0);
  return absent.length === 0;
}

function isThere(program: string): boolean {
  if (program.startsWith('/')) return existsSync(program);
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.some(folder => existsSync(join(folder, program)) || existsSync(join(folder, `${program}.exe`)));
}

function missing(what: string, fails: boolean): void {
  if (!fails) it(`needs ${what}`);
  else
    it(`needs ${what}`, () => {
      throw new Error(`${what} is missing`);
    });
}
