import { isUsable, type SectionReading } from '@sdpsec/negotiation/reading';
import type { InlineKey } from '@sdpsec/sdes';

/** How the keys of a section stand to those that it had before. */
export type KeyChange = 'none' | 'kept' | 'changed';

/** Compares by value and in constant time; `none` where one side has no usable key. */
export function keyChange(before: SectionReading, now: SectionReading): KeyChange {
  const [old, fresh] = [keysOf(before), keysOf(now)];
  if (old.length === 0 || fresh.length === 0) return 'none';
  return fresh.some(one => old.some(other => sameKey(one, other))) ? 'kept' : 'changed';
}

/** All keys of the usable crypto lines of a section. */
export function keysOf(section: SectionReading): readonly InlineKey[] {
  // A refresh has as many lines as it had before: more keys than this say nothing that fewer do not.
  return section.crypto
    .filter(isUsable)
    .slice(0, 64)
    .flatMap(({ value }) => value.keys.slice(0, 8));
}

export function sameKey(one: InlineKey, other: InlineKey): boolean {
  return one.key.equals(other.key) && one.salt.equals(other.salt);
}

/** Whether the transport address is another one; a held stream (`0.0.0.0`, RFC 3264 §8.4) has not moved. */
export function hasMoved(before: SectionReading, now: SectionReading): boolean {
  if (isHeld(before) || isHeld(now)) return false;
  return before.port !== now.port || before.address !== now.address;
}

function isHeld({ address }: SectionReading): boolean {
  return /\s(?:0\.0\.0\.0|::)$/.test(address ?? '');
}
