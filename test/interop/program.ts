import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** A foreign program that runs beside a test. */
export class Program {
  /** Both output streams so far. */
  output = '';
  readonly #process: ChildProcess;
  readonly #ended: Promise<number | null>;

  constructor(command: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}) {
    this.#process = spawn(command, args, {
      ...options,
      env: { ...process.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      // A process group of its own, so that `stop` reaches what the program has started.
      detached: true,
    });
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString('latin1');
      });
    this.#ended = new Promise((resolve, reject) => {
      this.#process.once('error', reject);
      this.#process.once('close', resolve);
    });
  }

  /** What it wrote after a mark, which is an earlier length of `output`. */
  since(mark: number): string {
    return this.output.slice(mark);
  }

  /** Waits until it has written something after a mark. */
  async untilSaid(text: string, mark = 0): Promise<void> {
    for (let waited = 0; waited < 20_000; waited += 50) {
      if (this.output.indexOf(text, mark) >= 0) return;
      await sleep(50);
    }
    throw new Error(`expected ${JSON.stringify(text)} within 20 s, found:\n${this.since(mark)}`);
  }

  /** Its exit status, once it has ended. */
  get ended(): Promise<number | null> {
    return this.#ended;
  }

  /** Writes a line to its standard input. */
  say(line: string): void {
    this.#process.stdin?.write(`${line}\n`);
  }

  /** Ends it and what it has started, kindly for a second. */
  async stop(): Promise<void> {
    this.#signal('SIGTERM');
    const last = setTimeout(() => this.#signal('SIGKILL'), 1_000);
    await this.#ended;
    clearTimeout(last);
    // Whoever closed its streams may live on.
    this.#signal('SIGKILL');
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#process;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // The group is empty.
    }
  }
}
