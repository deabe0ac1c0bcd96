// The titles of the tests in some files, as mocha prints them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * File -> full and leaf titles of its tests. Many titles are made by loops, so mocha itself loads the files and, in a dry run, lists
 * them without running any. Throws what mocha said when it could not.
 */
export function testTitles(files) {
  const titles = new Map(files.map(file => [file, new Set()]));
  if (files.length === 0) return titles;
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  try {
    const output = join(folder, 'tests.json');
    const args = ['--dry-run', '--reporter', 'json', '--reporter-option', `output=${output}`, ...files];
    const { stderr } = spawnSync(process.execPath, [join(root, 'node_modules/mocha/bin/mocha.js'), ...args], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    for (const { file, title, fullTitle } of listed(output, stderr)) {
      const name = relative(root, file).replaceAll('\\', '/');
      titles.get(name)?.add(title).add(fullTitle);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return titles;
}

function listed(output, stderr) {
  try {
    return JSON.parse(readFileSync(output, 'utf8')).tests;
  } catch {
    throw new Error(`mocha could not list the tests:\n${stderr}`);
  }
}
