// Makes a fresh clone ready: installs what the lock file says, once, and builds. Only Node and npm are needed.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`sdpsec needs Node.js 20.19 or newer; this is ${process.version}.`);
  process.exit(1);
}

/** npm leaves its own lock file in node_modules: older than ours (or absent) means that an install is due. */
function installIsDue() {
  const installed = `${root}node_modules/.package-lock.json`;
  return !existsSync(installed) || statSync(installed).mtimeMs < statSync(`${root}package-lock.json`).mtimeMs;
}

function npm(...args) {
  // npm_execpath is set when npm runs this script: the same npm goes on, without a shell.
  const [command, first] = process.env.npm_execpath ? [process.execPath, [process.env.npm_execpath]] : ['npm', []];
  const run = spawnSync(command, [...first, ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: command === 'npm',
  });
  if (run.status !== 0) {
    console.error(`npm ${args.join(' ')} failed.`);
    process.exit(run.status ?? 1);
  }
}

if (installIsDue()) npm('ci', '--no-audit', '--no-fund');
const build = spawnSync(
  process.env.npm_execpath ? process.execPath : 'npm',
  [...(process.env.npm_execpath ? [process.env.npm_execpath] : []), 'run', '--silent', 'build'],
  { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell: !process.env.npm_execpath },
);
process.exit(build.status ?? 1);
