import { isSrtpParameters, type SrtpParameters } from '@sdpsec/srtp-core/parameters';
import type { SuiteName } from '@sdpsec/srtp-core/suites';
import { NegotiationError } from '../reading/index.js';

/** Key and salt of one direction, in the clear: what formats hold that know nothing else. */
export interface SingleKey {
  readonly suite: SuiteName;
  readonly key: Uint8Array;
  readonly salt: Uint8Array;
}

/**
 * The one key of a direction, if that is all there is to it.
 *
 * @param holds - what the format has a place for besides.
 * @throws NegotiationError `not-expressible` where the parameters have anything that the format would lose.
 * @example
 * ```ts
 * const { suite, key, salt } = singleKey(keying.send[0], 'my recorder');
 * ```
 */
export function singleKey(
  parameters: SrtpParameters,
  format: string,
  holds: { readonly srtcpTag?: true; readonly mki?: true; readonly streams?: true } = {},
): SingleKey {
  if (!isSrtpParameters(parameters)) throw new NegotiationError('bad-input', `${format}: expected what srtpParameters() makes`);
  const [master, ...others] = parameters.masterKeys;
  const lost = [
    others.length > 0 && 'more than one key',
    master.mki && !holds.mki && 'an MKI',
    master.validity && 'a validity',
    parameters.streams !== 'any' && !holds.streams && 'bound streams',
    parameters.keyDerivationRate && 'a key derivation rate',
    parameters.unencryptedSrtp && 'UNENCRYPTED_SRTP',
    parameters.unencryptedSrtcp && 'UNENCRYPTED_SRTCP',
    parameters.unauthenticatedSrtp && 'UNAUTHENTICATED_SRTP',
    parameters.fecOrder === 'srtp-fec' && 'SRTP_FEC',
    parameters.rcc && 'ROC carrying',
    parameters.encryptedExtensions?.length && 'encrypted header extensions',
    parameters.cryptex === 'required' && 'Cryptex',
    parameters.srtcpTagOctets === 4 && !holds.srtcpTag && 'SRTCP tags of 4 octets',
  ].filter(Boolean);
  if (lost.length > 0) throw new NegotiationError('not-expressible', `${format} cannot hold ${lost.join(', ')}`);
  return { suite: parameters.suite, key: master.key.reveal(), salt: master.salt.reveal() };
}

/**
 * Key and salt one behind the other, as `inline:` and most formats have them.
 *
 * @example
 * ```ts
 * keyAndSalt(singleKey(keying.send[0], 'my recorder')).length; // 30
 * ```
 */
export function keyAndSalt({ key, salt }: SingleKey): Uint8Array {
  const octets = new Uint8Array(key.length + salt.length);
  octets.set(key);
  octets.set(salt, key.length);
  return octets;
}

/**
 * Padded base64 of key and salt.
 *
 * @example
 * ```ts
 * keyAndSaltBase64(singleKey(keying.send[0], 'my recorder')).length; // 40
 * ```
 */
export function keyAndSaltBase64(single: SingleKey): string {
  return btoa(String.fromCharCode(...keyAndSalt(single)));
}

/**
 * The octets of base64, padded or not; `undefined` where it is none.
 *
 * @example
 * ```ts
 * decodeBase64('yv4='); // Uint8Array [0xca, 0xfe]
 * ```
 */
export function decodeBase64(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(base64), character => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/**
 * What another library gives, if it is an object at all: its fields are judged one by one.
 *
 * @throws NegotiationError `bad-foreign-value`
 * @example
 * ```ts
 * foreignObject({ keyBase64: 'yv4=' }, 'my recorder').keyBase64; // 'yv4='
 * ```
 */
export function foreignObject<T extends object>(value: T, format: string): T {
  if (typeof value === 'object' && value !== null) return value;
  throw new NegotiationError('bad-foreign-value', `${format}: expected an object, got ${value === null ? 'null' : typeof value}`);
}

/**
 * A number as it is; of anything else, which may be a key in the wrong place, only its type.
 *
 * @example
 * ```ts
 * [shown(80), shown('yv4=')]; // ['80', 'string']
 * ```
 */
export function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : typeof value;
}
