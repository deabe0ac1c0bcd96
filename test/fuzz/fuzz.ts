/** The command behind `npm run fuzz`: fuzzes the targets, two at a time, and reports executions and coverage of each. */

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type FuzzResult, fuzz } from './watch.js';

/** Under so many a second of CPU time a target is too slow to find anything, which is a failure. */
const fewestExecutions = 1000;
const folder = new URL('targets/', import.meta.url);
const known = readdirSync(folder).map(name => name.replace(/\.ts$/, ''));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '30' },
    'at-once': { type: 'string', default: '2' },
    seed: { type: 'string', default: String(Date.now() % 0x7fffffff) },
    help: { type: 'boolean', default: false },
  },
});

function fail(problem: string): never {
  console.error(`fuzz: ${problem}`);
  process.exit(2);
}

if (values.help) {
  console.log(`npm run fuzz -- [TARGET...] [--seconds 30] [--at-once 2] [--seed N]\n\nTargets: ${known.join(', ')}`);
  process.exit(0);
}
const [seconds, atOnce, seed] = [values.seconds, values['at-once'], values.seed].map(Number) as [number, number, number];
if (!(seconds > 0) || !(atOnce >= 1) || !Number.isInteger(seed)) fail('expected numbers for --seconds, --at-once and --seed');
for (const name of positionals) if (!known.includes(name)) fail(`no target ${name}; there are ${known.join(', ')}`);

let failures = 0;
const queue = [...(positionals.length > 0 ? positionals : known)];
console.log(`seed ${seed}, ${seconds} s each, ${atOnce} at a time`);

async function work(): Promise<void> {
  for (let name = queue.shift(); name !== undefined; name = queue.shift())
    report(name, await fuzz({ target: new URL(`${name}.ts`, folder), seconds, seed }));
}

function report(name: string, { executions, seconds: spent, inputs, coverage, defect }: FuzzResult): void {
  const rate = Math.round(executions / spent);
  const share = Math.round((100 * coverage.reached) / Math.max(1, coverage.total));
  console.log(
    `${name.padEnd(20)} ${executions} executions, ${rate} a second of CPU time; ${inputs} inputs reach ${coverage.reached} of ${coverage.total} places (${share} %)`,
  );
  if (defect) {
    failures++;
    const kept = keep(name, defect.input);
    console.log(`  DEFECT (${defect.input.length} octets, kept as ${kept}): ${defect.text.replaceAll('\n', '\n  ')}`);
  } else if (rate < fewestExecutions) {
    failures++;
    console.log(`  TOO SLOW: expected at least ${fewestExecutions} executions a second of CPU time`);
  }
}

/** A found input becomes a regression test by being there: see regression.test.ts. */
function keep(name: string, input: Uint8Array): string {
  const crashers = new URL(`crashers/${name}/`, import.meta.url);
  mkdirSync(crashers, { recursive: true });
  const file = createHash('sha256').update(input).digest('hex').slice(0, 16);
  writeFileSync(new URL(file, crashers), input);
  return `test/fuzz/crashers/${name}/${file}`;
}

await Promise.all(Array.from({ length: atOnce }, work));
process.exitCode = failures > 0 ? 1 : 0;
