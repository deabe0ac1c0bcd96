import { NegotiationError, type Policy } from '@sdpsec/negotiation';
import { CliError } from './errors.js';
import { type PolicyFlags, policyOf } from './policy-file.js';

/** Options of the commands that negotiate. */
export interface NegotiationFlags extends PolicyFlags {
  readonly output?: string;
  readonly json?: boolean;
}

/** What the flags mean for the library. */
export function negotiationOptions(flags: NegotiationFlags): { readonly policy?: Policy } {
  const policy = policyOf(flags);
  return policy ? { policy } : {};
}

/**
 * Runs a step of the negotiation.
 *
 * @throws CliError `bad-input` where the library refuses the local description.
 */
export function negotiate<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (error instanceof NegotiationError) throw new CliError('bad-input', error.message);
    throw error;
  }
}
