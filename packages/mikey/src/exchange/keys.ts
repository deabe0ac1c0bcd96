import { type RandomSource, Secret } from '@sdpsec/srtp-core/parameters';
import { suites } from '@sdpsec/srtp-core/suites';
import { MikeyError } from '../errors.js';
import { decryptKeyData, encryptKeyData, type MessageProtection } from '../kemac.js';
import { decodeChain, encodeChain, numberOf } from '../message.js';
import { concatenate } from '../octets.js';
import type { Id, Kemac, KeyData, KeyValidity, Payload } from '../payloads.js';
import { keyEncryptions, keyTypes, macs, registeredName, registeredValue } from '../registry.js';
import type { ExchangeOptions, KeyOffer, SessionOffer } from './options.js';
import { type BundleKey, Refusal } from './outcome.js';

/** The key data that this end offers, with the random parts drawn. */
export function offerKeys(
  keys: readonly KeyOffer[] | undefined,
  sessions: readonly SessionOffer[],
  random: RandomSource,
): readonly KeyData[] {
  const lengths = lengthsOf(sessions);
  const longest = Math.max(16, ...lengths.map(({ key }) => key));
  return (keys ?? [{ type: 'TGK' }]).map(offer => {
    const tek = isTek(offer);
    if (tek && !haveOneLength(sessions))
      throw new MikeyError('bad-option', 'a TEK needs sessions whose suites have one key and salt length');
    const key = offer.key ?? Secret.random(tek ? (lengths[0]?.key ?? longest) : longest, random);
    const drawSalt = () => offer.salt ?? Secret.random(lengths[0]?.salt ?? 14, random);
    const joined = offer.joinSalt ? Secret.from(concatenate(key.reveal(), drawSalt().reveal())) : key;
    const validity = validityOf(offer);
    return {
      ...{ kind: 'KEY' as const, type: registeredValue(keyTypes, offer.type), key: joined },
      ...(offer.type.endsWith('+SALT') && { salt: drawSalt() }),
      ...(validity && { validity }),
    };
  });
}

/** Whether a key is taken as it is, and so has to have the length that the suites want. */
export function isTek({ type }: KeyOffer): boolean {
  return type.startsWith('TEK');
}

/** Whether one TEK fits all sessions, and there is one that it could fit. */
export function haveOneLength(sessions: readonly SessionOffer[]): boolean {
  return new Set(lengthsOf(sessions).map(({ key, salt }) => `${key} ${salt}`)).size === 1;
}

function lengthsOf(sessions: readonly SessionOffer[]): { readonly key: number; readonly salt: number }[] {
  return sessions.map(({ policy }) => {
    const suite = suites[policy.suite];
    if (!suite) throw new MikeyError('bad-option', `unknown suite ${policy.suite}`);
    return { key: suite.keyOctets, salt: suite.saltOctets };
  });
}

/** The algorithms of KEMAC that an end uses by its options. */
export function kemacAlgorithms(options: ExchangeOptions, prf: number): { encryption: number; macAlgorithm: number } {
  return {
    encryption: registeredValue(keyEncryptions, options.encryption ?? 'AES-CM-128'),
    macAlgorithm: options.mac === undefined ? macOfPrf(prf) : registeredValue(macs, options.mac),
  };
}

/** The MAC that goes with a PRF: V has one in any case, and 256-bit algorithms are not mixed with others (RFC 6043 §12.1). */
export function macOfPrf(prf: number): number {
  return registeredValue(macs, prf === 1 ? 'HMAC-SHA-256-256' : 'HMAC-SHA-1-160');
}

/** Encrypts key data for KEMAC. In the public-key modes the sender's identity comes first (RFC 3830 §3.2). */
export function sealKeys(keys: readonly KeyData[], encryption: number, protection: MessageProtection, identity?: Id): Secret {
  const chain: readonly Payload[] = identity ? [identity, ...keys] : keys;
  return Secret.from(chain.length === 0 ? new Uint8Array() : encryptKeyData(encryption, encodeChain(chain), protection));
}

/** Decrypts KEMAC, whose MAC has been verified, and reads its key data. */
export function openKeys(
  kemac: Kemac,
  protection: MessageProtection,
  withIdentity: boolean,
): { readonly keys: readonly BundleKey[]; readonly identity?: Id } {
  if (kemac.data.length === 0) return { keys: [] };
  const plaintext = decryptKeyData(kemac.encryption, kemac.data.reveal(), protection);
  if (!plaintext) throw new Refusal('authentication-failed', 'the MAC of KEMAC is wrong');
  const first: Payload['kind'] = withIdentity ? 'ID' : 'KEY';
  const { payloads, trailing } = decodeChain(plaintext, first === 'ID' ? numberOfId : numberOfKey);
  // The key wrap works on 64-bit blocks; what fills the last one is zeros by our own reading.
  if (trailing.length >= 8 || trailing.some(octet => octet !== 0))
    throw new Refusal('malformed', `${trailing.length} octets follow the key data in KEMAC`);
  const [head, ...rest] = payloads;
  const identity = head?.kind === 'ID' ? head : undefined;
  const keys = (identity ? rest : payloads).map(payload => {
    if (payload.kind !== 'KEY') throw new Refusal('malformed', `expected key data in KEMAC, got ${payload.kind}`);
    return bundleKey(payload);
  });
  return { keys, ...(identity && { identity }) };
}

/** Key data as a key of the bundle. */
export function bundleKey({ type, key, salt, validity }: KeyData): BundleKey {
  const rest = { key, ...(salt && { salt }), ...(validity && { validity }) };
  switch (registeredName(keyTypes, type)) {
    case 'TGK':
    case 'TGK+SALT':
    case 'GTGK':
    case 'GTGK+SALT':
      return { type: 'TGK', ...rest };
    case 'TEK':
    case 'TEK+SALT':
      return { type: 'TEK', ...rest };
    default:
      throw new Refusal('bad-keys', `key data of type ${registeredName(keyTypes, type)} keys no SRTP session`);
  }
}

const numberOfId = numberOf({ kind: 'ID', type: 0, data: new Uint8Array() });
const numberOfKey = numberOf({ kind: 'KEY', type: 0, key: Secret.from(new Uint8Array()) });

function validityOf({ mki, interval }: KeyOffer): KeyValidity | undefined {
  if (mki) return { kind: 'spi', spi: mki };
  if (!interval) return undefined;
  const index = (value: number) => {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** 48)
      throw new MikeyError('bad-option', `expected a 48-bit index in the interval, got ${value}`);
    return Uint8Array.from({ length: 6 }, (_, i) => Math.floor(value / 256 ** (5 - i)) % 256);
  };
  return { kind: 'interval', from: index(interval.from), to: index(interval.to) };
}
