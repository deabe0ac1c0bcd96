import { weakeningsOf } from '@sdpsec/negotiation/policy';
import { isUsable, type SectionReading } from '@sdpsec/negotiation/reading';
import { suites } from '@sdpsec/srtp-core/suites';
import { keyingWays } from '../keying-ways.js';

/** Whether the later description secures less, or more. */
export type StrengthChange = 'same' | 'downgrade' | 'upgrade';

/** Compares whether media is secured at all, then the best that either offers: bits of key and tag, and what is left in the clear. */
export function strengthChange(before: SectionReading, now: SectionReading): { kind: StrengthChange; notes: string[] } {
  const [old, fresh] = [keyingWays(before).length > 0, keyingWays(now).length > 0];
  if (old && !fresh) return { kind: 'downgrade', notes: ['DOWNGRADE: the call was secured, and this takes it into the clear'] };
  if (!old && fresh) return { kind: 'upgrade', notes: ['an upgrade: media was in the clear'] };
  const notes = [
    profileNote(before, now),
    bitsNote('key', keyBits, before, now),
    bitsNote('tag', tagBits, before, now),
    weakeningNote(before, now),
  ];
  const downgrades = notes.flatMap(note => (note?.worse ? [`DOWNGRADE: ${note.text}`] : []));
  const upgrades = notes.flatMap(note => (note && !note.worse ? [`an upgrade: ${note.text}`] : []));
  const kind = downgrades.length > 0 ? 'downgrade' : upgrades.length > 0 ? 'upgrade' : 'same';
  return { kind, notes: [...downgrades, ...upgrades] };
}

interface Note {
  readonly worse: boolean;
  readonly text: string;
}

/** RFC 8643: what is only opportunistic may go on in the clear. */
function profileNote(before: SectionReading, now: SectionReading): Note | undefined {
  if (before.profile.secure === now.profile.secure) return undefined;
  return { worse: before.profile.secure, text: `${before.profile.name} became ${now.profile.name}` };
}

function bitsNote(
  what: string,
  bitsOf: (section: SectionReading) => number,
  before: SectionReading,
  now: SectionReading,
): Note | undefined {
  const [old, fresh] = [bitsOf(before), bitsOf(now)];
  if (old === fresh || old === 0 || fresh === 0) return undefined;
  return { worse: fresh < old, text: `the strongest line had a ${what} of ${old} bits, now ${fresh}` };
}

function keyBits({ crypto }: SectionReading): number {
  return crypto.filter(isUsable).reduce((most, { value }) => Math.max(most, suites[value.suite].keyOctets * 8), 0);
}

function tagBits({ crypto }: SectionReading): number {
  return crypto.filter(isUsable).reduce((most, { value }) => Math.max(most, suites[value.suite].tagOctets.srtp * 8), 0);
}

function weakeningNote(before: SectionReading, now: SectionReading): Note | undefined {
  const weak = ({ crypto }: SectionReading) => new Set(crypto.filter(isUsable).flatMap(({ value }) => weakeningsOf(value)));
  const [old, fresh] = [weak(before), weak(now)];
  const come = [...fresh].filter(name => !old.has(name));
  const gone = [...old].filter(name => !fresh.has(name));
  if (come.length > 0) return { worse: true, text: `${come.join(', ')} came` };
  return gone.length > 0 ? { worse: false, text: `${gone.join(', ')} went` } : undefined;
}
