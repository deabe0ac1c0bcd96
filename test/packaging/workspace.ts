import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the repository, with a slash at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** A package that is published. */
export interface PublicPackage {
  readonly name: string;
  /** Absolute, without a slash at its end. */
  readonly folder: string;
  /** The keys of its exports map that are code: `.`, `./suites`, ... */
  readonly entries: readonly string[];
  /** Whether it installs a command. */
  readonly command: boolean;
}

/** All packages of the workspace that are not private. */
export function publicPackages(): PublicPackage[] {
  return readdirSync(`${root}packages`)
    .filter(folder => existsSync(`${root}packages/${folder}/package.json`))
    .map(folder => ({ folder, manifest: JSON.parse(readFileSync(`${root}packages/${folder}/package.json`, 'utf8')) }))
    .filter(({ manifest }) => !manifest.private)
    .map(({ folder, manifest }) => ({
      name: manifest.name,
      folder: `${root}packages/${folder}`,
      command: manifest.bin !== undefined,
      entries: Object.keys(manifest.exports).filter(key => !key.endsWith('.json')),
    }));
}

/** The code of the first `ts` or `js` block of a README. */
export function firstExample(markdown: string): string | undefined {
  return /^```(?:ts|js|typescript|javascript)\n([\s\S]*?)^```/m.exec(markdown)?.[1];
}
