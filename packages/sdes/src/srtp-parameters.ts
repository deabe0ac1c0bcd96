import { type MasterKey, type SrtpParameters, srtpParameters } from '@sdpsec/srtp-core/parameters';
import { suites } from '@sdpsec/srtp-core/suites';
import type { CryptoAttribute, InlineKey, Lifetime, SessionParameter } from './attribute.js';
import { SdesError } from './errors.js';
import { lifetimeOf } from './lifetime.js';
import { mkiOctets, mkiOf } from './mki.js';
import { sdesName } from './suite-names.js';

/**
 * What a line means for the engine: the parameters of the direction that its writer sends (RFC 4568 §5.1.1).
 *
 * @param local - what no line says: the SRTCP tag of a peer that shortens it with the _32 suites.
 *
 * Streams are bound late, to whatever SSRC comes (RFC 4568 §6.4.1). WSH and FEC_KEY are no matter of one direction's keys and are left out.
 *
 * @example
 * ```ts
 * const line = parseCrypto(value);
 * if (line.kind === 'crypto') new SrtpReceiver([cryptoToParameters(line)]);
 * ```
 */
export function cryptoToParameters(
  attribute: CryptoAttribute,
  local: Pick<SrtpParameters, 'srtcpTagOctets'> = {},
): SrtpParameters {
  const { suite, keys, sessionParameters } = attribute;
  if (sessionParameters.length === 0) return srtpParameters({ ...local, suite, masterKeys: keys.map(masterKey) });
  const has = (kind: SessionParameter['kind']) => sessionParameters.some(parameter => parameter.kind === kind);
  const rate = sessionParameters.find(parameter => parameter.kind === 'kdr');
  const fec = sessionParameters.find(parameter => parameter.kind === 'fec-order');
  return srtpParameters({
    ...local,
    suite,
    masterKeys: keys.map(masterKey),
    ...(rate && { keyDerivationRate: 2 ** rate.exponent }),
    ...(fec && { fecOrder: fec.order }),
    ...(has('unencrypted-srtp') && { unencryptedSrtp: true }),
    ...(has('unencrypted-srtcp') && { unencryptedSrtcp: true }),
    ...(has('unauthenticated-srtp') && { unauthenticatedSrtp: true }),
  });
}

function masterKey({ key, salt, lifetime, mki }: InlineKey): MasterKey {
  if (!lifetime && !mki) return { key, salt };
  return {
    key,
    salt,
    ...(mki && { mki: mkiOctets(mki) }),
    ...(lifetime && { lifetime: { srtp: lifetime.srtp, srtcp: lifetime.srtcp } }),
  };
}

/**
 * The line that announces these parameters, for keys that come from elsewhere.
 *
 * @throws {@link SdesError} `no-sdes-name` or `not-expressible`: `a=crypto` knows no bound SSRC or ROC, no `<From, To>`, no ROC carrying, and
 * one lifetime for SRTP and SRTCP together (RFC 4568 §6.1, §6.4.1).
 * @example
 * ```ts
 * const line = `a=crypto:${formatCrypto(parametersToCrypto(parameters, 1))}`;
 * ```
 */
export function parametersToCrypto(parameters: SrtpParameters, tag: number): CryptoAttribute {
  const suite = suites[parameters.suite];
  const name = sdesName(suite);
  if (!name) throw new SdesError('no-sdes-name', `${suite.name} has no name in a=crypto`);
  if (parameters.streams !== 'any')
    throw new SdesError('not-expressible', 'a=crypto cannot bind keys to an SSRC (RFC 4568 §6.4.1)');
  if (parameters.rcc) throw new SdesError('not-expressible', 'a=crypto cannot ask for ROC carrying (RFC 4771)');
  const [first, ...others] = parameters.masterKeys;
  return Object.freeze({
    kind: 'crypto',
    tag,
    suite: suite.name,
    spelling: Object.freeze({ tag: String(tag), suite: name }),
    keys: Object.freeze([inlineKey(first), ...others.map(inlineKey)] as const),
    sessionParameters: Object.freeze(sessionParameters(parameters)),
    deviations: Object.freeze([]),
  });
}

function inlineKey({ key, salt, mki, lifetime, validity }: MasterKey): InlineKey {
  if (validity) throw new SdesError('not-expressible', 'a=crypto does not know <From, To> (RFC 4568 §6.1)');
  const limit = lifetime && lifetimeFor(lifetime);
  return Object.freeze({ key, salt, ...(mki && { mki: mkiOf(mki) }), ...(limit && { lifetime: limit }) });
}

function lifetimeFor({ srtp, srtcp }: { srtp: number; srtcp: number }): Lifetime | undefined {
  if (srtp === 2 ** 48 && srtcp === 2 ** 31) return undefined;
  if (srtcp !== Math.min(srtp, 2 ** 31))
    throw new SdesError('not-expressible', `a=crypto has one lifetime for both, got ${srtp} SRTP and ${srtcp} SRTCP packets`);
  return lifetimeOf(srtp);
}

function sessionParameters(parameters: SrtpParameters): SessionParameter[] {
  const { keyDerivationRate: rate, fecOrder } = parameters;
  if (rate === 1)
    throw new SdesError('not-expressible', 'a=crypto has no key derivation rate of 1: KDR starts at 1, which is 2 packets');
  return [
    ...(rate !== undefined ? [{ kind: 'kdr' as const, exponent: Math.log2(rate) }] : []),
    ...(parameters.unencryptedSrtp ? [{ kind: 'unencrypted-srtp' as const }] : []),
    ...(parameters.unencryptedSrtcp ? [{ kind: 'unencrypted-srtcp' as const }] : []),
    ...(parameters.unauthenticatedSrtp ? [{ kind: 'unauthenticated-srtp' as const }] : []),
    ...(fecOrder ? [{ kind: 'fec-order' as const, order: fecOrder }] : []),
  ];
}
