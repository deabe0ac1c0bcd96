interface FileCoverage {
  readonly s: Record<number, number>;
  readonly f: Record<number, number>;
  readonly b: Record<number, number[]>;
}

/** The counters of the instrumented code, read after each execution. A counter that reaches a new order of magnitude is news. */
export class Coverage {
  readonly #counters: (Record<number, number> | number[])[] = [];
  readonly #lengths: number[] = [];
  #files = 0;
  /** The highest order of magnitude seen, by counter. */
  #seen: Uint8Array[] = [];
  /** Counters that were ever reached. */
  reached = 0;
  /** All counters of the modules that are loaded. */
  total = 0;

  /** Whether what ran since the last call reached anything new; sets the counters to 0. */
  news(): boolean {
    this.#findModules();
    let news = false;
    for (let i = 0; i < this.#counters.length; i++) {
      const counters = this.#counters[i] as Record<number, number>;
      const seen = this.#seen[i] as Uint8Array;
      const length = this.#lengths[i] as number;
      for (let at = 0; at < length; at++) {
        const count = counters[at] as number;
        if (count === 0) continue;
        counters[at] = 0;
        const magnitude = 32 - Math.clz32(count);
        const before = seen[at] as number;
        if (magnitude <= before) continue;
        if (before === 0) this.reached++;
        seen[at] = magnitude;
        news = true;
      }
    }
    return news;
  }

  /** Modules may be loaded late, by `import()`. */
  #findModules(): void {
    const { __coverage__: all = {} } = globalThis as { __coverage__?: Record<string, FileCoverage> };
    const files = Object.keys(all);
    if (files.length === this.#files) return;
    for (const name of files.slice(this.#files)) {
      const { s, f, b } = all[name] as FileCoverage;
      for (const counters of [s, f, ...Object.values(b)]) {
        const length = Object.keys(counters).length;
        this.#counters.push(counters);
        this.#lengths.push(length);
        this.#seen.push(new Uint8Array(length));
        this.total += length;
      }
    }
    this.#files = files.length;
  }
}
