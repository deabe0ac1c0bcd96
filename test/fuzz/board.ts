const longest = 1 << 16;

/** Memory that a fuzzing thread shares with its watcher, who must learn the input even of a thread that hangs. */
export class Board {
  readonly memory: SharedArrayBuffer;
  readonly #numbers: Float64Array;
  readonly #input: Uint8Array;

  constructor(memory = new SharedArrayBuffer(4 * 8 + longest)) {
    this.memory = memory;
    this.#numbers = new Float64Array(memory, 0, 4);
    this.#input = new Uint8Array(memory, 4 * 8);
  }

  /** Notes an input before it runs. */
  begin(input: Uint8Array): void {
    this.#input.set(input.subarray(0, longest));
    this.#numbers[1] = Math.min(input.length, longest);
    this.#numbers[0] = this.executions + 1;
  }

  get executions(): number {
    return this.#numbers[0] as number;
  }

  /** The input that runs, or ran last. */
  get input(): Uint8Array {
    return this.#input.slice(0, this.#numbers[1]);
  }

  noteCoverage(reached: number, total: number): void {
    this.#numbers[2] = reached;
    this.#numbers[3] = total;
  }

  get coverage(): { reached: number; total: number } {
    return { reached: this.#numbers[2] as number, total: this.#numbers[3] as number };
  }
}
