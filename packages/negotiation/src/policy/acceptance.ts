import type { CryptoAttribute } from '@sdpsec/sdes';
import type { SrtpParameters } from '@sdpsec/srtp-core/parameters';
import { type SuiteName, suites } from '@sdpsec/srtp-core/suites';
import type { LineDeviation, UsableCryptoLine } from '../reading/index.js';
import type { Policy } from './policy.js';
import type { Weakening } from './security-policy.js';

/** Why a policy does not let a line be used, for a log or a person. */
export type PolicyObjection =
  | 'suite-not-allowed'
  | 'too-weak'
  | 'weakening-not-allowed'
  | 'mki-not-allowed'
  | 'fec-not-done'
  | 'deviation-not-allowed';

/** What a policy has against a line. */
export interface Objection {
  readonly code: PolicyObjection;
  readonly message: string;
}

/**
 * Judges a usable line by a policy; `undefined`: it may be used.
 *
 * @example
 * ```ts
 * const [line] = readSecurity(document).sections[0].crypto;
 * if (isUsable(line)) console.log(objectionTo(line, readPolicy())?.message ?? 'it may be used');
 * ```
 */
export function objectionTo(line: UsableCryptoLine, policy: Policy): Objection | undefined {
  return securityObjection(line.value, policy) ?? deviationObjection(line.deviations, policy);
}

/**
 * The part of the judgement that concerns what the line protects, not how it is written.
 *
 * @example
 * ```ts
 * const [line] = readSecurity(document).sections[0].crypto;
 * if (isUsable(line)) console.log(securityObjection(line.value, readPolicy())?.code);
 * ```
 */
export function securityObjection(attribute: CryptoAttribute, policy: Policy): Objection | undefined {
  const { suite, keys, sessionParameters } = attribute;
  let hasMki = false;
  for (const { mki } of keys) if (mki) hasMki = true;
  const tagOctets = suites[suite].tagOctets.srtp;
  const protection = { suite, tagOctets, weakenings: weakeningsOf(attribute), hasMki };
  const found = protectionObjection(protection, policy);
  if (found || policy.security.fec) return found;
  // The engine performs no FEC, so keys for it, or FEC over ciphertext, need a caller that does.
  for (const one of sessionParameters)
    if (one.kind === 'fec-key' || (one.kind === 'fec-order' && one.order === 'srtp-fec'))
      return objection('fec-not-done', 'SRTP_FEC and FEC_KEY need forward error correction, which the policy does not declare');
  return undefined;
}

/**
 * The same judgement of what MIKEY agreed on for one direction (RFC 3830 §6.10.1).
 *
 * @example
 * ```ts
 * console.log(parametersObjection(parameters, readPolicy())?.code);
 * ```
 */
export function parametersObjection(parameters: SrtpParameters, policy: Policy): Objection | undefined {
  const { suite, masterKeys } = parameters;
  const hasMki = masterKeys.some(({ mki }) => mki);
  const weakenings = weakeningsOfParameters(parameters);
  return protectionObjection({ suite, tagOctets: macOctets(parameters), weakenings, hasMki }, policy);
}

/** In the tag of RCC modes 1 and 2 the ROC takes the place of four octets of the MAC (RFC 4771 §5). */
function macOctets({ suite, rcc }: SrtpParameters): number {
  const { srtp } = suites[suite].tagOctets;
  return rcc && rcc.mode !== 3 ? Math.min(srtp, rcc.tagOctets - 4) : srtp;
}

interface Protection {
  readonly suite: SuiteName;
  /** Octets of the shortest MAC of SRTP, unless that is left out. */
  readonly tagOctets: number;
  readonly weakenings: readonly Weakening[];
  readonly hasMki: boolean;
}

function protectionObjection({ suite, tagOctets, weakenings, hasMki }: Protection, { security }: Policy): Objection | undefined {
  const { name, keyOctets } = suites[suite];
  if (!security.suites.includes(suite)) return objection('suite-not-allowed', `${name} is not among the suites of the policy`);
  const { keyBits, tagBits } = security.minimumStrength;
  if (keyOctets * 8 < keyBits || tagOctets * 8 < tagBits)
    return objection('too-weak', `${name} is below the minimum of ${keyBits} key bits and ${tagBits} tag bits`);
  const weakening = weakenings.find(one => !security.weakening.includes(one));
  if (weakening) return objection('weakening-not-allowed', `${weakening} is not allowed by the policy`);
  return hasMki && !security.mki.accept ? objection('mki-not-allowed', 'the policy takes no MKI') : undefined;
}

function deviationObjection(deviations: readonly LineDeviation[], { interop }: Policy): Objection | undefined {
  for (const { code } of deviations)
    if (!interop.deviations.includes(code)) return objection('deviation-not-allowed', `the policy does not take ${code}`);
  return undefined;
}

/**
 * What makes a line weaker than its suite.
 *
 * @example
 * ```ts
 * const line = parseCrypto(`${value} UNENCRYPTED_SRTCP`);
 * if (line.kind === 'crypto') weakeningsOf(line); // ['unencrypted-srtcp']
 * ```
 */
export function weakeningsOf({ suite, sessionParameters }: CryptoAttribute): Weakening[] {
  const found: Weakening[] = [];
  for (const { kind } of sessionParameters)
    if (kind === 'unencrypted-srtp' || kind === 'unencrypted-srtcp' || kind === 'unauthenticated-srtp') found.push(kind);
  if (suites[suite].cipher === 'null') found.push('null-cipher');
  return found;
}

/**
 * What makes the parameters of a direction weaker than their suite.
 *
 * @example
 * ```ts
 * if (weakeningsOfParameters(parameters).length > 0) console.log('not all of the media is protected');
 * ```
 */
export function weakeningsOfParameters(parameters: SrtpParameters): Weakening[] {
  const { suite, unencryptedSrtp, unencryptedSrtcp, unauthenticatedSrtp, rcc } = parameters;
  // RFC 4771 §3: mode 3 has no MAC, mode 1 one in the packets that carry the ROC. Under AEAD the cipher authenticates all the same.
  const bare = rcc && suites[suite].authKeyOctets > 0 && (rcc.mode === 3 || (rcc.mode === 1 && rcc.rate > 1));
  return [
    ...(unencryptedSrtp ? (['unencrypted-srtp'] as const) : []),
    ...(unencryptedSrtcp ? (['unencrypted-srtcp'] as const) : []),
    ...(unauthenticatedSrtp || bare ? (['unauthenticated-srtp'] as const) : []),
    ...(suites[suite].cipher === 'null' ? (['null-cipher'] as const) : []),
  ];
}

function objection(code: PolicyObjection, message: string): Objection {
  return { code, message };
}
