import type { SdpDocument } from '@sdpsec/negotiation/document';
import { readCodecs, type SectionReading } from '@sdpsec/negotiation/reading';

/** How many RTP packets a second a section sends, as far as its SDP tells, and what that stands on. */
export interface PacketRate {
  readonly perSecond: number;
  /** For people: `PCMU, 20 ms a packet by a=ptime`. */
  readonly basis: string;
}

/** Milliseconds in a packet of audio where `a=ptime` says nothing (RFC 3551 §4.2). */
const usualTime = 20;
/** Codecs whose frames are longer (RFC 3551 §4.5.3, RFC 3952 §3.1). */
const otherTimes: Readonly<Record<string, number>> = { G723: 30, ILBC: 30 };
/** What a video packet carries: what Ethernet lets through, without headers. */
const videoOctets = 1200;
const usualVideo = 2000;

/** Estimates the packet rate from codec, `a=ptime` (RFC 8866 §6.4) and `b=` (§5.8). */
export function packetRate(document: SdpDocument, section: SectionReading): PacketRate {
  const values = (name: string) => document.attributes(section.range, name).map(({ value }) => value.trim());
  const [format = ''] = section.range.description.formats;
  const codec = readCodecs(values('rtpmap'), [], [Number(format)]).get(Number(format))?.name ?? `payload type ${format}`;
  if (section.media === 'audio') {
    const written = Number(values('ptime')[0]);
    const ptime = written >= 1 && written <= 1000 ? written : undefined;
    const time = ptime ?? otherTimes[codec.toUpperCase()] ?? usualTime;
    return { perSecond: 1000 / time, basis: `${codec}, ${time} ms a packet ${ptime ? 'by a=ptime' : 'as usual'}` };
  }
  const bandwidth = kilobits(document, section);
  const kbps = bandwidth ?? usualVideo;
  return {
    perSecond: Math.max(1, Math.round((kbps * 1000) / 8 / videoOctets)),
    basis: `${codec}, ${kbps} kbit/s ${bandwidth ? 'by b=' : 'assumed'} in packets of ${videoOctets} octets`,
  };
}

/** `b=AS` in kilobits, `b=TIAS` (RFC 3890) in bits a second. */
function kilobits(document: SdpDocument, { range }: SectionReading): number | undefined {
  for (const { type, value } of document.linesOf(range)) {
    const [, kind, number] = (type === 'b' && /^(AS|TIAS):(\d{1,10})\s*$/.exec(value)) || [];
    const rate = kind === 'TIAS' ? Number(number) / 1000 : Number(number);
    if (rate > 0) return Math.round(rate);
  }
  return undefined;
}
