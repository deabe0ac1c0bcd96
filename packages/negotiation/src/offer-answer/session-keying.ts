import { type CryptoAttribute, cryptoToParameters } from '@sdpsec/sdes';
import type { SrtpParameters } from '@sdpsec/srtp-core/parameters';
import { suites } from '@sdpsec/srtp-core/suites';
import type { Policy } from '../policy/index.js';
import type { RtpSessionKeying } from './agreement.js';
import type { DialogSection, ExchangedKeys } from './dialog.js';
import { type Keyed, KeySet } from './key-set.js';
import type { MikeyKeys } from './mikey-keys.js';

/** An RTP session whose keys are settled. */
export interface KeyedSession {
  readonly sections: readonly number[];
  readonly mid: string | undefined;
  readonly keys: ExchangedKeys;
  /** The dialog's memory of the section before this exchange, and where the two sides are now. */
  readonly before: DialogSection | undefined;
  readonly ownAddress: string;
  readonly peerAddress: string;
}

/** The keys of a session, ready for `session.update(...)`. */
export function sessionKeying(session: KeyedSession, policy: Policy): RtpSessionKeying {
  const { keys, sections, mid } = session;
  const roc = rocOf(session, policy);
  const hint = keys.peer.sessionParameters.find(parameter => parameter.kind === 'wsh');
  return Object.freeze({
    sections: Object.freeze([...sections]),
    ...(mid !== undefined && { mid }),
    send: Object.freeze([parametersOf(keys.own, policy)]),
    receive: Object.freeze([parametersOf(keys.peer, policy)]),
    ...(roc && { roc }),
    ...(hint && { windowSizeHint: hint.packets }),
  });
}

/** The keys of a session that MIKEY made. */
export function mikeySessionKeying(
  { keys, sections, mid, before }: Pick<KeyedSession, 'sections' | 'mid' | 'before'> & { readonly keys: MikeyKeys },
  { interop }: Policy,
): RtpSessionKeying {
  // Nothing but RFC 3711 §3.3.1 says what becomes of the ROC here, and by that it goes on.
  const again = before?.mikey !== undefined || before?.keys !== undefined;
  const same = before?.mikey?.receive.masterKeys.every(({ key }, i) => {
    const now = keys.receive.masterKeys[i];
    return now?.key.equals(key);
  });
  return Object.freeze({
    sections: Object.freeze([...sections]),
    ...(mid !== undefined && { mid }),
    send: Object.freeze([keys.send]),
    receive: Object.freeze([keys.receive]),
    ...(again && { roc: { send: 'keep', receive: same ? 'keep' : interop.rocOnRekey } as const }),
  });
}

function parametersOf(attribute: CryptoAttribute, { interop }: Policy): SrtpParameters {
  const shortTag = suites[attribute.suite].tagOctets.srtp === 4 && interop.srtcpTagOctets === 4;
  return cryptoToParameters(attribute, shortTag ? { srtcpTagOctets: 4 } : {});
}

/**
 * A new key in place keeps the ROC (RFC 3711 §3.3.1); a new key at a new address begins at 0 (RFC 4568 §7.1.4). Peers differ in both
 * directions of a key that is new in place, so a policy may say otherwise (Q28).
 */
function rocOf({ before, keys, ownAddress, peerAddress }: KeyedSession, { interop }: Policy): RtpSessionKeying['roc'] {
  const had = before && keysBefore(before);
  if (!had) return undefined;
  const ownIsNew = !new KeySet([had.own]).sharesOneWith(keys.own);
  const peerIsNew = !new KeySet([had.peer]).sharesOneWith(keys.peer);
  const send = ownIsNew && (ownAddress !== before.ownAddress || interop.ownRocOnRekey === 'reset') ? 'reset' : 'keep';
  if (!peerIsNew) return { send, receive: 'keep' };
  return { send, receive: peerAddress !== before.peerAddress ? 'reset' : interop.rocOnRekey };
}

/** The SRTP context goes on whichever way its keys came: a key of `a=crypto` after one of MIKEY is a re-key like any other. */
function keysBefore({ keys, mikey }: DialogSection): { readonly own: Keyed; readonly peer: Keyed } | undefined {
  return keys ?? (mikey && { own: { keys: mikey.send.masterKeys }, peer: { keys: mikey.receive.masterKeys } });
}
