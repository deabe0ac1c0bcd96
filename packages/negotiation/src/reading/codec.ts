/** What a payload type stands for. */
export interface Codec {
  /** Encoding name as registered, in the SDP's spelling. */
  readonly name: string;
  /** Clock ticks in a second. */
  readonly clockRate: number;
  /** The rest of `a=rtpmap`, such as the number of channels. */
  readonly parameters?: string;
  readonly fmtp?: string;
}

/** Static payload types of RFC 3551 §6 that are still in use. */
const staticCodecs: Readonly<Record<number, Codec>> = {
  0: { name: 'PCMU', clockRate: 8000 },
  3: { name: 'GSM', clockRate: 8000 },
  8: { name: 'PCMA', clockRate: 8000 },
  9: { name: 'G722', clockRate: 8000 },
  13: { name: 'CN', clockRate: 8000 },
  18: { name: 'G729', clockRate: 8000 },
  26: { name: 'JPEG', clockRate: 90_000 },
  31: { name: 'H261', clockRate: 90_000 },
  33: { name: 'MP2T', clockRate: 90_000 },
  34: { name: 'H263', clockRate: 90_000 },
};

/**
 * The codec of a payload type when no SDP names it.
 *
 * @example
 * ```ts
 * staticCodec(0)?.name; // 'PCMU'
 * ```
 */
export function staticCodec(payloadType: number): Codec | undefined {
  return staticCodecs[payloadType];
}

/**
 * The formats of an m= line with what `a=rtpmap` and `a=fmtp` (RFC 8866 §6.6, §6.15) say about them.
 *
 * @example
 * ```ts
 * readCodecs(['96 opus/48000/2'], ['96 useinbandfec=1'], [0, 96]).get(0)?.name; // 'PCMU'
 * ```
 */
export function readCodecs(rtpmaps: readonly string[], fmtps: readonly string[], formats: readonly number[]): Map<number, Codec> {
  const codecs = new Map<number, Codec>();
  for (const format of formats) {
    const codec = staticCodecs[format];
    if (codec) codecs.set(format, codec);
  }
  for (const value of rtpmaps) {
    const match = /^(\d{1,3})\s+([A-Za-z0-9._-]{1,60})\/(\d{1,9})(?:\/([A-Za-z0-9]{1,20}))?$/.exec(value);
    if (match)
      codecs.set(Number(match[1]), {
        name: match[2] as string,
        clockRate: Number(match[3]),
        ...(match[4] && { parameters: match[4] }),
      });
  }
  for (const value of fmtps) {
    const match = /^(\d{1,3})\s+([\x21-\x7e][\x20-\x7e]{0,999})$/.exec(value);
    const codec = match && codecs.get(Number(match[1]));
    if (match && codec) codecs.set(Number(match[1]), { ...codec, fmtp: match[2] as string });
  }
  return codecs;
}
