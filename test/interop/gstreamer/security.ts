import type { SuiteName } from '@sdpsec/srtp-core';

/** GStreamer's names of a suite. */
export interface GstreamerSecurity {
  readonly cipher: string;
  readonly auth: string;
}

/** The suites that srtpenc and srtpdec 1.22 know, but for the NULL cipher, with which srtpdec crashes. */
export const gstreamerSecurity = {
  AES_CM_128_HMAC_SHA1_80: { cipher: 'aes-128-icm', auth: 'hmac-sha1-80' },
  AES_CM_128_HMAC_SHA1_32: { cipher: 'aes-128-icm', auth: 'hmac-sha1-32' },
  AES_256_CM_HMAC_SHA1_80: { cipher: 'aes-256-icm', auth: 'hmac-sha1-80' },
  AES_256_CM_HMAC_SHA1_32: { cipher: 'aes-256-icm', auth: 'hmac-sha1-32' },
  AEAD_AES_128_GCM: { cipher: 'aes-128-gcm', auth: 'null' },
  AEAD_AES_256_GCM: { cipher: 'aes-256-gcm', auth: 'null' },
} as const satisfies Partial<Record<SuiteName, GstreamerSecurity>>;

export const gstreamerSuites = Object.keys(gstreamerSecurity) as (keyof typeof gstreamerSecurity)[];
