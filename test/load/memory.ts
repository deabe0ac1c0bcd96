import { readFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** The first of two garbage collections only begins to give back what lies outside of the heap. */
async function collectTwice(): Promise<void> {
  for (let times = 0; times < 2; times++) {
    collect();
    await turn();
  }
}

/**
 * Octets of the process after garbage collection. On Linux without the pages of files: those of Node.js's own code, some 50 MiB, come
 * and go as the kernel finds them in use.
 */
export async function residentMemory(): Promise<number> {
  await collectTwice();
  const anonymous = process.platform === 'linux' && /^RssAnon:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return anonymous ? 1024 * Number(anonymous[1]) : process.memoryUsage.rss();
}

/** Octets that JavaScript holds, WebAssembly's memory included. */
export async function heldMemory(): Promise<number> {
  await collectTwice();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/**
 * How far the line through the lows of the first and of the last third climbs from the first value to the last, as a share of their
 * mean. The lows, because a process keeps pages for a while that nothing lives in (V8 and malloc give them back as they like): what
 * lies above a low is chance, while what leaks lifts every value that follows.
 */
export function climb(values: readonly number[]): number {
  const third = Math.floor(values.length / 3);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const rise = Math.min(...values.slice(-third)) - Math.min(...values.slice(0, third));
  return (1.5 * rise) / mean;
}
