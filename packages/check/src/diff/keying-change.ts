import { isUsable, type SectionReading } from '@sdpsec/negotiation/reading';
import { type KeyingWay, keyingWays } from '../keying-ways.js';
import { hasMoved, keyChange } from '../section-keys.js';

/** `refresh`: the same keys; `rekey`: others of the same kind; `none`: one description has none; `other-keying`: SDES gave way to DTLS, say. */
export type KeyingChange = 'refresh' | 'rekey' | 'none' | 'other-keying';

type Kind = KeyingWay | 'none';

/** Compares where the keys come from, and the keys: of `a=crypto` by value, of others by what announces them. */
export function keyingChange(before: SectionReading, now: SectionReading): { kind: KeyingChange; notes: string[] } {
  const [old, fresh] = [kindOf(before), kindOf(now)];
  if (old === 'none' && fresh === 'none') return { kind: 'none', notes: ['no keys, before and now'] };
  if (old === 'none') return { kind: 'none', notes: [`${names[fresh]} is new here: its streams start at ROC 0`] };
  if (fresh === 'none') return { kind: 'none', notes: [`${names[old]} is gone, and nothing takes its place`] };
  if (old !== fresh) return { kind: 'other-keying', notes: [`${names[old]} gave way to ${names[fresh]}: new contexts, ROC 0`] };
  switch (old) {
    case 'sdes':
      return keyChange(before, now) === 'kept'
        ? { kind: 'refresh', notes: [`a refresh: the key is the same${lineNote(before, now)}`] }
        : { kind: 'rekey', notes: [`a rekey: no key of before is in it${lineNote(before, now)}`] };
    case 'mikey':
      return sameTexts(before.keyMgmt, now.keyMgmt)
        ? {
            kind: 'refresh',
            notes: ['the same MIKEY message: a refresh (a receiver must not take it for a new one, RFC 3830 §5.4)'],
          }
        : { kind: 'rekey', notes: ['another MIKEY message: new keys, or an update of them'] };
    case 'dtls':
      if (!sameTexts(before.fingerprints, now.fingerprints) || before.tlsId?.value !== now.tlsId?.value)
        return {
          kind: 'rekey',
          notes: ['another fingerprint or a=tls-id: a new DTLS association, and keys of it (RFC 8842 §5.5)'],
        };
      return now.tlsId === undefined && hasMoved(before, now)
        ? {
            kind: 'rekey',
            notes: ['another address, and no a=tls-id to say that the DTLS association goes on: a new one (RFC 8842 §4)'],
          }
        : { kind: 'refresh', notes: ['the same fingerprint: the DTLS association goes on (RFC 8842 §5.5)'] };
    case 'zrtp':
      return sameTexts(before.zrtpHashes, now.zrtpHashes)
        ? { kind: 'refresh', notes: ['the same a=zrtp-hash'] }
        : { kind: 'rekey', notes: ['another a=zrtp-hash: a new ZRTP exchange'] };
  }
}

const names: Readonly<Record<Kind, string>> = {
  sdes: 'SDES',
  mikey: 'MIKEY',
  dtls: 'DTLS-SRTP',
  zrtp: 'ZRTP',
  none: 'no keying',
};

/** Where the keys of a section come from: of several ways the first. */
export function kindOf(section: SectionReading): Kind {
  return keyingWays(section)[0] ?? 'none';
}

function lineNote(before: SectionReading, now: SectionReading): string {
  const [old, fresh] = [before, now].map(({ crypto }) => crypto.filter(isUsable).length) as [number, number];
  return old === fresh ? '' : ` (${old} usable a=crypto line${old === 1 ? '' : 's'} before, ${fresh} now)`;
}

function sameTexts(before: readonly { line: { value: string } }[], now: readonly { line: { value: string } }[]): boolean {
  const values = (lines: typeof before) => lines.map(({ line }) => line.value.trim());
  const known = new Set(values(before));
  return before.length === now.length && values(now).every(value => known.has(value));
}
