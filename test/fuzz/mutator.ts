/** Random numbers that a seed repeats: xorshift32 (Marsaglia 2003). Not for keys. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
  }

  /** An integer from 0 to `sides - 1`. */
  roll(sides: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return this.#state % sides;
  }

  pick<Value>(list: readonly Value[]): Value {
    return list[this.roll(list.length)] as Value;
  }
}

type Mutation = (octets: Uint8Array, dice: Dice, other: Uint8Array) => Uint8Array;

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
function range(octets: Uint8Array, dice: Dice): [at: number, length: number] {
  const at = dice.roll(octets.length + 1);
  const longest = octets.length - at;
  return [at, dice.roll(1 + Math.min(longest, dice.pick([4, 16, longest])))];
}

/** A line of text with its end. */
function line(octets: Uint8Array, dice: Dice): [at: number, length: number] {
  const from = octets.subarray(0, dice.roll(octets.length + 1)).lastIndexOf(10) + 1;
  const end = octets.indexOf(10, from);
  return [from, (end < 0 ? octets.length : end + 1) - from];
}

const cut = (octets: Uint8Array, [at, length]: [number, number]) => octets.subarray(at, at + length);

const mutations: readonly Mutation[] = [
  // One bit, one octet, one number of two octets.
  (octets, dice) => changed(octets, dice, octet => octet ^ (1 << dice.roll(8))),
  (octets, dice) => changed(octets, dice, () => dice.roll(256)),
  (octets, dice) => changed(octets, dice, () => dice.pick(edges)),
  (octets, dice) => changed(octets, dice, octet => octet + dice.pick([-1, 1])),
  (octets, dice) => {
    const at = dice.roll(octets.length + 1);
    return spliced(octets, at, Math.min(2, octets.length - at), Uint8Array.of(dice.pick(edges), dice.pick(edges)));
  },
  // Ranges: lost, doubled, moved, random.
  (octets, dice) => spliced(octets, ...range(octets, dice), new Uint8Array()),
  (octets, dice) => spliced(octets, dice.roll(octets.length + 1), 0, cut(octets, range(octets, dice)).slice()),
  (octets, dice) => spliced(octets, ...range(octets, dice), cut(octets, range(octets, dice)).slice()),
  (octets, dice) =>
    spliced(
      octets,
      dice.roll(octets.length + 1),
      0,
      Uint8Array.from({ length: 1 + dice.roll(8) }, () => dice.roll(256)),
    ),
  (octets, dice) => octets.subarray(0, dice.roll(octets.length + 1)),
  // Lines: lost, doubled, moved.
  (octets, dice) => spliced(octets, ...line(octets, dice), new Uint8Array()),
  (octets, dice) => spliced(octets, line(octets, dice)[0], 0, cut(octets, line(octets, dice)).slice()),
  // Halves of two inputs, and a range of another one.
  (octets, dice, other) =>
    spliced(octets, ...([dice.roll(octets.length + 1), 0] as const), cut(other, range(other, dice)).slice()),
  (octets, dice, other) => {
    const at = dice.roll(octets.length + 1);
    return spliced(octets, at, octets.length - at, other.subarray(dice.roll(other.length + 1)));
  },
];

function changed(octets: Uint8Array, dice: Dice, change: (octet: number) => number): Uint8Array {
  if (octets.length === 0) return Uint8Array.of(dice.roll(256));
  const result = octets.slice();
  const at = dice.roll(octets.length);
  result[at] = change(result[at] as number);
  return result;
}

/** Makes new inputs of old ones. */
export class Mutator {
  readonly #dice: Dice;
  readonly #words: readonly Uint8Array[];
  readonly #longest: number;

  /** @param longest - octets of the longest input made. */
  constructor(dice: Dice, words: readonly Uint8Array[], longest: number) {
    this.#dice = dice;
    this.#words = words;
    this.#longest = longest;
  }

  mutate(corpus: readonly Uint8Array[]): Uint8Array {
    const dice = this.#dice;
    let octets = dice.pick(corpus);
    for (let steps = 1 << dice.roll(4); steps > 0; steps--) octets = this.#step(octets, corpus);
    return octets.subarray(0, this.#longest).slice();
  }

  #step(octets: Uint8Array, corpus: readonly Uint8Array[]): Uint8Array {
    const dice = this.#dice;
    const kind = dice.roll(mutations.length + (this.#words.length > 0 ? 3 : 0));
    const mutation = mutations[kind];
    if (mutation) return mutation(octets, dice, dice.pick(corpus));
    const word = dice.pick(this.#words);
    const at = dice.roll(octets.length + 1);
    return spliced(octets, at, dice.roll(2) * Math.min(word.length, octets.length - at), word);
  }
}
