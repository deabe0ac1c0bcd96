import { type SrtpParameters, srtpParameters } from '@sdpsec/srtp-core/parameters';
import { NegotiationError } from '../reading/index.js';
import { decodeBase64, foreignObject, keyAndSaltBase64, shown, singleKey } from './single-key.js';

/** How Janus names the two suites that its forwarders and mountpoints know. */
const known = { 80: 'AES_CM_128_HMAC_SHA1_80', 32: 'AES_CM_128_HMAC_SHA1_32' } as const;

/** `srtpsuite` and `srtpcrypto` of a Janus mountpoint (`srtp_suite` and `srtp_crypto` of a forwarder). It holds the key in the clear. */
export interface JanusSrtp {
  readonly srtpsuite: keyof typeof known;
  /** Base64 of key and salt. */
  readonly srtpcrypto: string;
}

/**
 * One direction in the form of Janus.
 *
 * @throws NegotiationError `not-expressible` for other suites, an MKI or session parameters.
 * @example
 * ```ts
 * janus.send({ request: 'create', type: 'rtp', ...toJanus(keying.send[0]) });
 * ```
 */
export function toJanus(parameters: SrtpParameters): JanusSrtp {
  const single = singleKey(parameters, 'Janus');
  const srtpsuite = ([80, 32] as const).find(number => known[number] === single.suite);
  if (srtpsuite === undefined) throw new NegotiationError('not-expressible', `Janus does not know ${single.suite}`);
  return { srtpsuite, srtpcrypto: keyAndSaltBase64(single) };
}

/**
 * What a Janus configuration says, as parameters of ours.
 *
 * @throws NegotiationError `bad-foreign-value` for another suite than 32 or 80, or a key of another length.
 * @example
 * ```ts
 * const receiver = new SrtpReceiver([fromJanus(toJanus(keying.send[0]))]);
 * ```
 */
export function fromJanus(source: { srtpsuite: number; srtpcrypto: string }): SrtpParameters {
  const { srtpsuite, srtpcrypto } = foreignObject(source, 'Janus');
  const suite = srtpsuite === 80 || srtpsuite === 32 ? known[srtpsuite] : undefined;
  if (!suite) throw new NegotiationError('bad-foreign-value', `Janus: expected srtpsuite 32 or 80, got ${shown(srtpsuite)}`);
  const octets = decodeBase64(srtpcrypto);
  if (octets?.length !== 30) throw new NegotiationError('bad-foreign-value', 'Janus: expected base64 of 30 octets in srtpcrypto');
  return srtpParameters({ suite, masterKeys: [{ key: octets.subarray(0, 16), salt: octets.subarray(16) }] });
}
