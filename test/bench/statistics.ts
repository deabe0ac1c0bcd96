/** The middle value; robust against the few rounds and processes that another one disturbed. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}

/** In a new random order. */
export function shuffled<T>(values: readonly T[]): T[] {
  const left = [...values];
  for (let i = left.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [left[i], left[j]] = [left[j] as T, left[i] as T];
  }
  return left;
}

/** Nanoseconds of CPU time that `run` takes, those of helper threads included: waiting for a busy machine does not count. */
export function nanoseconds(run: () => void): number {
  const begin = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(begin);
  return 1000 * (user + system);
}
