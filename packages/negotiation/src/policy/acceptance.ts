import type { CryptoAttribute } from '@sdpsec/sdes';
import { suites } from '@sdpsec/srtp-core/suites';
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
export function securityObjection(attribute: CryptoAttribute, { security }: Policy): Objection | undefined {
  const suite = suites[attribute.suite];
  if (!security.suites.includes(attribute.suite))
    return objection('suite-not-allowed', `${suite.name} is not among the suites of the policy`);
  const { keyBits, tagBits } = security.minimumStrength;
  if (suite.keyOctets * 8 < keyBits || suite.tagOctets.srtp * 8 < tagBits)
    return objection('too-weak', `${suite.name} is below the minimum of ${keyBits} key bits and ${tagBits} tag bits`);
  const weakening = weakeningsOf(attribute).find(name => !security.weakening.includes(name));
  if (weakening) return objection('weakening-not-allowed', `${weakening} is not allowed by the policy`);
  if (!security.mki.accept && attribute.keys.some(({ mki }) => mki))
    return objection('mki-not-allowed', 'the policy takes no MKI');
  // The engine performs no FEC, so keys for it, or FEC over ciphertext, need a caller that does.
  const fec = attribute.sessionParameters.some(
    one => one.kind === 'fec-key' || (one.kind === 'fec-order' && one.order === 'srtp-fec'),
  );
  if (fec && !security.fec)
    return objection('fec-not-done', 'SRTP_FEC and FEC_KEY need forward error correction, which the policy does not declare');
  return undefined;
}

function deviationObjection(deviations: readonly LineDeviation[], { interop }: Policy): Objection | undefined {
  const refused = deviations.find(({ code }) => !interop.deviations.includes(code));
  return refused && objection('deviation-not-allowed', `the policy does not take ${refused.code}`);
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
  const flags = sessionParameters.flatMap(({ kind }) =>
    kind === 'unencrypted-srtp' || kind === 'unencrypted-srtcp' || kind === 'unauthenticated-srtp' ? [kind] : [],
  );
  return suites[suite].cipher === 'null' ? [...flags, 'null-cipher'] : flags;
}

function objection(code: PolicyObjection, message: string): Objection {
  return { code, message };
}
