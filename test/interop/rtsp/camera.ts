import type { AddressInfo } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { type Bundle, drive, formatKeyMgmt, type RtspKeyOwner, rtspInitiator } from '@sdpsec/mikey';
import type { SrtpParameters, SuiteName } from '@sdpsec/srtp-core';
import { CameraSession } from './camera-session.js';
import { formatMessage, headerOf, type RtspMessage, RtspReader } from './message.js';

export interface CameraOptions {
  readonly suite: SuiteName;
  /** PCMU octets, played once. */
  readonly sound: Buffer;
  readonly tls: { readonly certificate: string; readonly key: string };
  /** Sequence number of the first packet. */
  readonly firstSequence: number;
  /** `client`, as ONVIF has it, goes with identifiers in all packets. */
  readonly keyOwner: RtspKeyOwner;
  /** Key and salt joined in one field, with AEAD suites too, as GStreamer wants it. */
  readonly joinSalt?: boolean;
  /** Whether the client has all of the sound, as far as the test can see. */
  readonly heardAll?: () => boolean;
}

/** What the camera tells in its SDP: its key, as message and as what it protects packets with. */
export interface CameraKey {
  readonly ssrc: number;
  readonly parameters: SrtpParameters;
  readonly bundle: Bundle;
}

/** An RTSP server inside TLS with one sound, keyed by MIKEY (RFC 4567 §4.2): each connection is a client of its own. */
export class Camera {
  readonly sessions: CameraSession[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<TLSSocket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static open(options: CameraOptions): Promise<Camera> {
    const server = createServer({ cert: options.tls.certificate, key: options.tls.key });
    const camera = new Camera(server);
    server.on('secureConnection', socket => camera.#accept(socket, options));
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => resolve(camera));
    });
  }

  get url(): string {
    return `rtsps://127.0.0.1:${(this.#server.address() as AddressInfo).port}/sound`;
  }

  close(): void {
    for (const session of this.sessions) session.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #accept(socket: TLSSocket, options: CameraOptions): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy()); // clients hang up as they like
    const { sdp, key } = describe(options, this.url);
    const session = new CameraSession({ ...options, ...key, url: this.url, connection: socket });
    this.sessions.push(session);
    const reader = new RtspReader();
    socket.on('close', () => session.close());
    let answered = Promise.resolve();
    socket.on('data', (piece: Buffer) => {
      for (const one of reader.read(piece))
        if (one.kind === 'packet') session.receive(one.channel === 0 ? 'rtp' : 'rtcp', one.octets);
        else
          answered = answered.then(async () => {
            socket.write(respond(one, await answer(one, sdp, session)));
          });
    });
  }
}

export interface Answer {
  readonly status: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string;
}

async function answer(request: RtspMessage, sdp: string, session: CameraSession): Promise<Answer> {
  switch (request.startLine.split(' ')[0]) {
    case 'OPTIONS':
      return { status: '200 OK', headers: [['Public', 'DESCRIBE, SETUP, PLAY, GET_PARAMETER, SET_PARAMETER, TEARDOWN']] };
    case 'DESCRIBE':
      return { status: '200 OK', headers: [['Content-Type', 'application/sdp']], body: sdp };
    case 'SETUP':
      return session.setUp(headerOf(request, 'Transport') ?? '', headerOf(request, 'KeyMgmt') ?? '');
    case 'PLAY':
      return session.play();
    case 'GET_PARAMETER':
      return { status: '200 OK' };
    case 'SET_PARAMETER':
      return session.setParameter(request.body);
    case 'TEARDOWN':
      session.close();
      return { status: '200 OK' };
    default:
      return { status: '501 Not Implemented' };
  }
}

function respond(request: RtspMessage, { status, headers = [], body }: Answer): string {
  const sequence = ['CSeq', headerOf(request, 'CSeq') ?? ''] as const;
  return formatMessage(`RTSP/1.0 ${status}`, [sequence, ...headers], body);
}

function describe({ suite, keyOwner, joinSalt }: CameraOptions, url: string): { sdp: string; key: CameraKey } {
  const ssrc = crypto.getRandomValues(new Uint32Array(1))[0] as number;
  const style = {
    ...(keyOwner === 'client' && { mki: Uint8Array.of(0, 0, 0, 1) }),
    ...(joinSalt !== undefined && { joinSalt }),
  };
  const offered = drive(rtspInitiator({ withinTls: true, policy: { suite }, ssrc, ...style }).start(Date.now()), {
    claimReplay: () => true,
  });
  if (offered.kind !== 'offered' || !offered.early[0] || !offered.bundle) throw new Error(offered.kind);
  const head = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 0.0.0.0', 't=0 0', `a=control:${url}`];
  const media = ['m=audio 0 RTP/SAVP 0', 'a=rtpmap:0 PCMU/8000', `a=control:${url}/audio`];
  const sdp = [...head, ...media, `a=key-mgmt:${formatKeyMgmt(offered.message)}`, ''].join('\r\n');
  return { sdp, key: { ssrc, parameters: offered.early[0].parameters, bundle: offered.bundle } };
}
