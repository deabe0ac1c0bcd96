// npm run bench [-- --check] [--processes N] [--node PATH] [--readme] [--smoke]
//
// Prints the figures and writes them to bench.json; --check fails when one is worse than targets.ts allows; --readme puts the
// table into README.md; --node measures another Node than this one;
// --smoke runs one process and writes nothing.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type Figures, shortfalls, table } from './figures.js';
import { compileNative, output, type PacketTimes, runScript } from './native.js';
import { insertTable } from './readme.js';
import { median, shuffled } from './statistics.js';

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    readme: { type: 'boolean', default: false },
    processes: { type: 'string', default: '7' },
    node: { type: 'string', default: process.execPath },
    smoke: { type: 'boolean', default: false },
  },
});
const warmUpMs = values.smoke ? 50 : 1500;
const processes = values.smoke ? 1 : Number(values.processes);

/** In TypeScript and JavaScript; a process each. */
const subjects = ['sdpsec', 'sdpsec, batches of 64', 'engine alone', 'werift', 'node:crypto'];
const floor = compileNative('floor', 'crypto');
const libsrtp = compileNative('libsrtp', 'srtp2');
let openssl = 'no OpenSSL';
let libsrtpVersion = 'none';
const samples: Record<string, PacketTimes>[] = [];
for (let i = 0; i < processes; i++) {
  const sample: Record<string, PacketTimes> = {};
  // Each program once per turn, in random order: what disturbs the machine disturbs all of them.
  const turns = [
    ...subjects.map(name => () => {
      sample[name] = runScript<PacketTimes>(values.node, 'measure-packets.ts', name, String(warmUpMs));
    }),
    () => {
      if (!floor) return;
      const { version, times } = floor.run();
      openssl = version;
      sample.floor = times;
    },
    () => {
      if (!libsrtp) return;
      const { version, times } = libsrtp.run();
      libsrtpVersion = `${version}, ${/libnss/.test(libsrtp.libraries) ? 'NSS' : /libcrypto/.test(libsrtp.libraries) ? 'OpenSSL' : 'own'} crypto`;
      sample.libsrtp = times;
    },
  ];
  for (const turn of shuffled(turns)) turn();
  samples.push(sample);
  console.error(`process ${i + 1} of ${processes}`);
}

const figures: Figures = {
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}`,
  node: output(values.node, ['-p', 'process.versions.node']).trim(),
  openssl,
  libsrtp: libsrtpVersion,
  processes,
  packets: medians(samples),
  sessions: runScript(values.node, 'measure-streams.ts'),
  documents: runScript(values.node, 'measure-documents.ts', String(warmUpMs)),
  sakke: runScript(values.node, 'measure-sakke.ts'),
};

/** In the order in which they are to be read. */
function medians(all: readonly Record<string, PacketTimes>[]): Record<string, PacketTimes> {
  const result: Record<string, PacketTimes> = {};
  for (const subject of [...subjects.slice(0, 3), 'floor', 'libsrtp', ...subjects.slice(3)]) {
    const first = all[0]?.[subject];
    if (!first) continue;
    const times: PacketTimes = {};
    for (const [suite, bySize] of Object.entries(first)) {
      times[suite] = {};
      for (const octets of Object.keys(bySize)) {
        const at = (which: 0 | 1) => median(all.map(sample => sample[subject]?.[suite]?.[octets]?.[which] as number));
        times[suite][octets] = [Math.round(at(0)), Math.round(at(1))];
      }
    }
    result[subject] = times;
  }
  return result;
}

const readme = new URL('../../README.md', import.meta.url);
console.log(table(figures));
if (!values.smoke) writeFileSync(new URL('../../bench.json', import.meta.url), `${JSON.stringify(figures, null, 2)}\n`);
if (values.readme && existsSync(readme)) writeFileSync(readme, insertTable(readFileSync(readme, 'utf8'), table(figures)));
if (values.check) {
  const found = shortfalls(figures);
  for (const shortfall of found) console.log(`WORSE THAN IT MAY BE: ${shortfall}`);
  if (found.length > 0) process.exitCode = 1;
}
