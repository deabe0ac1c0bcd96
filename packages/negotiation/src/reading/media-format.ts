import type { AttributeIndex } from './attribute-index.js';
import { Numbered } from './numbered.js';
import type { SectionReading } from './section-reading.js';

/** An RTP payload type with what it stands for. */
export interface MediaFormat {
  readonly payloadType: number;
  /** `pcmu/8000`, in lower case and without a channel count of one. */
  readonly encoding: string;
}

/** RFC 3551 §6: payload types that need no a=rtpmap. */
const staticTypes: ReadonlyMap<number, string> = new Map([
  [0, 'pcmu/8000'],
  [3, 'gsm/8000'],
  [4, 'g723/8000'],
  [5, 'dvi4/8000'],
  [6, 'dvi4/16000'],
  [7, 'lpc/8000'],
  [8, 'pcma/8000'],
  [9, 'g722/8000'],
  [10, 'l16/44100/2'],
  [11, 'l16/44100'],
  [13, 'cn/8000'],
  [14, 'mpa/90000'],
  [15, 'g728/8000'],
  [18, 'g729/8000'],
  [26, 'jpeg/90000'],
  [31, 'h261/90000'],
  [32, 'mpv/90000'],
  [33, 'mp2t/90000'],
  [34, 'h263/90000'],
]);

/**
 * The formats of an m= line; one that says nothing of its encoding has an empty one.
 *
 * @example
 * ```ts
 * mediaFormats(readSecurity(document).sections[0])[0].encoding; // 'pcmu/8000'
 * ```
 */
export function mediaFormats({ range, attributes }: SectionReading): MediaFormat[] {
  const mapped = new Map<number, string>();
  for (const { value } of attributes.get('rtpmap') ?? []) {
    const [, type, encoding] = /^[ \t]*(\d{1,3})[ \t]+(\S+)/.exec(value) ?? [];
    if (type && encoding) mapped.set(Number(type), normal(encoding));
  }
  return range.description.formats.map(format => {
    const payloadType = Number(format);
    return { payloadType, encoding: mapped.get(payloadType) ?? staticTypes.get(payloadType) ?? '' };
  });
}

/** The media format capabilities of `a=rmcap` lines by their numbers, which `a=omcap` lines count among (RFC 6871 §3.3.1). */
export function mediaCapabilities(level: AttributeIndex, session?: Numbered<string>): Numbered<string> {
  const found = new Numbered(session);
  for (const { value } of [...(level.get('rmcap') ?? []), ...(level.get('omcap') ?? [])]) {
    const [, numbers, encoding] = /^[ \t]*([\d,-]{1,200})[ \t]+(\S+)/.exec(value) ?? [];
    if (numbers && encoding) for (const number of expandNumbers(numbers)) found.add(number, normal(encoding));
  }
  return found;
}

/**
 * Media capability numbers as `1,4-6`; a range is cut where nobody would need it to be longer.
 *
 * @example
 * ```ts
 * expandNumbers('1,4-6'); // [1, 4, 5, 6]
 * ```
 */
export function expandNumbers(numbers: string): number[] {
  return numbers.split(',').flatMap(item => {
    const [, first, last = first] = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(item) ?? [];
    if (first === undefined) return [];
    const length = Math.min(64, Math.max(0, Number(last) - Number(first) + 1));
    return Array.from({ length }, (_, i) => Number(first) + i);
  });
}

function normal(encoding: string): string {
  return encoding.toLowerCase().replace(/^([^/]+\/\d+)\/1$/, '$1');
}
