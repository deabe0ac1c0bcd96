/** Builds captures of SIP calls with SRTP for the tests: messages, packets, and what must come out. */

import { buildReport, type Decrypted, type DecryptReport, decryptCapture } from '../../../packages/cli/src/decrypt/index.js';
import type { Keyring } from '../../../packages/cli/src/decrypt/keyring.js';
import { type Frame, ipv4, pcap, tcp, udp } from '../capture/frames.js';

export const alice = '192.0.2.10';
export const bob = '192.0.2.20';
export const key = (number: number) => Buffer.from(Array.from({ length: 30 }, (_, index) => (number * 37 + index * 11) & 0xff));
export const inline = (octets: Buffer) => `inline:${octets.toString('base64')}`;

/** PCMU that is no noise: a ramp, another one for every packet. */
export const voice = (number: number, length = 160) =>
  Buffer.from(Array.from({ length }, (_, index) => 0x40 + ((number + (index >> 3)) & 0x3f)));

export interface SdpFields {
  readonly host?: string;
  readonly port?: number;
  readonly profile?: string;
  readonly lines?: readonly string[];
}

export function sdp({ host = alice, port = 4000, profile = 'RTP/SAVP', lines = [] }: SdpFields): string {
  return ['v=0', `o=- 1 1 IN IP4 ${host}`, 's=-', `c=IN IP4 ${host}`, 't=0 0', `m=audio ${port} ${profile} 0`, ...lines, ''].join(
    '\r\n',
  );
}

export interface SipFields {
  readonly start?: string;
  readonly cseq?: string;
  readonly toTag?: string;
  readonly callId?: string;
  readonly body?: string;
}

export function sip({
  start = 'INVITE sip:bob@example.com SIP/2.0',
  cseq = '1 INVITE',
  toTag,
  callId = 'call-1',
  body = '',
}: SipFields): Buffer {
  const to = `To: <sip:bob@example.com>${toTag ? `;tag=${toTag}` : ''}`;
  const type = body ? ['Content-Type: application/sdp'] : [];
  return Buffer.from(
    [start, `Call-ID: ${callId}`, `CSeq: ${cseq}`, to, ...type, `Content-Length: ${body.length}`, '', body].join('\r\n'),
  );
}

export interface Place {
  readonly host: string;
  readonly port: number;
}

/** Frames in the order in which they were added, 20 ms apart. */
export class CallCapture {
  readonly frames: Frame[] = [];
  /** Plain packets that must come out, in order. */
  readonly expected: Buffer[] = [];
  #at = 1_700_000_000_000_000;

  fromAlice(payload: Buffer, sourcePort = 4000, destinationPort = 5000): this {
    return this.#add(ipv4(udp(payload, sourcePort, destinationPort), { source: alice, destination: bob }));
  }

  fromBob(payload: Buffer, sourcePort = 5000, destinationPort = 4000): this {
    return this.#add(ipv4(udp(payload, sourcePort, destinationPort), { source: bob, destination: alice }));
  }

  between(source: Place, destination: Place, payload: Buffer): this {
    return this.#add(ipv4(udp(payload, source.port, destination.port), { source: source.host, destination: destination.host }));
  }

  /** INVITE from Alice and 200 from Bob. */
  exchange(offer: string, answer: string, cseq = '1 INVITE'): this {
    this.fromAlice(sip({ cseq, body: offer }), 5060, 5060);
    return this.fromBob(sip({ start: 'SIP/2.0 200 OK', cseq, toTag: 'b', body: answer }), 5060, 5060);
  }

  overTcp(payload: Buffer, sequence: number): this {
    return this.#add(ipv4(tcp(payload, { sequence }), { source: alice, destination: bob, protocol: 6 }));
  }

  /** The same inside of a TCP connection. */
  segment(source: Place, destination: Place, payload: Buffer, sequence: number): this {
    const ports = { sourcePort: source.port, destinationPort: destination.port };
    const { host } = source;
    return this.#add(ipv4(tcp(payload, { sequence, ...ports }), { source: host, destination: destination.host, protocol: 6 }));
  }

  expect({ plain }: { plain: Buffer }): this {
    this.expected.push(plain);
    return this;
  }

  file(): Buffer {
    return pcap(this.frames);
  }

  #add(octets: Buffer): this {
    this.#at += 20_000;
    this.frames.push({ octets, at: this.#at });
    return this;
  }
}

export interface Outcome extends Decrypted {
  readonly plain: Buffer[];
  readonly report: DecryptReport;
  readonly rules: string[];
}

export async function decrypt(
  file: Buffer,
  options: { keyring?: Keyring; ssrcs?: number[]; roc?: number } = {},
): Promise<Outcome> {
  const plain: Buffer[] = [];
  async function* open() {
    yield file;
  }
  const decrypted = await decryptCapture({ ...options, open, onPlain: ({ octets }) => plain.push(Buffer.from(octets)) });
  const report = buildReport(decrypted.packets, decrypted.streams, decrypted.findings);
  return { ...decrypted, plain, report, rules: [...new Set(report.findings.map(finding => finding.rule))].sort() };
}
