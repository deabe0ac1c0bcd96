import { type Policy, readPolicy } from '@sdpsec/negotiation';
import { CliError } from '../../errors.js';
import { type PolicyFlags, policyOf } from '../../policy-file.js';

/**
 * The policy of the answerer. A peer with a profile takes no suite that its profile keeps out of an offer to it: those it does not know.
 *
 * @throws CliError as {@link policyOf}, or `usage` where nothing of the policy is left.
 */
export function answererPolicy(flags: PolicyFlags): Policy {
  const policy = policyOf(flags) ?? readPolicy();
  const { security, interop } = policy;
  const { offerOnly } = interop;
  if (flags.peer === undefined || offerOnly === undefined) return policy;
  const [first, ...others] = security.suites.filter(suite => offerOnly.includes(suite));
  if (first === undefined)
    throw new CliError('usage', `${flags.peer} knows ${offerOnly.join(', ')}, and the policy takes none of these`);
  return { security: { ...security, suites: [first, ...others] }, interop };
}
