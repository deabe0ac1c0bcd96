import type { Bundle, CryptoSession } from '@sdpsec/mikey';
import type { SrtpParameters } from '@sdpsec/srtp-core/parameters';
import { type Policy, parametersObjection } from '../policy/index.js';
import { lossOf, type Protection, protectionOfMikey } from './protection.js';

/** The crypto sessions of one m= section in its bundle: the stream that we send, and the one that we receive. */
export interface CsIds {
  readonly own: number;
  readonly peer: number;
}

/** What MIKEY gave an m= section, and what its next update starts from. */
export interface MikeyKeys {
  readonly bundle: Bundle;
  readonly csIds: CsIds;
  /** Where its `a=key-mgmt` stands. */
  readonly level: 'session' | 'media';
  /** Ours. */
  readonly send: SrtpParameters;
  /** The peer's. */
  readonly receive: SrtpParameters;
}

/**
 * RFC 4567 §7.1: every m= section that a message is about has two consecutive crypto sessions, in the order of the sections. The first of
 * the two is the stream of whoever made the bundle; that stays so when the other end sends an update.
 */
export function csIdsAt(position: number, maker: 'own' | 'peer'): CsIds {
  const [first, second] = [2 * position + 1, 2 * position + 2];
  return maker === 'own' ? { own: first, peer: second } : { own: second, peer: first };
}

/** The keys of a section; or why they cannot be used. */
export function keysOfSection(
  sessions: readonly CryptoSession[],
  given: Pick<MikeyKeys, 'bundle' | 'csIds' | 'level'>,
  policy: Policy,
  before: Protection,
): MikeyKeys | string {
  const parameters = (wanted: number) => sessions.find(({ csId }) => csId === wanted)?.parameters;
  const { own, peer } = given.csIds;
  const [send, receive] = [parameters(own), parameters(peer)];
  if (!send || !receive)
    return `expected crypto sessions ${Math.min(own, peer)} and ${Math.max(own, peer)} for this m= section, one for each direction; the message has ${sessions.length}`;
  for (const direction of [send, receive]) {
    const objection = parametersObjection(direction, policy);
    if (objection) return objection.message;
  }
  const keys = { ...given, send, receive };
  const loss = policy.security.downgrade === 'refuse' ? lossOf(before, protectionOfMikey(keys)) : undefined;
  return loss ?? keys;
}
