import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Octets of the process after a garbage collection. */
export function residentMemory(): number {
  collect();
  return process.memoryUsage.rss();
}

/**
 * Octets that JavaScript holds, WebAssembly's memory included. The first of two garbage collections only begins to give back what
 * lies outside of the heap.
 */
export async function heldMemory(): Promise<number> {
  for (let times = 0; times < 2; times++) {
    collect();
    await turn();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** How far the straight line through the values (least squares) climbs from the first to the last, as a share of their mean. */
export function climb(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const middle = (values.length - 1) / 2;
  let [above, below] = [0, 0];
  for (const [at, value] of values.entries()) {
    above += (at - middle) * (value - mean);
    below += (at - middle) ** 2;
  }
  return ((above / below) * (values.length - 1)) / mean;
}
