import type { Codec } from '@sdpsec/negotiation/reading';
import { type Endpoint, hostOctets } from '../capture/index.js';

/** SAP's address and port (RFC 2974 §3). */
export const announcementPlace = {
  4: { host: '224.2.127.254', port: 9875 },
  6: { host: 'ff0e::2:7ffe', port: 9875 },
} as const;

/**
 * A SAP packet (RFC 2974 §6) that says which plain RTP arrives at an endpoint. Programs that read the written capture learn the media
 * and its codecs from it, without the SDP of the call, which says RTP/SAVP and holds keys.
 */
export function sessionAnnouncement(
  source: Endpoint,
  destination: Endpoint,
  media: string,
  codecs: ReadonlyMap<number, Codec>,
): Buffer {
  const origin = hostOctets(source.host);
  const isIpv6 = origin.length === 16;
  const network = isIpv6 ? 'IN IP6' : 'IN IP4';
  const formats = [...codecs.keys()];
  const lines = [
    ...[
      'v=0',
      `o=- ${destination.port} 1 ${network} ${source.host}`,
      's=decrypted by sdpsec',
      `c=${network} ${destination.host}`,
      't=0 0',
    ],
    `m=${/^[a-z]+$/.test(media) ? media : 'audio'} ${destination.port} RTP/AVP ${formats.join(' ') || '0'}`,
    ...[...codecs].flatMap(([format, { name, clockRate, parameters, fmtp }]) => [
      `a=rtpmap:${format} ${name}/${clockRate}${parameters ? `/${parameters}` : ''}`,
      ...(fmtp ? [`a=fmtp:${format} ${fmtp}`] : []),
    ]),
  ];
  const header = Buffer.from([isIpv6 ? 0x30 : 0x20, 0, destination.port >> 8, destination.port & 0xff]);
  return Buffer.concat([header, origin, Buffer.from(`application/sdp\0${lines.join('\r\n')}\r\n`)]);
}
