import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import {
  type Bundle,
  drive,
  type Outcome,
  parseKeyMgmtHeader,
  parseRtspParameters,
  replayCache,
  rtspKeying,
  rtspResponder,
} from '@sdpsec/mikey';
import { SrtpError, SrtpSession } from '@sdpsec/srtp-core';
import { pcmuPackets } from '../audio.js';
import { MediaPort } from '../media-port.js';
import type { Answer, CameraKey, CameraOptions } from './camera.js';
import { formatPacket, transportNumber } from './message.js';

interface SessionOptions extends CameraOptions, CameraKey {
  readonly url: string;
  readonly connection: TLSSocket;
}

/** What one client of the camera does. */
export class CameraSession {
  /** SRTCP packets of the client that authenticated, and the report blocks in them that are about our stream. */
  readonly reports: { readonly highestSequence: number; readonly lastSenderReport: number }[] = [];
  readonly refused: string[] = [];
  /** The middle 32 bits of the NTP timestamps of our sender reports (RFC 3550 §6.4.1). */
  readonly senderReports: number[] = [];
  /** How often the client has given us a key. */
  keys = 0;
  /** The sound is over, and BYE has been sent. */
  played = false;
  readonly #options: SessionOptions;
  readonly #packets: readonly Buffer[];
  readonly #claimReplay = replayCache();
  #bundle: Bundle | undefined;
  #session: SrtpSession | undefined;
  #send: ((kind: 'rtp' | 'rtcp', packet: Uint8Array) => void) | undefined;
  #ports: MediaPort | undefined;
  #closed = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#packets = pcmuPackets(options.sound, options);
  }

  async setUp(transport: string, keyMgmt: string): Promise<Answer> {
    const header = parseKeyMgmtHeader(keyMgmt);
    // RFC 4567 §4.2: a SETUP without the key that the SDP asks for is forbidden.
    if (header.kind === 'problem') return { status: '403 Forbidden' };
    if (!this.#take(header.specs[0]?.data)) return { status: '463 Key Management Failure' };
    const ssrc = `ssrc=${this.#options.ssrc.toString(16).padStart(8, '0').toUpperCase()}`;
    if (/\/TCP/.test(transport)) {
      this.#send = (kind, packet) => this.#options.connection.write(formatPacket(kind === 'rtp' ? 0 : 1, packet));
      return granted(`RTP/SAVP/TCP;unicast;interleaved=0-1;${ssrc}`);
    }
    const theirs = transportNumber(transport, 'client_port');
    if (theirs === undefined) return { status: '461 Unsupported Transport' };
    const ports = await MediaPort.open();
    this.#ports = ports;
    ports.onRtp = packet => this.receive('rtp', packet);
    ports.onRtcp = packet => this.receive('rtcp', packet);
    this.#send = (kind, packet) => (kind === 'rtp' ? ports.sendRtp(packet, theirs) : ports.sendRtcp(packet, theirs + 1));
    return granted(`RTP/SAVP;unicast;client_port=${theirs}-${theirs + 1};server_port=${ports.port}-${ports.port + 1};${ssrc}`);
  }

  play(): Answer {
    if (!this.#session) return { status: '455 Method Not Valid in This State' };
    this.#stream().catch((error: Error) => this.refused.push(`our own packets: ${error.message}`));
    const info = `url=${this.#options.url}/audio;seq=${this.#options.firstSequence};rtptime=0`;
    return { status: '200 OK', headers: [sessionHeader, ['Range', 'npt=0-'], ['RTP-Info', info]] };
  }

  /** A new key in mid-play, as ONVIF has it: RAND and SP may be left out, for the crypto session bundle is the same. */
  setParameter(body: string): Answer {
    const parameters = parseRtspParameters(body);
    if (parameters.kind === 'problem' || !parameters.messages[0]) return { status: '451 Parameter Not Understood' };
    return { status: this.#take(parameters.messages[0]) ? '200 OK' : '463 Key Management Failure' };
  }

  receive(kind: 'rtp' | 'rtcp', packet: Buffer): void {
    try {
      if (!this.#session) throw new Error('no keys yet');
      if (kind === 'rtp') this.#session.unprotectRtp(packet);
      else this.#read(Buffer.from(this.#session.unprotectRtcp(packet)));
    } catch (error) {
      this.refused.push(`${kind} of ${packet.length} octets: ${error instanceof SrtpError ? error.code : error}`);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#ports?.close();
    this.#session?.close();
  }

  #take(message: Uint8Array | undefined): boolean {
    const responder = rtspResponder({ withinTls: true });
    const outcome: Outcome = drive(responder.handle(message ?? new Uint8Array(), Date.now(), undefined, this.#bundle), {
      claimReplay: this.#claimReplay,
    });
    if (outcome.kind !== 'established') return false;
    this.#bundle = outcome.state;
    this.keys++;
    const client = outcome.cryptoSessions.map(({ parameters }) => parameters);
    const keying = rtspKeying('server', { server: [this.#options.parameters], client }, this.#options.keyOwner);
    if (this.#session) this.#session.update(keying);
    else this.#session = new SrtpSession(keying);
    return true;
  }

  /** In real time by the clock, so that a busy machine makes no packet late for good. */
  async #stream(): Promise<void> {
    const begin = performance.now();
    for (const [i, packet] of this.#packets.entries()) {
      await sleep(Math.max(0, begin + 20 * i - performance.now()));
      if (this.#closed || !this.#session) return;
      if (i % 50 === 0) this.#send?.('rtcp', this.#session.protectRtcp(this.#senderReport(i)));
      this.#send?.('rtp', this.#session.protectRtp(packet));
    }
    // A client's first report may come later than the sound lasts (RFC 3550 §6.2), and over UDP BYE may overtake it: BYE waits, a while.
    const { heardAll = () => true } = this.#options;
    for (let waited = 0; waited < 10_000 && !(this.reports.length > 0 && heardAll()); waited += 50) await sleep(50);
    if (this.#closed || !this.#session) return;
    this.#send?.('rtcp', this.#session.protectRtcp(Buffer.concat([this.#senderReport(this.#packets.length), this.#bye()])));
    this.played = true;
  }

  #senderReport(packets: number): Buffer {
    const report = Buffer.alloc(28);
    report.writeUInt32BE(0x80c80006, 0);
    report.writeUInt32BE(this.#options.ssrc, 4);
    const now = Date.now();
    report.writeUInt32BE(Math.floor(now / 1_000) + 2_208_988_800, 8);
    report.writeUInt32BE(Math.floor(((now % 1_000) / 1_000) * 2 ** 32), 12);
    report.writeUInt32BE(160 * packets, 16);
    report.writeUInt32BE(packets, 20);
    report.writeUInt32BE(160 * packets, 24);
    this.senderReports.push(report.readUInt32BE(10));
    return report;
  }

  #bye(): Buffer {
    const bye = Buffer.alloc(8);
    bye.writeUInt32BE(0x81cb0001, 0);
    bye.writeUInt32BE(this.#options.ssrc, 4);
    return bye;
  }

  #read(packet: Buffer): void {
    // RFC 3550 §6.4.2: a receiver report with a block about our stream.
    if (packet[1] !== 201 || (packet.readUInt8(0) & 31) === 0 || packet.readUInt32BE(8) !== this.#options.ssrc) return;
    this.reports.push({ highestSequence: packet.readUInt32BE(16), lastSenderReport: packet.readUInt32BE(24) });
  }
}

const sessionHeader = ['Session', '5d95ec;timeout=60'] as const;

function granted(transport: string): Answer {
  return { status: '200 OK', headers: [sessionHeader, ['Transport', transport]] };
}
