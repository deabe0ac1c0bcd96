import type { PacketCost } from './race.js';
import {
  documentTargets,
  floorTargets,
  mostForgeryCost,
  mostSakkeMs,
  sizes,
  suites,
  tolerance,
  weriftTargets,
} from './targets.js';

/** What sessions and streams cost, AES_CM_128_HMAC_SHA1_80 at 160 octets unless said otherwise. */
export interface StreamFigures {
  /** SRTCP of 80 octets, ns to protect and to unprotect. */
  readonly srtcp80: [protect: number, unprotect: number];
  /** ns to unprotect an authentic packet and to refuse a forged one. */
  readonly acceptNs: number;
  readonly rejectNs: number;
  /** Octets of JavaScript heap per packet. */
  readonly garbageOctets: { readonly protect: number; readonly unprotect: number };
  /** ns to make a session with one new key per direction. */
  readonly setUpNs: number;
  /** By number of sending sessions, one packet of each in turn: ns per packet, and octets of memory per session. */
  readonly streams: Record<number, { readonly single: number; readonly batch: number; readonly octets: number }>;
}

/** Calls a second on one core. */
interface DocumentRates {
  readonly answers: number;
  readonly checks: number;
}

/** By how many times two m= sections with six crypto lines each an SDP has: medians of rounds, and the round that was disturbed least. */
export type DocumentFigures = Record<number, DocumentRates & { readonly undisturbed?: DocumentRates }>;

/** MIKEY-SAKKE: milliseconds of CPU time on one core (RFC 6507, RFC 6508). */
export interface SakkeFigures {
  readonly encapsulateMs: number;
  readonly decapsulateMs: number;
  readonly signMs: number;
  readonly verifyMs: number;
}

/** What stands in bench.json. */
export interface Figures {
  readonly date: string;
  readonly machine: string;
  /** Versions of Node: the one that counts, and those on which only our own figures were taken. */
  readonly nodes: readonly string[];
  readonly openssl: string;
  readonly libsrtp: string;
  readonly processes: number;
  /** Medians over the processes of the medians of their rounds. */
  readonly packets: readonly PacketCost[];
  readonly sessions: StreamFigures;
  /** `answerOffer` and `check`. */
  readonly documents?: DocumentFigures;
  readonly sakke?: SakkeFigures;
}

/** The name of a subject in the figures: on another Node than the one that counts it is a subject of its own. */
export function subjectOn(subject: string, node: string, nodes: readonly string[]): string {
  return node === nodes[0] ? subject : `${subject}, Node ${node}`;
}

function costOf(figures: Figures, subject: string, suite: string, octets: number): PacketCost | undefined {
  return figures.packets.find(cost => cost.subject === subject && cost.suite === suite && cost.octets === octets);
}

/** Time of a subject as a multiple of the floor's, protect and unprotect together; `undefined` when one was not measured. */
function floorsOf(figures: Figures, subject: string, suite: string, octets: number): number | undefined {
  return costOf(figures, subject, suite, octets)?.floors;
}

/** How many times as long as `other` the subject takes, both measured by the floor. */
function ratio(figures: Figures, subject: string, other: string, octets: number): number {
  const suite = 'AES_CM_128_HMAC_SHA1_80';
  return (floorsOf(figures, subject, suite, octets) ?? Number.NaN) / (floorsOf(figures, other, suite, octets) ?? Number.NaN);
}

/** Every figure that is worse than it may be, in words; one that was not measured is. */
export function shortfalls(figures: Figures): string[] {
  const found: string[] = [];
  for (const { subject, suite, reached } of floorTargets)
    for (const [i, octets] of sizes.entries()) {
      const most = (reached[i] as number) * tolerance;
      const times = floorsOf(figures, subject, suite, octets) ?? Number.NaN;
      if (!(times <= most))
        found.push(`${suite} ${subject}, ${octets} octets: ${times.toFixed(2)} times the floor, at most ${most.toFixed(2)}`);
    }
  for (const [octets, least] of Object.entries(weriftTargets)) {
    const times = ratio(figures, 'werift', 'sdpsec', Number(octets));
    if (!(times >= least)) found.push(`${octets} octets: ${times.toFixed(1)} times as fast as werift, at least ${least}`);
  }
  for (const octets of sizes) {
    const times = ratio(figures, 'sdpsec', 'libsrtp', octets);
    if (!(times <= 1)) found.push(`${octets} octets: ${times.toFixed(2)} times the time of libsrtp, at most 1`);
  }
  const { acceptNs, rejectNs } = figures.sessions;
  if (rejectNs > acceptNs * mostForgeryCost)
    found.push(`a forged packet costs ${(rejectNs / acceptNs).toFixed(2)} times an authentic one, at most ${mostForgeryCost}`);
  const { answers = 0, checks = 0 } = figures.documents?.[1] ?? {};
  if (answers < documentTargets.answers) found.push(`${answers} answers a second, at least ${documentTargets.answers}`);
  if (checks < documentTargets.checks) found.push(`${checks} checks a second, at least ${documentTargets.checks}`);
  for (const [name, ms] of Object.entries(figures.sakke ?? {}))
    if (ms > mostSakkeMs) found.push(`SAKKE, ${name}: ${ms.toFixed(1)} ms, at most ${mostSakkeMs}`);
  return found;
}

/** The table for people, in Markdown. */
export function table(figures: Figures): string {
  const head = `| ${sizes.map(octets => `${octets} octets`).join(' | ')} |`;
  const rule = `|---|${sizes.map(() => '---').join('|')}|`;
  const subjects = new Set(figures.packets.map(({ subject }) => subject).filter(subject => !subject.includes(', Node ')));
  return [
    `${figures.machine}, Node ${figures.nodes[0]}, ${figures.date}; ${figures.openssl}; libsrtp: ${figures.libsrtp}.`,
    `ns per packet to protect / to unprotect, and both together as a multiple of what the floor (OpenSSL alone, from C) took milliseconds before or after. Medians of ${figures.processes} processes.`,
    '',
    `| ${head}`,
    rule,
    ...suites.flatMap(suite =>
      [...subjects].map(subject => `| ${suite} ${subject} | ${cells(figures, subject, suite).join(' | ')} |`),
    ),
    '',
    `| multiple of the floor ${head}`,
    rule,
    ...floorTargets.flatMap(({ subject, suite, goal }) => [
      ...figures.nodes.map(node => {
        const times = sizes.map(octets => floorsOf(figures, subjectOn(subject, node, figures.nodes), suite, octets));
        return `| ${suite} ${subject}, Node ${node} | ${times.map(one => one?.toFixed(2)).join(' | ')} |`;
      }),
      `| wanted | ${goal.map(one => one.toFixed(2)).join(' | ')} |`,
    ]),
    '',
    ...sessionLines(figures.sessions),
    ...documentLines(figures.documents),
    ...sakkeLines(figures.sakke),
  ].join('\n');
}

function cells(figures: Figures, subject: string, suite: string): string[] {
  return sizes.map(octets => {
    const cost = costOf(figures, subject, suite, octets);
    if (!cost) return '';
    const multiple = cost.floors === undefined ? '' : ` (${cost.floors.toFixed(2)})`;
    return `${cost.protect} / ${cost.unprotect}${multiple}`;
  });
}

function documentLines(documents: DocumentFigures | undefined): string[] {
  if (!documents) return [];
  return [
    '',
    '| an SDP of so many m= sections with six crypto lines each | `answerOffer` a second | `check` a second |',
    '|---|---|---|',
    ...Object.entries(documents).map(([times, { answers, checks, undisturbed }]) => {
      const rate = (middle: number, most?: number) =>
        most === undefined ? `${middle}` : `${middle} (${most} in the best round)`;
      return `| ${2 * Number(times)} | ${rate(answers, undisturbed?.answers)} | ${rate(checks, undisturbed?.checks)} |`;
    }),
  ];
}

function sakkeLines(sakke: SakkeFigures | undefined): string[] {
  if (!sakke) return [];
  const { encapsulateMs, decapsulateMs, signMs, verifyMs } = sakke;
  const [encapsulate, decapsulate, sign, verify] = [encapsulateMs, decapsulateMs, signMs, verifyMs].map(ms => ms.toFixed(1));
  return ['', `MIKEY-SAKKE, ms: encapsulate ${encapsulate}, decapsulate ${decapsulate}, sign ${sign}, verify ${verify}.`];
}

function sessionLines({ srtcp80, acceptNs, rejectNs, garbageOctets, setUpNs, streams }: StreamFigures): string[] {
  const ns = (value: number) => value.toFixed(0);
  return [
    `AES_CM_128_HMAC_SHA1_80, 160 octets: refusing a forged packet takes ${(rejectNs / acceptNs).toFixed(2)} times as long as accepting an authentic one; garbage per packet ${garbageOctets.protect.toFixed(1)} / ${garbageOctets.unprotect.toFixed(1)} octets; a session with a key per direction is made in ${(setUpNs / 1000).toFixed(1)} us; SRTCP of 80 octets ${srtcp80.map(ns).join(' / ')} ns.`,
    '',
    '| sending sessions, in turn | ns per packet | in batches | octets of memory per session |',
    '|---|---|---|---|',
    ...Object.entries(streams).map(
      ([count, { single, batch, octets }]) =>
        `| ${count} | ${ns(single)} | ${ns(batch)} | ${Number(count) < 1000 ? '' : octets} |`,
    ),
  ];
}
