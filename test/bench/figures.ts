import type { PacketTimes } from './native.js';
import { documentTargets, floorTargets, mostForgeryCost, mostSakkeMs, sizes, tolerance, weriftTargets } from './targets.js';

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

/** Calls a second on one core, by how many times two m= sections with six crypto lines each an SDP has. */
export type DocumentFigures = Record<number, { readonly answers: number; readonly checks: number }>;

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
  readonly node: string;
  readonly openssl: string;
  readonly libsrtp: string;
  readonly processes: number;
  /** ns per packet, medians over the processes of the medians of their rounds. */
  readonly packets: Record<string, PacketTimes>;
  readonly sessions: StreamFigures;
  /** `answerOffer` and `check`. */
  readonly documents?: DocumentFigures;
  readonly sakke?: SakkeFigures;
}

/** protect + unprotect in ns; `undefined` when it was not measured. */
export function both(figures: Figures, subject: string, suite: string, octets: number): number | undefined {
  const times = figures.packets[subject]?.[suite]?.[octets];
  return times && times[0] + times[1];
}

/** How many times as long as `other` the subject takes. */
export function ratio(figures: Figures, subject: string, other: string, suite: string, octets: number): number | undefined {
  const [own, others] = [both(figures, subject, suite, octets), both(figures, other, suite, octets)];
  return own && others && own / others;
}

/** Every figure that is worse than it may be, in words. */
export function shortfalls(figures: Figures): string[] {
  const found: string[] = [];
  const cm = 'AES_CM_128_HMAC_SHA1_80';
  for (const [name, { reached }] of Object.entries(floorTargets)) {
    const at = name.lastIndexOf(' ');
    const [subject, suite] = [name.slice(0, at), name.slice(at + 1)];
    for (const [i, octets] of sizes.entries()) {
      const most = (reached[i] as number) * tolerance;
      const found1 = ratio(figures, subject, 'floor', suite, octets);
      if (found1 === undefined) found.push(`${name}, ${octets} octets: the floor was not measured`);
      else if (found1 > most)
        found.push(`${name}, ${octets} octets: ${found1.toFixed(2)} times the floor, at most ${most.toFixed(2)}`);
    }
  }
  for (const [octets, least] of Object.entries(weriftTargets)) {
    const times = ratio(figures, 'werift', 'sdpsec', cm, Number(octets));
    if (times === undefined || times < least)
      found.push(`${octets} octets: ${times?.toFixed(1)} times as fast as werift, at least ${least}`);
  }
  for (const octets of sizes) {
    const times = ratio(figures, 'sdpsec', 'libsrtp', cm, octets);
    if (times === undefined || times > 1)
      found.push(`${octets} octets: ${times?.toFixed(2)} times the time of libsrtp, at most 1`);
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
  const lines = [
    `${figures.machine}, Node ${figures.node}, ${figures.date}; ${figures.openssl}; libsrtp: ${figures.libsrtp}.`,
    `ns per packet to protect / to unprotect, and both together as a multiple of the floor (OpenSSL alone, from C). Medians of ${figures.processes} processes.`,
    '',
    `| | ${sizes.map(octets => `${octets} octets`).join(' | ')} |`,
    `|---|${sizes.map(() => '---').join('|')}|`,
  ];
  for (const suite of ['AES_CM_128_HMAC_SHA1_80', 'AEAD_AES_128_GCM'])
    for (const subject of Object.keys(figures.packets)) {
      const cells = sizes.map(octets => cell(figures, subject, suite, octets));
      lines.push(`| ${suite} ${subject} | ${cells.join(' | ')} |`);
    }
  return [
    ...lines,
    '',
    ...sessionLines(figures.sessions),
    ...documentLines(figures.documents),
    ...sakkeLines(figures.sakke),
  ].join('\n');
}

function documentLines(documents: DocumentFigures | undefined): string[] {
  if (!documents) return [];
  return [
    '',
    '| an SDP of so many m= sections with six crypto lines each | `answerOffer` a second | `check` a second |',
    '|---|---|---|',
    ...Object.entries(documents).map(([times, { answers, checks }]) => `| ${2 * Number(times)} | ${answers} | ${checks} |`),
  ];
}

function sakkeLines(sakke: SakkeFigures | undefined): string[] {
  if (!sakke) return [];
  const { encapsulateMs, decapsulateMs, signMs, verifyMs } = sakke;
  const [encapsulate, decapsulate, sign, verify] = [encapsulateMs, decapsulateMs, signMs, verifyMs].map(ms => ms.toFixed(1));
  return ['', `MIKEY-SAKKE, ms: encapsulate ${encapsulate}, decapsulate ${decapsulate}, sign ${sign}, verify ${verify}.`];
}

function cell(figures: Figures, subject: string, suite: string, octets: number): string {
  const times = figures.packets[subject]?.[suite]?.[octets];
  if (!times) return '';
  const multiple = ratio(figures, subject, 'floor', suite, octets);
  return `${times.map(ns => ns.toFixed(0)).join(' / ')}${multiple === undefined ? '' : ` (${multiple.toFixed(2)})`}`;
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
