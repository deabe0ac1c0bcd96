import sdpTransform, { type SessionDescription } from 'sdp-transform';
import { SdpDocument } from '../document/index.js';
import { type KeyingLines, readSecurity, type SecurityReading } from '../reading/index.js';

/** A security attribute that a way through sdp-transform changes or drops. */
export interface TransformLoss {
  /** 0-based index of the m= section; absent in the session part. */
  readonly section?: number;
  /** `crypto`, `fingerprint`, ... */
  readonly attribute: string;
  readonly message: string;
}

/** The names of attributes whose loss matters. */
const attributes = [
  'crypto',
  'key-mgmt',
  'key-mgt',
  'fingerprint',
  'setup',
  'tls-id',
  'zrtp-hash',
  'acap',
  'tcap',
  'pcfg',
  'acfg',
] as const;

/**
 * The object that sdp-transform makes of an SDP, with all that it does not keep: it writes back only the first session parameter of
 * `a=crypto`, drops leading zeroes of a tag, keeps the last `a=fingerprint` of a section. For security go by the text; this object is for the rest.
 *
 * @example
 * ```ts
 * const { session, losses } = toSdpTransform(sdp);
 * if (losses.length > 0) console.warn(losses);
 * ```
 */
export function toSdpTransform(sdp: string): { session: SessionDescription; losses: TransformLoss[] } {
  const session = sdpTransform.parse(sdp);
  return {
    session,
    losses: compare(readSecurity(SdpDocument.parse(sdp)), readSecurity(SdpDocument.parse(sdpTransform.write(session)))),
  };
}

/**
 * The text of an sdp-transform object, with each `a=crypto` line in it that cannot be used.
 *
 * What was lost before the object was made, this cannot know: {@link toSdpTransform} says it.
 *
 * @example
 * ```ts
 * const { sdp: rewritten, losses } = fromSdpTransform(toSdpTransform(sdp).session);
 * ```
 */
export function fromSdpTransform(session: SessionDescription): { sdp: string; losses: TransformLoss[] } {
  const sdp = sdpTransform.write(session);
  const reading = readSecurity(SdpDocument.parse(sdp));
  const losses = parts(reading).flatMap(({ section, keying }) =>
    keying.crypto.flatMap(({ refusal }) => (refusal ? [loss(section, 'crypto', refusal.message)] : [])),
  );
  return { sdp, losses };
}

function compare(before: SecurityReading, after: SecurityReading): TransformLoss[] {
  const rewritten = parts(after);
  return parts(before).flatMap(({ section, lines }, index) =>
    attributes.flatMap(name => {
      const kept = new Set(rewritten[index]?.lines(name));
      return lines(name)
        .filter(value => !kept.has(value))
        .map(() => loss(section, name, `an a=${name} line does not come out as it went in`));
    }),
  );
}

function parts({ document, session, sections }: SecurityReading) {
  const lines = (range: { first: number; end: number }) => (name: string) =>
    document.attributes(range, name).map(({ value }) => value);
  return [
    { section: undefined, keying: session as KeyingLines, lines: lines(document.session) },
    ...sections.map(section => ({ section: section.index, keying: section.own, lines: lines(section.range) })),
  ];
}

function loss(section: number | undefined, attribute: string, message: string): TransformLoss {
  return { ...(section !== undefined && { section }), attribute, message };
}
