/** Times of two classes of inputs, in one order of measurement: `classes[i]` says of which `times[i]` is. */
export interface Samples {
  readonly times: Float64Array;
  readonly classes: Uint8Array;
}

/** The greatest |t| over all croppings, with what it was found at. */
export interface Verdict {
  readonly t: number;
  /** Share of all samples, the fastest ones, among which it was found. */
  readonly share: number;
  /** By how much the means of both classes differ there, in the unit of the times. */
  readonly difference: number;
}

/** From here on the classes differ; under it they may, unseen (dudect, Reparaz, Balasch and Verbauwhede 2017). */
export const leakFrom = 4.5;

/** All samples, and those below each of so many thresholds, which come the closer the slower the samples. */
const croppings = 20;

/**
 * Welch's t-test, for all samples and then without the slowest ones: interrupts and garbage collections make times long that have
 * nothing to do with the input, while what depends on it often stands among the fastest.
 */
export function welch({ times, classes }: Samples): Verdict {
  const sorted = times.slice().sort();
  let worst: Verdict = { t: 0, share: 1, difference: 0 };
  for (let crop = 0; crop <= croppings; crop++) {
    const share = crop === 0 ? 1 : 1 - 0.5 ** ((10 * crop) / croppings);
    const limit = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
    const [one, other] = [0, 1].map(which => moments(times, classes, which, limit)) as [Moments, Moments];
    if (one.count < 2 || other.count < 2) continue;
    const deviation = Math.sqrt(one.variance / one.count + other.variance / other.count);
    const difference = one.mean - other.mean;
    const t = deviation === 0 ? 0 : Math.abs(difference) / deviation;
    if (t > worst.t) worst = { t, share, difference };
  }
  return worst;
}

interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
}

/** Of the samples of one class up to a limit, in one pass (Welford). */
function moments(times: Float64Array, classes: Uint8Array, which: number, limit: number): Moments {
  let [count, mean, squares] = [0, 0, 0];
  for (let i = 0; i < times.length; i++) {
    const time = times[i] as number;
    if (classes[i] !== which || time > limit) continue;
    count++;
    const before = time - mean;
    mean += before / count;
    squares += before * (time - mean);
  }
  return { count, mean, variance: squares / (count - 1) };
}
