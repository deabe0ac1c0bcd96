import type { Mode, OptIn } from '@sdpsec/mikey';
import { type SuiteName, suites } from '@sdpsec/srtp-core/suites';
import { z } from 'zod';

/** The suites that an SDP can negotiate, by `a=crypto` or by `a=key-mgmt`. */
const negotiable = Object.values(suites)
  .filter(({ sdes, mikey }) => sdes !== undefined || mikey !== undefined)
  .map(({ name }) => name) as [SuiteName, ...SuiteName[]];

/** Strongest first (RFC 4568 §5.1.1), and only what is registered and settled. */
const defaultSuites: readonly SuiteName[] = [
  'AEAD_AES_256_GCM',
  'AEAD_AES_128_GCM',
  'AES_256_CM_HMAC_SHA1_80',
  'AES_CM_128_HMAC_SHA1_80',
  'AES_256_CM_HMAC_SHA1_32',
  'AES_CM_128_HMAC_SHA1_32',
];

/** What makes a session weaker than its suite: each must be allowed by name. */
export const weakenings = ['unencrypted-srtp', 'unencrypted-srtcp', 'unauthenticated-srtp', 'null-cipher'] as const;
/** A member of {@link weakenings}. */
export type Weakening = (typeof weakenings)[number];

/** The keying methods, in the order of the defaults. */
export const keyingMethods = ['sdes', 'mikey', 'dtls', 'zrtp'] as const;
/** A member of {@link keyingMethods}. */
export type KeyingMethod = (typeof keyingMethods)[number];

/** The exchanges of MIKEY, in the order of mikey's own list. */
const mikeyModes = ['psk', 'public-key', 'dh', 'dhhmac', 'rsa-r', 'sakke'] as const satisfies readonly Mode[];
const mikeyOptIns = ['short-psk', 'sha1-signatures', 'dh-oakley-1', 'dh-oakley-2'] as const satisfies readonly OptIn[];

const mikeyPolicySchema = z.strictObject({
  offer: z.array(z.enum(mikeyModes)).min(1).default(['psk']),
  accept: z
    .array(z.enum(mikeyModes))
    .min(1)
    .default([...mikeyModes]),
  verify: z.boolean().default(true),
  requireSdpIds: z.boolean().default(false),
  allow: z.array(z.enum(mikeyOptIns)).default([]),
});

/** The schema of a {@link SecurityPolicy}; every field has a default. */
export const securityPolicySchema = z
  .strictObject({
    security: z.enum(['required', 'preferred', 'opportunistic', 'disabled']).default('required'),
    keying: z.array(z.enum(keyingMethods)).min(1).default(['sdes']),
    suites: z
      .array(z.enum(negotiable))
      .min(1)
      .default([...defaultSuites]),
    minimumStrength: z
      .strictObject({
        keyBits: z.number().int().min(128).max(256).default(128),
        tagBits: z.number().int().min(32).max(128).default(32),
      })
      .prefault({}),
    weakening: z.array(z.enum(weakenings)).default([]),
    lifetime: z
      .number()
      .int()
      .min(1)
      .max(2 ** 48)
      .optional(),
    mki: z.strictObject({ accept: z.boolean().default(true), offer: z.number().int().min(1).max(128).optional() }).prefault({}),
    fec: z.boolean().default(false),
    mikey: mikeyPolicySchema.prefault({}),
    downgrade: z.enum(['refuse', 'allow']).default('refuse'),
  })
  .readonly();

/**
 * What counts as secure.
 *
 * - `security`: `required` refuses media without keys; `preferred` offers RTP/SAVP and takes plain media where the peer offers nothing
 *   else; `opportunistic` offers keys on RTP/AVP (RFC 8643) and goes on without; `disabled` negotiates no keys.
 * - `keying`: methods that may be used, the preferred one first.
 * - `suites`: the only ones that may be used, in the order in which they are offered. An answer takes the offerer's order (RFC 4568 §5.1.2).
 * - `minimumStrength`: a second fence, for policies whose suites come from elsewhere; bits of master key and SRTP tag.
 * - `weakening`: what is allowed below the suite; nothing by default.
 * - `lifetime`: packets that our keys may protect; absent: what the suite allows.
 * - `mki`: whether lines with an MKI may be used, and with how many octets ours are written.
 * - `fec`: the caller does forward error correction itself, so `SRTP_FEC` and `FEC_KEY` may be used (RFC 4568 §6.3.4).
 * - `mikey.offer`: exchanges that are offered, the preferred one first: an `a=key-mgmt` line each. `mikey.accept`: those that are answered.
 * - `mikey.verify`: whether the answerer has to prove itself, in the exchanges that leave it open (the V flag, RFC 3830 §6.1). Where several
 *   lines are offered it always has to: the answer says by it which of them it takes.
 * - `mikey.requireSdpIds`: whether an offer without the authenticated list of RFC 4567 §4.1.4 is refused; a wrong list always is.
 * - `mikey.allow`: weaknesses that MIKEY refuses unless they are named.
 * - `downgrade`: whether a later offer or answer of a call may be weaker than what it has.
 */
export type SecurityPolicy = z.output<typeof securityPolicySchema>;
