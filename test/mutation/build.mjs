// Builds the mutated sources where Stryker has put them: the packages find each other there, not in the folder they were copied from.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

mkdirSync('node_modules/@sdpsec', { recursive: true });
for (const name of ['srtp-core', 'sdes', 'mikey', 'negotiation', 'check'])
  symlinkSync(`../../packages/${name}`, `node_modules/@sdpsec/${name}`, 'dir');
// Tests look for the notes beside the repository.
if (!existsSync('../shared')) symlinkSync(resolve('../../../../shared'), '../shared', 'dir');
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
execFileSync(process.execPath, [compiler, '-b', ...process.argv.slice(2)], { stdio: 'inherit' });
