/** The counters of the instrumented code, read after each execution. A counter that reaches a new order of magnitude is news. */
export class Coverage {
  readonly #counters: Uint8Array[] = [];
  /** The highest order of magnitude seen, by counter. */
  readonly #seen: Uint8Array[] = [];
  /** Counters that were ever reached. */
  reached = 0;
  /** All counters of the modules that are loaded. */
  total = 0;

  /** Whether what ran since the last call reached anything new; sets the counters to 0. */
  news(): boolean {
    this.#findModules();
    let news = false;
    for (let i = 0; i < this.#counters.length; i++) {
      const counters = this.#counters[i] as Uint8Array;
      const seen = this.#seen[i] as Uint8Array;
      for (let at = 0; at < counters.length; at++) {
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
    const { fuzzCounters: all = [] } = globalThis as { fuzzCounters?: readonly Uint8Array[] };
    for (const counters of all.slice(this.#counters.length)) {
      this.#counters.push(counters);
      this.#seen.push(new Uint8Array(counters.length));
      this.total += counters.length;
    }
  }
}
