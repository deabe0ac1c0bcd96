import { utf8 } from './target.js';

const head = 'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n';
/** Octets that count upwards: of the right lengths for their suites, and of no use to anybody. */
const inline = (octets: number) => `inline:${Buffer.from(Array.from({ length: octets }, (_, i) => i)).toString('base64')}`;
const fingerprint = `sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`;

/** Short offers of every kind of keying: the shorter a seed, the more of it is tried in a second. */
export const offers = (): Uint8Array[] =>
  [
    `m=audio 5004 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 ${inline(30)}|2^20|1:4\r\na=crypto:2 AEAD_AES_128_GCM ${inline(28)}\r\n`,
    `m=audio 5004 RTP/AVP 0\r\na=tcap:1 RTP/SAVP\r\na=acap:1 crypto:1 AES_CM_128_HMAC_SHA1_32 ${inline(30)}\r\na=pcfg:1 t=1 a=1\r\n`,
    `m=audio 5004 UDP/TLS/RTP/SAVPF 0\r\na=fingerprint:${fingerprint}\r\na=setup:actpass\r\na=tls-id:0123456789abcdef0123456789\r\n`,
    'm=audio 5004 RTP/SAVP 0\r\na=key-mgmt:mikey AQAFgM0B\r\na=zrtp-hash:1.10 fe30efd02423cb054e50efd0248742ac\r\nk=clear:x\r\n',
    `a=group:BUNDLE 0 1\r\nm=audio 5004 RTP/SAVPF 0\r\na=mid:0\r\na=rtcp-mux\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 ${inline(30)}\r\nm=video 0 RTP/SAVPF 96\r\na=mid:1\r\n`,
  ].map(rest => utf8(head + rest));

/** What security is made of in an SDP. */
export const sdpWords = [
  ...['\r\nm=audio 5004 RTP/SAVP 0\r\n', '\r\nm=video 5006 UDP/TLS/RTP/SAVPF 96\r\n', 'RTP/AVP', 'RTP/SAVPF', ' 0 '],
  ...[
    '\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:',
    '\r\na=key-mgmt:mikey ',
    '\r\na=tcap:1 RTP/SAVP\r\n',
    '\r\na=pcfg:1 t=1\r\n',
  ],
  ...['\r\na=acap:1 crypto:1 ', '\r\na=acfg:1 t=1\r\n', '\r\na=fingerprint:sha-256 ', '\r\na=setup:actpass\r\n', '\r\na=tls-id:'],
  ...[
    '\r\na=group:BUNDLE 0 1\r\n',
    '\r\na=mid:0\r\n',
    '\r\na=rtcp-mux\r\n',
    '\r\na=zrtp-hash:1.10 ',
    '\r\nk=base64:',
    '\r\na=key-mgt:',
  ],
  ...['\n ', '\r'],
];
