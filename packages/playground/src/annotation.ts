import type { SdpLine } from '@sdpsec/negotiation/document';
import type { FingerprintLine, KeyMgmtLine, Profile, SectionReading, SecurityReading } from '@sdpsec/negotiation/reading';
import { cryptoWords } from './crypto-words.js';

/** What the lines of an SDP say, by the index of the line; lines without a word of ours are absent. */
export function annotationsOf(reading: SecurityReading): ReadonlyMap<number, string> {
  const words = new Map<number, string>();
  for (const line of reading.document.lines) {
    const plain = plainWords(line);
    if (plain) words.set(line.index, plain);
  }
  for (const section of reading.sections) words.set(section.line.index, sectionWords(section));
  for (const keying of [reading.session, ...reading.sections.map(({ own }) => own)]) {
    for (const line of keying.crypto) words.set(line.line.index, cryptoWords(line));
    for (const line of keying.keyMgmt) words.set(line.line.index, keyMgmtWords(line));
    for (const line of keying.fingerprints) words.set(line.line.index, fingerprintWords(line));
    for (const { line } of keying.zrtpHashes)
      words.set(line.index, 'hash of the ZRTP Hello: keys are agreed on in the media path');
  }
  return words;
}

function sectionWords({ media, port, profile, active }: SectionReading): string {
  if (!active) return `${media}, rejected or removed (port 0)`;
  return `${media} on port ${port ?? '?'}; ${profileWords(profile)}`;
}

function profileWords({ name, rtp, secure, tls, feedback }: Profile): string {
  if (!rtp) return `${name}: no RTP`;
  const keys = tls ? 'SRTP keyed by DTLS' : secure ? 'SRTP' : 'RTP in the clear';
  return feedback ? `${keys}, with early RTCP feedback` : keys;
}

function keyMgmtWords({ value }: KeyMgmtLine): string {
  if (value.kind === 'problem') return 'not usable';
  return `${value.protocol.toUpperCase()} message of ${value.data.length} octets, shown below octet by octet`;
}

function fingerprintWords({ hash, refusal }: FingerprintLine): string {
  return refusal ? 'not usable' : `${hash?.toUpperCase()} of the certificate that the DTLS handshake must show`;
}

const types: Readonly<Record<string, string>> = {
  v: 'version of SDP',
  o: 'who described the session, and which version of it',
  s: 'name of the session',
  c: 'address for media',
  t: 'when: 0 0 is any time',
  k: 'obsolete key field, readable by everybody (RFC 8866 §5.12)',
};

const attributes: Readonly<Record<string, string>> = {
  setup: 'role in the DTLS handshake',
  'tls-id': 'names the DTLS association',
  mid: 'name of this m= section',
  group: 'm= sections that belong together; in a BUNDLE they share one transport and its keys',
  'rtcp-mux': 'RTP and RTCP on one port',
  'bundle-only': 'only with the transport of its bundle',
  sendrecv: 'media both ways',
  sendonly: 'media from its writer only',
  recvonly: 'media to its writer only',
  inactive: 'no media for now',
  rtpmap: 'codec of a payload type',
  fmtp: 'parameters of a codec',
  ptime: 'milliseconds of media in a packet',
  candidate: 'address at which ICE may find its writer',
  'ice-ufrag': 'ICE user name',
  'ice-pwd': 'ICE password',
  tcap: 'profiles that could be used (RFC 5939)',
  acap: 'attributes that could be used (RFC 5939)',
  pcfg: 'combination of capabilities that is offered (RFC 5939)',
  acfg: 'combination of capabilities that is taken (RFC 5939)',
};

function plainWords({ type, attribute }: SdpLine): string | undefined {
  return attribute === undefined ? types[type ?? ''] : attributes[attribute];
}
