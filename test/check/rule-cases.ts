import { type Policy, readPolicy } from '@sdpsec/negotiation/policy';

/** Five lines of session part stand before the first m= line, so that an m= line is line 6 and what follows it line 7. */
export function sdp(...lines: readonly string[]): string {
  return ['v=0', 'o=- 2 2 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0', ...lines].map(line => `${line}\r\n`).join('');
}

const audio = (...lines: readonly string[]) => sdp('m=audio 49170 RTP/SAVP 0', ...lines);
const plain = (...lines: readonly string[]) => sdp('m=audio 49170 RTP/AVP 0', ...lines);
const dtls = (...lines: readonly string[]) => sdp('m=audio 49170 UDP/TLS/RTP/SAVP 0', ...lines);

/** From a random generator, for these tests. */
export const k = [
  'k2SW9GlBf7dhusoxGLS5j9e+hqx68SEFostugTNy',
  'vulohjQTYCKBpSmLRg6zgUAOtKEXrSarAtF9Mkgi',
  '7byAw3+dVfkBPz2JzS9vI2KiCNYSqq0T4mxTcaKY',
  'exUGL0vmGlcWUCBIUMmOdLG5lH10DvOvx1dJLkxP',
] as const;
const k28 = 'aTv1Xw8Jq0yYzWmPtL5uQ3nR7cKdEfGhVbNsAg==';
const k44 = 'b0j+rEwcbZ0wr5d3CUhtHzXu7pxME7nYkInywP71GMGj6xJYVIUc7TM3Rfs=';
const k46 = 'b0j+rEwcbZ0wr5d3CUhtHzXu7pxME7nYkInywP71GMGj6xJYVIUc7TM3RfuhoQ==';
const cm80 = 'AES_CM_128_HMAC_SHA1_80';
const first = `a=crypto:1 ${cm80} inline:${k[0]}`;
const second = `a=crypto:2 ${cm80} inline:${k[1]}`;
const sha256 = 'DF:2E:AC:8A:FD:0A:8E:99:BF:5D:E8:3C:E7:FA:FB:08:3B:3C:54:1D:D7:D4:05:77:A0:72:9B:14:08:6D:0F:4C';
const fingerprint = `a=fingerprint:sha-256 ${sha256}`;
const actpass = 'a=setup:actpass';

const listed = [
  'AQcFgNBM+B8CAAARIjNEAAAAAAAAAAAAAAAAAAsA7rCjgAAAAAAGELrCAWMe4a4eaybLxHEm3k8GAQARc2lwOmFAZXhhbXBsZS5vcmcVAQARc2lwOmJAZXhhbXBsZS5vcmcKAQALbWlrZXk7bWlrZXkDAAAAHgABAQEBEAIBAQMBFAQBDgUBAAcBAQgBAQoBAQsBCgEAkLm5Q3OfZaknasZ2YzBw6EdmPqtbwLcDf4f8t4wdwkazGVGAClhPT02MFv4P2GhpIkj+ss3K6IT7ZnlEvj6oOx6VpIho2Rfm5w9dtJU/d4tCTFCaVuS9A5aVoF9ZyDonV0LGABsO11Lr3imEAtVrVThHJAqFEAIfonzeMS6YIwD/2oKIOShk64Q9gGaiWEPbW1YVDiFSgEQxXPVnO7biDjXyZnwy/5Ib0LYUra5MbjwGXQTSuTKaPNGrTBTFH4qGAAAAAAABA6M4+fmI3iDj88gRJOii52KGM+I=',
  'AQAFgFkQGtsCAAARIjNEAAAAAAAAAAAAAAAAAAsA7rCjgAAAAAAGEL/WMHYxmUb5fvFpmjYPxg0GAQARc2lwOmFAZXhhbXBsZS5vcmcVAQARc2lwOmJAZXhhbXBsZS5vcmcKAQALbWlrZXk7bWlrZXkBAAAAHgABAQEBEAIBAQMBFAQBDgUBAAcBAQgBAQoBAQsBCgABABSslD9C/7QnEWxTrg0BhurxZJ0T3wF27cAhcueO3hvu9KSPBiP5hOmWfw==',
] as const;
const keyMgmt = (data: string) => sdp('m=video 49170 RTP/SAVP 96', `a=key-mgmt:mikey ${data}`);
const bundled = (one: string, other: string) =>
  sdp(
    'a=group:BUNDLE a v',
    ...['m=audio 49170 RTP/SAVPF 0', 'a=mid:a', `a=key-mgmt:mikey ${one}`],
    ...['m=video 49172 RTP/SAVPF 96', 'a=mid:v', `a=key-mgmt:mikey ${other}`],
  );
/** RFC 4567 §5.1: a pre-shared key message, encrypted and authenticated, with SSRC 0. */
const encrypted =
  'AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2UaDX8ZE22YwKAAAPZG9uYWxkQGR1Y2suY29tAQAAAAAAAQAk0JKpgaVkDaawi9whVBtBt0KZ14ymNuu62+Nv3ozPLygwK/GbAV9iemnGUIZ19fWQUOSrzKTAv9zV';
/** gortsplib's test of a camera: NULL encryption, a TEK of 30 octets, SSRC 0x30685760, padding to 112 octets. */
const bare =
  'AQAFAOadUfgBAAAwaFdgAAAAAAsA6/5vLbHBP9AKEMLd5EOoSTCldXp+2cOkF/sBAAAAFQABAQEBEAIBAQMBCgcBAQgBAQoBAQAAACIAIAAekJF4Pfzo3c1EOlNQi2RQnzW9ioa8TYt2N6UCST2vAA==';
/** The octets of a message with one of them changed. */
const changed = (message: string, at: number, value: number) => {
  const octets = Buffer.from(message, 'base64');
  octets[at] = value;
  return octets.toString('base64');
};
/** Where the KEMAC of `bare` begins: next payload, encryption, length; then the sub-payload: next payload, type and validity. */
const kemac = Buffer.from(bare, 'base64').indexOf(Buffer.from('00000022002000', 'hex'));

/** One input for each rule, where it fires there, and the nearest input that it leaves alone. */
export interface RuleCase {
  readonly fires: string;
  /** Line and column of the (first) finding. */
  readonly at: readonly [line: number, column: number];
  readonly nearMiss: string;
  /** What was seen on the wire: a row of the notes, where the id of the rule does not stand there. */
  readonly row?: `${'Q' | 'M'}${number}`;
  /** How the inputs are checked. */
  readonly options?: { readonly document?: 'offer' | 'answer'; readonly transport?: 'udp' | 'tls'; readonly policy?: Policy };
}

export const ruleCases: Readonly<Record<string, RuleCase>> = {
  'cli/plaintext-transport': {
    row: 'Q44',
    fires: audio(first),
    at: [7, 1],
    nearMiss: dtls(actpass, fingerprint),
    options: { transport: 'udp' },
  },
  'mikey/malformed': { row: 'M7', fires: keyMgmt(encrypted.slice(0, 100)), at: [7, 1], nearMiss: keyMgmt(encrypted) },
  'mikey/null-protection': { row: 'M4', fires: keyMgmt(bare), at: [7, 1], nearMiss: keyMgmt(encrypted) },
  // Two lines of one offer, DHHMAC and PSK, whose messages list both.
  'mikey/bidding-down': {
    fires: keyMgmt(listed[1]),
    at: [7, 1],
    nearMiss: keyMgmt(`${listed[0]}\r\na=key-mgmt:mikey ${listed[1]}`),
  },
  // RFC 8859 §5.35: of the category IDENTICAL.
  'mikey/bundle-differs': {
    fires: bundled(encrypted, bare),
    at: [12, 1],
    nearMiss: bundled(bare, bare),
  },
  // Octet 1 of the common header is the data type; 26 is SAKKE (RFC 6509 §4), 7 a Diffie-Hellman exchange.
  'mikey/sakke': { row: 'M9', fires: keyMgmt(changed(bare, 1, 26)), at: [7, 1], nearMiss: keyMgmt(changed(bare, 1, 7)) },
  'mikey/session-and-media': {
    row: 'M8',
    fires: sdp(`a=key-mgmt:mikey ${encrypted}`, 'm=video 49170 RTP/SAVP 96', `a=key-mgmt:mikey ${bare}`),
    at: [8, 1],
    nearMiss: sdp(`a=key-mgmt:mikey ${encrypted}`, 'm=video 49170 RTP/SAVP 96'),
  },
  'mikey/ssrc-zero': { row: 'M3', fires: keyMgmt(encrypted), at: [7, 1], nearMiss: keyMgmt(bare) },
  // The type is the upper half of the octet behind "next payload": 2 is TEK, 0 is TGK (RFC 3830 §6.13).
  'mikey/tek-with-salt': { row: 'M2', fires: keyMgmt(bare), at: [7, 1], nearMiss: keyMgmt(changed(bare, kemac + 5, 0x00)) },
  'mikey/trailing-octets': {
    fires: keyMgmt(Buffer.concat([Buffer.from(encrypted, 'base64'), Buffer.of(0)]).toString('base64')),
    at: [7, 1],
    nearMiss: keyMgmt(encrypted),
  },
  'mikey/unknown-protocol': {
    fires: keyMgmt(encrypted).replace('mikey', 'mikex'),
    at: [7, 12],
    nearMiss: keyMgmt(encrypted).replace('mikey', 'MIKEY'),
  },
  'mikey/value-form': { fires: keyMgmt(` ${encrypted}`), at: [7, 17], nearMiss: keyMgmt(encrypted) },
  'mikey/value-syntax': { fires: keyMgmt('AQAF*gM0'), at: [7, 22], nearMiss: keyMgmt('AQAF') },
  // Parameter 8 of the SRTP policy, SRTCP encryption (RFC 3830 §6.10.1): type 8, length 1, value.
  'mikey/weakening-policy': {
    fires: keyMgmt(changed(bare, Buffer.from(bare, 'base64').indexOf(Buffer.from('080101', 'hex')) + 2, 0)),
    at: [7, 1],
    nearMiss: keyMgmt(bare),
  },
  'oa/line-unusable': {
    fires: audio(first),
    at: [7, 1],
    nearMiss: audio(`a=crypto:1 AEAD_AES_256_GCM inline:${k44}`),
    options: { policy: readPolicy({ security: { minimumStrength: { keyBits: 256 } } }) },
  },
  'oa/no-acceptable-keys': {
    fires: audio(first, fingerprint),
    at: [6, 1],
    nearMiss: audio(first, 'a=tcap:1 RTP/SAVPF', `a=acap:1 crypto:2 AEAD_AES_256_GCM inline:${k44}`, 'a=pcfg:1 t=1 a=1'),
    options: { policy: readPolicy({ security: { suites: ['AEAD_AES_256_GCM'] } }) },
  },
  'oa/unexpected-488-causes': {
    fires: audio('a=candidate:1 1 UDP 1 192.0.2.1 9 typ host', first),
    at: [7, 1],
    nearMiss: audio('a=candidate:1 1 UDP 1 192.0.2.1 9 typ host', actpass, fingerprint),
  },
  'sdes/aead-params': {
    fires: audio(`a=crypto:1 AEAD_AES_128_GCM inline:${k28} UNENCRYPTED_SRTP`),
    at: [7, 77],
    nearMiss: audio(`a=crypto:1 AEAD_AES_128_GCM inline:${k28} UNENCRYPTED_SRTCP`),
  },
  'sdes/attribute-name': { fires: audio(first.replace('crypto', 'cripto')), at: [7, 3], nearMiss: audio(first, 'a=cripto:1') },
  'sdes/base64-invalid': {
    fires: audio(`a=crypto:1 ${cm80} inline:${k[0].replace('+', '-')}`),
    at: [7, 43],
    nearMiss: audio(`a=crypto:1 ${cm80} inline:****************`),
  },
  'sdes/base64-noncanonical': {
    fires: audio(`a=crypto:1 AEAD_AES_128_GCM inline:${k28.replace('Ag==', 'Ah==')}`),
    at: [7, 73],
    nearMiss: audio(`a=crypto:1 AEAD_AES_128_GCM inline:${k28}`),
  },
  'sdes/case': { fires: audio(first.replace('inline', 'INLINE')), at: [7, 36], nearMiss: audio(first) },
  'sdes/cryptoscale': {
    fires: audio(first, `a=cryptoscale:2 client ${cm80} inline:${k[1]}`),
    at: [8, 1],
    nearMiss: audio(first),
  },
  'sdes/duplicate-tag': {
    fires: audio(first, second.replace('a=crypto:2', 'a=crypto:01')),
    at: [8, 10],
    nearMiss: audio(first, 'm=video 49172 RTP/SAVP 96', second.replace(':2', ':1')),
  },
  'sdes/empty-key': { fires: audio(`${first};`), at: [7, 83], nearMiss: audio(`${first}|1:4;inline:${k[1]}|2:4`) },
  'sdes/fec': { fires: audio(`${first} FEC_KEY=inline:${k[1]}`), at: [7, 84], nearMiss: audio(`${first} FEC_ORDER=FEC_SRTP`) },
  'sdes/folded-line': {
    fires: audio(`a=crypto:1 ${cm80}`, `inline:${k[0]}`),
    at: [7, 1],
    nearMiss: audio(first, ' '),
  },
  'sdes/kdr-zero': { fires: audio(`${first} KDR=0`), at: [7, 88], nearMiss: audio(`${first} KDR=1`) },
  'sdes/key-length': {
    fires: audio(`a=crypto:1 AEAD_AES_256_GCM inline:${k46}`),
    at: [7, 36],
    nearMiss: audio(`a=crypto:1 AEAD_AES_256_GCM inline:${k44}`),
  },
  'sdes/key-low-entropy': {
    row: 'Q43',
    // 30 hexadecimal digits as text.
    fires: audio(`a=crypto:1 ${cm80} inline:NGY4OGViMDYzZjQzYTNiOTNkOWRiYzRlMjM0Yzcz`),
    at: [7, 43],
    nearMiss: audio(first),
  },
  'sdes/key-method': { fires: audio(`a=crypto:1 ${cm80} inline`), at: [7, 36], nearMiss: audio(`a=crypto:1 ${cm80} inline:`) },
  'sdes/key-missing': { fires: audio(`a=crypto:1 ${cm80} inline:`), at: [7, 43], nearMiss: audio(`a=crypto:1 ${cm80} inline`) },
  'sdes/key-published-example': {
    row: 'Q43',
    // Printed in RFC 4568 §7.1.5; with another salt it is the same master key.
    fires: audio(`a=crypto:1 ${cm80} inline:WVNfX19zZW1jdGwgKCkgewky${k[0].slice(24)}`),
    at: [7, 43],
    nearMiss: audio(first),
  },
  'sdes/key-redacted': {
    fires: audio(`a=crypto:1 ${cm80} inline: ******`),
    at: [7, 1],
    nearMiss: audio(`a=crypto:1 ${cm80} inline:`),
  },
  'sdes/key-reuse': {
    row: 'Q43',
    fires: audio(first, 'm=video 49172 RTP/SAVP 96', first),
    at: [9, 43],
    nearMiss: audio(first, 'm=video 49172 RTP/SAVP 96', second),
  },
  'sdes/lifetime': { fires: audio(`${first}|SHA1`), at: [7, 84], nearMiss: audio(`${first}|2^31`) },
  'sdes/lifetime-short': { fires: audio(`${first}|1048575`), at: [7, 84], nearMiss: audio(`${first}|1048576`) },
  'sdes/mki-accepted-not-implemented': { fires: audio(`${first}|1:1`), at: [7, 84], nearMiss: audio(`${first}|2^31`) },
  'sdes/mki-inconsistent': {
    fires: audio(`${first}|1:4;inline:${k[1]}|2:3`),
    at: [7, 36],
    nearMiss: audio(`${first}|1:4;inline:${k[1]}|2:4`),
  },
  'sdes/mki-long': { fires: audio(`${first}|2^20|1:16`), at: [7, 89], nearMiss: audio(`${first}|2^20|1:15`) },
  'sdes/mki-value': { fires: audio(`${first}|1:129`), at: [7, 86], nearMiss: audio(`${first}|1:128`) },
  'sdes/mki-vs-lifetime': { fires: audio(`${first}|2^20|4`), at: [7, 89], nearMiss: audio(`${first}|2^20|4:1`) },
  'sdes/mki-zero': { fires: audio(`${first}|0:1`), at: [7, 84], nearMiss: audio(`${first}|1:1`) },
  'sdes/multiple-keys': {
    fires: audio(`${first}|1:4;inline:${k[1]}|2:4`),
    at: [7, 88],
    nearMiss: audio(`${first}|1:4 FEC_KEY=inline:${k[1]}|2:4`),
  },
  'sdes/padding-missing': {
    fires: audio(`a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:${k46.slice(0, -2)}`),
    at: [7, 105],
    nearMiss: audio(`a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:${k46}`),
  },
  'sdes/padding-wrong': { fires: audio(`${first}=|2^31`), at: [7, 83], nearMiss: audio(`${first}|2^31`) },
  'sdes/session-level': {
    fires: `v=0\r\n${first}\r\nm=audio 49170 RTP/SAVP 0\r\n${second}\r\n`,
    at: [2, 1],
    nearMiss: `v=0\r\nm=audio 49170 RTP/SAVP 0\r\n${first}\r\n`,
  },
  'sdes/session-param-conflict': {
    fires: audio(`${first} WSH=64 WSH=128`),
    at: [7, 91],
    nearMiss: audio(`${first} WSH=64 KDR=1`),
  },
  'sdes/session-param-value': { fires: audio(`${first} KDR=x`), at: [7, 88], nearMiss: audio(`${first} KDR=24`) },
  'sdes/session-params': { fires: audio(`${first} WSH=1024`), at: [7, 84], nearMiss: audio(`${first} -WSH=1024`) },
  'sdes/short-tag-first': {
    fires: audio(first.replace('_80', '_32'), second),
    at: [7, 12],
    nearMiss: audio(first, second.replace('_80', '_32')),
  },
  'sdes/suite-alias': {
    fires: audio(`a=crypto:1 AES_CM_256_HMAC_SHA1_80 inline:${k46}`),
    at: [7, 12],
    nearMiss: audio(`a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:${k46}`),
  },
  'sdes/suite-gcm8': {
    fires: audio(`a=crypto:1 AEAD_AES_128_GCM_8 inline:${k28}`),
    at: [7, 12],
    nearMiss: audio(`a=crypto:1 AEAD_AES_128_GCM inline:${k28}`),
  },
  'sdes/suite-typo': {
    fires: audio(first.replace('HMAC', 'HMAW')),
    at: [7, 12],
    nearMiss: audio(first.replace(cm80, 'SOMETHING_ELSE')),
  },
  'sdes/suite-uncertain': {
    fires: audio(`a=crypto:1 SEED_128_CCM_80 inline:${k28}`),
    at: [7, 12],
    nearMiss: audio(`a=crypto:1 SEED_CTR_128_HMAC_SHA1_80 inline:${k[0]}`),
  },
  'sdes/suite-unknown': {
    fires: audio(first.replace(cm80, 'SOMETHING_ELSE')),
    at: [7, 12],
    nearMiss: audio(first.replace('HMAC', 'HMAW')),
  },
  'sdes/tag-syntax': {
    fires: audio(first.replace(':1', ':1234567890')),
    at: [7, 10],
    nearMiss: audio(first.replace(':1', ':123456789')),
  },
  'sdes/tag-zero': { fires: audio(first.replace(':1', ':0')), at: [7, 10], nearMiss: audio(first.replace(':1', ':10')) },
  'sdes/weakening-params': {
    fires: audio(`${first} UNENCRYPTED_SRTCP`),
    at: [7, 84],
    nearMiss: audio(`${first} -UNENCRYPTED_SRTCP`),
  },
  'sdes/whitespace': { fires: audio(`${first} `), at: [7, 83], nearMiss: audio(first) },
  'sdes/wsh-range': { fires: audio(`${first} WSH=63`), at: [7, 88], nearMiss: audio(`${first} WSH=64`) },
  'sdp/both-keyings': { fires: audio(first, actpass, fingerprint), at: [6, 1], nearMiss: audio(actpass, fingerprint) },
  'sdp/bundle-crypto': {
    // The second section is the tagged one: its mid stands first in the group (RFC 8859 §4.5).
    fires: sdp(
      'a=group:BUNDLE v a',
      'm=audio 49170 RTP/SAVP 0',
      'a=mid:a',
      first,
      'm=video 49172 RTP/SAVP 96',
      'a=mid:v',
      second,
    ),
    at: [9, 1],
    nearMiss: sdp('a=group:LS v a', 'm=audio 49170 RTP/SAVP 0', 'a=mid:a', first, 'm=video 49172 RTP/SAVP 96', 'a=mid:v', second),
  },
  // The list of the session part takes the numbers 1 and 2 (RFC 5939 §3.4.2).
  'sdp/capability-number': {
    fires: sdp('a=tcap:1 RTP/SAVPF RTP/SAVP', 'm=audio 49170 RTP/AVP 0', 'a=tcap:2 RTP/AVPF'),
    at: [8, 8],
    nearMiss: sdp('a=tcap:1 RTP/SAVPF RTP/SAVP', 'm=audio 49170 RTP/AVP 0', 'a=tcap:3 RTP/AVPF'),
  },
  'sdp/capneg-crypto': {
    fires: plain('a=tcap:1 RTP/SAVPF', 'a=pcfg:1 t=1', first),
    at: [8, 1],
    nearMiss: plain('a=tcap:1 RTP/AVPF', 'a=pcfg:1 t=1', first),
  },
  'sdp/control-characters': { fires: audio('a=x:y\0z', first), at: [7, 6], nearMiss: audio('a=x:y\tz', first) },
  'sdp/crypto-on-dtls-profile': { fires: dtls(actpass, fingerprint, first), at: [9, 1], nearMiss: audio(first) },
  'sdp/crypto-on-non-rtp': {
    fires: sdp('m=application 5070 UDP/BFCP *', first),
    at: [7, 1],
    nearMiss: sdp('m=audio 5070 TCP/RTP/SAVP 0', first),
  },
  'sdp/dtls-fingerprint': {
    fires: dtls(actpass, fingerprint.replace('sha-256', 'sha-384')),
    at: [8, 23],
    nearMiss: dtls(actpass, fingerprint),
  },
  'sdp/dtls-no-fingerprint': {
    fires: dtls(actpass),
    at: [6, 15],
    nearMiss: sdp(fingerprint, 'm=audio 49170 UDP/TLS/RTP/SAVP 0', actpass),
  },
  'sdp/dtls-setup': { fires: dtls('a=setup:actpasss', fingerprint), at: [7, 9], nearMiss: dtls('a=setup:passive', fingerprint) },
  'sdp/dtls-weak-hash': {
    fires: dtls(actpass, `a=fingerprint:sha-1 ${sha256.slice(0, 59)}`),
    at: [8, 15],
    nearMiss: dtls(actpass, fingerprint),
  },
  'sdp/dup-mlines': {
    fires: sdp('m=audio 49170 RTP/AVP 0', 'm=audio 49170 RTP/SAVP 0', first),
    at: [7, 1],
    nearMiss: sdp('m=audio 49170 RTP/SAVP 8', second, 'm=audio 49170 RTP/SAVP 0', first),
  },
  'sdp/fec-order-in-fmtp': {
    fires: audio(first, 'a=fmtp:97 FEC_ORDER=FEC_SRTP'),
    at: [8, 11],
    nearMiss: audio(first, 'a=fmtp:97 ORDER=1'),
  },
  'sdp/k-line': { fires: audio('k=prompt', first), at: [7, 1], nearMiss: audio('a=k:prompt', first) },
  'sdp/key-mgt-misspelled': {
    fires: audio('a=key-mgt:mikey AQAFgM0X'),
    at: [7, 3],
    nearMiss: audio('a=key-mgmt:mikey AQAFgM0X'),
  },
  'sdp/keying-on-plain-profile': { fires: plain(actpass, fingerprint), at: [8, 1], nearMiss: plain(actpass, first) },
  'sdp/media-line-syntax': {
    fires: sdp('m=audio 65536 RTP/SAVP 0', first),
    at: [6, 9],
    nearMiss: sdp('m=audio 65535 RTP/SAVP 0', first),
  },
  'sdp/mixed-line-ends': {
    fires: audio(first).replace('s=-\r\n', 's=-\n'),
    at: [3, 4],
    nearMiss: audio(first).replaceAll('\r\n', '\n'),
  },
  // RFC 8866 §9: of the m= line alone there may be none.
  'sdp/no-media': { fires: sdp(), at: [1, 1], nearMiss: audio(first) },
  'sdp/no-session-part': { fires: `m=audio 49170 RTP/SAVP 0\r\n${first}\r\n`, at: [1, 1], nearMiss: audio(first) },
  'sdp/no-usable-keying': {
    fires: audio(first.replace('inline', 'outline')),
    at: [6, 1],
    nearMiss: audio(first.replace('inline', 'outline'), fingerprint),
  },
  'sdp/odd-line': { fires: audio(first, '}'), at: [8, 1], nearMiss: audio(first, '') },
  'sdp/optional-srtp-avp': { fires: plain(first), at: [6, 15], nearMiss: audio(first) },
  'sdp/plain-media': { fires: plain(), at: [6, 1], nearMiss: sdp('m=audio 0 RTP/AVP 0') },
  'sdp/profile-typo': {
    fires: sdp('m=audio 49170 RTP/SAPV 0', first),
    at: [6, 15],
    nearMiss: sdp('m=audio 49170 RTP/SAVPF 0', first),
  },
  'sdp/savp-no-keying': { fires: audio(), at: [6, 15], nearMiss: sdp('m=audio 0 RTP/SAVP 0') },
  'sdp/savp-with-dtls': { fires: audio(actpass, fingerprint), at: [6, 15], nearMiss: dtls(actpass, fingerprint) },
  'sdp/stale-crypto': {
    fires: sdp('m=audio 0 RTP/SAVP 0', first),
    at: [7, 1],
    nearMiss: sdp('m=audio 0 RTP/SAVP 0', first, 'a=bundle-only'),
  },
  'sdp/tls-id': {
    fires: dtls(actpass, fingerprint, 'a=tls-id:abc3de65cddef001be8'),
    at: [9, 10],
    nearMiss: dtls(actpass, fingerprint, 'a=tls-id:abc3de65cddef001be82'),
  },
  'sdp/trimmed-crlf': { fires: audio(first).trimEnd(), at: [7, 83], nearMiss: audio(first) },
  'sdp/whitespace': { fires: audio('a=sendrecv ', first), at: [7, 1], nearMiss: audio('a=sendrecv', `${first} `) },
  'sdp/zrtp-hash': {
    fires: plain(`a=zrtp-hash:1.1 ${'5a'.repeat(32)}`),
    at: [7, 13],
    nearMiss: plain(`a=zrtp-hash:1.10 ${'5a'.repeat(32)}`),
  },
};
