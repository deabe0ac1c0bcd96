import { SrtpError, type SrtpParametersInput, srtpParameters } from '@sdpsec/srtp-core/parameters';
import { type SuiteName, suites } from '@sdpsec/srtp-core/suites';
import { findAll, type MikeyMessage } from '../message.js';
import type { KeyValidity } from '../payloads.js';
import { type Derivation, deriveFromTgk } from '../prf.js';
import { readPolicy, type SrtpPolicy } from '../srtp-policy.js';
import { streamOf } from './cs-id-map.js';
import type { ResponderOptions } from './options.js';
import { type Bundle, type BundleKey, type CryptoSession, type ExchangeWarning, Refusal } from './outcome.js';

/** What SRTP's own criteria give where no policy is sent (RFC 3830 §6.10.1). */
const defaultPolicy: SrtpPolicy = { suite: 'AES_CM_128_HMAC_SHA1_80' };

/**
 * Most blocks of 256 bits that the PRF is run over for a bundle: 255 crypto sessions under one DH secret of 1536 bits are 1530. One message of 64 KiB
 * could ask for half a million, which is half a minute (RFC 3830 §9.5).
 */
const mostBlocks = 4096;

type MasterKeyInput = SrtpParametersInput['masterKeys'][number];
type KeyedBundle = Pick<Bundle, 'csbId' | 'prf' | 'rand' | 'keys' | 'map' | 'policies'>;

/** A crypto session as one of the maps describes it. */
interface MappedSession {
  readonly csId: number;
  readonly policy: SrtpPolicy;
  readonly stream?: { readonly ssrc: number; readonly roc?: number };
  readonly spi?: Uint8Array;
}

/** The parameters of every crypto session of a bundle (RFC 3830 §4.4). */
export function cryptoSessions(
  bundle: KeyedBundle,
  outOfBand: ResponderOptions['outOfBand'],
  warnings: Set<ExchangeWarning>,
): readonly CryptoSession[] {
  if (bundle.keys.length === 0) return [];
  const sessions = mappedSessions(bundle, outOfBand);
  const blocks = sessions.length * bundle.keys.reduce((sum, { key }) => sum + Math.ceil(key.length / 32), 0);
  if (blocks > mostBlocks)
    throw new Refusal('bad-keys', `expected keys whose derivation takes at most ${mostBlocks} blocks, got ${blocks}`);
  return sessions.map(({ csId, policy, stream, spi }) => {
    const masterKeys = bundle.keys.map(key => masterKey(key, csId, policy, bundle, warnings));
    // The SPI of the map names the key to start with (RFC 6043 §6.1.1).
    if (spi) masterKeys.sort((one, other) => Number(isSpi(other.mki, spi)) - Number(isSpi(one.mki, spi)));
    try {
      return { csId, parameters: srtpParameters({ ...policy, masterKeys, streams: stream ? [stream] : 'any' }) };
    } catch (error) {
      if (error instanceof SrtpError) throw new Refusal('bad-keys', `crypto session ${csId}: ${error.message}`);
      throw error;
    }
  });
}

/** The SP payloads of a message, each read and among the accepted suites (RFC 3830 §5.1.1). */
export function readPolicies(
  message: MikeyMessage,
  accepted: readonly SuiteName[] | undefined,
  warnings: Set<ExchangeWarning>,
): ReadonlyMap<number, SrtpPolicy> {
  const policies = new Map<number, SrtpPolicy>();
  for (const sp of findAll(message, 'SP')) {
    if (sp.protocol !== 0) throw new Refusal('unsupported-protocol', `security protocol ${sp.protocol} is not SRTP`);
    if (policies.has(sp.policy)) throw new Refusal('unsupported-policy', `policy ${sp.policy} is there twice`);
    const { policy, deviations } = readPolicy(sp);
    if (!acceptedSuites(accepted).includes(policy.suite))
      throw new Refusal('unsupported-policy', `${policy.suite} is not among the accepted suites`);
    for (const deviation of deviations) warnings.add(deviation);
    policies.set(sp.policy, policy);
  }
  return policies;
}

/** The suites that a Responder takes. */
export function acceptedSuites(accepted: readonly SuiteName[] | undefined): readonly SuiteName[] {
  if (accepted) return accepted;
  return Object.values(suites).flatMap(({ name, mikey, onRequestOnly }) => (mikey && !onRequestOnly ? [name] : []));
}

function mappedSessions({ map, policies }: KeyedBundle, outOfBand: ResponderOptions['outOfBand']): readonly MappedSession[] {
  const policyNumbered = (number: number): SrtpPolicy => {
    const policy = policies.get(number) ?? (policies.size === 0 ? defaultPolicy : undefined);
    if (!policy) throw new Refusal('unsupported-policy', `no SP payload has the policy number ${number}`);
    return policy;
  };
  switch (map.kind) {
    case 'srtp-id':
      return map.sessions.map(({ policy, ssrc, roc }, index) => ({
        ...{ csId: index + 1, policy: policyNumbered(policy), ...(ssrc !== 0 && { stream: { ssrc, roc } }) },
      }));
    case 'generic-id':
      return map.sessions.map(session => {
        const number = session.policies[0];
        if (session.protocol !== 0 || number === undefined)
          throw new Refusal('unsupported-protocol', `crypto session ${session.csId} names no SRTP policy`);
        const stream = streamOf(session);
        return { csId: session.csId, policy: policyNumbered(number), spi: session.spi, ...(stream && { stream }) };
      });
    case 'empty':
      return (outOfBand ?? []).map(({ csId, policy, ssrc, roc }) => ({
        ...{ csId, policy, ...(ssrc !== undefined && { stream: { ssrc, ...(roc !== undefined && { roc }) } }) },
      }));
  }
}

function masterKey(
  { type, key, salt, validity }: BundleKey,
  csId: number,
  policy: SrtpPolicy,
  derivation: Derivation,
  warnings: Set<ExchangeWarning>,
): MasterKeyInput {
  const suite = suites[policy.suite];
  if (!suite) throw new Refusal('unsupported-policy', `unknown suite ${policy.suite}`);
  const { keyOctets, saltOctets } = suite;
  const octets = key.reveal();
  if (type === 'TGK' && derivation.rand.length === 0) throw new Refusal('bad-keys', 'a TGK needs the RAND that was left out');
  const derivedSalt = () => {
    if (salt) return salt;
    if (derivation.rand.length === 0) throw new Refusal('bad-keys', 'deriving the salt needs the RAND that was left out');
    return deriveFromTgk('salt', octets, csId, derivation, saltOctets);
  };
  if (type === 'TGK')
    return {
      key: deriveFromTgk('tek', octets, csId, derivation, keyOctets),
      salt: derivedSalt(),
      ...keyValidity(validity),
    };
  // RTSP practice puts key || salt into a TEK; no suite's key has the length of another's key and salt together.
  if (!salt && octets.length === keyOctets + saltOctets) {
    warnings.add('joined-salt');
    return { key: octets.slice(0, keyOctets), salt: octets.slice(keyOctets), ...keyValidity(validity) };
  }
  return { key, salt: derivedSalt(), ...keyValidity(validity) };
}

function keyValidity(validity: KeyValidity | undefined): Pick<MasterKeyInput, 'mki' | 'validity'> {
  if (validity?.kind === 'spi') return validity.spi.length > 0 ? { mki: validity.spi } : {};
  if (validity?.kind !== 'interval') return {};
  // The index of SRTP has 6 octets (RFC 3830 §6.14).
  const index = (octets: Uint8Array): number => {
    if (octets.length !== 6)
      throw new Refusal('bad-keys', `expected a key interval in indices of 6 octets, got ${octets.length}`);
    return octets.reduce((sum, octet) => sum * 256 + octet, 0);
  };
  return { validity: { from: index(validity.from), to: index(validity.to) } };
}

function isSpi(mki: Uint8Array | undefined, spi: Uint8Array): boolean {
  return mki !== undefined && mki.length === spi.length && mki.every((octet, i) => octet === spi[i]);
}
