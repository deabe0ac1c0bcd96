import type { SrtpParametersInput } from '@sdpsec/srtp-core/parameters';
import { type SrtpSuite, type SuiteName, suites } from '@sdpsec/srtp-core/suites';
import { MikeyError } from './errors.js';
import type { PolicyParameter, Sp } from './payloads.js';
import { registeredName, srtpPolicyTypes } from './registry.js';

/** The part of the SRTP parameters that an SP payload carries: all but keys and streams. */
export type SrtpPolicy = Pick<
  SrtpParametersInput,
  | 'suite'
  | 'keyDerivationRate'
  | 'unencryptedSrtp'
  | 'unencryptedSrtcp'
  | 'unauthenticatedSrtp'
  | 'fecOrder'
  | 'rcc'
  | 'srtcpTagOctets'
>;

/** What {@link readPolicy} tolerates, by name. */
export type PolicyDeviation =
  /** Parameter 3 holds the length of the tag in place of the key's, as GStreamer wrote it. */
  | 'tag-length-as-auth-key-length'
  /** SRTP authentication is switched off for an AEAD suite, which authenticates in any case. */
  | 'aead-authentication-off';

const prfNumbers = { 'aes-cm': 0, 'seed-ctr': 1, 'aria-ctr': 2 } as const;
/** SRTP Auth. algorithm of RCC mode 1; modes 2 and 3 follow (RFC 4771 §4). */
const rccMode1 = 2;
const firstUnassigned = srtpPolicyTypes.length;

/**
 * Writes a policy as SP payload (RFC 3830 §6.10.1, RFC 4771 §4, RFC 7714 §14.3, RFC 8269 §4).
 *
 * @throws {@link MikeyError} `unsupported-policy` for what MIKEY has no number for.
 * @example
 * ```ts
 * const sp = writePolicy({ suite: 'AES_CM_128_HMAC_SHA1_80' }, 0);
 * ```
 */
export function writePolicy(policy: SrtpPolicy, number: number): Sp {
  const suite: SrtpSuite | undefined = suites[policy.suite];
  if (!suite?.mikey) throw new MikeyError('unsupported-policy', `${policy.suite} has no MIKEY number`, { payload: 'SP' });
  if (policy.fecOrder === 'srtp-fec') throw new MikeyError('unsupported-policy', 'the FEC order SRTP, FEC', { payload: 'SP' });
  const { encryption, auth } = suite.mikey;
  const aead = suite.authKeyOctets === 0;
  const srtcpTag = policy.srtcpTagOctets ?? suite.tagOctets.srtcp;
  // With AEAD where 3GPP's peers have it, who know no 14, and with 15 and 19 to say that SRTCP has none (RFC 4771 §4).
  const rccAuth = policy.rcc && rccMode1 + policy.rcc.mode - 1;
  const values: readonly (readonly [type: number, value: number | undefined])[] = [
    [0, encryption],
    [1, suite.keyOctets],
    [2, aead ? (rccAuth ?? auth) : auth],
    [3, aead ? undefined : suite.authKeyOctets],
    [4, suite.saltOctets],
    [5, prfNumbers[suite.prf]],
    [6, policy.keyDerivationRate],
    [7, aead ? undefined : Number(!policy.unencryptedSrtp)],
    [8, aead && !policy.unencryptedSrtcp ? undefined : Number(!policy.unencryptedSrtcp)],
    [9, policy.fecOrder && 0],
    [10, aead ? undefined : Number(!policy.unauthenticatedSrtp)],
    [11, aead ? undefined : suite.tagOctets.srtp],
    [13, policy.rcc?.rate],
    [14, aead ? undefined : rccAuth],
    [15, aead && rccAuth !== undefined ? auth : undefined],
    [18, policy.rcc?.tagOctets],
    [19, aead ? rccAuth && 0 : srtcpTag === 10 && suite.tagOctets.srtp === 10 ? undefined : srtcpTag],
    [20, aead ? suite.tagOctets.srtp : undefined],
  ];
  const parameters = values.flatMap(([type, value]) => (value === undefined ? [] : [{ type, value: unsigned(type, value) }]));
  return { kind: 'SP', policy: number, protocol: 0, parameters };
}

/**
 * Reads an SP payload. Parameters that are not set have SRTP's defaults (RFC 3830 §6.10.1).
 *
 * @throws {@link MikeyError} `unsupported-policy` naming the parameter that no suite fits.
 * @example
 * ```ts
 * readPolicy(sp).policy.suite; // 'AES_CM_128_HMAC_SHA1_80'
 * ```
 */
export function readPolicy(sp: Sp): { readonly policy: SrtpPolicy; readonly deviations: readonly PolicyDeviation[] } {
  if (sp.protocol !== 0) throw unsupported(`security protocol ${sp.protocol}`);
  const parameter = parameterValues(sp.parameters);
  const deviations: PolicyDeviation[] = [];
  const encryption = parameter(0) ?? 1;
  const keyOctets = encryption === 0 ? 16 : (parameter(1) ?? 16);
  const candidates = Object.values(suites).filter(
    ({ mikey, keyOctets: n }) => mikey?.encryption === encryption && n === keyOctets,
  );
  const first = candidates[0];
  if (!first) throw unsupported(`encryption algorithm ${encryption} with a key of ${keyOctets} octets`);
  const aead = first.authKeyOctets === 0;
  const authKey = parameter(3);
  // A tag of 4 or 10 octets; no authentication key has that length, but some senders put it there (mikey wire practice).
  const misplacedTag = !aead && (authKey === 4 || authKey === 10) ? authKey : undefined;
  if (misplacedTag !== undefined) deviations.push('tag-length-as-auth-key-length');

  const rcc = ([1, 2, 3] as const).find(mode => (parameter(14) ?? parameter(2)) === rccMode1 + mode - 1);
  const tag = aead
    ? (parameter(20) ?? parameter(11))
    : ((rcc ? undefined : parameter(18)) ?? parameter(11) ?? misplacedTag ?? 10);
  const suite = candidates.find(({ tagOctets }) => tag === undefined || tagOctets.srtp === tag);
  if (!suite) throw unsupported(`an authentication tag of ${tag} octets with encryption algorithm ${encryption}`);

  const auth = suite.mikey?.auth;
  expectOneOf(parameter, 2, rcc ? [rccMode1 + rcc - 1, ...(parameter(14) === undefined ? [] : [auth])] : [auth]);
  expectOneOf(parameter, 14, rcc ? [rccMode1 + rcc - 1] : [auth]);
  expectOneOf(parameter, 15, [auth]);
  expectOneOf(parameter, 3, [suite.authKeyOctets, misplacedTag]);
  expectOneOf(parameter, 16, [suite.authKeyOctets]);
  expectOneOf(parameter, 17, [suite.authKeyOctets]);
  expectOneOf(parameter, 4, [suite.saltOctets]);
  expectOneOf(parameter, 5, [prfNumbers[suite.prf]]);
  for (const type of [7, 8, 10]) expectOneOf(parameter, type, [0, 1]);
  expectOneOf(parameter, 9, [0]);
  expectOneOf(parameter, 12, [0]);
  if (aead && parameter(10) === 0) deviations.push('aead-authentication-off');
  const policy: SrtpPolicy = {
    suite: suite.name as SuiteName,
    ...(parameter(6) && { keyDerivationRate: parameter(6) as number }),
    ...(parameter(7) === 0 && { unencryptedSrtp: true }),
    ...(parameter(8) === 0 && { unencryptedSrtcp: true }),
    ...(parameter(9) === 0 && { fecOrder: 'fec-srtp' as const }),
    ...(!aead && parameter(10) === 0 && { unauthenticatedSrtp: true }),
    ...(rcc && {
      // In mode 3 the tag is the ROC alone (RFC 4771 §5).
      rcc: {
        mode: rcc,
        rate: parameter(13) ?? 1,
        tagOctets: parameter(18) ?? (rcc === 3 ? 4 : (parameter(11) ?? suite.tagOctets.srtp)),
      },
    }),
    ...srtcpTagOf(parameter, aead, suite.tagOctets.srtcp),
  };
  return { policy, deviations };
}

/** The value of a parameter, where it is set. */
type Parameter = (type: number) => number | undefined;

/** SRTCP keeps its own tag length; only the parameter that is about SRTCP alone changes it (RFC 3711 §5.2, RFC 4771 §4). */
function srtcpTagOf(parameter: Parameter, aead: boolean, usual: number): Pick<SrtpPolicy, 'srtcpTagOctets'> {
  const tag = parameter(19);
  if (aead || tag === undefined || tag === usual) return {};
  if (tag !== 4 && tag !== 10) throw unsupported(`an SRTCP authentication tag of ${tag} octets`);
  return { srtcpTagOctets: tag };
}

function parameterValues(parameters: readonly PolicyParameter[]): Parameter {
  const values = new Map<number, number>();
  for (const { type, value } of parameters) {
    const name = registeredName(srtpPolicyTypes, type);
    if (type >= firstUnassigned) throw unsupported(`parameter ${type}, which is not registered`);
    if (values.has(type)) throw unsupported(`${name} (${type}) twice`);
    if (value.length < 1 || value.length > 4) throw unsupported(`${name} (${type}) in ${value.length} octets`);
    values.set(
      type,
      value.reduce((sum, octet) => sum * 256 + octet, 0),
    );
  }
  return type => values.get(type);
}

function expectOneOf(parameter: Parameter, type: number, allowed: readonly (number | undefined)[]): void {
  const value = parameter(type);
  if (value !== undefined && !allowed.includes(value))
    throw unsupported(`${registeredName(srtpPolicyTypes, type)} (${type}) with the value ${value}`);
}

/** One octet, but for the key derivation rate as many as it takes and for the ROC transmission rate two (RFC 4771 §4). */
function unsigned(type: number, value: number): Uint8Array {
  const least = type === 13 ? 2 : 1;
  const octets: number[] = [];
  for (let left = value; left > 0 || octets.length < least; left = Math.floor(left / 256)) octets.unshift(left % 256);
  return Uint8Array.from(octets);
}

function unsupported(what: string): MikeyError {
  return new MikeyError('unsupported-policy', `no supported SRTP policy has ${what}`, { payload: 'SP' });
}
