import { createSocket, type Socket } from 'node:dgram';
import type { RtspConnection } from './connection.js';
import { transportNumber } from './message.js';

/** The way that one stream takes: two UDP ports, or two channels of the RTSP connection. */
export interface MediaPath {
  /** What SETUP asks for (RFC 2326 §12.39). */
  readonly transport: string;
  onRtp: (packet: Buffer) => void;
  onRtcp: (packet: Buffer) => void;
  /** Takes the Transport header of the response: where the device's ports are. */
  settle(transport: string): void;
  sendRtcp(packet: Uint8Array): void;
  close(): void;
}

/** Channels 2n and 2n+1 of the connection, for the n-th stream. */
export function interleavedPath(connection: RtspConnection, stream: number): MediaPath {
  let channel = 2 * stream;
  const path: MediaPath = {
    transport: `RTP/SAVP/TCP;unicast;interleaved=${channel}-${channel + 1}`,
    onRtp: () => {},
    onRtcp: () => {},
    settle: transport => {
      channel = transportNumber(transport, 'interleaved') ?? channel;
    },
    sendRtcp: packet => connection.sendPacket(channel + 1, packet),
    close: () => {},
  };
  const others = connection.onPacket;
  connection.onPacket = packet => {
    if (packet.channel === channel) path.onRtp(packet.octets);
    else if (packet.channel === channel + 1) path.onRtcp(packet.octets);
    else others?.(packet);
  };
  return path;
}

/** An even UDP port and the one above it (RFC 3550 §11). */
export async function udpPath(device: string): Promise<MediaPath> {
  const { port, sockets } = await portPair();
  let devicePort = 0;
  const path: MediaPath = {
    transport: `RTP/SAVP;unicast;client_port=${port}-${port + 1}`,
    onRtp: () => {},
    onRtcp: () => {},
    settle: transport => {
      devicePort = transportNumber(transport, 'server_port') ?? 0;
    },
    sendRtcp: packet => {
      if (devicePort > 0) sockets[1].send(packet, devicePort + 1, device);
    },
    close: () => {
      for (const socket of sockets) socket.close();
    },
  };
  sockets[0].on('message', packet => path.onRtp(packet));
  sockets[1].on('message', packet => path.onRtcp(packet));
  return path;
}

/** The kernel chooses ports until it chooses an even one whose neighbour is free. */
async function portPair(): Promise<{ port: number; sockets: readonly [Socket, Socket] }> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const first = await bound(0);
    const port = first?.address().port ?? 1;
    const second = port % 2 === 0 ? await bound(port + 1) : undefined;
    if (first && second) return { port, sockets: [first, second] };
    first?.close();
  }
  throw new Error('no free pair of UDP ports');
}

function bound(port: number): Promise<Socket | undefined> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
  return new Promise(resolve => {
    socket.once('error', () => resolve(undefined));
    socket.bind({ port, exclusive: true }, () => resolve(socket));
  });
}
