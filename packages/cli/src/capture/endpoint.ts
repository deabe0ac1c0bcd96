import { isIPv6 } from 'node:net';
import { colons } from './ipv6.js';

/** An address and port. The host is dotted decimal or RFC 5952 text, so equal addresses are equal strings. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** An RTSP interleaved channel that signalling names (RFC 2326 §12.39). */
  readonly channel?: number;
}

/** Where a packet came from and went to. */
export interface Path {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  /** The TURN channel (RFC 8656 §12) or RTSP interleaved channel (RFC 2326 §10.12) inside of that. */
  readonly channel?: number;
  /** Inside of TURN: between which addresses the relay and the peer behind it exchange this. SDP names these. */
  readonly relayed?: { readonly source: Endpoint; readonly destination: Endpoint };
}

/** `host:port`, with brackets around an IPv6 address, and `#` before a channel. */
export function formatEndpoint({ host, port, channel }: Endpoint): string {
  const place = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return channel === undefined ? place : `${place}#${channel}`;
}

/** The one spelling of an address that signalling wrote in some way; other texts, such as host names, only in lower case. */
export function canonicalHost(text: string): string {
  const address = text.replace(/%.*/, '');
  return isIPv6(address) ? colons(hostOctets(address), 0) : text.toLowerCase();
}

/** The 4 or 16 octets of an address in text. */
export function hostOctets(host: string): Buffer {
  if (!isIPv6(host)) return Buffer.from(host.split('.').map(Number));
  // The URL parser knows every spelling of an IPv6 address, the dotted tail too, and writes groups alone.
  const [head = '', tail] = new URL(`http://[${host}]`).hostname.slice(1, -1).split('::');
  const numbers = (part: string) => (part === '' ? [] : part.split(':').map(group => Number.parseInt(group, 16)));
  const front = numbers(head);
  const back = tail === undefined ? [] : numbers(tail);
  const groups = [...front, ...Array<number>(8 - front.length - back.length).fill(0), ...back];
  return Buffer.from(groups.flatMap(group => [group >> 8, group & 0xff]));
}
