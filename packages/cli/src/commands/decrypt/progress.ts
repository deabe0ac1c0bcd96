const barWidth = 30;
/** Milliseconds between two drawings. */
const pause = 100;

/** A bar on standard error, where that is a terminal and there is something to wait for. */
export class Progress {
  readonly #total: number;
  readonly #stream: NodeJS.WriteStream;
  readonly #began = Date.now();
  #done = 0;
  #drawnAt = 0;

  constructor(total: number, stream: NodeJS.WriteStream = process.stderr) {
    this.#total = total;
    this.#stream = stream;
  }

  advance(octets: number): void {
    this.#done += octets;
    const now = Date.now();
    if (!this.#stream.isTTY || now - this.#began < 5 * pause || now - this.#drawnAt < pause) return;
    this.#drawnAt = now;
    const part = Math.min(1, this.#done / Math.max(1, this.#total));
    const bar = '#'.repeat(Math.round(part * barWidth)).padEnd(barWidth, '.');
    this.#stream.write(`\r[${bar}] ${String(Math.floor(part * 100)).padStart(3)}%`);
  }

  /** Takes the bar away. */
  end(): void {
    if (this.#drawnAt > 0) this.#stream.write('\r\x1b[K');
  }
}
