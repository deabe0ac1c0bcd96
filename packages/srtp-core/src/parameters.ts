import { SrtpError } from './errors.js';
import { Secret } from './secret.js';
import { type SrtpSuite, type SuiteName, suites } from './suites.js';

// A codec imports this entry alone, and its keys are secrets.
export { SrtpError, type SrtpErrorCode } from './errors.js';
export { type RandomSource, Secret, systemRandom } from './secret.js';

/** One master key with its salt, as keying agreed on it (RFC 3711 §3.2.1). */
export interface MasterKey {
  readonly key: Secret;
  readonly salt: Secret;
  /** Master key identifier, 1..128 octets. Either all keys of a direction have one, of one length, or none has. */
  readonly mki?: Uint8Array;
  /** Packets that the key may protect, at most 2^48 SRTP and 2^31 SRTCP. */
  readonly lifetime?: { readonly srtp: number; readonly srtcp: number };
  /**
   * Packets of all SSRCs together, SRTP and SRTCP each, once more than one SSRC uses the key. Default 2^31, which RFC 4568 §6.4.2
   * demands of keys from `a=crypto`; other keying sets 2^48.
   */
  readonly sharedLimit?: number;
  /** The 48-bit SRTP indices between which the key is valid, both included, of the designated stream `ssrc` (RFC 3711 §8.1.1). */
  readonly validity?: { readonly from: number; readonly to: number; readonly ssrc?: number };
}

/** A stream that keying binds: its SSRC, and its ROC where signalling knows it. */
export interface BoundStream {
  readonly ssrc: number;
  readonly roc?: number;
}

/** What {@link srtpParameters} takes. */
export interface SrtpParametersInput {
  readonly suite: SuiteName;
  readonly masterKeys: readonly (Omit<MasterKey, 'key' | 'salt'> & {
    readonly key: Secret | Uint8Array;
    readonly salt: Secret | Uint8Array;
  })[];
  /** Default `'any'`: whatever SSRC comes first. */
  readonly streams?: 'any' | readonly BoundStream[];
  /** Packets between two key derivations: 2^0..2^24 (RFC 3711 §4.3.1); absent: derive once. */
  readonly keyDerivationRate?: number;
  readonly unencryptedSrtp?: boolean;
  readonly unencryptedSrtcp?: boolean;
  readonly unauthenticatedSrtp?: boolean;
  /** The engine performs no FEC; the order is kept for the caller that does (RFC 4568 §6.3.4). */
  readonly fecOrder?: 'fec-srtp' | 'srtp-fec';
  /** Integrity transform with rollover counter carrying (RFC 4771). */
  readonly rcc?: { readonly mode: 1 | 2 | 3; readonly rate: number; readonly tagOctets: number };
  /** 4 for peers that shorten the SRTCP tag of a _32 suite too; never guessed. */
  readonly srtcpTagOctets?: 4 | 10;
  /** Header extension ids to encrypt (RFC 6904), 1..255. */
  readonly encryptedExtensions?: readonly number[];
  /** RFC 9335. Default `'off'`. */
  readonly cryptex?: 'off' | 'allowed' | 'required';
}

declare const validated: unique symbol;

/** What the wire agreed for ONE direction. Built only by {@link srtpParameters}: holding one proves that it is sound. */
export interface SrtpParameters extends Omit<SrtpParametersInput, 'masterKeys' | 'streams'> {
  readonly [validated]: true;
  readonly masterKeys: readonly [MasterKey, ...MasterKey[]];
  readonly streams: 'any' | readonly BoundStream[];
}

/** What {@link srtpParameters} builds carries a proof that nobody else can give. */
class Proven {
  [name: string]: unknown;
  readonly #proof = true;

  constructor(suite: SuiteName, masterKeys: readonly MasterKey[], streams: SrtpParameters['streams']) {
    this.suite = suite;
    this.masterKeys = masterKeys;
    this.streams = streams;
  }

  static has(value: object): boolean {
    return #proof in value;
  }
}

/**
 * Whether the value came out of {@link srtpParameters}, which a caller in plain JavaScript could otherwise get around.
 *
 * @example
 * ```ts
 * isSrtpParameters({ suite: 'AES_CM_128_HMAC_SHA1_80' }); // false
 * ```
 */
export function isSrtpParameters(value: unknown): value is SrtpParameters {
  return typeof value === 'object' && value !== null && Proven.has(value);
}

/**
 * Proves lengths, the MKI rule and ranges, once; the result is frozen.
 *
 * @throws {@link SrtpError} `bad-parameters`, with what was expected and found.
 * @example
 * ```ts
 * const parameters = srtpParameters({
 *   suite: 'AES_CM_128_HMAC_SHA1_80',
 *   masterKeys: [{ key: Secret.random(16), salt: Secret.random(14) }],
 * });
 * ```
 */
export function srtpParameters(input: SrtpParametersInput): SrtpParameters {
  // A caller in plain JavaScript gets the same errors: octets that are no octets must never become a key of zeros.
  if (typeof input !== 'object' || input === null) throw bad(`expected an object, got ${typeOf(input)}`);
  const suite = Object.hasOwn(suites, input.suite) ? suites[input.suite] : undefined;
  if (!suite) throw bad(`unknown suite ${JSON.stringify(String(input.suite).slice(0, 60))}`);
  if (!Array.isArray(input.masterKeys) || input.masterKeys.length === 0) throw bad('expected at least one master key, got none');
  const masterKeys = input.masterKeys.map(one => masterKey(one, suite.keyOctets, suite.saltOctets));
  checkMkis(masterKeys);
  checkSwitches(input, suite);
  const { streams = 'any', rcc, encryptedExtensions } = input;
  const value: Record<string, unknown> = new Proven(suite.name, Object.freeze(masterKeys), boundStreams(streams));
  for (const name of switchNames) if (input[name] !== undefined) value[name] = input[name];
  if (rcc) value.rcc = Object.freeze({ ...rcc });
  if (encryptedExtensions) value.encryptedExtensions = Object.freeze([...encryptedExtensions]);
  return Object.freeze(value) as unknown as SrtpParameters;
}

const flagNames = ['unencryptedSrtp', 'unencryptedSrtcp', 'unauthenticatedSrtp'] as const;
const switchNames = [...flagNames, 'keyDerivationRate', 'fecOrder', 'srtcpTagOctets', 'cryptex'] as const;

function checkSwitches(input: SrtpParametersInput, suite: SrtpSuite): void {
  const { keyDerivationRate: rate, srtcpTagOctets, rcc, encryptedExtensions = [], fecOrder, cryptex } = input;
  const aead = suite.authKeyOctets === 0;
  for (const name of flagNames)
    if (input[name] !== undefined && typeof input[name] !== 'boolean')
      throw bad(`${name}: expected a boolean, got ${typeOf(input[name])}`);
  if (rate !== undefined && !(Number.isInteger(rate) && rate >= 1 && rate <= 2 ** 24 && (rate & (rate - 1)) === 0))
    throw bad(`expected keyDerivationRate to be a power of two in 1..2^24, got ${rate}`);
  if (aead && (input.unencryptedSrtp || input.unauthenticatedSrtp))
    throw bad(`${suite.name} knows neither unencrypted nor unauthenticated SRTP (RFC 7714 §9)`);
  if (srtcpTagOctets !== undefined && (aead || ![4, 10].includes(srtcpTagOctets)))
    throw bad(`srtcpTagOctets: expected 4 or 10 with an HMAC suite, got ${srtcpTagOctets} with ${suite.name}`);
  if (rcc) checkRcc(rcc, aead);
  if (rcc && input.unauthenticatedSrtp) throw bad('RCC and unauthenticated SRTP are two integrity transforms: expected one');
  if (!Array.isArray(encryptedExtensions)) throw bad('encryptedExtensions: expected an array of header extension ids');
  for (const id of encryptedExtensions) integer('header extension id', id, 1, 255);
  if (fecOrder !== undefined && !['fec-srtp', 'srtp-fec'].includes(fecOrder))
    throw bad('fecOrder: expected fec-srtp or srtp-fec');
  if (cryptex !== undefined && !['off', 'allowed', 'required'].includes(cryptex))
    throw bad('cryptex: expected off, allowed or required');
  if (cryptex === 'required' && (input.unencryptedSrtp || suite.cipher === 'null'))
    throw bad('cryptex: required makes no sense where the payload is not encrypted either');
}

function masterKey(input: SrtpParametersInput['masterKeys'][number], keyOctets: number, saltOctets: number): MasterKey {
  if (typeof input !== 'object' || input === null) throw bad(`expected a master key with its salt, got ${typeOf(input)}`);
  const { mki, lifetime, sharedLimit, validity } = input;
  const key = secret('master key', input.key, keyOctets);
  const salt = secret('master salt', input.salt, saltOctets);
  if (mki !== undefined && !(mki instanceof Uint8Array && mki.length >= 1 && mki.length <= 128))
    throw bad(`expected an MKI of 1..128 octets, got ${mki instanceof Uint8Array ? mki.length : typeOf(mki)}`);
  if (lifetime) {
    integer('SRTP lifetime', lifetime.srtp, 1, 2 ** 48);
    integer('SRTCP lifetime', lifetime.srtcp, 1, 2 ** 31);
  }
  if (sharedLimit !== undefined) integer('sharedLimit', sharedLimit, 1, 2 ** 48);
  if (validity) {
    integer('validity.from', validity.from, 0, 2 ** 48 - 1);
    integer('validity.to', validity.to, validity.from, 2 ** 48 - 1);
    if (validity.ssrc !== undefined) integer('validity.ssrc', validity.ssrc, 0, 2 ** 32 - 1);
  }
  if (!mki && !lifetime && sharedLimit === undefined && !validity) return Object.freeze({ key, salt });
  return Object.freeze({
    key,
    salt,
    ...(mki && { mki: Uint8Array.from(mki) }),
    ...(lifetime && { lifetime: Object.freeze({ ...lifetime }) }),
    ...(sharedLimit !== undefined && { sharedLimit }),
    ...(validity && { validity: Object.freeze({ ...validity }) }),
  });
}

function secret(what: string, value: Secret | Uint8Array, octets: number): Secret {
  if (!(value instanceof Secret || value instanceof Uint8Array))
    throw bad(`expected a ${what} as Secret or Uint8Array, got ${typeOf(value)}`);
  if (value.length !== octets) throw bad(`expected a ${what} of ${octets} octets, got ${value.length}`);
  return value instanceof Secret ? value : Secret.from(value);
}

/** Names a type without showing the value, which may be key text. */
function typeOf(value: unknown): string {
  return value === null ? 'null' : typeof value;
}

/** RFC 4771 §2 and §3: modes 1 and 2 are made of HMAC-SHA1, whose tag shares its place with the ROC; mode 3 carries the ROC alone. */
function checkRcc({ mode, rate, tagOctets }: NonNullable<SrtpParametersInput['rcc']>, aead: boolean): void {
  if (![1, 2, 3].includes(mode)) throw bad(`expected RCC mode 1, 2 or 3, got ${mode}`);
  if (aead && mode !== 3) throw bad(`RCC mode ${mode} needs a suite with HMAC-SHA1 (RFC 4771 §3)`);
  integer('RCC rate', rate, 1, 65_535);
  // §2: a tag of 32 bits has room for the ROC and for no MAC at all; less than 32 bits of MAC would be little better.
  if (mode === 3) integer('tagOctets of RCC mode 3', tagOctets, 4, 4);
  else integer('tagOctets of RCC', tagOctets, 8, 20);
}

/** RFC 4568 §6.1: several keys need MKIs, of one length, all different. */
function checkMkis(keys: readonly MasterKey[]): void {
  if (keys.length === 1) return;
  const length = keys[0]?.mki?.length;
  if (keys.some(key => key.mki?.length !== length)) throw bad('expected all master keys to have an MKI of one length, or none');
  const byIndex = keys.every(key => key.validity);
  if (keys.length > 1 && length === undefined && !byIndex)
    throw bad('several master keys need MKIs or <From, To> validity to tell them apart');
  const seen = new Set(keys.map(key => key.mki?.join()));
  if (length !== undefined && seen.size !== keys.length) throw bad('expected all MKIs to differ');
}

function boundStreams(streams: 'any' | readonly BoundStream[]): 'any' | readonly BoundStream[] {
  if (streams === 'any') return streams;
  if (!Array.isArray(streams)) throw bad(`streams: expected 'any' or an array, got ${typeOf(streams)}`);
  for (const stream of streams) {
    if (typeof stream !== 'object' || stream === null) throw bad(`streams: expected objects with an SSRC, got ${typeOf(stream)}`);
    const { ssrc, roc } = stream;
    integer('ssrc', ssrc, 0, 2 ** 32 - 1);
    if (roc !== undefined) integer('roc', roc, 0, 2 ** 32 - 1);
  }
  if (new Set(streams.map(stream => stream.ssrc)).size !== streams.length) throw bad('an SSRC is bound twice');
  return Object.freeze(streams.map(stream => Object.freeze({ ...stream })));
}

function integer(what: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) throw bad(`expected ${what} in ${least}..${most}, got ${value}`);
}

function bad(message: string): SrtpError {
  return new SrtpError('bad-parameters', message);
}
