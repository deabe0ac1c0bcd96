import { createSocket, type Socket } from 'node:dgram';
import { classifyPacket, refusalOf, type SrtpSession } from '@sdpsec/srtp-core';

/** What one side of the call counted. */
export interface Counters {
  sent: number;
  accepted: number;
  rejected: Record<string, number>;
}

const localhost = '127.0.0.1';

/** One side of a call: a UDP socket on loopback for RTP and RTCP together (RFC 5761), and the session that protects them. */
export class Party {
  readonly rtp: Counters = { sent: 0, accepted: 0, rejected: {} };
  readonly rtcp: Counters = { sent: 0, accepted: 0, rejected: {} };
  /** Payloads of accepted RTP packets, in the order of arrival. */
  readonly heard: Uint8Array[] = [];
  /** Every datagram that this side sent; the demo repeats and forges some. */
  readonly wire: Uint8Array[] = [];
  readonly #socket: Socket = createSocket('udp4');
  readonly #buffer = new Uint8Array(2048);
  #port = 0;

  constructor(
    readonly name: string,
    readonly session: SrtpSession,
  ) {
    this.#socket.on('message', datagram => this.#receive(datagram));
  }

  async open(): Promise<number> {
    await new Promise<void>(done => this.#socket.bind(0, localhost, done));
    return this.#socket.address().port;
  }

  connect(port: number): void {
    this.#port = port;
  }

  sendRtp(packet: Uint8Array): void {
    const octets = this.session.protectRtpInto(packet, this.#buffer);
    if (octets < 0) throw new Error(`${this.name} cannot send: ${refusalOf(octets)}`);
    this.rtp.sent++;
    this.#transmit(this.#buffer.slice(0, octets));
  }

  sendRtcp(packet: Uint8Array): void {
    this.rtcp.sent++;
    this.#transmit(this.session.protectRtcp(packet));
  }

  /** Puts a datagram on the wire as it is: what an attacker does. */
  inject(datagram: Uint8Array): void {
    this.#socket.send(datagram, this.#port, localhost);
  }

  close(): void {
    this.#socket.close();
    this.session.close();
  }

  #transmit(datagram: Uint8Array): void {
    this.wire.push(datagram);
    this.inject(datagram);
  }

  #receive(datagram: Uint8Array): void {
    const kind = classifyPacket(datagram);
    if (kind !== 'rtp' && kind !== 'rtcp') return;
    const counters = this[kind];
    const octets =
      kind === 'rtp'
        ? this.session.unprotectRtpInto(datagram, this.#buffer)
        : this.session.unprotectRtcpInto(datagram, this.#buffer);
    if (octets >= 0) {
      counters.accepted++;
      if (kind === 'rtp') this.heard.push(this.#buffer.slice(12, octets));
    } else {
      const reason = refusalOf(octets) ?? 'unknown';
      counters.rejected[reason] = (counters.rejected[reason] ?? 0) + 1;
    }
  }
}
