import type { SdpDocument } from '@sdpsec/negotiation/document';
import { readSecurity, type SectionReading } from '@sdpsec/negotiation/reading';
import { toDocument } from '../check.js';
import { hasMoved } from '../section-keys.js';
import { type KeyingChange, keyingChange, kindOf } from './keying-change.js';
import { type StrengthChange, strengthChange } from './strength.js';

/** What happened to one m= section between two descriptions of the same party. */
export interface SectionDiff {
  /** 0-based. */
  readonly section: number;
  /** `audio, RTP/SAVP`; where that changed, `audio, RTP/SAVP -> RTP/AVP`. */
  readonly heading: string;
  /** `added` and `removed` in one description only; `stopped` and `started`: port 0 came or went. */
  readonly kind: 'same' | 'added' | 'removed' | 'stopped' | 'started' | 'replaced';
  /** What became of the keys; `none` where one side has none. */
  readonly keys: KeyingChange;
  readonly strength: StrengthChange;
  /** Address or port are others; hold (`0.0.0.0`) is no move. */
  readonly moved: boolean;
  /** What the receiver expects of the rollover counter; absent where no SRTP goes on. */
  readonly roc?: 'keep' | 'reset' | 'unknown';
  /** In words, each with what it stands on. */
  readonly notes: readonly string[];
}

/**
 * Says what a later description of the same party (a re-INVITE, UPDATE, or the next answer) changes for the keys of each m= section: a refresh,
 * new keys, something weaker; whether it moved; and what that does to rollover counters. Compares keys, shows none. Any text is taken.
 *
 * @example
 * ```ts
 * for (const { section, keys, roc } of diff(invite, reinvite)) console.log(section, keys, roc);
 * ```
 */
export function diff(before: string | Uint8Array | SdpDocument, now: string | Uint8Array | SdpDocument): SectionDiff[] {
  const [old, fresh] = [before, now].map(sdp => readSecurity(toDocument(sdp)).sections) as [
    readonly SectionReading[],
    readonly SectionReading[],
  ];
  return [
    ...old.slice(0, fresh.length).map((before, section) => diffSection(section, before, fresh[section] as SectionReading)),
    ...old.slice(fresh.length).map(one => onlyIn('removed', one)),
    ...fresh.slice(old.length).map(one => onlyIn('added', one)),
  ];
}

const nothing = { keys: 'none', strength: 'same', moved: false } as const;

function onlyIn(kind: 'removed' | 'added', section: SectionReading): SectionDiff {
  const note =
    kind === 'added'
      ? 'the section is new, and its streams start at ROC 0'
      : 'the section is gone, though a later description has at least as many (RFC 3264 §8)';
  return { section: section.index, heading: headingOf(section), kind, ...nothing, notes: [note] };
}

function diffSection(section: number, before: SectionReading, now: SectionReading): SectionDiff {
  const heading = headingOf(before, now);
  if (before.media !== now.media)
    return {
      section,
      heading,
      kind: 'replaced',
      ...nothing,
      notes: ['other media in the same place (RFC 3264 §8.1): its streams start at ROC 0'],
    };
  if (!now.active || !before.active) return restarted(section, heading, before, now);
  const keys = keyingChange(before, now);
  const strength = strengthChange(before, now);
  const moved = hasMoved(before, now);
  // RFC 4568 §7.1.4 is about SDES alone: MIKEY says the ROC itself (RFC 3830 §6.1.1), and a DTLS association may move (RFC 8842 §6).
  const movedKeys = moved && kindOf(now) === 'sdes';
  const roc = expectedRoc(keys.kind, movedKeys);
  return {
    section,
    heading,
    kind: 'same',
    keys: keys.kind,
    strength: strength.kind,
    moved,
    ...(roc && { roc }),
    notes: [...keys.notes, ...strength.notes, ...moveNotes(before, now, moved), ...rocNotes(keys.kind, movedKeys)],
  };
}

function restarted(section: number, heading: string, before: SectionReading, now: SectionReading): SectionDiff {
  if (!now.active && !before.active) return { section, heading, kind: 'same', ...nothing, notes: ['port 0, as before'] };
  if (!now.active) return { section, heading, kind: 'stopped', ...nothing, notes: ['port 0 ends its media (RFC 3264 §8.2)'] };
  return { section, heading, kind: 'started', ...nothing, notes: ['port 0 is gone: its streams start at ROC 0'] };
}

function expectedRoc(keys: KeyingChange, moved: boolean): SectionDiff['roc'] {
  if (keys === 'none' || keys === 'other-keying') return undefined;
  if (keys === 'refresh') return moved ? 'unknown' : 'keep';
  return moved ? 'reset' : 'keep';
}

function moveNotes(before: SectionReading, now: SectionReading, moved: boolean): string[] {
  if (!moved) return [];
  return [`it moved from ${placeOf(before)} to ${placeOf(now)}`];
}

function rocNotes(keys: KeyingChange, moved: boolean): string[] {
  if (keys === 'none' || keys === 'other-keying') return [];
  if (keys === 'refresh')
    return moved
      ? ['a new address needs a new key (RFC 4568 §7.1.4): with the old one nobody knows whether the ROC goes on']
      : ['ROC and replay lists go on; a new SSRC starts at ROC 0'];
  return moved
    ? ['new key and new address: the ROC starts at 0 (RFC 4568 §7.1.4)']
    : ['the ROC goes on under the new key (RFC 3711 §3.3.1), though some peers begin at 0; a new SSRC starts at 0'];
}

function headingOf(before: SectionReading, now = before): string {
  const change = (from: string, to: string) => (from === to ? from : `${from} -> ${to}`);
  return `${change(before.media, now.media)}, ${change(before.profile.name, now.profile.name)}`;
}

function placeOf({ address, port }: SectionReading): string {
  return `${address?.split(/\s+/)[2] ?? 'no address'} port ${port ?? '?'}`;
}
