import type { Random } from '../srtp-core/compiled/random.js';

type Mutation = (octets: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

const edges = [0, 1, 2, 3, 4, 7, 8, 15, 16, 20, 31, 32, 64, 100, 127, 128, 254, 255];

/** The octets with `length` of them at `at` replaced. */
function spliced(octets: Uint8Array, at: number, length: number, by: Uint8Array): Uint8Array {
  const result = new Uint8Array(octets.length - length + by.length);
  result.set(octets.subarray(0, at));
  result.set(by, at);
  result.set(octets.subarray(at + length), at + by.length);
  return result;
}

/** A range, mostly a short one. */
function range(octets: Uint8Array, random: Random): [at: number, length: number] {
  const at = random.below(octets.length + 1);
  const longest = octets.length - at;
  return [at, random.below(1 + Math.min(longest, random.pick([4, 16, longest])))];
}

/** A line of text with its end. */
function line(octets: Uint8Array, random: Random): [at: number, length: number] {
  const from = octets.subarray(0, random.below(octets.length + 1)).lastIndexOf(10) + 1;
  const end = octets.indexOf(10, from);
  return [from, (end < 0 ? octets.length : end + 1) - from];
}

const cut = (octets: Uint8Array, [at, length]: [number, number]) => octets.subarray(at, at + length);

const mutations: readonly Mutation[] = [
  // One bit, one octet, one number of two octets.
  (octets, random) => changed(octets, random, octet => octet ^ (1 << random.below(8))),
  (octets, random) => changed(octets, random, () => random.below(256)),
  (octets, random) => changed(octets, random, () => random.pick(edges)),
  (octets, random) => changed(octets, random, octet => octet + random.pick([-1, 1])),
  (octets, random) => {
    const at = random.below(octets.length + 1);
    return spliced(octets, at, Math.min(2, octets.length - at), Uint8Array.of(random.pick(edges), random.pick(edges)));
  },
  // Ranges: lost, doubled, moved, random.
  (octets, random) => spliced(octets, ...range(octets, random), new Uint8Array()),
  (octets, random) => spliced(octets, random.below(octets.length + 1), 0, cut(octets, range(octets, random)).slice()),
  (octets, random) => spliced(octets, ...range(octets, random), cut(octets, range(octets, random)).slice()),
  (octets, random) =>
    spliced(
      octets,
      random.below(octets.length + 1),
      0,
      Uint8Array.from({ length: 1 + random.below(8) }, () => random.below(256)),
    ),
  (octets, random) => octets.subarray(0, random.below(octets.length + 1)),
  // Lines: lost, doubled, moved.
  (octets, random) => spliced(octets, ...line(octets, random), new Uint8Array()),
  (octets, random) => spliced(octets, line(octets, random)[0], 0, cut(octets, line(octets, random)).slice()),
  // Halves of two inputs, and a range of another one.
  (octets, random, other) =>
    spliced(octets, ...([random.below(octets.length + 1), 0] as const), cut(other, range(other, random)).slice()),
  (octets, random, other) => {
    const at = random.below(octets.length + 1);
    return spliced(octets, at, octets.length - at, other.subarray(random.below(other.length + 1)));
  },
];

function changed(octets: Uint8Array, random: Random, change: (octet: number) => number): Uint8Array {
  if (octets.length === 0) return Uint8Array.of(random.below(256));
  const result = octets.slice();
  const at = random.below(octets.length);
  result[at] = change(result[at] as number);
  return result;
}

/** Makes new inputs of old ones. */
export class Mutator {
  readonly #random: Random;
  readonly #words: readonly Uint8Array[];
  readonly #longest: number;

  /** @param longest - octets of the longest input made. */
  constructor(random: Random, words: readonly Uint8Array[], longest: number) {
    this.#random = random;
    this.#words = words;
    this.#longest = longest;
  }

  mutate(corpus: readonly Uint8Array[]): Uint8Array {
    const random = this.#random;
    // The shorter of two: it runs faster, and what is in it was changed more often.
    const [one, two] = [random.pick(corpus), random.pick(corpus)];
    let octets = one.length < two.length ? one : two;
    for (let steps = 1 << random.below(4); steps > 0; steps--) octets = this.#step(octets, corpus);
    return octets.subarray(0, this.#longest).slice();
  }

  #step(octets: Uint8Array, corpus: readonly Uint8Array[]): Uint8Array {
    const random = this.#random;
    const kind = random.below(mutations.length + (this.#words.length > 0 ? 3 : 0));
    const mutation = mutations[kind];
    if (mutation) return mutation(octets, random, random.pick(corpus));
    const word = random.pick(this.#words);
    const at = random.below(octets.length + 1);
    return spliced(octets, at, random.below(2) * Math.min(word.length, octets.length - at), word);
  }
}
