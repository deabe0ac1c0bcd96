// One process of the bench: how long answers and checks of whole SDPs take. Prints JSON.
import { createHash } from 'node:crypto';
import { check } from '@sdpsec/check';
import { answerOffer } from '@sdpsec/negotiation';
import type { DocumentFigures } from './figures.js';
import { median, nanoseconds, shuffled } from './statistics.js';

const suites = [
  ['AEAD_AES_256_GCM', 44],
  ['AEAD_AES_128_GCM', 28],
  ['AES_256_CM_HMAC_SHA1_80', 46],
  ['AES_256_CM_HMAC_SHA1_32', 46],
  ['AES_CM_128_HMAC_SHA1_80', 30],
  ['AES_CM_128_HMAC_SHA1_32', 30],
] as const;

/** An SDP of `pairs` audio and as many video sections with six crypto lines each; no key comes twice. */
function offer(pairs: number): string {
  let keys = 0;
  // As random as those of a call: a key that is not has a finding of its own, which is none of what every check costs.
  const key = (octets: number) => createHash('sha512').update(String(++keys)).digest().subarray(0, octets).toString('base64');
  const section = (media: string, format: string, port: number) => [
    `m=${media} ${port} RTP/SAVP ${format.split(' ')[0]}`,
    `a=rtpmap:${format}`,
    ...suites.map(([suite, octets], i) => `a=crypto:${i + 1} ${suite} inline:${key(octets)}`),
    'a=sendrecv',
  ];
  const sections = Array.from({ length: pairs }, (_, i) => [
    ...section('audio', '8 PCMA/8000', 10_000 + 4 * i),
    ...section('video', '96 VP8/90000', 10_002 + 4 * i),
  ]);
  const head = ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0'];
  return `${[...head, ...sections.flat()].join('\r\n')}\r\n`;
}

function local(pairs: number): string {
  return offer(pairs)
    .split('\r\n')
    .filter(line => !line.startsWith('a=crypto:'))
    .join('\r\n')
    .replaceAll('192.0.2.1', '192.0.2.2');
}

/** Keys of the answer: their generation is not measured, but two must not be the same. */
function counting(): (target: Uint8Array) => void {
  let count = 0;
  return target => {
    target.fill(3);
    count++;
    for (let at = 0; at < 4; at++) target[at] = count >> (8 * at);
  };
}

/** What is measured, and the ns that a call took round by round. */
interface Subject {
  readonly times: number;
  readonly kind: 'answers' | 'checks';
  readonly call: () => void;
  readonly rounds: number[];
}

const subjects = [1, 10, 100].flatMap((times): Subject[] => {
  const [offered, own, random] = [offer(times), local(times), counting()];
  return [
    { times, kind: 'answers', call: () => answerOffer(offered, own, { random }), rounds: [] },
    { times, kind: 'checks', call: () => check(offered), rounds: [] },
  ];
});

/** Rounds of all subjects in turn, so that a machine that gets slower does so for each of them. CPU time: on a busy one others wait too. */
function race(ms: number): void {
  for (const { rounds } of subjects) rounds.length = 0;
  for (let spent = 0; spent < 1e6 * ms; )
    for (const { times, call, rounds } of shuffled(subjects)) {
      const calls = Math.max(1, Math.round(40 / times));
      const ns = nanoseconds(() => {
        for (let i = 0; i < calls; i++) call();
      });
      spent += ns;
      rounds.push(ns / calls);
    }
}

/** Calls a second on one core, of the middle round and of the one that was disturbed least. */
function perSecond(times: number, kind: Subject['kind']): { middle: number; undisturbed: number } {
  const rounds = subjects.find(one => one.times === times && one.kind === kind)?.rounds ?? [];
  return { middle: Math.round(1e9 / median(rounds)), undisturbed: Math.round(1e9 / Math.min(...rounds)) };
}

// Code that runs once per call, not once per packet, takes a thousand calls to become machine code.
const warmUpMs = Math.max(1000, Number(process.argv[2]));
race(subjects.length * warmUpMs);
race(subjects.length * warmUpMs);
const result: Record<number, DocumentFigures[number]> = {};
for (const { times } of subjects) {
  const [answers, checks] = [perSecond(times, 'answers'), perSecond(times, 'checks')];
  const undisturbed = { answers: answers.undisturbed, checks: checks.undisturbed };
  result[times] = { answers: answers.middle, checks: checks.middle, undisturbed };
}
console.log(JSON.stringify(result));
