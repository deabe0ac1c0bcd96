import type { PacketTimes } from './native.js';
import { floorTargets, sizes, tolerance, weriftTargets } from './targets.js';

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
    const [subject, suite] = name.split(' ') as [string, string];
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
  return lines.join('\n');
}

function cell(figures: Figures, subject: string, suite: string, octets: number): string {
  const times = figures.packets[subject]?.[suite]?.[octets];
  if (!times) return '';
  const multiple = ratio(figures, subject, 'floor', suite, octets);
  return `${times.map(ns => ns.toFixed(0)).join(' / ')}${multiple === undefined ? '' : ` (${multiple.toFixed(2)})`}`;
}
