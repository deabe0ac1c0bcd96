import { NegotiationError, type Policy, peerProfiles, readPolicy } from '@sdpsec/negotiation';
import { CliError } from './errors.js';
import { inputName, readJson } from './input.js';

/** Options that say what is secure, and who the peer is. */
export interface PolicyFlags {
  readonly policy?: string;
  readonly peer?: string;
}

/**
 * Reads the policy of `--policy`, met with the profile of `--peer`; `undefined` where neither is given.
 *
 * @throws CliError `bad-input`, naming the field of the file that is wrong, or `usage` for a peer that has no profile.
 */
export function policyOf({ policy: file, peer }: PolicyFlags): Policy | undefined {
  if (peer !== undefined && !Object.hasOwn(peerProfiles, peer))
    throw new CliError('usage', `unknown peer ${peer}, expected one of ${Object.keys(peerProfiles).join(', ')}`);
  if (file === undefined) return peer === undefined ? undefined : readPolicy({ peer });
  const json = readJson(file);
  try {
    const policy = readPolicy(json);
    return peer === undefined ? policy : readPolicy({ ...(json as object), peer });
  } catch (error) {
    if (error instanceof NegotiationError) throw new CliError('bad-input', `${inputName(file)}: ${error.message}`);
    throw error;
  }
}
