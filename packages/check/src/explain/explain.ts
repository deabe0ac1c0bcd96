import type { SdpDocument } from '@sdpsec/negotiation/document';
import { readSecurity, type SectionReading, type SecurityReading } from '@sdpsec/negotiation/reading';
import { toDocument } from '../check.js';
import type { SignallingTransport } from '../input/sip.js';
import { isSetUpByRtsp } from '../rtsp-section.js';
import { answerText } from './answered.js';
import { type ExplainedLine, explainLine } from './crypto-line.js';
import { clearText, keyingText, readersText, type SectionKeying, sectionKeying } from './keying.js';
import { type PacketRate, packetRate } from './packet-rate.js';
import { list } from './wording.js';

/** What {@link explain} may be told besides the SDP. */
export interface ExplainOptions {
  /** The answer to it. */
  readonly answer?: string | Uint8Array | SdpDocument;
  /** How the message travelled that carried it. */
  readonly transport?: SignallingTransport;
}

/** One m= section in words. */
export interface SectionExplanation {
  /** 0-based. */
  readonly section: number;
  /** `audio, port 49170, RTP/SAVP`. */
  readonly heading: string;
  readonly keying: SectionKeying;
  readonly packetRate: PacketRate;
  /** Its `a=crypto` lines. */
  readonly lines: readonly ExplainedLine[];
  /** One paragraph. Text of the SDP in it is as it came: escape control characters before showing it. */
  readonly text: string;
}

/**
 * Says in plain words how each m= section of an SDP is secured: by what, with which suites, how strong and for how long, what stays in the
 * clear, who can read the keys, and by which RFC; with an answer also what the two agreed on. Holds no key. Any text is taken.
 *
 * @example
 * ```ts
 * for (const { heading, text } of explain(offer, { answer })) console.log(`${heading}\n${text}\n`);
 * ```
 */
export function explain(sdp: string | Uint8Array | SdpDocument, options: ExplainOptions = {}): SectionExplanation[] {
  const reading = readSecurity(toDocument(sdp));
  const answer = options.answer === undefined ? undefined : readSecurity(toDocument(options.answer));
  return reading.sections.map(section => explainSection(reading, section, answer, options.transport));
}

function explainSection(
  reading: SecurityReading,
  section: SectionReading,
  answer: SecurityReading | undefined,
  transport: SignallingTransport | undefined,
): SectionExplanation {
  const keying = sectionKeying(section);
  const rate = packetRate(reading.document, section);
  const lines = section.crypto.map(line => explainLine(line, rate));
  const { media, port, profile, direction, index } = section;
  const byRtsp = !section.active && isSetUpByRtsp(reading.document, section);
  const tagged = reading.bundles.find(one => one.sections.includes(index))?.sections[0];
  const isBundled = tagged !== undefined && tagged !== index;
  const carriesMedia = section.active || byRtsp;
  const sentences = [
    carriesMedia
      ? keyingText(section, keying, isBundled, rate)
      : 'It has port 0: rejected, or taken out of the call; no media flows (RFC 3264 §6).',
    ...(byRtsp ? ['Its ports come from SETUP of RTSP, so that port 0 rejects nothing (RFC 2326 §C.1.2).'] : []),
    ...bundleText(reading, section),
    ...lines.map(({ text }) => text),
    ...(lines.some(({ usable }) => usable) || (carriesMedia && keying.includes('mikey'))
      ? [`The times are for ${round(rate.perSecond)} packets a second (${rate.basis}).`]
      : []),
    ...(answer && profile.rtp ? [answerText(reading, section, answer)] : []),
    ...(carriesMedia && profile.rtp ? [clearText(reading.document, section, keying), readersText(keying, transport)] : []),
  ];
  return {
    section: index,
    heading: [media, `port ${port ?? '?'}`, profile.name, ...(direction === 'sendrecv' ? [] : [direction])].join(', '),
    keying,
    packetRate: rate,
    lines,
    text: sentences.filter(Boolean).join(' '),
  };
}

function bundleText({ bundles, sections }: SecurityReading, { index }: SectionReading): string[] {
  const group = bundles.find(one => one.sections.includes(index));
  const [tagged, ...others] = group?.sections ?? [];
  if (tagged === undefined || others.length === 0) return [];
  if (tagged !== index && sections[tagged])
    return [
      `It is bundled: media runs over the transport of m= section ${tagged}, under the keys agreed there (RFC 9143 §7.2, RFC 8859 §5.7).`,
    ];
  return [
    `Its transport and keys are those of the bundled m= section${others.length > 1 ? 's' : ''} ${list(others.map(String))} too (RFC 9143).`,
  ];
}

function round(rate: number): string {
  return String(Number(rate.toPrecision(3)));
}
