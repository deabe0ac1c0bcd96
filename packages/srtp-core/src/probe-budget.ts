/** Probes at once, and per second from then on. */
const probes = 256;
/** Once all are spent, the clock is read for one in so many packets: a reading costs a tenth of what refusing a packet does. */
const clockEvery = 4;

/** Limits how often packets are tried under a second ROC: a flood of forged ones must not cost twice as much. */
export class ProbeBudget {
  readonly #now: () => number;
  #left = probes;
  #refused = 0;
  #filledAt: number | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  take(): boolean {
    if (this.#left < 1) {
      if (++this.#refused % clockEvery !== 0) return false;
      const now = this.#now();
      this.#left = Math.min(probes, this.#left + Math.max(0, ((now - (this.#filledAt ?? now)) * probes) / 1000));
      this.#filledAt = now;
      if (this.#left < 1) return false;
    }
    this.#left--;
    return true;
  }

  /** A probe that found something costs nothing. */
  giveBack(): void {
    this.#left++;
  }
}
