// Makes a fresh clone ready: installs what the lock file says, when node_modules holds anything else, and builds.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`sdpsec needs Node.js 20.19 or newer; this is ${process.version}. See https://nodejs.org.`);
  process.exit(1);
}

const packagesOf = file => JSON.parse(readFileSync(`${root}${file}`, 'utf8')).packages;

/** npm keeps in node_modules a lock file of what is really installed: due is whatever differs from the wanted one. */
function installIsDue() {
  const record = 'node_modules/.package-lock.json';
  if (!existsSync(`${root}${record}`)) return true;
  const installed = packagesOf(record);
  const wanted = Object.entries(packagesOf('package-lock.json')).filter(([path]) => path !== '');
  return wanted.some(([path, { version, optional }]) => installed[path]?.version !== version && !optional);
}

function npm(stdout, ...args) {
  // npm_execpath is set when npm runs this script: the same npm goes on, without a shell.
  const script = process.env.npm_execpath;
  const [command, first] = script ? [process.execPath, [script]] : ['npm', []];
  const run = spawnSync(command, [...first, ...args], { cwd: root, stdio: ['ignore', stdout, 'inherit'], shell: !script });
  if (run.status === 0) return;
  console.error(`npm ${args.join(' ')} failed.`);
  process.exit(run.status ?? 1);
}

if (installIsDue()) {
  console.error('Installing the dependencies (npm ci) ...');
  npm('ignore', 'ci', '--no-audit', '--no-fund', '--loglevel=error');
}
npm('inherit', 'run', '--silent', 'build');
