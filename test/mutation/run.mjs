// `npm run mutation -- GROUP...`: changes the code in small ways, one at a time, and expects a test to notice each. Fails below the
// least score and on a survivor for which survivors.json has no reason. With `--list` it enters the survivors there; with `--score`
// it tells those without a reason, and judges by the score alone.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { groups } from './groups.mjs';
import { writePage } from './page.mjs';
import { findMutants } from './stryker.mjs';
import { compare, described, enter, survives } from './survivors.mjs';

/** Percent of the mutants that tests must notice. */
const least = 85;

const words = process.argv.slice(2);
const asked = words.filter(word => !['--list', '--score'].includes(word));
const unknown = asked.filter(name => !Object.hasOwn(groups, name));
if (unknown.length > 0) {
  console.error(`no group ${unknown.join(', ')}; there are ${Object.keys(groups).join(', ')}`);
  process.exit(2);
}

process.chdir(fileURLToPath(new URL('../../', import.meta.url)));
// Stryker has a lock file of its own: in the one of the workspace it would share packages with those that we publish, which npm
// then leaves out of their SBOM.
execFileSync('npm', ['ci', '--prefix', 'test/mutation', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
  stdio: ['ignore', 'ignore', 'inherit'],
  shell: process.platform === 'win32',
});

const scores = {};
const told = [];
for (const name of asked.length > 0 ? asked : Object.keys(groups)) {
  console.log(`=== ${name}`);
  const mutants = (await findMutants(groups[name])).map(described);
  scores[name] = scoreOf(mutants);
  if (words.includes('--list')) enter(name, mutants);
  const { unlisted, gone } = compare(name, mutants);
  for (const { status, file, line, mutator, from, to } of unlisted)
    console.log(`${status}, not listed with a reason: ${file}: ${line}\n    ${mutator}: ${from}  ->  ${to}`);
  for (const { file, mutator, from, to } of gone)
    console.log(`listed, but a test notices it: ${file}: ${mutator}: ${from}  ->  ${to}`);
  const { score, noticed, late, survived } = scores[name];
  const enough = score >= least && (unlisted.length === 0 || words.includes('--score'));
  told.push(
    `${enough ? 'ok    ' : 'FAILED'} ${name}: ${score} % (at least ${least}), ${noticed} noticed (${late} of them by their time), ` +
      `${survived} survived, ${unlisted.length} of them not listed`,
  );
  if (!enough) process.exitCode = 1;
}
writePage(scores);
console.log(told.join('\n'));

function scoreOf(mutants) {
  const count = matches => mutants.filter(matches).length;
  const noticed = count(({ status }) => status === 'Killed' || status === 'Timeout');
  const survived = count(survives);
  return {
    // Rounded down: what is shown as enough is enough.
    score: Math.floor((1000 * noticed) / (noticed + survived)) / 10,
    noticed,
    late: count(({ status }) => status === 'Timeout'),
    survived,
    words: count(({ status, statusReason }) => status === 'Ignored' && statusReason === 'prose'),
    atLoad: count(({ status, statusReason }) => status === 'Ignored' && statusReason !== 'prose'),
  };
}
