import { Secret, SrtpSession, type SuiteName, srtpParameters, suites } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { isCompiled } from '../../packages/srtp-core/dist/compiled/compiled-engine.js';
import { CallEnd } from './call-end.js';
import { climb, residentMemory } from './memory.js';

const sessions = 10_000;
const seconds = 60;
const packetsPerSecond = 50;
/** RFC 3550 §6.2: a report at least every five seconds. */
const reportSeconds = 5;
/** A second has so many turns of all sessions: each takes what has come in the meantime, as a gateway does. */
const ticks = 10;
const packets = sessions * packetsPerSecond * seconds;

/** The suite of the call with this number: of a hundred calls one has a suite of the portable engine alone. */
function suiteOf(call: number): SuiteName {
  const compiled = [
    'AES_CM_128_HMAC_SHA1_80',
    'AEAD_AES_128_GCM',
    'AES_CM_128_HMAC_SHA1_32',
    'AEAD_AES_256_GCM',
    'AES_256_CM_HMAC_SHA1_80',
  ] as const;
  const portable = ['F8_128_HMAC_SHA1_80', 'ARIA_128_CTR_HMAC_SHA1_80'] as const;
  return call % 100 === 0 ? portable[(call / 100) % portable.length]! : compiled[call % compiled.length]!;
}

/** Milliseconds of the media; nothing in this file waits for a real clock. */
let clock = 0;

/** Both ends of a call, which never share a session; sequence numbers wrap in most calls (RFC 3711 §3.3.1). */
function openCall(call: number): readonly [CallEnd, CallEnd] {
  const suite = suiteOf(call);
  const { keyOctets, saltOctets } = suites[suite];
  const direction = () =>
    srtpParameters({ suite, masterKeys: [{ key: Secret.random(keyOctets), salt: Secret.random(saltOctets) }] });
  const [there, back] = [[direction()], [direction()]];
  const options = { now: () => clock, idleTimeout: 30_000 };
  const first = 62_000 + ((7 * call) % 3_000);
  return [
    new CallEnd(new SrtpSession({ send: there, receive: back, ...options }), suite, 2 * call + 1, first),
    new CallEnd(new SrtpSession({ send: back, receive: there, ...options }), suite, 2 * call + 2, first),
  ];
}

describe(`${sessions} sessions in one process, ${packetsPerSecond} packets a second each, ${seconds} s of media`, function () {
  this.timeout(3_600_000);
  const done = { protected: 0, delivered: 0, reports: 0 };
  /** Octets of the process after each second. */
  const resident: number[] = [];
  let refusals = 0;

  before(async () => {
    const calls = Array.from({ length: sessions / 2 }, (_, call) => openCall(call));
    const ends = calls.flatMap(([caller, called]) => [
      { end: caller, peer: called },
      { end: called, peer: caller },
    ]);
    for (let second = 1; second <= seconds; second++) {
      for (let tick = 0; tick < ticks; tick++) {
        clock += 1_000 / ticks;
        for (const { end, peer } of ends)
          for (let packet = 0; packet < packetsPerSecond / ticks; packet++) {
            if (end.send()) done.protected++;
            if (peer.receive(end)) done.delivered++;
          }
      }
      if (second % reportSeconds === 0)
        for (const { end, peer } of ends) if (end.sendReport() && peer.receiveReport(end)) done.reports++;
      resident.push(await residentMemory());
    }
    for (const { end } of ends) {
      refusals += Object.values(end.session.refusals).reduce((sum, count) => sum + count, 0);
      end.session.close();
    }
  });

  it('has nine of ten sessions and more in suites of the compiled engine', () => {
    const compiled = Array.from({ length: sessions / 2 }, (_, call) => suites[suiteOf(call)]!).filter(isCompiled);
    expect((2 * compiled.length) / sessions).to.be.at.least(0.9);
  });

  it(`loses none of ${packets} packets: every octet arrives (RFC 3711 §3.3)`, () => {
    expect(done).to.include({ protected: packets, delivered: packets });
  });

  it('loses no report (RFC 3711 §3.4), and refuses nothing', () => {
    expect(done.reports).to.equal((sessions * seconds) / reportSeconds);
    expect(refusals).to.equal(0);
  });

  it('takes no more memory as time goes by: less than 1 % over the last two thirds', () => {
    const settled = resident.slice(seconds / 3);
    const share = climb(settled);
    const figures = `${(100 * share).toFixed(2)} %; MiB after each second: ${resident.map(octets => Math.round(octets / 2 ** 20)).join(' ')}`;
    console.log(`      ${figures}`);
    expect(share, figures).to.be.below(0.01);
  });

  it('would tell of a leak: 2 % more over the last two thirds', () => {
    const settled = resident.slice(seconds / 3);
    const leak = (0.02 * settled[0]!) / (settled.length - 1);
    expect(climb(settled.map((octets, second) => octets + second * leak))).to.be.above(climb(settled) + 0.01);
  });
});
