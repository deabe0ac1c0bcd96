/** Joins the lines of an SDP as they go over the wire. */
export function sdp(...lines: readonly string[]): string {
  return lines.map(line => `${line}\r\n`).join('');
}

/** The session part of all our examples. */
export const session = (name: string) => [`v=0`, `o=${name} 1 1 IN IP4 192.0.2.1`, 's=-', 'c=IN IP4 192.0.2.1', 't=0 0'];

/** One audio section without security. */
export const audio = (port = 40_000, profile = 'RTP/AVP') => [`m=audio ${port} ${profile} 0`, 'a=rtpmap:0 PCMU/8000'];

/** One video section without security. */
export const video = (port = 40_002, profile = 'RTP/AVP') => [`m=video ${port} ${profile} 96`, 'a=rtpmap:96 H264/90000'];

/** A key of 30 octets for examples, another one for each `n` in 0..255. */
export const key30 = (n: number) => Buffer.alloc(30, n).toString('base64');

/** A crypto line of that key. */
export const line = (tag: number | string, n: number, suite = 'AES_CM_128_HMAC_SHA1_80', rest = '') =>
  `a=crypto:${tag} ${suite} inline:${key30(n)}${rest}`;

/** The a=crypto lines of an SDP text, as they stand. */
export const cryptoLines = (text: string) => text.split('\r\n').filter(one => one.startsWith('a=crypto:'));

/** The m= lines of an SDP text. */
export const mediaLines = (text: string) => text.split('\r\n').filter(one => one.startsWith('m='));
