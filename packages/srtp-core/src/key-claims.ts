import { SrtpError } from './errors.js';

/** Who sends with which master key, in this process. Weak, so that a session that was dropped without `close` blocks its keys only until it is collected. */
const senders = new Map<string, WeakRef<object>>();
const collected = new FinalizationRegistry<string>(id => {
  if (senders.get(id)?.deref() === undefined) senders.delete(id);
});

/**
 * Reserves a master key for one sender: a second one under the same key and SSRC would encrypt with the same keystream
 * (RFC 3711 §9.1). Claiming again for the same owner is allowed.
 *
 * @param id of the key, by `keyId`
 * @throws SrtpError `key-already-sending`.
 */
export function claimSendKey(id: string, owner: object): void {
  const holder = senders.get(id)?.deref();
  if (holder !== undefined && holder !== owner)
    throw new SrtpError(
      'key-already-sending',
      'another live session sends with this master key: close it first, or agree on a new key',
    );
  if (holder === undefined) {
    senders.set(id, new WeakRef(owner));
    collected.register(owner, id, owner);
  }
}

/** Gives a claim back. */
export function releaseSendKey(id: string, owner: object): void {
  if (senders.get(id)?.deref() === owner) senders.delete(id);
}
