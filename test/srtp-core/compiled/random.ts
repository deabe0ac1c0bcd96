/** Random numbers that a seed repeats (xorshift, 32 bits); for tests alone. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
  }

  /** 0 to `limit` - 1 */
  below(limit: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return Math.floor((this.#state / 2 ** 32) * limit);
  }

  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }

  pick<Value>(list: readonly Value[]): Value {
    return list[this.below(list.length)] as Value;
  }

  octets(length: number): Buffer {
    const octets = Buffer.alloc(length);
    for (let i = 0; i < length; i++) octets[i] = this.below(256);
    return octets;
  }
}
