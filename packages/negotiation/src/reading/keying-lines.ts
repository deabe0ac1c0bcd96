import type { SdpLine } from '../document/index.js';
import type { AttributeIndex } from './attribute-index.js';
import { attributeValue, type CryptoLine, judgeCryptoLines } from './crypto-line.js';
import { type FingerprintLine, readFingerprint } from './fingerprint.js';
import { type KeyMgmtLine, readKeyMgmtLines } from './key-mgmt-line.js';
import { readZrtpHash, type ZrtpHashLine } from './zrtp-hash.js';

/** The roles of `a=setup` (RFC 4145 §4, RFC 5763 §5). */
export const setupRoles = ['active', 'passive', 'actpass', 'holdconn'] as const;
/** A member of {@link setupRoles}. */
export type SetupRole = (typeof setupRoles)[number];

/** An `a=setup` line; `role` is missing where it names none. */
export interface SetupLine {
  readonly line: SdpLine;
  readonly role?: SetupRole;
}

/** Everything about keys that stands in one m= section, or in the session part. */
export interface KeyingLines {
  readonly crypto: readonly CryptoLine[];
  readonly keyMgmt: readonly KeyMgmtLine[];
  readonly fingerprints: readonly FingerprintLine[];
  readonly setup?: SetupLine;
  /** `a=tls-id` (RFC 8842 §4). */
  readonly tlsId?: SdpLine;
  readonly zrtpHashes: readonly ZrtpHashLine[];
}

export function readKeyingLines(attributes: AttributeIndex, section: number | undefined): KeyingLines {
  const lines = (name: string) => attributes.get(name) ?? [];
  const setup = lines('setup')[0];
  const tlsId = lines('tls-id')[0];
  const read: KeyingLines = {
    crypto: judgeCryptoLines(lines('crypto').map(attributeValue), section),
    keyMgmt: readKeyMgmtLines(attributes),
    fingerprints: lines('fingerprint').map(readFingerprint),
    zrtpHashes: lines('zrtp-hash').map(readZrtpHash),
  };
  return setup || tlsId ? { ...read, ...(setup && { setup: readSetup(setup) }), ...(tlsId && { tlsId }) } : read;
}

function readSetup(line: SdpLine): SetupLine {
  const role = setupRoles.find(name => name === line.value.trim().toLowerCase());
  return { line, ...(role && { role }) };
}

/** What holds for a section: its own lines, else those of the session part. `a=crypto` is never inherited (RFC 4568 §4). */
export function inherit(own: KeyingLines, session: KeyingLines): KeyingLines {
  const setup = own.setup ?? session.setup;
  const tlsId = own.tlsId ?? session.tlsId;
  const held: KeyingLines = {
    crypto: own.crypto,
    // RFC 4567 §3.1: media level wins over session level.
    keyMgmt: own.keyMgmt.length > 0 ? own.keyMgmt : session.keyMgmt,
    fingerprints: own.fingerprints.length > 0 ? own.fingerprints : session.fingerprints,
    zrtpHashes: own.zrtpHashes.length > 0 ? own.zrtpHashes : session.zrtpHashes,
  };
  return setup || tlsId ? { ...held, ...(setup && { setup }), ...(tlsId && { tlsId }) } : held;
}
