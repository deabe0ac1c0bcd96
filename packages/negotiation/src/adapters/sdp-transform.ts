import sdpTransform, { type SessionDescription } from 'sdp-transform';
import { SdpDocument } from '../document/index.js';
import { type KeyingLines, NegotiationError, readSecurity, type SecurityReading } from '../reading/index.js';

/** A security attribute that a way through sdp-transform changes or drops. */
export interface TransformLoss {
  /** 0-based index of the m= section; absent in the session part. */
  readonly section?: number;
  /** `crypto`, `fingerprint`, ...; `m` for the transport of an m= line. */
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
  const before = readSecurity(SdpDocument.parse(sdp));
  const session = sdpTransform.parse(sdp);
  return { session, losses: compare(before, readSecurity(SdpDocument.parse(written(session)))) };
}

/**
 * The text of an sdp-transform object, with each `a=crypto` line in it that cannot be used.
 *
 * What was lost before the object was made, this cannot know: {@link toSdpTransform} says it.
 *
 * @throws `NegotiationError` `bad-foreign-value` for what sdp-transform cannot write, or where a value holds a line end.
 * @example
 * ```ts
 * const { sdp: rewritten, losses } = fromSdpTransform(toSdpTransform(sdp).session);
 * ```
 */
export function fromSdpTransform(session: SessionDescription): { sdp: string; losses: TransformLoss[] } {
  if (holdsLineEnd(session))
    throw new NegotiationError('bad-foreign-value', 'sdp-transform: a line end inside of a value would make lines of its own');
  const sdp = written(session);
  const reading = readSecurity(SdpDocument.parse(sdp));
  const losses = parts(reading).flatMap(({ section, keying }) =>
    keying.crypto.flatMap(({ refusal }) => (refusal ? [loss(section, 'crypto', refusal.message)] : [])),
  );
  return { sdp, losses };
}

function written(session: SessionDescription): string {
  try {
    return sdpTransform.write(session);
  } catch {
    throw new NegotiationError('bad-foreign-value', 'sdp-transform: expected a session description that it can write');
  }
}

/** Whether a text anywhere in the object would end its line. */
function holdsLineEnd(session: SessionDescription): boolean {
  const seen = new Set<unknown>();
  const left: unknown[] = [session];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === 'string' && /[\r\n]/.test(value)) return true;
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    for (const one of Object.values(value)) left.push(one);
  }
  return false;
}

function compare(before: SecurityReading, after: SecurityReading): TransformLoss[] {
  const rewritten = parts(after);
  const transports = before.sections.flatMap(({ profile, index }) =>
    after.sections[index]?.profile.name === profile.name
      ? []
      : [loss(index, 'm', 'the transport of the m= line does not come out')],
  );
  const lines = parts(before).flatMap(({ section, lines }, index) =>
    attributes.flatMap(name => {
      const kept = new Set(rewritten[index]?.lines(name));
      return lines(name)
        .filter(value => !kept.has(value))
        .map(() => loss(section, name, `an a=${name} line does not come out as it went in`));
    }),
  );
  return [...transports, ...lines];
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
