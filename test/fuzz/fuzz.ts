/** The command behind `npm run fuzz`: fuzzes the targets, two at a time, and reports executions and coverage of each. */

import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
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
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const options = { target: new URL(`${name}.ts`, folder), seconds, seed };
    const first = await fuzz(options);
    const isSlow = !first.defect && rateOf(first) < fewestExecutions;
    // Where the machine was busy caches are cold and code is compiled late: a target is too slow if it is twice.
    report(name, isSlow ? await fuzz(options) : first);
  }
}

const rateOf = ({ executions, seconds }: FuzzResult) => Math.round(executions / seconds);

function report(name: string, result: FuzzResult): void {
  const { executions, inputs, coverage, defect } = result;
  const rate = rateOf(result);
  const share = Math.round((100 * coverage.reached) / Math.max(1, coverage.total));
  console.log(
    `${name.padEnd(20)} ${executions} executions, ${rate} a second of CPU time; ${inputs} inputs reach ${coverage.reached} of ${coverage.total} places (${share} %)`,
  );
  if (defect) {
    const { input, text } = defect;
    const base64 = Buffer.from(input).toString('base64');
    fault(`${name}: DEFECT (${input.length} octets, kept as ${keep(name, input)}): ${text}\nthe input in base64: ${base64}`);
  } else if (rate < fewestExecutions)
    fault(`${name}: TOO SLOW, ${rate} executions a second of CPU time where at least ${fewestExecutions} are expected`);
}

/** Told here, and once more at the end of CI (see test/support/tally.mjs). */
function fault(words: string): void {
  failures++;
  const lines = `  ${words.replaceAll('\n', '\n  ')}\n`;
  process.stdout.write(lines);
  if (process.env.SDPSEC_FAILURES) appendFileSync(process.env.SDPSEC_FAILURES, `npm run fuzz, seed ${seed}\n${lines}`);
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
