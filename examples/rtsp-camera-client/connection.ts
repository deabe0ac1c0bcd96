import { connect, type TLSSocket } from 'node:tls';
import { formatMessage, formatPacket, headerOf, type InterleavedPacket, type RtspMessage, RtspReader } from './message.js';

/** A response that is no success; 463 is what a device says to a key that it does not take (RFC 4567 §4.2). */
export class RtspRefusal extends Error {
  readonly status: number;

  constructor(method: string, line: string) {
    super(`${method}: ${line}`);
    this.status = Number(/^RTSP\/1\.\d (\d{3})/.exec(line)?.[1] ?? 0);
  }
}

/** The client's end of an RTSP connection inside TLS. */
export class RtspConnection {
  /** Media that comes over this connection. */
  onPacket: ((packet: InterleavedPacket) => void) | undefined;
  readonly #socket: TLSSocket;
  readonly #waiting = new Map<string, { resolve(response: RtspMessage): void; reject(error: Error): void }>();
  #sequence = 0;
  #session: string | undefined;
  #failure: Error | undefined;

  private constructor(socket: TLSSocket) {
    this.#socket = socket;
    const reader = new RtspReader();
    socket.on('data', (piece: Buffer) => {
      try {
        for (const one of reader.read(piece)) {
          if (one.kind === 'packet') this.onPacket?.(one);
          else this.#respond(one);
        }
      } catch (error) {
        socket.destroy(error as Error);
      }
    });
    socket.on('error', error => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the device closed the connection')));
  }

  /** Connects, and proves who the device is: `ca` holds its certificate, or that of whoever issued it. */
  static open(url: URL, ca: string | undefined): Promise<RtspConnection> {
    // An unprotected MIKEY message shows the key to everybody on the way (RFC 4567 §8.2): there is no RTSP without TLS here.
    if (url.protocol !== 'rtsps:') throw new Error(`expected an rtsps:// address, got ${url.protocol}//`);
    const socket = connect({ host: url.hostname, port: Number(url.port || 322), ...(ca !== undefined && { ca }) });
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.once('secureConnect', () => {
        socket.off('error', reject);
        resolve(new RtspConnection(socket));
      });
    });
  }

  /** Sends a request and waits for its response. @throws RtspRefusal */
  async request(method: string, url: string, headers: Readonly<Record<string, string>> = {}, body = ''): Promise<RtspMessage> {
    const sequence = String(++this.#sequence);
    const session = this.#session === undefined ? {} : { Session: this.#session };
    const all = Object.entries({ CSeq: sequence, 'User-Agent': 'sdpsec example', ...session, ...headers });
    const response = await new Promise<RtspMessage>((resolve, reject) => {
      if (this.#failure) throw this.#failure;
      this.#waiting.set(sequence, { resolve, reject });
      this.#socket.write(formatMessage(`${method} ${url} RTSP/1.0`, all, body));
    });
    if (!/^RTSP\/1\.\d 200\b/.test(response.startLine)) throw new RtspRefusal(method, response.startLine);
    this.#session ??= headerOf(response, 'Session')?.split(';')[0];
    return response;
  }

  sendPacket(channel: number, octets: Uint8Array): void {
    if (!this.#failure) this.#socket.write(formatPacket(channel, octets));
  }

  close(): void {
    this.#socket.destroy();
  }

  #respond(message: RtspMessage): void {
    const sequence = headerOf(message, 'CSeq') ?? '';
    if (message.startLine.startsWith('RTSP/')) {
      this.#waiting.get(sequence)?.resolve(message);
      this.#waiting.delete(sequence);
    } else {
      // A device may ask whether we are still there; it may not ask for more.
      const status = message.startLine.startsWith('OPTIONS ') ? '200 OK' : '501 Not Implemented';
      this.#socket.write(formatMessage(`RTSP/1.0 ${status}`, [['CSeq', sequence]]));
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
