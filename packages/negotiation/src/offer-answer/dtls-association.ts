import type { Finding, SectionReading, SetupLine, SetupRole } from '../reading/index.js';
import type { NegotiationRemark } from './finding-id.js';

/** What one side says of its DTLS association (RFC 8842). */
export interface DtlsIdentity {
  /** `a=tls-id` (§4). */
  readonly tlsId?: string;
  /** The set of its fingerprints, as a text to compare. */
  readonly fingerprints: string;
  readonly address: string;
}

/** Both sides of a DTLS association. */
export interface DtlsPair {
  readonly own: DtlsIdentity;
  readonly peer: DtlsIdentity;
  /** Whether we are the DTLS client, where `a=setup` tells. */
  readonly client?: boolean;
}

/** The lines of a section that tell of it. */
export type DtlsLines = Pick<SectionReading, 'fingerprints' | 'setup' | 'tlsId'>;

/** What a section says of its DTLS association. */
export function dtlsIdentity({ tlsId, fingerprints }: DtlsLines, address: string): DtlsIdentity {
  const set = fingerprints.flatMap(({ hash, octets }) => (hash && octets ? [`${hash} ${octets.join()}`] : []));
  return { ...(tlsId && { tlsId: tlsId.value.trim() }), fingerprints: set.sort().join('; '), address };
}

/** Whether we are the DTLS client (RFC 5763 §5: the active side); `undefined` where neither side says it. */
export function isClient(own: DtlsLines, peer: DtlsLines): boolean | undefined {
  const [ours, theirs] = [own.setup?.role, peer.setup?.role];
  if (ours === 'active' || theirs === 'passive') return true;
  if (ours === 'passive' || theirs === 'active') return false;
  return undefined;
}

/** The roles with which an offered one may be answered (RFC 4145 §4.1, RFC 5763 §5); holdconn is none for DTLS (RFC 8842 §5.1). */
const answers: Readonly<Record<SetupRole, readonly SetupRole[]>> = {
  actpass: ['active', 'passive'],
  active: ['passive'],
  passive: ['active'],
  holdconn: [],
};

/** Why nobody, or both, would begin the handshake by the `a=setup` of an answer to the one of an offer; a missing one leaves it open. */
export function setupClash(offered: SetupLine | undefined, answered: SetupLine | undefined): string | undefined {
  const { role = 'actpass' } = offered ?? {};
  const allowed = answers[role];
  if (allowed.length === 0) return `a=setup:${role} in the offer begins no DTLS association`;
  if (!answered || (answered.role && allowed.includes(answered.role))) return undefined;
  return `expected a=setup:${allowed.join(' or ')} in the answer to a=setup:${role}`;
}

/** Whether a handshake is due (RFC 8842 §3.1, §4). */
export function associationOf(before: DtlsPair | undefined, now: DtlsPair): 'new' | 'kept' {
  if (!before || (before.client !== undefined && now.client !== undefined && before.client !== now.client)) return 'new';
  return isRenewed(before.own, now.own) || isRenewed(before.peer, now.peer) ? 'new' : 'kept';
}

function isRenewed(before: DtlsIdentity, now: DtlsIdentity): boolean {
  if (before.tlsId !== now.tlsId || before.fingerprints !== now.fingerprints) return true;
  // §4: without the attribute, other transport parameters stand for it.
  return now.tlsId === undefined && before.address !== now.address;
}

const rule = 'oa/tls-id';

/** What is to be said of a peer's description by the one it sent before. */
export function remarksOnChange(before: DtlsIdentity, now: DtlsIdentity): NegotiationRemark[] {
  if (now.tlsId === undefined || before.tlsId !== now.tlsId || before.fingerprints === now.fingerprints) return [];
  const message = 'other fingerprints under the same a=tls-id: a new DTLS association has a new one';
  return [{ rule, severity: 'warning', reference: 'RFC 8842 §4', message }];
}

/** What is to be said of the `a=tls-id` of an answer by that of the offer. */
export function remarksOnAnswer(offered: SectionReading, answered: SectionReading): NegotiationRemark[] {
  const [ours, theirs] = [offered.tlsId?.value.trim(), answered.tlsId?.value.trim()];
  const remark = (severity: Finding['severity'], message: string): NegotiationRemark[] => [
    { rule, severity, reference: 'RFC 8842 §5.3', message },
  ];
  if (ours === undefined && theirs !== undefined) return remark('warning', 'the answer has an a=tls-id, the offer has none');
  if (ours !== undefined && theirs === undefined)
    return remark('info', 'the answer has no a=tls-id: changes of address, role or fingerprints stand for it');
  if (ours !== undefined && ours === theirs)
    return remark('warning', 'the answer repeats the a=tls-id of the offer: each side has its own');
  return [];
}

/** §5.1: over UDP the packets of an old and a new association are told apart by their addresses alone. */
export function remarksOnAddresses(before: DtlsPair | undefined, now: DtlsPair): NegotiationRemark[] {
  if (!before || associationOf(before, now) === 'kept') return [];
  if (before.own.address !== now.own.address || before.peer.address !== now.peer.address) return [];
  const message = 'a new DTLS association without a new address on either side: late packets of the old one disturb it';
  return [{ rule, severity: 'warning', reference: 'RFC 8842 §5.1', message }];
}
