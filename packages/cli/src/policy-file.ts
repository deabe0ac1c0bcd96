import { NegotiationError, type Policy, readPolicy } from '@sdpsec/negotiation';
import { CliError } from './errors.js';
import { readJson } from './input.js';

/**
 * Reads a policy from a JSON file.
 *
 * @throws CliError `bad-input`, naming the field that is wrong.
 */
export function readPolicyFile(file: string): Policy {
  const json = readJson(file);
  try {
    return readPolicy(json);
  } catch (error) {
    if (error instanceof NegotiationError) throw new CliError('bad-input', `${file}: ${error.message}`);
    throw error;
  }
}
