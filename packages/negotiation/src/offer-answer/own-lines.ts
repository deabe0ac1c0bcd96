import { type CryptoAttribute, formatCrypto, generateCrypto, type Mki, type SessionParameter } from '@sdpsec/sdes';
import { type SuiteName, suites } from '@sdpsec/srtp-core/suites';
import { type Policy, securityObjection } from '../policy/index.js';
import type { DialogSection } from './dialog.js';
import type { Context } from './options.js';

/** The lines with which we offer a section: all suites of the policy at first, the line in use with its key from then on. */
export function linesToOffer(before: DialogSection | undefined, moved: boolean, context: Context): CryptoAttribute[] {
  const { policy, rekey, random } = context;
  const current = before?.keys?.own;
  const suites = offeredSuites(policy, 'sdes');
  // Q26: offering every suite anew looks like a restart; a refresh repeats what is in use.
  if (current && suites.includes(current.suite) && !securityObjection(current, policy)) {
    // RFC 4568 §7.1.4: an address that moved makes the offerer include a new key.
    if (!rekey && !moved) return [current];
    const { tag, suite, spelling } = current;
    return [generateCrypto({ tag, suite, spelling, ...limits(policy, current), sessionParameters: negotiated(current) }, random)];
  }
  return spellings(suites, policy).map(({ suite, spelling }, index) => {
    const tag = policy.interop.firstTag + index;
    return generateCrypto({ tag, suite, spelling: { tag: String(tag), suite: spelling }, ...limits(policy, undefined) }, random);
  });
}

/**
 * The line with which we accept an offered one: its tag and suite as spelled, its negotiated parameters, a key of ours (RFC 4568 §5.1.2).
 * The key of the dialog is kept where the suite is the same and nothing asks for a new one.
 */
export function lineToAnswer(
  offered: CryptoAttribute,
  before: DialogSection | undefined,
  moved: boolean,
  context: Context,
): CryptoAttribute {
  const { tag, suite, spelling } = offered;
  const { policy, rekey, random } = context;
  const sessionParameters = negotiated(offered);
  const current = before?.keys?.own;
  if (current && current.suite === suite && !rekey && !moved)
    return Object.freeze({ ...current, tag, spelling, sessionParameters });
  const [first] = offered.keys;
  const lifetime = policy.interop.answerLifetime && first.lifetime ? first.lifetime.srtp : policy.security.lifetime;
  const length = policy.interop.answerMki ? first.mki?.length : undefined;
  const mkis = length === undefined ? undefined : nextMki(length, current);
  return generateCrypto(
    { tag, suite, spelling, sessionParameters, ...(lifetime !== undefined && { lifetime }), ...(mkis && { mkis }) },
    random,
  );
}

/** Writes a line of ours. */
export function writeLine(attribute: CryptoAttribute, { interop }: Policy): string {
  return `a=crypto:${formatCrypto(attribute, { padding: interop.padding, spelling: 'as-read' })}`;
}

/** The session parameters that an answer repeats (RFC 4568 §6.3.2, §6.3.3). */
export function negotiated({ sessionParameters }: CryptoAttribute): SessionParameter[] {
  return sessionParameters.filter(({ kind }) => kind.startsWith('un'));
}

/** The suites that a keying method can offer under a policy, in its order. */
export function offeredSuites({ security, interop }: Policy, method: 'sdes' | 'mikey'): SuiteName[] {
  const { keyBits, tagBits } = security.minimumStrength;
  return security.suites.filter(name => {
    const { [method]: known, keyOctets, tagOctets, cipher } = suites[name];
    if (known === undefined || keyOctets * 8 < keyBits || tagOctets.srtp * 8 < tagBits) return false;
    if (cipher === 'null' && !security.weakening.includes('null-cipher')) return false;
    return interop.offerOnly === undefined || interop.offerOnly.includes(name);
  });
}

/** Q3: the draft names `AES_CM_256_...` beside the registered `AES_256_CM_...`, for peers that know one of them. */
function spellings(names: readonly SuiteName[], { interop }: Policy): { suite: SuiteName; spelling: string }[] {
  return names.flatMap(suite => {
    const { sdes = suite, aliases } = suites[suite];
    const drafts = interop.offerAliases ? aliases.filter(alias => alias.startsWith('AES_CM_')) : [];
    return [sdes, ...drafts].map(spelling => ({ suite, spelling }));
  });
}

function limits({ security }: Policy, current: CryptoAttribute | undefined): { lifetime?: number; mkis?: [Mki] } {
  const { lifetime } = security;
  const length = security.mki.offer;
  return {
    ...(lifetime !== undefined && { lifetime }),
    ...(length !== undefined && { mkis: nextMki(length, current) }),
  };
}

/** A new key under another MKI than the one before it: a receiver tells the two apart at once. */
function nextMki(length: number, current: CryptoAttribute | undefined): [Mki] {
  const last = current?.keys.at(-1)?.mki?.value ?? 0n;
  const most = (1n << BigInt(8 * length)) - 1n;
  return [{ value: last >= most ? 1n : last + 1n, length }];
}
