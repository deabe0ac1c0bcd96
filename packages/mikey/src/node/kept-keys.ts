import type { Secret } from '@sdpsec/srtp-core/parameters';
import type { Identity, Peer } from '../identity.js';
import { hex } from '../octets.js';

/** "It is not recommended for this key to be cached indefinitely" (RFC 3830 §3.2): milliseconds of a day. */
const keptFor = 86_400_000;
/** Most peers whose key is kept; the oldest goes first, and has to send a public-key message again. */
const mostKept = 1000;

/** Envelope keys that their Initiators want cached beyond a CSB, as pre-shared keys with the same peer (RFC 3830 §3.2, §6.3). */
export class KeptKeys {
  readonly #keys = new Map<string, { readonly key: Secret; readonly until: number }>();

  keep(peer: Peer, key: Secret): void {
    const name = nameOf(peer);
    this.#keys.delete(name);
    this.#keys.set(name, { key, until: Date.now() + keptFor });
    const oldest = this.#keys.keys().next();
    if (this.#keys.size > mostKept && !oldest.done) this.#keys.delete(oldest.value);
  }

  of(peer: Peer): Secret | undefined {
    const kept = this.#keys.get(nameOf(peer));
    return kept && Date.now() < kept.until ? kept.key : undefined;
  }
}

function nameOf({ local, remote }: Peer): string {
  const part = (identity: Identity | undefined) => (identity ? `${identity.type} ${hex(identity.data)}` : '');
  return `${part(local)};${part(remote)}`;
}
