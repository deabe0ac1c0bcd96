import { z } from 'zod';
import { NegotiationError } from '../reading/index.js';
import { type InteropPolicy, interopPolicySchema } from './interop-policy.js';
import { type PeerName, peerProfiles } from './profiles/index.js';
import { type SecurityPolicy, securityPolicySchema } from './security-policy.js';

/** The schema of a {@link PolicyInput}, which JSON may hold; every field has a default. */
export const policySchema = z
  .strictObject({
    security: securityPolicySchema.prefault({}),
    peer: z.enum(Object.keys(peerProfiles) as [PeerName]).optional(),
    interop: interopPolicySchema.prefault({}),
  })
  .readonly();

/** What counts as secure, and how the peer is met. */
export interface Policy {
  readonly security: SecurityPolicy;
  readonly interop: InteropPolicy;
}

/** A policy as people write it: what is left out takes the value that the profile of `peer` has for it, else its default. */
export type PolicyInput = z.input<typeof policySchema>;

/**
 * Checks a policy and fills in what it leaves out.
 *
 * @throws {@link NegotiationError} `bad-policy`, naming the field.
 * @example
 * ```ts
 * const policy = readPolicy({ security: { security: 'opportunistic' }, peer: 'asterisk' });
 * ```
 */
export function readPolicy(input: unknown = {}): Policy {
  const result = policySchema.safeParse(input);
  if (result.success) {
    const { security, peer, interop } = result.data;
    if (peer === undefined) return { security, interop };
    const written = (input as PolicyInput).interop;
    return { security, interop: interopPolicySchema.parse({ ...peerProfiles[peer].interop, ...written }) };
  }
  const [issue] = result.error.issues;
  throw new NegotiationError('bad-policy', `policy: ${issue?.path.join('.') || 'value'}: ${issue?.message ?? 'not valid'}`);
}
