import { readFileSync } from 'node:fs';

/**
 * CPU time of this thread, seconds: on a busy machine others wait too. Linux counts it for every thread, in nanoseconds; elsewhere time is
 * what a clock says.
 */
export function cpuSeconds(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ', 1)[0]) / 1e9;
  } catch {
    return performance.now() / 1000;
  }
}
