import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** What an oracle does with a packet; the letters of frames.h. */
const operations = { protectRtp: 'p', unprotectRtp: 'u', protectRtcp: 'P', unprotectRtcp: 'U' } as const;
export type Operation = keyof typeof operations;

/** Status 0 is success; the others are the library's own. */
export interface Reply {
  readonly status: number;
  readonly packet: Buffer;
}

const flags = { libsrtp: ['-lsrtp2'], libre: ['-DHAVE_STDBOOL_H', '-DHAVE_INET6', '-lre'] } as const;

/** Compiles `NAME.c` beside this file into `folder` and returns the program. */
export function compileOracle(name: keyof typeof flags, folder: string): string {
  const source = fileURLToPath(new URL(`${name}.c`, import.meta.url));
  const program = join(folder, name);
  execFileSync('cc', ['-O2', '-o', program, source, ...flags[name]]);
  return program;
}

/** A foreign SRTP library in a process of its own; requests are queued and answered in order. */
export class Oracle {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting: { replies: Reply[]; missing: number; done: (replies: Reply[]) => void; fail: (error: Error) => void }[] = [];
  #rest: Buffer = Buffer.alloc(0);
  #sessions = 0;

  constructor(program: string) {
    this.#process = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#process.stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#process.on('close', status => {
      for (const { fail } of this.#waiting.splice(0)) fail(new Error(`the oracle ended with status ${status}`));
    });
    this.#process.stdin.on('error', () => {}); // a broken pipe is told by the end of the process
  }

  /** Opens a session from a line of settings (see the C source); returns its number. */
  async open(settings: string): Promise<number> {
    const session = this.#sessions++ & 0xff;
    const [reply] = await this.#request('n', session, [Buffer.from(settings)], 0);
    if (reply?.status !== 0) throw new Error(`status ${reply?.status} for ${settings.replace(/keys=\S+/, 'keys=...')}`);
    return session;
  }

  /** Sends all packets through one session, with master key number `key` where it has several. */
  run(operation: Operation, session: number, packets: readonly Uint8Array[], key = 0): Promise<Reply[]> {
    return this.#request(operations[operation], session, packets, key);
  }

  async setRoc(session: number, ssrc: number, roc: number): Promise<void> {
    const octets = Buffer.alloc(8);
    octets.writeUInt32BE(ssrc, 0);
    octets.writeUInt32BE(roc, 4);
    const [reply] = await this.#request('r', session, [octets], 0);
    if (reply?.status !== 0) throw new Error(`status ${reply?.status} for a ROC of ${roc}`);
  }

  /** Ends a session; the numbers of 256 sessions come round. */
  async closeSession(session: number): Promise<void> {
    await this.#request('x', session, [new Uint8Array()], 0);
  }

  close(): void {
    this.#process.stdin.end();
  }

  #request(op: string, session: number, payloads: readonly Uint8Array[], key: number): Promise<Reply[]> {
    const frames = payloads.flatMap(payload => {
      const head = Buffer.from([op.charCodeAt(0), session, key, 0, 0, 0, 0, 0]);
      head.writeUInt32BE(payload.length, 4);
      return [head, payload];
    });
    this.#process.stdin.write(Buffer.concat(frames));
    return new Promise((done, fail) => this.#waiting.push({ replies: [], missing: payloads.length, done, fail }));
  }

  #receive(chunk: Buffer): void {
    const octets = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    let at = 0;
    while (octets.length - at >= 8) {
      const end = at + 8 + octets.readUInt32BE(at + 4);
      if (end > octets.length) break;
      this.#take({ status: octets[at] as number, packet: octets.subarray(at + 8, end) });
      at = end;
    }
    this.#rest = octets.subarray(at);
  }

  #take(reply: Reply): void {
    const first = this.#waiting[0];
    if (!first) throw new Error('a reply that no request asked for');
    first.replies.push(reply);
    if (--first.missing > 0) return;
    this.#waiting.shift();
    first.done(first.replies);
  }
}
