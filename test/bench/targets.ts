// What `npm run bench -- --check` holds the figures to.

/** What is measured. */
export const suites = ['AES_CM_128_HMAC_SHA1_80', 'AEAD_AES_128_GCM'] as const;

/** Payloads in octets. */
export const sizes = [20, 160, 1200] as const;

/**
 * Time as a multiple of the floor, protect and unprotect together, by payload: what a prototype reached on a quiet AMD EPYC
 * (Zen 5) under Node 24, and what is wanted.
 */
export const floorTargets = [
  { subject: 'sdpsec', suite: 'AES_CM_128_HMAC_SHA1_80', reached: [1.05, 1.4, 2.0], goal: [0.95, 1.2, 1.7] },
  { subject: 'sdpsec, batches of 64', suite: 'AES_CM_128_HMAC_SHA1_80', reached: [0.8, 1.0, 1.4], goal: [0.7, 0.9, 1.25] },
  { subject: 'sdpsec', suite: 'AEAD_AES_128_GCM', reached: [0.85, 1.2, 3.1], goal: [0.7, 0.95, 2.0] },
] as const;

/** A ratio this much over 'reached' fails the check. */
export const tolerance = 1.15;

/** How many times as fast as werift at least, by payload. */
export const weriftTargets = { 160: 15, 1200: 4 } as const;

/** Calls a second on an SDP of two m= sections with six crypto lines each. */
export const documentTargets = { answers: 20_000, checks: 10_000 } as const;

/** Most milliseconds of one operation of MIKEY-SAKKE. */
export const mostSakkeMs = 60;

/** Refusing a forged packet, as a multiple of accepting an authentic one. */
export const mostForgeryCost = 1.1;
