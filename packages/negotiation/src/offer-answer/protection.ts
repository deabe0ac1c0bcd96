import type { CryptoAttribute } from '@sdpsec/sdes';
import { type SuiteName, suites } from '@sdpsec/srtp-core/suites';
import { type Weakening, weakeningsOf, weakeningsOfParameters } from '../policy/index.js';
import type { SectionOutcome } from './agreement.js';
import type { MikeyKeys } from './mikey-keys.js';

/** What a suite and its parameters protect. */
export interface Strength {
  readonly suite: SuiteName;
  readonly weakenings: readonly Weakening[];
}

/** By what the media of a section is protected, as far as its descriptions tell. */
export interface Protection {
  /** `zrtp`: keys may come from the media path; `keyed`: the descriptions agree on keys, or on a handshake for them. */
  readonly level: 'none' | 'zrtp' | 'keyed';
  /** Of keys that come from the descriptions. */
  readonly strength?: Strength;
  /** Whoever sees the descriptions does not see the keys. */
  readonly hidden?: boolean;
}

export const unprotected: Protection = Object.freeze({ level: 'none' });

const levels = ['none', 'zrtp', 'keyed'] as const;

/** What a crypto line protects. */
export function strengthOf(line: CryptoAttribute): Strength {
  return { suite: line.suite, weakenings: weakeningsOf(line) };
}

/** What MIKEY protects: its keys are hidden, unless the message itself is not protected and relies on a lower layer. */
export function protectionOfMikey({ receive, bundle }: Pick<MikeyKeys, 'receive' | 'bundle'>): Protection {
  const strength = { suite: receive.suite, weakenings: weakeningsOfParameters(receive) };
  return { level: 'keyed', strength, hidden: bundle.protectedBy !== 'lower-layer' };
}

/** By what an outcome protects the media; with `a=crypto` the line of the peer tells how well. */
export function protectionBy(kind: SectionOutcome['kind'], line?: CryptoAttribute): Protection {
  switch (kind) {
    case 'sdes':
    case 'mikey':
    case 'dtls':
      return { level: 'keyed', hidden: kind !== 'sdes', ...(line && { strength: strengthOf(line) }) };
    case 'zrtp':
      return { level: 'zrtp' };
    case 'plain':
    case 'rejected':
      return unprotected;
  }
}

/** Whether one protects less than another. Tags above 80 bits are all as good. */
export function isWeaker(one: Strength, other: Strength): boolean {
  const [a, b] = [suites[one.suite], suites[other.suite]];
  return (
    a.keyOctets < b.keyOctets ||
    Math.min(a.tagOctets.srtp, 10) < Math.min(b.tagOctets.srtp, 10) ||
    one.weakenings.some(weakening => !other.weakenings.includes(weakening))
  );
}

/** What a call loses where its media goes on like this; `undefined` when it is protected as well as before. */
export function lossOf(before: Protection, now: Protection): string | undefined {
  if (levels.indexOf(now.level) < levels.indexOf(before.level))
    return now.level === 'none'
      ? 'the call was secured, and here its media goes into the clear'
      : 'the call was secured, and here its keys are left to ZRTP in the media path';
  if (before.hidden && !now.hidden) return 'whoever sees the descriptions sees its keys, and did not see those that the call had';
  if (before.strength && now.strength && isWeaker(now.strength, before.strength))
    return `weaker than ${before.strength.suite}, which the call had`;
  return undefined;
}

/** The lesser of two: what a medium is sure to have that has both. */
export function lesser(one: Protection, other: Protection): Protection {
  return lossOf(one, other) === undefined ? one : other;
}
