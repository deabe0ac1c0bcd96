import { type ChildProcess, spawn } from 'node:child_process';

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

  /** Its exit status, once it has ended. */
  get ended(): Promise<number | null> {
    return this.#ended;
  }

  /** Writes a line to its standard input. */
  say(line: string): void {
    this.#process.stdin?.write(`${line}\n`);
  }

  /** Ends it, kindly for a second. */
  async stop(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      this.#process.kill('SIGTERM');
      const last = setTimeout(() => this.#process.kill('SIGKILL'), 1_000);
      await this.#ended;
      clearTimeout(last);
    }
  }
}
