import { MediaPort, untilBound } from '../media-port.js';
import { Program } from '../program.js';
import { type Bencoded, ng } from './ng.js';

/** Where one rtpengine of several at once is commanded, and which ports its media have. */
export interface Place {
  readonly control: number;
  readonly firstPort: number;
  readonly lastPort: number;
}

/** rtpengine beside a test, in user space and on loopback alone. */
export class Rtpengine {
  readonly #control: number;
  readonly #program: Program;

  private constructor(control: number, program: Program) {
    this.#control = control;
    this.#program = program;
  }

  static async start({ control, firstPort, lastPort }: Place): Promise<Rtpengine> {
    const program = new Program('rtpengine', [
      ...['--config-file=none', '--table=-1', '--foreground', '--log-stderr', '--log-level=5'],
      ...['--interface=127.0.0.1', `--listen-ng=127.0.0.1:${control}`, `--port-min=${firstPort}`, `--port-max=${lastPort}`],
      ...['--num-threads=2', '--delete-delay=0'],
    ]);
    await untilBound(control);
    return new Rtpengine(control, program);
  }

  /** Hands it a description of one side; what it makes of it for the other one. */
  async pass(command: 'offer' | 'answer', values: { readonly [key: string]: Bencoded }): Promise<string> {
    return String((await ng(this.#control, { command, ...values })).sdp);
  }

  stop(): Promise<void> {
    return this.#program.stop();
  }
}

/** Both ends of a call through it: ours, which is protected, and a plain RTP endpoint. */
export interface Ends<End> {
  readonly ours: End;
  readonly plain: End;
}

/** Opens both for a call, and closes them whatever becomes of it: open ones would keep the process from ending. */
export async function withEnds<Outcome>(call: (ends: Ends<MediaPort>) => Promise<Outcome>): Promise<Outcome> {
  const ends = { ours: await MediaPort.open(), plain: await MediaPort.open() };
  try {
    return await call(ends);
  } finally {
    for (const end of [ends.ours, ends.plain]) end.close();
  }
}

/** What one side says of itself before keys come to it. */
export const plainSdp = (port: number, { version = 1, direction = 'sendrecv' } = {}): string =>
  [
    'v=0',
    `o=- 1 ${version} IN IP4 127.0.0.1`,
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/AVP 0`,
    'a=rtpmap:0 PCMU/8000',
    `a=${direction}`,
    '',
  ].join('\r\n');

export const portOf = (sdp: string): number => Number(/^m=audio (\d+)/m.exec(sdp)?.[1]);

/** A sender report without report blocks (RFC 3550 §6.4.1). */
export function report(ssrc: number): Buffer {
  const octets = Buffer.alloc(28);
  octets.writeUInt32BE(0x80c80006, 0);
  octets.writeUInt32BE(ssrc, 4);
  return octets;
}
