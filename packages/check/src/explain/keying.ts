import type { SdpDocument } from '@sdpsec/negotiation/document';
import { type Weakening, weakeningsOf } from '@sdpsec/negotiation/policy';
import { isUsable, keyMgmtOf, type SectionReading, type UsableCryptoLine } from '@sdpsec/negotiation/reading';
import type { SignallingTransport } from '../input/sip.js';
import { type KeyingWay, keyingWays } from '../keying-ways.js';
import { explainKeyMgmt } from './mikey.js';
import type { PacketRate } from './packet-rate.js';
import { list } from './wording.js';

/** Where the keys of a section come from, all ways that it offers. */
export type SectionKeying = readonly KeyingWay[];

/** Every usable way of keying that a section of RTP has. */
export function sectionKeying(section: SectionReading): SectionKeying {
  return section.profile.rtp ? keyingWays(section) : [];
}

const names = {
  sdes: 'SDES (a=crypto, RFC 4568): the keys themselves stand in the SDP, each side names the one that it sends with',
  mikey: 'MIKEY (a=key-mgmt, RFC 4567 and RFC 3830)',
  dtls: 'DTLS-SRTP (RFC 5763, RFC 5764): the keys come from a handshake in the media path, which the fingerprint binds to this SDP',
  zrtp: 'ZRTP (RFC 6189): the keys come from an exchange in the media path, which the hash binds to this SDP',
} as const;

/** How a section that carries media is keyed; bundled behind another one, it may lack keys of its own (RFC 8859 §5.7). */
export function keyingText(section: SectionReading, keying: SectionKeying, isBundled: boolean, rate: PacketRate): string {
  const { profile, crypto } = section;
  if (!profile.rtp) return `${profile.name} is no RTP, so none of this concerns it.`;
  const messages = keyMgmtOf(section).map(line => explainKeyMgmt(line, rate));
  const stray = crypto.length > 0 && profile.tls ? [`Its a=crypto lines count for nothing under ${profile.name}.`] : [];
  return [headline(section, keying, isBundled), ...messages, ...stray].join(' ');
}

function headline({ profile }: SectionReading, keying: SectionKeying, isBundled: boolean): string {
  const [first] = keying;
  if (first === undefined && profile.secure && isBundled) return 'It has no keys of its own.';
  if (first === undefined)
    return profile.secure
      ? `${profile.name} promises SRTP, but nothing here gives keys for it: a peer must reject it.`
      : `Nothing secures it: media and RTCP go in the clear.`;
  const osrtp =
    profile.secure || first === 'zrtp'
      ? ''
      : ` Under ${profile.name} that is opportunistic (RFC 8643): a peer may ignore it, and then media goes in the clear.`;
  if (keying.length === 1) return `It is keyed by ${names[first]}.${osrtp}`;
  return `It offers ${keying.length} ways of keying, and the peer takes one: ${keying.map(name => names[name]).join('; ')}.${osrtp}`;
}

/** What is not encrypted, whatever the suite. */
export function clearText(document: SdpDocument, section: SectionReading, keying: SectionKeying): string {
  const { profile, crypto, range } = section;
  if (!profile.rtp || keying.length === 0) return '';
  const cryptex = document.attributes(range, 'cryptex').length + document.attributes(document.session, 'cryptex').length > 0;
  const header = cryptex
    ? 'the RTP header but for its extensions and CSRCs, which a=cryptex encrypts (RFC 9335)'
    : 'the RTP header with its extensions (sequence number, timestamp, SSRC, payload type; RFC 3711 §3.1)';
  const weak = (...names: readonly Weakening[]) =>
    crypto.filter(isUsable).filter(({ value }) => weakeningsOf(value).some(name => names.includes(name)));
  const besides = [
    ...where('the media', weak('unencrypted-srtp', 'null-cipher')),
    ...where('all RTCP', weak('unencrypted-srtcp', 'null-cipher')),
  ];
  return `In the clear remain ${list([header, 'the first 8 octets of RTCP (§3.4)', ...besides])}.`;
}

function where(what: string, lines: readonly UsableCryptoLine[]): string[] {
  return lines.length === 0 ? [] : [`${what} under tag ${list(lines.map(({ value }) => String(value.tag)))}`];
}

const secured: readonly SignallingTransport[] = ['tls', 'wss'];

/** Who can get at the keys. */
export function readersText(keying: SectionKeying, transport: SignallingTransport | undefined): string {
  if (!keying.includes('sdes'))
    return keying.includes('dtls') || keying.includes('zrtp')
      ? 'The SDP gives no keys away; whoever can change it can put themselves in between.'
      : '';
  const way =
    transport === undefined
      ? 'and, where a hop has no TLS, whoever listens there'
      : secured.includes(transport)
        ? `and whoever listens on a hop without TLS; this message came over ${transport.toUpperCase()}`
        : `and everyone on its way: this message came over ${transport.toUpperCase()}, in the clear`;
  return `The keys of a=crypto can be read by every proxy that this SDP passes, ${way} (RFC 4568 §8.3).`;
}
