import { createSocket, type Socket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const host = '127.0.0.1';

/** An RTP port and the RTCP port above it, on loopback; what comes in is kept. */
export class MediaPort {
  readonly port: number;
  readonly rtp: Buffer[] = [];
  readonly rtcp: Buffer[] = [];
  /** Called for every packet besides. */
  onRtp: ((packet: Buffer) => void) | undefined;
  onRtcp: ((packet: Buffer) => void) | undefined;
  readonly #sockets: readonly [Socket, Socket];

  private constructor(port: number, sockets: readonly [Socket, Socket]) {
    this.port = port;
    this.#sockets = sockets;
    sockets[0].on('message', packet => {
      this.rtp.push(packet);
      this.onRtp?.(packet);
    });
    sockets[1].on('message', packet => {
      this.rtcp.push(packet);
      this.onRtcp?.(packet);
    });
  }

  /** Binds the first free even pair of a range that the programs under test do not use by themselves. */
  static async open(): Promise<MediaPort> {
    for (let port = 46_000; port < 47_000; port += 2) {
      const first = await bound(port);
      if (!first) continue;
      const second = await bound(port + 1);
      if (second) return new MediaPort(port, [first, second]);
      first.close();
    }
    throw new Error('no free pair of UDP ports in 46000..46999');
  }

  sendRtp(packet: Uint8Array, port: number): void {
    this.#sockets[0].send(packet, port, host);
  }

  sendRtcp(packet: Uint8Array, port: number): void {
    this.#sockets[1].send(packet, port, host);
  }

  close(): void {
    for (const socket of this.#sockets) socket.close();
  }
}

function bound(port: number): Promise<Socket | undefined> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
  return new Promise(resolve => {
    socket.once('error', () => resolve(undefined));
    socket.bind({ port, address: host, exclusive: true }, () => resolve(socket));
  });
}

/** Waits until some process of this machine has bound the UDP port, as the kernel's own table says. */
export async function untilBound(port: number, milliseconds = 20_000): Promise<void> {
  const entry = new RegExp(`^ *\\d+: [0-9A-F]{8}:${port.toString(16).toUpperCase().padStart(4, '0')} `, 'm');
  for (let waited = 0; waited < milliseconds; waited += 50) {
    if (entry.test(readFileSync('/proc/net/udp', 'latin1'))) return;
    await sleep(50);
  }
  throw new Error(`nothing bound UDP port ${port} within ${milliseconds} ms`);
}
