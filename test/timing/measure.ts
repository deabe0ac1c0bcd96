import { randomFillSync } from 'node:crypto';
import type { Samples } from './welch.js';

/** What is timed. Its time must not depend on the class of its input. */
export interface Subject {
  /** Octets of an input. */
  readonly octets: number;
  /** Calls per sample, where one is too short for the clock. */
  readonly calls: number;
  /** Makes an input of class 0 or 1; not timed. */
  fill(input: Uint8Array, which: number): void;
  /** Takes an input; what it returns is used, lest the compiler leave the work out. */
  run(input: Uint8Array): number | boolean;
}

const warmUp = 30_000;
/** Inputs that are made at once, before their turn, so that making them does not disturb the measurement. */
const atOnce = 4096;

/** Whatever the subject returned ends here. */
let sink = 0;

/**
 * Measures inputs of both classes in random order, all in the same place: neither drift of the machine nor addresses can make the
 * classes differ. Times are nanoseconds of a sample.
 */
export function measure(subject: Subject, samples: number): Samples {
  const times = new Float64Array(samples);
  const classes = new Uint8Array(samples);
  const inputs = new Uint8Array(atOnce * subject.octets);
  const order = new Uint8Array(atOnce);
  const input = new Uint8Array(subject.octets);
  for (let done = -warmUp; done < samples; done += atOnce) {
    randomFillSync(order);
    for (let i = 0; i < atOnce; i++) {
      order[i] = (order[i] as number) & 1;
      subject.fill(inputs.subarray(i * subject.octets, (i + 1) * subject.octets), order[i] as number);
    }
    for (let i = 0; i < atOnce; i++) {
      for (let at = 0; at < input.length; at++) input[at] = inputs[i * input.length + at] as number;
      const begin = performance.now();
      for (let call = 0; call < subject.calls; call++) sink += Number(subject.run(input));
      const end = performance.now();
      const at = done + i;
      if (at < 0 || at >= samples) continue;
      times[at] = 1e6 * (end - begin);
      classes[at] = order[i] as number;
    }
  }
  if (!Number.isFinite(sink)) throw new Error('expected numbers of the subject');
  return { times, classes };
}
