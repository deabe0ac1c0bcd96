import { type SrtpParameters, srtpParameters } from '@sdpsec/srtp-core/parameters';
import { NegotiationError } from '../reading/index.js';
import { decodeBase64, keyAndSaltBase64, singleKey } from './single-key.js';

/**
 * Arguments that make ffmpeg send SRTP with these keys: `ffmpeg ... ARGS -f rtp srtp://host:port`. They hold the key in the clear, and other
 * users of the machine can read a process's arguments.
 *
 * With the _32 suite ffmpeg shortens the SRTCP tag to 4 octets under the name AES_CM_128_HMAC_SHA1_32, and keeps 10 under SRTP_AES128_CM_HMAC_SHA1_32:
 * the name follows `srtcpTagOctets`.
 *
 * @throws NegotiationError `not-expressible` for a suite that ffmpeg does not know, an MKI or session parameters.
 * @example
 * ```ts
 * spawn('ffmpeg', [...input, ...ffmpegArguments(keying.send[0]), '-f', 'rtp', 'srtp://192.0.2.1:5004']);
 * ```
 */
export function ffmpegArguments(parameters: SrtpParameters): string[] {
  const single = singleKey(parameters, 'ffmpeg', { srtcpTag: true });
  return ['-srtp_out_suite', suiteName(parameters), '-srtp_out_params', keyAndSaltBase64(single)];
}

/**
 * The a=crypto line for an SDP that ffmpeg reads: one line without lifetime, since ffmpeg plays ciphertext when it sees more.
 *
 * @example
 * ```ts
 * const sdpForFfmpeg = ['m=audio 5004 RTP/SAVP 0', ffmpegCryptoLine(keying.receive[0])].join('\r\n');
 * ```
 */
export function ffmpegCryptoLine(parameters: SrtpParameters): string {
  const single = singleKey(parameters, 'ffmpeg', { srtcpTag: true });
  return `a=crypto:1 ${suiteName(parameters)} inline:${keyAndSaltBase64(single)}`;
}

/** What ffmpeg's names stand for: with one of them it shortens the SRTCP tag. */
const names = {
  AES_CM_128_HMAC_SHA1_80: { suite: 'AES_CM_128_HMAC_SHA1_80' },
  SRTP_AES128_CM_HMAC_SHA1_80: { suite: 'AES_CM_128_HMAC_SHA1_80' },
  AES_CM_128_HMAC_SHA1_32: { suite: 'AES_CM_128_HMAC_SHA1_32', srtcpTagOctets: 4 },
  SRTP_AES128_CM_HMAC_SHA1_32: { suite: 'AES_CM_128_HMAC_SHA1_32' },
} as const;

/**
 * What the options of ffmpeg say about the direction that it sends, or else about the one that it receives (`-srtp_in_suite`).
 *
 * @throws NegotiationError `bad-foreign-value` for another suite, or a key that is not base64 of 30 octets.
 * @example
 * ```ts
 * const receiver = new SrtpReceiver([fromFfmpegArguments(ffmpegArguments(keying.send[0]))]);
 * ```
 */
export function fromFfmpegArguments(args: readonly string[]): SrtpParameters {
  if (!Array.isArray(args)) throw new NegotiationError('bad-foreign-value', 'ffmpeg: expected an array of arguments');
  const value = (name: string) => args[args.indexOf(name) + 1 || args.length];
  const way = args.includes('-srtp_out_suite') ? 'out' : 'in';
  const name = value(`-srtp_${way}_suite`) ?? '';
  if (!Object.hasOwn(names, name))
    throw new NegotiationError('bad-foreign-value', `ffmpeg: unknown suite behind -srtp_${way}_suite`);
  const octets = decodeBase64(value(`-srtp_${way}_params`) ?? '');
  if (octets?.length !== 30)
    throw new NegotiationError('bad-foreign-value', `ffmpeg: expected base64 of 30 octets behind -srtp_${way}_params`);
  const masterKeys = [{ key: octets.subarray(0, 16), salt: octets.subarray(16) }];
  return srtpParameters({ ...names[name as keyof typeof names], masterKeys });
}

function suiteName({ suite, srtcpTagOctets }: SrtpParameters): string {
  if (suite === 'AES_CM_128_HMAC_SHA1_80') return suite;
  if (suite !== 'AES_CM_128_HMAC_SHA1_32') throw new NegotiationError('not-expressible', `ffmpeg does not know ${suite}`);
  return srtcpTagOctets === 4 ? suite : 'SRTP_AES128_CM_HMAC_SHA1_32';
}
