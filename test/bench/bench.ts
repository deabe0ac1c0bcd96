// npm run bench [-- --check] [--processes N] [--node PATH]... [--readme] [--smoke]
//
// Prints the figures and writes them to bench.json; --check fails when one is worse than targets.ts allows; --readme puts the
// table into README.md; --node measures another Node than this one, the first one all subjects, further ones ours alone;
// --smoke runs one process of each and writes nothing.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { Contender } from './contender.js';
import { type Figures, shortfalls, subjectOn, table } from './figures.js';
import { compileNative, runScript, scriptArguments } from './programs.js';
import { medians, type PacketCost, race } from './race.js';
import { insertTable } from './readme.js';

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    readme: { type: 'boolean', default: false },
    processes: { type: 'string', default: '7' },
    node: { type: 'string', multiple: true, default: [process.execPath] },
    smoke: { type: 'boolean', default: false },
  },
});
const [node = process.execPath, ...otherNodes] = values.node;
/** CPU time of each contender for each suite and length: by then the compiler of the runtime has settled. */
const warmUpMs = values.smoke ? 50 : 600;
const processes = values.smoke ? 1 : Number(values.processes);
const floor = compileNative('floor', 'crypto');
const libsrtp = compileNative('libsrtp', 'srtp2');

const ours = ['sdpsec', 'sdpsec, batches of 64'];
const nodes: string[] = [];
let openssl = 'no OpenSSL';
let libsrtpVersion = 'none';
const costs: PacketCost[] = [];
for (let i = 0; i < processes; i++) {
  // In the order in which they are to be read.
  const contenders = new Map<string, Contender>();
  const start = async (subject: string, on: string) => {
    const contender = await Contender.start(on, scriptArguments('measure-packets.ts', subject));
    if (!nodes.includes(contender.version)) nodes.push(contender.version);
    contenders.set(subjectOn(subject, contender.version, nodes), contender);
  };
  for (const subject of [...ours, 'engine alone']) await start(subject, node);
  if (floor) contenders.set('floor', await Contender.start(floor.path));
  if (libsrtp) contenders.set('libsrtp', await Contender.start(libsrtp.path));
  for (const subject of ['werift', 'node:crypto']) await start(subject, node);
  for (const other of otherNodes) for (const subject of ours) await start(subject, other);
  costs.push(...(await race(contenders, warmUpMs)));
  openssl = contenders.get('floor')?.version ?? openssl;
  const crypto = /libnss/.test(libsrtp?.libraries ?? '') ? 'NSS' : /libcrypto/.test(libsrtp?.libraries ?? '') ? 'OpenSSL' : 'own';
  if (libsrtp) libsrtpVersion = `${contenders.get('libsrtp')?.version}, ${crypto} crypto`;
  for (const contender of contenders.values()) contender.stop();
  console.error(`process ${i + 1} of ${processes}`);
}

const figures: Figures = {
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}`,
  nodes,
  openssl,
  libsrtp: libsrtpVersion,
  processes,
  packets: medians(costs),
  sessions: runScript(node, 'measure-streams.ts'),
  documents: runScript(node, 'measure-documents.ts', String(warmUpMs)),
  sakke: runScript(node, 'measure-sakke.ts'),
};

const readme = new URL('../../README.md', import.meta.url);
console.log(table(figures));
if (!values.smoke) writeFileSync(new URL('../../bench.json', import.meta.url), `${JSON.stringify(figures, null, 2)}\n`);
if (values.readme && existsSync(readme)) writeFileSync(readme, insertTable(readFileSync(readme, 'utf8'), table(figures)));
if (values.check) {
  const found = shortfalls(figures);
  for (const shortfall of found) console.log(`WORSE THAN IT MAY BE: ${shortfall}`);
  if (found.length > 0) process.exitCode = 1;
}
