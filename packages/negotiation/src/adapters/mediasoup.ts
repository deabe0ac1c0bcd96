import { type SrtpParameters, srtpParameters } from '@sdpsec/srtp-core/parameters';
import { type SuiteName, suites } from '@sdpsec/srtp-core/suites';
import { NegotiationError } from '../reading/index.js';
import { decodeBase64, foreignObject, keyAndSaltBase64, singleKey } from './single-key.js';

/** The suites that mediasoup's PlainTransport knows. */
const known = ['AEAD_AES_256_GCM', 'AEAD_AES_128_GCM', 'AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'] as const;

/** `srtpParameters` of a mediasoup PlainTransport: one direction. It holds the key in the clear. */
export interface MediasoupSrtpParameters {
  readonly cryptoSuite: (typeof known)[number];
  readonly keyBase64: string;
}

/**
 * One direction in mediasoup's form: give it `agreement.rtpSessions[i].receive[0]` for `transport.connect({ srtpParameters })`.
 *
 * @throws NegotiationError `not-expressible` for a suite that mediasoup does not know, an MKI or session parameters.
 * @example
 * ```ts
 * await transport.connect({ ip, port, srtpParameters: toMediasoup(keying.receive[0]) });
 * ```
 */
export function toMediasoup(parameters: SrtpParameters): MediasoupSrtpParameters {
  const single = singleKey(parameters, 'mediasoup');
  const cryptoSuite = known.find(name => name === single.suite);
  if (!cryptoSuite) throw new NegotiationError('not-expressible', `mediasoup does not know ${single.suite}`);
  return { cryptoSuite, keyBase64: keyAndSaltBase64(single) };
}

/**
 * What mediasoup sends with (`transport.srtpParameters`) as parameters of ours.
 *
 * @throws NegotiationError `bad-foreign-value` for another suite, or a key of another length than its suite takes.
 * @example
 * ```ts
 * const receive = [fromMediasoup(toMediasoup(keying.send[0]))];
 * ```
 */
export function fromMediasoup(source: { cryptoSuite: string; keyBase64: string }): SrtpParameters {
  const { cryptoSuite, keyBase64 } = foreignObject(source, 'mediasoup');
  const suite = known.find(name => name === cryptoSuite);
  if (!suite) throw new NegotiationError('bad-foreign-value', 'mediasoup: unknown cryptoSuite');
  return srtpParameters({ suite, masterKeys: [splitKey(suite, keyBase64)] });
}

function splitKey(suite: SuiteName, base64: string): { key: Uint8Array; salt: Uint8Array } {
  const { keyOctets, saltOctets } = suites[suite];
  const octets = decodeBase64(base64);
  if (octets?.length !== keyOctets + saltOctets)
    throw new NegotiationError(
      'bad-foreign-value',
      `mediasoup: expected base64 of ${keyOctets + saltOctets} octets in keyBase64`,
    );
  return { key: octets.subarray(0, keyOctets), salt: octets.subarray(keyOctets) };
}
