import { type RandomSource, Secret } from '@sdpsec/srtp-core/parameters';
import { type SuiteName, suites } from '@sdpsec/srtp-core/suites';
import type { CryptoAttribute, InlineKey, Mki, SessionParameter } from './attribute.js';
import { SdesError } from './errors.js';
import { fields, Notes } from './field.js';
import { formatParameter } from './format.js';
import { lifetimeOf } from './lifetime.js';
import { readSessionParameters } from './session-parameters.js';
import { type Suite, sdesName } from './suite-names.js';

/** What {@link generateCrypto} takes. */
export interface GenerateCryptoInput {
  /** 0..999999999. Some peers refuse 0: start at 1. */
  readonly tag: number;
  readonly suite: SuiteName;
  /** Packets, at most 2^48; absent: what the suite allows (RFC 4568 §6.1). */
  readonly lifetime?: number;
  /** One key for each MKI; absent: one key without MKI. */
  readonly mkis?: readonly [Mki, ...Mki[]];
  readonly sessionParameters?: readonly SessionParameter[];
  /** How an answer repeats the tag and suite of the offer. */
  readonly spelling?: CryptoAttribute['spelling'];
}

/**
 * A new `a=crypto` attribute with fresh keys and salts (RFC 4568 §6.1: random, and unique in the whole SDP).
 *
 * @param random - where octets come from; default `crypto.getRandomValues`.
 * @throws {@link SdesError} `no-sdes-name` for a suite without a place in `a=crypto`, `bad-input` for a tag, lifetime, MKI or
 *   session parameter that no line may have.
 * @example
 * ```ts
 * const line = generateCrypto({ tag: 1, suite: 'AES_CM_128_HMAC_SHA1_80', lifetime: 2 ** 31 });
 * ```
 */
export function generateCrypto(input: GenerateCryptoInput, random?: RandomSource): CryptoAttribute {
  const { tag, suite: name, lifetime, mkis, sessionParameters = [] } = input;
  const suite = Object.hasOwn(suites, name) ? suites[name] : undefined;
  const written = suite && sdesName(suite);
  if (!suite || !written) throw new SdesError('no-sdes-name', `${String(name).slice(0, 60)} has no name in a=crypto`);
  if (!Number.isInteger(tag) || tag < 0 || tag > 999_999_999)
    throw new SdesError('bad-input', `expected a tag in 0..999999999, got ${tag}`);
  if (lifetime !== undefined && !(Number.isInteger(lifetime) && lifetime >= 1 && lifetime <= 2 ** 48))
    throw new SdesError('bad-input', `expected a lifetime of 1..2^48 packets, got ${lifetime}`);
  if (mkis) checkMkis(mkis);
  for (const parameter of sessionParameters) checkParameter(parameter, suite);
  const key = (mki?: Mki): InlineKey =>
    Object.freeze({
      key: Secret.random(suite.keyOctets, random),
      salt: Secret.random(suite.saltOctets, random),
      ...(lifetime !== undefined && { lifetime: lifetimeOf(lifetime) }),
      ...(mki && { mki: Object.freeze({ ...mki }) }),
    });
  const [first, ...others] = mkis ?? [undefined];
  return Object.freeze({
    kind: 'crypto',
    tag,
    suite: suite.name,
    spelling: Object.freeze(input.spelling ?? { tag: String(tag), suite: written }),
    keys: Object.freeze([key(first), ...others.map(key)] as const),
    sessionParameters: Object.freeze([...sessionParameters]),
    deviations: Object.freeze([]),
  });
}

/** What is written must read as what is meant: no KDR=0, no WSH that a reader takes for another. */
function checkParameter(parameter: SessionParameter, suite: Suite): void {
  const written = formatParameter(parameter, true);
  const notes = new Notes();
  const read = readSessionParameters(fields(written, notes), suite, notes);
  const [fault] = notes.faults;
  if (fault) throw new SdesError('bad-input', `session parameter ${parameter.kind}: ${fault.message}`);
  const [again] = read;
  if (!again || formatParameter(again, true) !== written)
    throw new SdesError('bad-input', `session parameter ${parameter.kind} has a value that no line may have (RFC 4568 §6.3)`);
}

function checkMkis(mkis: readonly Mki[]): void {
  for (const { value, length } of mkis) {
    if (!Number.isInteger(length) || length < 1 || length > 128 || length !== mkis[0]?.length)
      throw new SdesError('bad-input', `expected all MKIs to have one length of 1..128 octets, got ${length}`);
    if (value < 1n || value >= 1n << BigInt(8 * length))
      throw new SdesError('bad-input', `expected a positive MKI that fits in ${length} octets, got ${value}`);
  }
  if (new Set(mkis.map(({ value }) => value)).size < mkis.length) throw new SdesError('bad-input', 'expected all MKIs to differ');
}
