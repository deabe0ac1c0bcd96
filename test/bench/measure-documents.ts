// One process of the bench: how long answers and checks of whole SDPs take. Prints JSON.
import { createHash } from 'node:crypto';
import { check } from '@sdpsec/check';
import { answerOffer } from '@sdpsec/negotiation';
import type { DocumentFigures } from './figures.js';
import { median, nanoseconds } from './statistics.js';

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

/** Calls a second on one core, once the code is as fast as it gets. Both times are CPU time: on a busy machine others wait too. */
function perSecond(call: () => void, warmUpMs: number): number {
  roundsOf(call, warmUpMs);
  return Math.round(1e9 / median(roundsOf(call, Math.max(500, warmUpMs))));
}

/** ns per call, round by round. */
function roundsOf(call: () => void, ms: number): number[] {
  const rounds: number[] = [];
  const calls = 20;
  for (let spent = 0; spent < 1e6 * ms; ) {
    const ns = nanoseconds(() => {
      for (let i = 0; i < calls; i++) call();
    });
    spent += ns;
    rounds.push(ns / calls);
  }
  return rounds;
}

// Code that runs once per call, not once per packet, takes a thousand calls to become machine code.
const warmUpMs = Math.max(1000, Number(process.argv[2]));
const result: Record<number, DocumentFigures[number]> = {};
for (const times of [1, 10, 100]) {
  const [offered, own] = [offer(times), local(times)];
  const random = counting();
  result[times] = {
    answers: perSecond(() => answerOffer(offered, own, { random }), warmUpMs),
    checks: perSecond(() => check(offered), warmUpMs),
  };
}
console.log(JSON.stringify(result));
