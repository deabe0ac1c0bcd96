import { type SrtpParameters, srtpParameters } from '@sdpsec/srtp-core/parameters';
import { type SuiteName, suites } from '@sdpsec/srtp-core/suites';
import { NegotiationError } from '../reading/index.js';
import { foreignObject, keyAndSalt, singleKey } from './single-key.js';

/** What libsrtp's `srtp_crypto_policy_set_...` functions for RTP are called, by suite. SRTCP keeps 80 bits where SRTP has 32 (RFC 4568 §6.2.2). */
const functions: Partial<Record<SuiteName, { readonly rtp: string; readonly rtcp: string }>> = {
  AES_CM_128_HMAC_SHA1_80: { rtp: 'aes_cm_128_hmac_sha1_80', rtcp: 'aes_cm_128_hmac_sha1_80' },
  AES_CM_128_HMAC_SHA1_32: { rtp: 'aes_cm_128_hmac_sha1_32', rtcp: 'aes_cm_128_hmac_sha1_80' },
  AES_192_CM_HMAC_SHA1_80: { rtp: 'aes_cm_192_hmac_sha1_80', rtcp: 'aes_cm_192_hmac_sha1_80' },
  AES_192_CM_HMAC_SHA1_32: { rtp: 'aes_cm_192_hmac_sha1_32', rtcp: 'aes_cm_192_hmac_sha1_80' },
  AES_256_CM_HMAC_SHA1_80: { rtp: 'aes_cm_256_hmac_sha1_80', rtcp: 'aes_cm_256_hmac_sha1_80' },
  AES_256_CM_HMAC_SHA1_32: { rtp: 'aes_cm_256_hmac_sha1_32', rtcp: 'aes_cm_256_hmac_sha1_80' },
  AEAD_AES_128_GCM: { rtp: 'aes_gcm_128_16_auth', rtcp: 'aes_gcm_128_16_auth' },
  AEAD_AES_256_GCM: { rtp: 'aes_gcm_256_16_auth', rtcp: 'aes_gcm_256_16_auth' },
};

/** One direction for libsrtp. It holds the key in the clear. */
export interface LibsrtpPolicy {
  /** The function that fills `policy.rtp`, without `srtp_crypto_policy_set_`. */
  readonly rtp: string;
  /** The same for `policy.rtcp`. */
  readonly rtcp: string;
  /** What `policy.key` points to: key and salt. */
  readonly key: Uint8Array;
}

/**
 * One direction in libsrtp's terms.
 *
 * @throws NegotiationError `not-expressible` for a suite that libsrtp does not know, an MKI or session parameters.
 * @example
 * ```ts
 * const { rtp, rtcp, key } = toLibsrtp(keying.send[0]);
 * console.log(`srtp_crypto_policy_set_${rtp}(&policy.rtp);`);
 * ```
 */
export function toLibsrtp(parameters: SrtpParameters): LibsrtpPolicy {
  const single = singleKey(parameters, 'libsrtp');
  const names = functions[single.suite];
  if (!names) throw new NegotiationError('not-expressible', `libsrtp does not know ${single.suite}`);
  return { ...names, key: keyAndSalt(single) };
}

/**
 * What a libsrtp policy says, as parameters of ours.
 *
 * @throws NegotiationError `bad-foreign-value` for functions that are not known, do not fit each other, or another length of the key.
 * @example
 * ```ts
 * const receiver = new SrtpReceiver([fromLibsrtp(toLibsrtp(keying.send[0]))]);
 * ```
 */
export function fromLibsrtp(source: LibsrtpPolicy): SrtpParameters {
  const { rtp, rtcp, key } = foreignObject(source, 'libsrtp');
  const suite = (Object.keys(functions) as SuiteName[]).find(
    name => functions[name]?.rtp === rtp && functions[name]?.rtcp === rtcp,
  );
  if (!suite) throw new NegotiationError('bad-foreign-value', 'libsrtp: expected policies for RTP and RTCP that make one suite');
  const { keyOctets, saltOctets } = suites[suite];
  if (!(key instanceof Uint8Array) || key.length !== keyOctets + saltOctets)
    throw new NegotiationError(
      'bad-foreign-value',
      `libsrtp: expected ${keyOctets + saltOctets} octets of key and salt, got ${key instanceof Uint8Array ? key.length : typeof key}`,
    );
  return srtpParameters({ suite, masterKeys: [{ key: key.subarray(0, keyOctets), salt: key.subarray(keyOctets) }] });
}
