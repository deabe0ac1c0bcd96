// One process of the bench: every subject, suite and length in random order, round by round. Prints ns per packet as JSON.
import { median, nanoseconds, shuffled } from './statistics.js';
import { engineAlone } from './subjects/engine.js';
import { nodeCrypto } from './subjects/node-crypto.js';
import { type BenchSuite, packetsPerRound, type Subject } from './subjects/subject.js';
import { werift } from './subjects/werift.js';

const suites: readonly BenchSuite[] = ['AES_CM_128_HMAC_SHA1_80', 'AEAD_AES_128_GCM'];
const warmUpRounds = 12;
const rounds = 13;

const subjects = suites.flatMap(suite =>
  [20, 160, 1200].flatMap(octets => [engineAlone, werift, nodeCrypto].map(make => make(suite, octets))),
);
const taken = new Map<Subject, { protect: number[]; unprotect: number[] }>(
  subjects.map(one => [one, { protect: [], unprotect: [] }]),
);
for (let round = 0; round < warmUpRounds + rounds; round++)
  for (const subject of shuffled(subjects)) {
    const protect = nanoseconds(() => subject.protect()) / packetsPerRound;
    const unprotect = nanoseconds(() => subject.unprotect()) / packetsPerRound;
    if (round < warmUpRounds) continue;
    taken.get(subject)?.protect.push(protect);
    taken.get(subject)?.unprotect.push(unprotect);
  }

const result: Record<string, Record<string, Record<string, [number, number]>>> = {};
for (const [{ name, suite, payloadOctets }, { protect, unprotect }] of taken) {
  result[name] ??= {};
  result[name][suite] ??= {};
  result[name][suite][payloadOctets] = [median(protect), median(unprotect)];
}
console.log(JSON.stringify(result));
