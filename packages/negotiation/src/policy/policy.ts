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
 * Checks a policy and fills in what it leaves out. A policy that came out of here passes at once: keep it where many calls share one.
 *
 * @throws {@link NegotiationError} `bad-policy`, naming the field.
 * @example
 * ```ts
 * const policy = readPolicy({ security: { security: 'opportunistic' }, peer: 'asterisk' });
 * ```
 */
export function readPolicy(input?: unknown): Policy {
  if (input === undefined) {
    defaults ??= checked({});
    return defaults;
  }
  return typeof input === 'object' && input !== null && proven.has(input) ? (input as Policy) : checked(input);
}

/** Policies that came out of here: nothing in them can change, so they need no second check. */
const proven = new WeakSet<object>();
let defaults: Policy | undefined;

function checked(input: unknown): Policy {
  const result = policySchema.safeParse(input);
  if (result.success) {
    const { security, peer, interop } = result.data;
    const written = (input as PolicyInput).interop;
    const policy: Policy = deepFreeze({
      security,
      interop: peer === undefined ? interop : interopPolicySchema.parse({ ...peerProfiles[peer].interop, ...written }),
    });
    proven.add(policy);
    return policy;
  }
  const { path, message } = result.error.issues[0] as z.core.$ZodIssue;
  throw new NegotiationError('bad-policy', `policy: ${path.join('.') || 'value'}: ${message}`);
}

function deepFreeze<T extends object>(value: T): T {
  for (const member of Object.values(value)) if (typeof member === 'object' && member !== null) deepFreeze(member);
  return Object.freeze(value);
}
