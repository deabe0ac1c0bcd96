import type { MediaSection, SdpDocument } from '@sdpsec/negotiation/document';
import { type Codec, isUsable, readCodecs, readSecurity, type SectionReading } from '@sdpsec/negotiation/reading';
import { cryptoToParameters } from '@sdpsec/sdes';
import type { SrtpParameters } from '@sdpsec/srtp-core';
import { canonicalHost, type Endpoint } from '../capture/index.js';
import type { MikeyReader } from './mikey-reader.js';

/** One usable way in which a side may protect what it sends. */
export interface KeyLine {
  /** For people: `a=crypto:1`. */
  readonly label: string;
  /** Of an a=crypto line, which an answer chooses by it. */
  readonly tag?: number;
  readonly parameters: SrtpParameters;
}

/** What one side's SDP says about one m= section: where it wants its media, and how it protects what it sends. */
export interface Side {
  readonly section: number;
  readonly media: string;
  /** False where port 0 rejects or removes it (RFC 3264 §6). In RTSP port 0 says nothing (RFC 2326 §C.1.2). */
  readonly active: boolean;
  /** Transport addresses of RTP and of RTCP: `c=` with `m=`, `a=rtcp`, ICE candidates. */
  readonly rtp: readonly Endpoint[];
  readonly rtcp: readonly Endpoint[];
  readonly lines: readonly KeyLine[];
  /** What the section is keyed by besides, or instead of, usable a=crypto lines. */
  readonly keying: 'sdes' | 'mikey' | 'dtls' | 'zrtp' | 'none';
  /** Data type of its first MIKEY message (RFC 3830 §6.1): by what exchange its keys come. */
  readonly mikeyDataType?: number;
  readonly codecs: ReadonlyMap<number, Codec>;
  /** `a=control` (RFC 2326 §C.1.1), which RTSP names the section by. */
  readonly control?: string;
}

/** Reads the m= sections of an SDP. */
export function readSides(document: SdpDocument, mikey: MikeyReader): Side[] {
  return readSecurity(document).sections.map(section => readSide(document, section, mikey));
}

function readSide(document: SdpDocument, section: SectionReading, mikey: MikeyReader): Side {
  const { range } = section;
  const values = (name: string) => document.attributes(range, name).map(line => line.value.trim());
  const candidates = values('candidate').flatMap(readCandidate);
  const host = hostOf(section.address);
  const own = host !== undefined && section.port ? [{ host, port: section.port }] : [];
  const rtcpPort = readRtcp(values('rtcp')[0], host);
  const beside = own.map(({ host, port }) => ({ host, port: port + 1 }));
  const control = values('control')[0];
  return {
    section: section.index,
    media: section.media,
    active: section.active,
    rtp: [...own, ...candidates.filter(one => one.component === 1).map(one => one.endpoint)],
    rtcp: [...(rtcpPort ?? beside), ...candidates.filter(one => one.component === 2).map(one => one.endpoint)],
    lines: keyLines(section, mikey),
    keying: keyingOf(section),
    ...mikeyDataType(section),
    codecs: readCodecs(values('rtpmap'), values('fmtp'), formatsOf(range)),
    ...(control !== undefined && { control }),
  };
}

function keyLines({ crypto, keyMgmt }: SectionReading, reader: MikeyReader): KeyLine[] {
  const sdes = crypto
    .filter(isUsable)
    .map(({ value }) => ({ label: `a=crypto:${value.tag}`, tag: value.tag, parameters: cryptoToParameters(value) }));
  const mikey = keyMgmt.flatMap(({ value }) =>
    'problem' in value || !('data' in value)
      ? []
      : reader.parameters(value.data).map(parameters => ({ label: 'a=key-mgmt', parameters })),
  );
  return [...sdes, ...mikey];
}

/** The second octet of a message. */
function mikeyDataType({ keyMgmt }: SectionReading): Pick<Side, 'mikeyDataType'> {
  const [first] = keyMgmt.flatMap(({ value }) => (value.kind === 'key-mgmt' ? [value.data] : []));
  const type = first?.[1];
  return type === undefined ? {} : { mikeyDataType: type };
}

function keyingOf(section: SectionReading): Side['keying'] {
  if (section.crypto.length > 0) return 'sdes';
  if (section.keyMgmt.length > 0) return 'mikey';
  if (section.fingerprints.length > 0) return 'dtls';
  return section.zrtpHashes.length > 0 ? 'zrtp' : 'none';
}

function formatsOf(range: MediaSection): number[] {
  return range.description.formats.map(Number).filter(format => Number.isInteger(format) && format >= 0 && format < 128);
}

/** The host of `IN IP4 192.0.2.1/127`. */
function hostOf(address: string | undefined): string | undefined {
  const host = address?.split(/\s+/)[2]?.split('/')[0];
  return host === undefined || host === '' ? undefined : canonicalHost(host);
}

/** `a=rtcp:53020` or `a=rtcp:53020 IN IP6 2001:db8::1` (RFC 3605 §2.1). */
function readRtcp(value: string | undefined, host: string | undefined): Endpoint[] | undefined {
  const match = /^(\d{1,5})(?: +(IN +IP[46] +\S+))?/.exec(value ?? '');
  const own = match?.[2] ? hostOf(match[2]) : host;
  return match && own !== undefined ? [{ host: own, port: Number(match[1]) }] : undefined;
}

/** `foundation component transport priority address port typ ...` (RFC 8839 §5.1), over UDP. */
function readCandidate(value: string): { component: number; endpoint: Endpoint }[] {
  const [, component, transport, , address, port] = value.split(/\s+/);
  if (transport?.toLowerCase() !== 'udp' || address === undefined || !/^\d{1,5}$/.test(port ?? '')) return [];
  return [{ component: Number(component), endpoint: { host: canonicalHost(address), port: Number(port) } }];
}
