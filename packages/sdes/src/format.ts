import { suites } from '@sdpsec/srtp-core/suites';
import type { CryptoAttribute, InlineKey, SessionParameter } from './attribute.js';
import { encodeBase64 } from './base64.js';
import { sdesName } from './suite-names.js';

/** How a value is written where the grammar leaves a choice, or where a peer does not follow it. */
export interface CryptoStyle {
  /** `=` at the end of base64. Default true: more peers fail without than with it. */
  readonly padding?: boolean;
  /** `registered` (default) writes the name that IANA has; `as-read` the tag and suite of the line that was read, for an echo. */
  readonly spelling?: 'registered' | 'as-read';
}

/**
 * Writes the value of an `a=crypto` line: one space between fields, keys in the clear.
 *
 * @returns the text after `a=crypto:`. It holds the key: treat it as a secret.
 * @example
 * ```ts
 * const text = formatCrypto(generateCrypto({ tag: 1, suite: 'AEAD_AES_128_GCM' })); // 1 AEAD_AES_128_GCM inline:...==
 * ```
 */
export function formatCrypto(attribute: CryptoAttribute, { padding = true, spelling = 'registered' }: CryptoStyle = {}): string {
  const asRead = spelling === 'as-read';
  const tag = asRead ? attribute.spelling.tag : String(attribute.tag);
  const suite = asRead ? attribute.spelling.suite : (sdesName(suites[attribute.suite]) ?? attribute.suite);
  let text = `${tag} ${suite} ${formatKeys(attribute.keys, padding)}`;
  for (const parameter of attribute.sessionParameters) text += ` ${formatParameter(parameter, padding)}`;
  return text;
}

function formatKeys(keys: readonly InlineKey[], padding: boolean): string {
  return keys.map(key => formatKey(key, padding)).join(';');
}

function formatKey({ key, salt, lifetime, mki }: InlineKey, padding: boolean): string {
  const octets = new Uint8Array(key.length + salt.length);
  octets.set(key.reveal());
  octets.set(salt.reveal(), key.length);
  const text = `inline:${encodeBase64(octets, padding)}`;
  octets.fill(0);
  return text + (lifetime ? `|${lifetime.text}` : '') + (mki ? `|${mki.value}:${mki.length}` : '');
}

/** One session parameter. That of FEC_KEY holds a key. */
export function formatParameter(parameter: SessionParameter, padding: boolean): string {
  switch (parameter.kind) {
    case 'kdr':
      return `KDR=${parameter.exponent}`;
    case 'wsh':
      return `WSH=${parameter.packets}`;
    case 'fec-order':
      return `FEC_ORDER=${parameter.order === 'fec-srtp' ? 'FEC_SRTP' : 'SRTP_FEC'}`;
    case 'fec-key':
      return `FEC_KEY=${formatKeys(parameter.keys, padding)}`;
    case 'optional':
      return `-${parameter.name}${parameter.value ? `=${new TextDecoder().decode(parameter.value.reveal())}` : ''}`;
    default:
      return parameter.kind.toUpperCase().replace('-', '_');
  }
}
