import { formatKeyMgmtHeader, formatRtspParameters, type RtspKeyOwner } from '@sdpsec/mikey';
import { SdpDocument } from '@sdpsec/negotiation/document';
import { readSecurity, type SectionReading } from '@sdpsec/negotiation/reading';
import { SrtpError, type SrtpErrorCode, SrtpSession } from '@sdpsec/srtp-core';
import { RtspConnection } from './connection.js';
import { StreamKeys } from './keys.js';
import { interleavedPath, type MediaPath, udpPath } from './media-path.js';
import { headerOf } from './message.js';
import { receiverReport, type SenderReport, senderReport } from './receiver-report.js';

export interface CameraOptions {
  /** `rtsps://camera/path` */
  readonly url: string;
  /** The certificate (PEM) of the device or of its issuer; without it, one of the authorities that Node.js knows. */
  readonly ca?: string;
  readonly media: 'tcp' | 'udp';
  /** Whose key protects the media: `sender` with GStreamer's server, `client` with devices that follow ONVIF. */
  readonly keyOwner: RtspKeyOwner;
  /** Takes every packet that has been authenticated and decrypted. */
  readonly onRtp?: (packet: Uint8Array, stream: CameraStream) => void;
}

/** One stream of the device: an m= section of its SDP, its keys, and the SRTP session they feed. */
export interface CameraStream {
  readonly section: SectionReading;
  readonly control: string;
  keys: StreamKeys;
  readonly ssrc: number;
  readonly path: MediaPath;
  readonly session: SrtpSession;
  /** Packets that came and were authenticated, and the others by reason. */
  readonly accepted: { rtp: number; rtcp: number };
  readonly refused: Partial<Record<SrtpErrorCode, number>>;
  /** The device has said BYE. */
  ended: boolean;
  lastReport: SenderReport | undefined;
}

/** Plays from a device that keys its media by MIKEY over RTSP. */
export class CameraClient {
  readonly streams: CameraStream[] = [];
  readonly sdp: string;
  readonly #connection: RtspConnection;
  readonly #options: CameraOptions;
  readonly #url: string;
  #reports: NodeJS.Timeout | undefined;

  private constructor(connection: RtspConnection, options: CameraOptions, sdp: string, url: string) {
    this.#connection = connection;
    this.#options = options;
    this.sdp = sdp;
    this.#url = url;
  }

  /** DESCRIBE, then SETUP with a key of ours for every stream that the device keys by MIKEY. */
  static async open(options: CameraOptions): Promise<CameraClient> {
    const connection = await RtspConnection.open(new URL(options.url), options.ca);
    try {
      const described = await connection.request('DESCRIBE', options.url, { Accept: 'application/sdp' });
      const base = headerOf(described, 'Content-Base') ?? headerOf(described, 'Content-Location') ?? options.url;
      const reading = readSecurity(SdpDocument.parse(described.body));
      const aggregate = controlUrl(reading.document, reading.document.session, base);
      const client = new CameraClient(connection, options, described.body, aggregate);
      for (const section of reading.sections) await client.#setUp(section, controlUrl(reading.document, section.range, base));
      return client;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** Starts the media, and our reports about it. */
  async play(): Promise<void> {
    await this.#connection.request('PLAY', this.#url, { Range: 'npt=0-' });
    this.#reports = setInterval(() => this.#report(), 1_000);
  }

  /** Gives the device a new key of ours in mid-play (ONVIF Streaming Specification). @throws RtspRefusal: the old key goes on */
  async rekey(stream: CameraStream): Promise<void> {
    const { session, keys: old } = stream;
    const coming = old.rekeyed();
    // The device may use the new key before its response is here; we do so after it. Old packets still pass.
    session.update({ send: old.keying().send, receive: coming.keying().receive });
    try {
      const body = formatRtspParameters(coming.message);
      await this.#connection.request('SET_PARAMETER', stream.control, { 'Content-Type': 'text/parameters' }, body);
      stream.keys = coming;
    } finally {
      session.update(stream.keys.keying());
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#reports);
    try {
      await this.#connection.request('TEARDOWN', this.#url);
    } finally {
      this.#connection.close();
      for (const { path, session } of this.streams) {
        path.close();
        session.close();
      }
    }
  }

  async #setUp(section: SectionReading, control: string): Promise<void> {
    const line = section.keyMgmt.find(({ value }) => value.kind === 'key-mgmt' && value.protocol === 'mikey');
    // A stream in the clear is not for this client, even where the device offers it beside a protected one.
    if (!section.profile.secure || line?.value.kind !== 'key-mgmt')
      throw new Error(`m=${section.media} ${section.profile.name}: the device offers no MIKEY key for it`);
    const ssrc = crypto.getRandomValues(new Uint32Array(1))[0] as number;
    const { media, url, keyOwner } = this.#options;
    const keys = StreamKeys.answer(line.value.data, { ssrc, owner: keyOwner });
    const path = media === 'udp' ? await udpPath(new URL(url).hostname) : interleavedPath(this.#connection, this.streams.length);
    const KeyMgmt = formatKeyMgmtHeader([{ protocol: 'mikey', uri: control, data: keys.message }]);
    const response = await this.#connection.request('SETUP', control, { Transport: path.transport, KeyMgmt });
    path.settle(headerOf(response, 'Transport') ?? '');
    const stream: CameraStream = {
      ...{ section, control, keys, ssrc, path, session: new SrtpSession(keys.keying()) },
      ...{ accepted: { rtp: 0, rtcp: 0 }, refused: {}, ended: false, lastReport: undefined },
    };
    path.onRtp = packet => this.#receive(stream, 'rtp', packet);
    path.onRtcp = packet => this.#receive(stream, 'rtcp', packet);
    this.streams.push(stream);
  }

  #receive(stream: CameraStream, kind: 'rtp' | 'rtcp', packet: Buffer): void {
    try {
      const octets = kind === 'rtp' ? stream.session.unprotectRtp(packet) : stream.session.unprotectRtcp(packet);
      stream.accepted[kind]++;
      if (kind === 'rtp') this.#options.onRtp?.(octets, stream);
      else this.#readReport(stream, octets);
    } catch (error) {
      if (!(error instanceof SrtpError)) throw error;
      stream.refused[error.code] = (stream.refused[error.code] ?? 0) + 1;
    }
  }

  #readReport(stream: CameraStream, packet: Uint8Array): void {
    stream.lastReport = senderReport(packet, Date.now()) ?? stream.lastReport;
    const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
    for (let at = 0; at + 4 <= packet.length; at += 4 + 4 * view.getUint16(at + 2))
      if (packet[at + 1] === 203) stream.ended = true;
  }

  #report(): void {
    for (const { ssrc, session, path, lastReport } of this.streams) {
      const heard = session.streams.find(({ direction, packets }) => direction === 'receive' && packets > 0);
      if (heard) path.sendRtcp(session.protectRtcp(receiverReport(ssrc, heard, lastReport, Date.now())));
    }
  }
}

/** RFC 2326 §C.1.1: the base itself, or relative to it. GStreamer's base has no slash at its end and yet wants one. */
function controlUrl(document: SdpDocument, range: SectionReading['range'] | SdpDocument['session'], base: string): string {
  const control = document.attributes(range, 'control')[0]?.value.trim() ?? '*';
  if (control === '*') return base;
  return /^rtsps?:/i.test(control) ? control : `${base.replace(/\/?$/, '/')}${control}`;
}
