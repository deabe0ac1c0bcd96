import { objectionTo, type Policy } from '../policy/index.js';
import { type CryptoLine, isUsable, type UsableCryptoLine } from '../reading/index.js';
import type { Lost } from './agreement.js';
import type { KeySet } from './key-set.js';
import { isWeaker, type Strength, strengthOf } from './protection.js';

/** The line of an offer that is used, and why each other one is not. */
export interface CryptoChoice {
  readonly chosen?: UsableCryptoLine;
  readonly lost: readonly Lost[];
}

/** What besides the policy stands between a line and its use. */
export interface Hindrances {
  /** Keys of ours that are in use: a peer that offers one of them has it from us. */
  readonly ownKeys: KeySet;
  /** What the section has now; nothing weaker replaces it unless the policy allows it. */
  readonly current: Strength | undefined;
}

/**
 * Chooses the first valid line that the policy lets us use: RFC 4568 §5.1.2 leaves the order to the offerer.
 */
export function chooseCrypto(lines: readonly CryptoLine[], policy: Policy, hindrances: Hindrances): CryptoChoice {
  let chosen: UsableCryptoLine | undefined;
  const lost: Lost[] = [];
  for (const line of lines) {
    const against = reasonAgainst(line, policy, hindrances);
    if (!chosen && against === undefined && isUsable(line)) chosen = line;
    else lost.push({ what: nameOf(line), reason: against ?? `tag ${chosen?.value.tag} stands before it` });
  }
  return { lost, ...(chosen && { chosen }) };
}

function reasonAgainst(line: CryptoLine, policy: Policy, { ownKeys, current }: Hindrances): string | undefined {
  if (!isUsable(line)) return line.refusal?.message;
  const objection = objectionTo(line, policy);
  if (objection) return objection.message;
  if (ownKeys.sharesOneWith(line.value)) return 'it has a key that we send with ourselves (RFC 4568 §7.1.2)';
  if (current && policy.security.downgrade === 'refuse' && isWeaker(strengthOf(line.value), current))
    return `it is weaker than ${current.suite}, which the call has now`;
  return undefined;
}

/** A name for a line that shows no key. */
export function nameOf({ value }: CryptoLine): string {
  if (value.kind === 'crypto') return `a=crypto tag ${value.tag} ${value.suite}`;
  return value.tag === undefined ? 'a=crypto without a readable tag' : `a=crypto tag ${value.tag}`;
}
