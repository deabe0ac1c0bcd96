import type { SrtpParameters } from '@sdpsec/srtp-core/parameters';
import { type SuiteName, suites } from '@sdpsec/srtp-core/suites';
import { NegotiationError } from '../reading/index.js';

/** GStreamer's cipher names. AES-192 is not among them, and libsrtp below it derives wrong keys for it. */
const ciphers: Partial<Record<SuiteName, string>> = {
  AES_CM_128_HMAC_SHA1_80: 'aes-128-icm',
  AES_CM_128_HMAC_SHA1_32: 'aes-128-icm',
  AES_256_CM_HMAC_SHA1_80: 'aes-256-icm',
  AES_256_CM_HMAC_SHA1_32: 'aes-256-icm',
  AEAD_AES_128_GCM: 'aes-128-gcm',
  AEAD_AES_256_GCM: 'aes-256-gcm',
};

/** What srtpdec must be told besides the keys. */
export interface GstreamerStream {
  /** srtpdec takes keys for one SSRC at a time. */
  readonly ssrc: number;
  readonly roc?: number;
}

/**
 * The caps string that gives srtpdec (as `request-key` answer or `caps` property) the keys of one SSRC. It holds the key in the clear.
 *
 * @throws {@link NegotiationError} `not-expressible` for other suites, several keys, or session parameters.
 * @example
 * ```ts
 * gstreamerCaps(keying.receive[0], { ssrc: 0x1234 });
 * // application/x-srtp,ssrc=(uint)4660,roc=(uint)0,srtp-key=(buffer)...,srtp-cipher=(string)aes-128-icm,...
 * ```
 */
export function gstreamerCaps(parameters: SrtpParameters, { ssrc, roc = 0 }: GstreamerStream): string {
  const { suite, masterKeys, srtcpTagOctets } = parameters;
  const [{ key, salt, mki }, ...others] = masterKeys;
  const cipher = ciphers[suite];
  const { keyDerivationRate, unencryptedSrtp, unencryptedSrtcp, unauthenticatedSrtp, rcc } = parameters;
  if (!cipher || others.length > 0 || keyDerivationRate || unencryptedSrtp || unencryptedSrtcp || unauthenticatedSrtp || rcc)
    throw new NegotiationError(
      'not-expressible',
      `GStreamer caps cannot hold ${cipher ? 'several keys or session parameters' : suite}`,
    );
  const { srtp, srtcp } = suites[suite].tagOctets;
  // GCM authenticates by itself: srtpdec wants "null" there.
  const auth = (octets: number) => (suites[suite].authKeyOctets === 0 ? 'null' : `hmac-sha1-${octets * 8}`);
  return [
    'application/x-srtp',
    `ssrc=(uint)${ssrc}`,
    `roc=(uint)${roc}`,
    `srtp-key=(buffer)${hex(key.reveal())}${hex(salt.reveal())}`,
    `srtp-cipher=(string)${cipher}`,
    `srtp-auth=(string)${auth(srtp)}`,
    `srtcp-cipher=(string)${cipher}`,
    `srtcp-auth=(string)${auth(srtcpTagOctets ?? srtcp)}`,
    ...(mki ? [`mki=(buffer)${hex(mki)}`] : []),
  ].join(',');
}

function hex(octets: Uint8Array): string {
  return Array.from(octets, octet => octet.toString(16).padStart(2, '0')).join('');
}
