import { type SrtpParameters, srtpParameters } from '@sdpsec/srtp-core/parameters';
import { type SuiteName, suites } from '@sdpsec/srtp-core/suites';
import type { RtpSessionKeying } from '../offer-answer/index.js';
import { NegotiationError } from '../reading/index.js';
import { foreignObject, shown, singleKey } from './single-key.js';

/** The DTLS-SRTP profiles that werift knows, which is how it names suites. */
const known: readonly SuiteName[] = ['AES_CM_128_HMAC_SHA1_80', 'AEAD_AES_128_GCM'];

/** The configuration of werift's `SrtpSession` and `SrtcpSession`. It holds keys in the clear. */
export interface WeriftConfig {
  readonly keys: {
    readonly localMasterKey: Uint8Array;
    readonly localMasterSalt: Uint8Array;
    readonly remoteMasterKey: Uint8Array;
    readonly remoteMasterSalt: Uint8Array;
  };
  /** 0x0001 or 0x0007 (RFC 5764 §4.1.2, RFC 7714 §14.2). */
  readonly profile: number;
}

/**
 * Both directions of an RTP session in werift's form; wrap the arrays with `Buffer.from`, which werift expects.
 *
 * @throws NegotiationError `not-expressible` for other suites, unequal ones, an MKI or session parameters.
 * @example
 * ```ts
 * const { keys, profile } = toWerift(agreement.rtpSessions[0]);
 * ```
 */
export function toWerift(keying: Pick<RtpSessionKeying, 'send' | 'receive'>): WeriftConfig {
  const { send, receive } = foreignObject(keying, 'werift');
  const [sent, received] = [only(send), only(receive)].map(parameters => singleKey(parameters, 'werift'));
  const profile = sent && known.includes(sent.suite) ? suites[sent.suite].dtlsProfile : undefined;
  if (!sent || !received || sent.suite !== received.suite || profile === undefined)
    throw new NegotiationError('not-expressible', `werift knows ${known.join(' and ')}, the same in both directions`);
  return {
    keys: {
      localMasterKey: sent.key,
      localMasterSalt: sent.salt,
      remoteMasterKey: received.key,
      remoteMasterSalt: received.salt,
    },
    profile,
  };
}

/**
 * The keys of a werift session as parameters of ours.
 *
 * @throws NegotiationError `bad-foreign-value` for an unknown profile; SrtpError `bad-parameters` for keys of another length.
 * @example
 * ```ts
 * const { send, receive } = fromWerift(toWerift(agreement.rtpSessions[0]));
 * ```
 */
export function fromWerift(source: WeriftConfig): { send: [SrtpParameters]; receive: [SrtpParameters] } {
  const { keys, profile } = foreignObject(source, 'werift');
  const suite = known.find(name => suites[name].dtlsProfile === profile);
  if (!suite) throw new NegotiationError('bad-foreign-value', `werift: unknown profile ${shown(profile)}`);
  foreignObject(keys, 'werift');
  const direction = (key: Uint8Array, salt: Uint8Array) => srtpParameters({ suite, masterKeys: [{ key, salt }] });
  return {
    send: [direction(keys.localMasterKey, keys.localMasterSalt)],
    receive: [direction(keys.remoteMasterKey, keys.remoteMasterSalt)],
  };
}

function only(direction: readonly SrtpParameters[]): SrtpParameters {
  const [parameters, ...others] = Array.isArray(direction) ? direction : [];
  if (!parameters || others.length > 0)
    throw new NegotiationError('not-expressible', 'werift takes exactly one set of keys for each direction');
  return parameters;
}
