import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A program that waits for orders to protect and unprotect a round of packets; between them it costs nothing. */
export class Contender {
  /** What it says it is: the version of Node or of its library. */
  readonly version: string;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(version: string, child: ChildProcess, lines: AsyncIterator<string>) {
    this.version = version;
    this.#child = child;
    this.#lines = lines;
  }

  static async start(command: string, args: readonly string[] = []): Promise<Contender> {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { value, done } = await lines.next();
    if (done) throw new Error(`${command} ${args.join(' ')} did not start`);
    return new Contender(value, child, lines);
  }

  /** ns of CPU time per packet. */
  async round(suite: string, octets: number): Promise<[protect: number, unprotect: number]> {
    this.#child.stdin?.write(`${suite} ${octets}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${this.version} ended at ${suite}, ${octets} octets`);
    const [protect, unprotect] = value.split(' ').map(Number);
    return [protect as number, unprotect as number];
  }

  stop(): void {
    this.#child.stdin?.end();
  }
}
