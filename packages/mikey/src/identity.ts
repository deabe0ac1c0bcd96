import { equalOctets, hex } from './octets.js';
import type { Id } from './payloads.js';
import { idTypes, registeredName, registeredValue } from './registry.js';

/** Who somebody is: the type and data of an ID payload (RFC 3830 §6.7). Build one with {@link uri}, {@link nai} or {@link byteString}. */
export interface Identity {
  readonly type: number;
  readonly data: Uint8Array;
}

/** Who takes part, as far as messages and caller say. */
export interface Peer {
  /** This end. */
  readonly local?: Identity;
  /** The other end: as its message claims, else as the caller expects. */
  readonly remote?: Identity;
}

/**
 * An identity that is a URI, such as `sip:alice@example.org`.
 *
 * @example
 * ```ts
 * responder({ identity: uri('sip:bob@example.org') });
 * ```
 */
export function uri(text: string): Identity {
  return { type: registeredValue(idTypes, 'URI'), data: new TextEncoder().encode(text) };
}

/**
 * An identity that is a network access identifier, such as `alice@example.org`.
 *
 * @example
 * ```ts
 * responder({ identity: nai('bob@example.org') });
 * ```
 */
export function nai(text: string): Identity {
  return { type: registeredValue(idTypes, 'NAI'), data: new TextEncoder().encode(text) };
}

/**
 * An identity without encoding rules, such as the name of a pre-shared key (RFC 6043 §6.5).
 *
 * @example
 * ```ts
 * responder({ identity: byteString(Uint8Array.of(0xca, 0xfe)) });
 * ```
 */
export function byteString(octets: Uint8Array): Identity {
  return { type: registeredValue(idTypes, 'Byte string'), data: octets };
}

/**
 * Whether type and data are the same; URIs are compared octet by octet, as they were transported.
 *
 * @example
 * ```ts
 * sameIdentity(uri('sip:alice@example.org'), nai('alice@example.org')); // false
 * ```
 */
export function sameIdentity(one: Identity, other: Identity): boolean {
  return one.type === other.type && equalOctets(one.data, other.data);
}

/**
 * An identity for people to read; octets that are no text appear in hexadecimal.
 *
 * @example
 * ```ts
 * identityText(uri('sip:alice@example.org')); // 'sip:alice@example.org'
 * ```
 */
export function identityText(identity: Identity): string {
  const name = registeredName(idTypes, identity.type);
  const text = new TextDecoder().decode(identity.data);
  const readable = name !== 'Byte string' && !/[^\x20-\x7e]/.test(text);
  return readable ? text : `${name} ${hex(identity.data)}`;
}

/** The ID payload of an identity. */
export function idPayload({ type, data }: Identity): Id {
  return { kind: 'ID', type, data };
}
