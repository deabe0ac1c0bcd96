// One process of the bench: one subject, its suites and lengths in random order, round by round. Prints ns per packet as JSON.
// A process each, because the garbage of one would be collected at the cost of another.
import type { PacketTimes } from './native.js';
import { median, nanoseconds, shuffled } from './statistics.js';
import { batches } from './subjects/batch.js';
import { engineAlone } from './subjects/engine.js';
import { nodeCrypto } from './subjects/node-crypto.js';
import { sdpsec } from './subjects/sdpsec.js';
import { type BenchSuite, packetsPerRound, type Subject } from './subjects/subject.js';
import { werift } from './subjects/werift.js';

const suites: readonly BenchSuite[] = ['AES_CM_128_HMAC_SHA1_80', 'AEAD_AES_128_GCM'];
/** Of each subject: by then the compiler of the runtime has settled. */
const warmUpMs = Number(process.argv[3]);
const rounds = 13;

const makers = {
  sdpsec,
  'sdpsec, batches of 64': batches,
  'engine alone': engineAlone,
  werift,
  'node:crypto': nodeCrypto,
} as const;
const make = makers[process.argv[2] as keyof typeof makers];
const subjects = suites.flatMap(suite => [20, 160, 1200].map(octets => make(suite, octets)));
const taken = new Map<Subject, { protect: number[]; unprotect: number[] }>(
  subjects.map(one => [one, { protect: [], unprotect: [] }]),
);
const warm = Date.now() + subjects.length * warmUpMs;
do
  for (const subject of shuffled(subjects)) {
    subject.protect();
    subject.unprotect();
  }
while (Date.now() < warm);
for (let round = 0; round < rounds; round++)
  for (const subject of shuffled(subjects)) {
    const protect = nanoseconds(() => subject.protect()) / packetsPerRound;
    const unprotect = nanoseconds(() => subject.unprotect()) / packetsPerRound;
    taken.get(subject)?.protect.push(protect);
    taken.get(subject)?.unprotect.push(unprotect);
  }

const result: PacketTimes = {};
for (const [{ suite, payloadOctets }, { protect, unprotect }] of taken) {
  result[suite] ??= {};
  result[suite][payloadOctets] = [median(protect), median(unprotect)];
}
console.log(JSON.stringify(result));
