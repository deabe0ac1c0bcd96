import { createSocket, type Socket } from 'node:dgram';
import {
  classifyPacket,
  deriveFromDtlsExporter,
  dtlsExporterLabel,
  dtlsExporterOctets,
  SrtpSession,
  type SuiteName,
} from '@sdpsec/srtp-core';
import type { MediaPort } from '../media-port.js';
import { Program } from '../program.js';

const host = '127.0.0.1';

/** The names that OpenSSL gives to the DTLS-SRTP profiles that it knows. */
export const opensslProfiles = {
  AES_CM_128_HMAC_SHA1_80: 'SRTP_AES128_CM_SHA1_80',
  AES_CM_128_HMAC_SHA1_32: 'SRTP_AES128_CM_SHA1_32',
  AEAD_AES_128_GCM: 'SRTP_AEAD_AES_128_GCM',
  AEAD_AES_256_GCM: 'SRTP_AEAD_AES_256_GCM',
} as const satisfies Partial<Record<SuiteName, string>>;
export type OpensslSuite = keyof typeof opensslProfiles;

export interface OpensslEndOptions {
  readonly role: 'client' | 'server';
  readonly suite: OpensslSuite;
  /** PEM files. */
  readonly files: { readonly certificate: string; readonly key: string };
}

/**
 * The DTLS end of a media port: `openssl` makes the handshake on ports of its own, and a relay carries its datagrams from and to the media port,
 * where DTLS and media are told apart (RFC 5764 §5.1.2).
 */
export class OpensslEnd {
  /** Called for all that comes to the media port and is no DTLS. */
  onMedia: (packet: Buffer) => void = () => {};
  readonly #options: OpensslEndOptions;
  readonly #relay: Socket;
  readonly #program: Program;
  #programPort = 0;

  private constructor(media: MediaPort, peer: number, relay: Socket, options: OpensslEndOptions) {
    const { role, suite, files } = options;
    this.#options = options;
    this.#relay = relay;
    media.onRtp = packet => {
      if (classifyPacket(packet) !== 'dtls') this.onMedia(packet);
      else if (this.#programPort > 0) relay.send(packet, this.#programPort, host);
    };
    relay.on('message', (packet, from) => {
      this.#programPort = from.port;
      media.sendRtp(packet, peer);
    });
    const ends = {
      client: ['s_client', '-connect', `${host}:${relay.address().port}`],
      // It asks for the certificate of the client.
      server: ['s_server', '-accept', `${host}:0`, '-verify', '1'],
    };
    const identity = ['-cert', files.certificate, '-key', files.key];
    const exporter = ['-keymatexport', dtlsExporterLabel, '-keymatexportlen', `${dtlsExporterOctets(suite)}`];
    this.#program = new Program('openssl', [
      ...ends[role],
      ...['-dtls1_2', '-mtu', '1200', '-use_srtp', opensslProfiles[suite]],
      ...identity,
      ...exporter,
    ]);
  }

  /** @param peer - port on the loopback to which the handshake goes. */
  static async open(media: MediaPort, peer: number, options: OpensslEndOptions): Promise<OpensslEnd> {
    const relay = createSocket('udp4');
    await new Promise<void>(resolve => relay.bind(0, host, resolve));
    const end = new OpensslEnd(media, peer, relay, options);
    if (options.role === 'server') {
      const accepting = /ACCEPT 127\.0\.0\.1:(\d+)/;
      await end.#program.untilSaid('ACCEPT ');
      end.#programPort = Number(accepting.exec(end.#program.output)?.[1]);
    }
    return end;
  }

  /** Once both ends have finished: the session that RFC 5764 §4.2 makes of what OpenSSL exports, and the certificate of the peer. */
  async session(): Promise<{ session: SrtpSession; certificate: string }> {
    const { role, suite } = this.#options;
    const exported = 'Keying material: ';
    await this.#program.untilSaid(exported);
    await this.#program.untilSaid('\n', this.#program.output.indexOf(exported));
    await this.#program.untilSaid('-----END CERTIFICATE-----');
    const { output } = this.#program;
    const material = Buffer.from(/Keying material: ([0-9A-F]+)/.exec(output)?.[1] ?? '', 'hex');
    const certificate = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/.exec(output)?.[0] ?? '';
    return { session: new SrtpSession(deriveFromDtlsExporter(material, suite, role)), certificate };
  }

  async close(): Promise<void> {
    await this.#program.stop();
    this.#relay.close();
  }
}
