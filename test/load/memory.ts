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

/** Octets of the process after garbage collection. */
export async function residentMemory(): Promise<number> {
  await collectTwice();
  return process.memoryUsage.rss();
}

/** Octets that JavaScript holds, WebAssembly's memory included. */
export async function heldMemory(): Promise<number> {
  await collectTwice();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/**
 * How far the line through the lows of both halves climbs from the first value to the last, as a share of their mean. The lows,
 * because a process keeps pages for a while that nothing lives in (V8 and malloc give them back as they like): what lies above a
 * low is chance, while what leaks lifts every value that follows.
 */
export function climb(values: readonly number[]): number {
  const half = values.length >> 1;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return (2 * (Math.min(...values.slice(half)) - Math.min(...values.slice(0, half)))) / mean;
}
