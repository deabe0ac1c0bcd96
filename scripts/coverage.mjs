// Says of each package, after a run of the tests under c8, how much of its code ran, and fails where a protocol package is below
// its share.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Percent of lines, and of branches, that the tests of a protocol package must run. */
const least = 95;
const protocolPackages = ['srtp-core', 'sdes', 'mikey', 'negotiation', 'check'];

const root = fileURLToPath(new URL('..', import.meta.url));
const { total: _, ...files } = JSON.parse(readFileSync(`${root}coverage/coverage-summary.json`, 'utf8'));

const packages = new Map();
for (const [path, { lines, branches }] of Object.entries(files)) {
  const name = relative(root, path).replaceAll('\\', '/').split('/')[1];
  const sums = packages.get(name) ?? { lines: { covered: 0, total: 0 }, branches: { covered: 0, total: 0 } };
  packages.set(name, sums);
  for (const [sum, { covered, total }] of [
    [sums.lines, lines],
    [sums.branches, branches],
  ]) {
    sum.covered += covered;
    sum.total += total;
  }
}

const percent = ({ covered, total }) => (total === 0 ? 100 : (100 * covered) / total);
let low = 0;
console.log('coverage      lines   branches');
for (const [name, { lines, branches }] of [...packages].sort()) {
  const below = protocolPackages.includes(name) && Math.min(percent(lines), percent(branches)) < least;
  if (below) low++;
  const shown = [lines, branches].map(sum => `${percent(sum).toFixed(1)} %`.padStart(9)).join('');
  console.log(`${name.padEnd(11)}${shown}${below ? `  below ${least} %` : ''}`);
}
for (const name of protocolPackages)
  if (!packages.has(name)) {
    console.log(`${name}: no test ran it`);
    low++;
  }
process.exitCode = low > 0 ? 1 : 0;
