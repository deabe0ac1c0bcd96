import { NegotiationError, type PolicyInput } from '@sdpsec/negotiation';
import { CliError } from './errors.js';
import { readPolicyFile } from './policy-file.js';

/** Options of the commands that negotiate. */
export interface NegotiationFlags {
  readonly policy?: string;
  readonly output?: string;
  readonly json?: boolean;
}

/** What the flags mean for the library. */
export function negotiationOptions({ policy }: NegotiationFlags): { readonly policy?: PolicyInput } {
  return policy === undefined ? {} : { policy: readPolicyFile(policy) };
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
