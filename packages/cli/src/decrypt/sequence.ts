/** A jump of the sequence number that is no loss but a sender that began anew (RFC 3550 appendix A.1, MAX_DROPOUT and MAX_MISORDER). */
const restart = { forward: 3000, backward: 100 } as const;

/** Counts what a stream lost, by its sequence numbers, as RFC 3550 appendix A.3 does. */
export class Sequence {
  #first: number | undefined;
  #highest = 0;
  #received = 0;
  #lostBefore = 0;

  /** Takes the number of a packet that is no replay. */
  take(number: number): void {
    if (this.#first === undefined) this.#begin(number);
    else {
      const distance = ((number - this.#highest + 0x8000) & 0xffff) - 0x8000;
      if (distance > restart.forward || distance < -restart.backward) {
        this.#lostBefore = this.lost;
        this.#received = 0;
        this.#begin(number);
      } else if (distance > 0) this.#highest += distance;
      // Packets that were overtaken by the first one captured.
      else if (this.#highest + distance < this.#first) this.#first = this.#highest + distance;
    }
    this.#received++;
  }

  get lost(): number {
    if (this.#first === undefined) return this.#lostBefore;
    return this.#lostBefore + Math.max(0, this.#highest - this.#first + 1 - this.#received);
  }

  #begin(number: number): void {
    this.#first = number;
    this.#highest = number;
  }
}
