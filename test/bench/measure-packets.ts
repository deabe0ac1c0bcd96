// One contender of the bench, which waits for orders: says which Node it is, then answers every line "SUITE OCTETS" with the ns per
// packet to protect and to unprotect a round of packets. A process each, because the garbage of one would be collected at the cost of
// another.
import { createInterface } from 'node:readline';
import { nanoseconds } from './statistics.js';
import { batches } from './subjects/batch.js';
import { engineAlone } from './subjects/engine.js';
import { nodeCrypto } from './subjects/node-crypto.js';
import { sdpsec } from './subjects/sdpsec.js';
import { packetsPerRound, roundsPerOrder } from './subjects/subject.js';
import { werift } from './subjects/werift.js';
import { sizes, suites } from './targets.js';

const makers = {
  sdpsec,
  'sdpsec, batches of 64': batches,
  'engine alone': engineAlone,
  werift,
  'node:crypto': nodeCrypto,
} as const;
const make = makers[process.argv[2] as keyof typeof makers];
const subjects = new Map(suites.flatMap(suite => sizes.map(octets => [`${suite} ${octets}`, make(suite, octets)])));

console.log(process.versions.node);
for await (const order of createInterface({ input: process.stdin })) {
  const subject = subjects.get(order);
  if (!subject) throw new Error(`no such order: ${order}`);
  // For the caches, which others have had since the last order; the programs in C do the same.
  for (let i = 1; i < roundsPerOrder; i++) {
    subject.protect();
    subject.unprotect();
  }
  const protect = nanoseconds(() => subject.protect()) / packetsPerRound;
  const unprotect = nanoseconds(() => subject.unprotect()) / packetsPerRound;
  console.log(`${protect} ${unprotect}`);
}
