import type { Policy } from '../policy/index.js';
import type { Finding, SectionReading } from '../reading/index.js';
import type { Agreement, KeyManagementFailure, Lost, RtpSessionKeying, SectionOutcome } from './agreement.js';
import { addressOf, Dialog, type DialogSection, type ExchangedKeys } from './dialog.js';
import { associationOf, type DtlsLines, type DtlsPair, dtlsIdentity, isClient } from './dtls-association.js';
import type { MikeyKeys } from './mikey-keys.js';
import { protectionBy, protectionOfMikey } from './protection.js';
import { type KeyedSession, mikeySessionKeying, sessionKeying } from './session-keying.js';
import type { Transports } from './transport.js';

/** What became of one m= section, whichever side found it out. */
export type Settlement = { readonly lost: readonly Lost[] } & (
  | {
      readonly kind: 'sdes';
      readonly keys: ExchangedKeys;
      /** The potential configuration by which it was accepted (RFC 5939). */
      readonly configuration?: { readonly profile: string; readonly selector: string };
    }
  | {
      readonly kind: 'mikey';
      readonly keys: MikeyKeys;
      /** Of the answerer: the message for the answer, where one was asked for. */
      readonly reply?: Uint8Array;
      readonly configuration?: { readonly profile: string; readonly selector: string };
    }
  | { readonly kind: 'bundled'; readonly with: number }
  | { readonly kind: 'dtls'; readonly peerSetup?: NonNullable<Extract<SectionOutcome, { kind: 'dtls' }>['peerSetup']> }
  | { readonly kind: 'zrtp' }
  | { readonly kind: 'plain'; readonly rtp: boolean }
  | { readonly kind: 'rejected'; readonly reason: string; readonly keyManagement?: KeyManagementFailure }
);

/** What counts of an m= section once it is settled. */
export type SettledSection = DtlsLines & Pick<SectionReading, 'media' | 'mid' | 'address' | 'port' | 'profile'>;

/** All that an exchange came to. */
export interface Settled {
  readonly settlements: readonly Settlement[];
  readonly own: readonly SettledSection[];
  readonly peer: readonly SettledSection[];
  /** The one of the two that is the answer: its profile is the agreed one. */
  readonly answer: readonly SettledSection[];
  readonly transports: Transports;
  readonly previous: Dialog | undefined;
  readonly policy: Policy;
  readonly findings: readonly Finding[];
}

/** Makes the agreement, and the dialog that goes on from it. */
export function conclude(settled: Settled): { agreement: Agreement; dialog: Dialog } {
  const { settlements, policy, findings } = settled;
  const memories = settlements.map((settlement, index) => remember(settled, settlement, index));
  const rtpSessions: RtpSessionKeying[] = [];
  for (const [index, settlement] of settlements.entries())
    if (settlement.kind === 'mikey') {
      const { media, mid } = settled.own[index] as SettledSection;
      const before = settled.previous?.section(index, media);
      const session = { keys: settlement.keys, sections: sectionsOf(settled, index), mid, before };
      rtpSessions.push(mikeySessionKeying(session, policy));
    } else if (settlement.kind === 'sdes')
      rtpSessions.push(sessionKeying(keyedSession(settled, settlement.keys, index, memories[index] as DialogSection), policy));
  const associations = memories.map(({ dtls, media }, index) =>
    dtls ? associationOf(settled.previous?.section(index, media)?.dtls, dtls) : 'new',
  );
  const sections = settlements.map((settlement, index) => outcome(settlement, index, settlements, associations));
  return { agreement: Object.freeze({ rtpSessions, sections, findings }), dialog: new Dialog(memories, settled.previous) };
}

function keyedSession(settled: Settled, keys: ExchangedKeys, index: number, now: DialogSection): KeyedSession {
  const own = settled.own[index] as SettledSection;
  return {
    keys,
    mid: own.mid,
    sections: sectionsOf(settled, index),
    before: settled.previous?.section(index, own.media),
    ownAddress: now.ownAddress,
    peerAddress: now.peerAddress,
  };
}

/** The m= sections of the RTP session that a section describes; one of its group that is refused is none. */
function sectionsOf({ transports, settlements }: Settled, index: number): readonly number[] {
  const members = transports.get(index) ?? [index];
  return members.filter(one => one === index || settlements[one]?.kind === 'bundled');
}

function remember({ own, peer, answer, previous, settlements }: Settled, settlement: Settlement, index: number): DialogSection {
  const [ours, theirs] = [own[index] as SettledSection, peer[index]];
  const before = previous?.section(index, ours.media);
  const shared = settlement.kind === 'bundled' ? settlements[settlement.with] : settlement;
  const kind = !shared || shared.kind === 'bundled' ? 'rejected' : shared.kind;
  return {
    media: ours.media,
    kind,
    protection:
      shared?.kind === 'mikey'
        ? protectionOfMikey(shared.keys)
        : protectionBy(kind, shared?.kind === 'sdes' ? shared.keys.peer : undefined),
    profile: (answer[index] ?? ours).profile,
    ownAddress: addressOf(ours, before?.ownAddress),
    peerAddress: theirs ? addressOf(theirs, before?.peerAddress) : '',
    ...(settlement.kind === 'sdes' && { keys: settlement.keys }),
    ...(settlement.kind === 'dtls' && theirs && { dtls: dtlsPair(ours, theirs, before) }),
    ...(settlement.kind === 'mikey' && { mikey: settlement.keys }),
  };
}

/** What both sides say of the DTLS association of a section. */
export function dtlsPair(own: SettledSection, peer: SettledSection, before: DialogSection | undefined): DtlsPair {
  const client = isClient(own, peer);
  return {
    own: dtlsIdentity(own, addressOf(own, before?.ownAddress)),
    peer: dtlsIdentity(peer, addressOf(peer, before?.peerAddress)),
    ...(client !== undefined && { client }),
  };
}

function outcome(
  settlement: Settlement,
  section: number,
  all: readonly Settlement[],
  associations: readonly ('new' | 'kept')[],
): SectionOutcome {
  const { lost } = settlement;
  switch (settlement.kind) {
    case 'sdes': {
      const { tag, suite } = settlement.keys.own;
      return { section, kind: 'sdes', secured: true, tag, suite, lost };
    }
    case 'mikey': {
      const { bundle, receive } = settlement.keys;
      const { mode, csbId, protectedBy } = bundle;
      return { section, kind: 'mikey', secured: true, mode, suite: receive.suite, csbId, protectedBy, lost };
    }
    case 'bundled': {
      const shared = all[settlement.with];
      return shared && shared.kind !== 'bundled'
        ? { ...outcome(shared, settlement.with, all, associations), section, lost }
        : { section, kind: 'rejected', secured: false, reason: 'its BUNDLE group has no transport', lost };
    }
    case 'dtls':
      return {
        section,
        kind: 'dtls',
        secured: true,
        association: associations[section] ?? 'new',
        lost,
        ...(settlement.peerSetup && { peerSetup: settlement.peerSetup }),
      };
    case 'zrtp':
      return { section, kind: 'zrtp', secured: false, lost };
    case 'plain':
      return { section, kind: 'plain', secured: false, rtp: settlement.rtp, lost };
    case 'rejected':
      return {
        ...{ section, kind: 'rejected', secured: false, reason: settlement.reason, lost },
        ...(settlement.keyManagement && { keyManagement: settlement.keyManagement }),
      };
  }
}
