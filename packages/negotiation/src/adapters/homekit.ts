import { type SrtpParameters, srtpParameters } from '@sdpsec/srtp-core/parameters';
import type { SuiteName } from '@sdpsec/srtp-core/suites';
import { NegotiationError } from '../reading/index.js';
import { foreignObject, shown, singleKey } from './single-key.js';

/** HAP's `SRTPCryptoSuites`, by number. 2 is "none": no protection. */
const known: readonly SuiteName[] = ['AES_CM_128_HMAC_SHA1_80', 'AES_256_CM_HMAC_SHA1_80'];

/** One stream of HAP-NodeJS's `PrepareStreamRequest`, and of its response. It holds keys in the clear. */
export interface HapSource {
  /** 0 or 1; 2 is "none". */
  readonly srtpCryptoSuite: number;
  readonly srtp_key: Uint8Array;
  readonly srtp_salt: Uint8Array;
}

/**
 * One direction in the form of HomeKit cameras.
 *
 * @throws NegotiationError `not-expressible` for a suite that HomeKit does not know, an MKI or session parameters.
 * @example
 * ```ts
 * const { srtpCryptoSuite, srtp_key, srtp_salt } = toHap(keying.send[0]);
 * ```
 */
export function toHap(parameters: SrtpParameters): HapSource {
  const { suite, key, salt } = singleKey(parameters, 'HomeKit');
  const srtpCryptoSuite = known.indexOf(suite);
  if (srtpCryptoSuite < 0) throw new NegotiationError('not-expressible', `HomeKit does not know ${suite}`);
  return { srtpCryptoSuite, srtp_key: key, srtp_salt: salt };
}

/**
 * What a HomeKit controller asks for, as parameters of ours.
 *
 * @throws NegotiationError `bad-foreign-value` for "none" (2), which is no protection, and for unknown numbers; SrtpError
 * `bad-parameters` for keys of another length.
 * @example
 * ```ts
 * const parameters = fromHap({ srtpCryptoSuite: request.video.srtpCryptoSuite, srtp_key: request.video.srtp_key, srtp_salt: request.video.srtp_salt });
 * ```
 */
export function fromHap(source: HapSource): SrtpParameters {
  const { srtpCryptoSuite, srtp_key: key, srtp_salt: salt } = foreignObject(source, 'HomeKit');
  const suite = known.find((_, number) => number === srtpCryptoSuite);
  if (!suite)
    throw new NegotiationError(
      'bad-foreign-value',
      `HomeKit: expected srtpCryptoSuite 0 or 1, got ${shown(srtpCryptoSuite)}${srtpCryptoSuite === 2 ? ' (no protection)' : ''}`,
    );
  return srtpParameters({ suite, masterKeys: [{ key, salt }] });
}
