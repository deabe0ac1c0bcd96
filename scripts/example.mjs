// `npm run example NAME`: builds what is needed, then runs examples/NAME.ts with the remaining arguments.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../examples/', import.meta.url);
const [name, ...args] = process.argv.slice(2);
const file = fileURLToPath(new URL(`${name}.ts`, folder));
if (name === undefined || !existsSync(file)) {
  console.error(`usage: npm run example NAME\n\n${readFileSync(new URL('README.md', folder), 'utf8')}`);
  process.exit(3);
}
process.exitCode = spawnSync(process.execPath, ['--import', 'tsx', file, ...args], { stdio: 'inherit' }).status ?? 1;
