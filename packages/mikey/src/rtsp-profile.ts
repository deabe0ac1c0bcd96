import type { Secret } from '@sdpsec/srtp-core/parameters';
import { suites } from '@sdpsec/srtp-core/suites';
import { MikeyError } from './errors.js';
import { type Initiator, initiator } from './exchange/initiator.js';
import type { ResponderOptions, SkewPolicy } from './exchange/options.js';
import { type Responder, responder } from './exchange/responder.js';
import type { SrtpPolicy } from './srtp-policy.js';

/** What {@link rtspInitiator} takes. */
export interface RtspInitiatorOptions {
  /** The caller's word that the RTSP connection is protected by TLS (RTSPS): the message has no protection of its own. */
  readonly withinTls: true;
  readonly policy: SrtpPolicy;
  /** The master key identifier, which then is in every packet of this key; cameras want 4 octets. */
  readonly mki?: Uint8Array;
  /** Of the stream that the key is for; left out, any. */
  readonly ssrc?: number;
  readonly roc?: number;
  /**
   * Whether the TEK holds the salt too, behind the key. Default: with HMAC suites, while AEAD suites have a field for it (ONVIF).
   * GStreamer 1.22 knows no such field: it wants `true` with every suite, and writes its own messages so.
   */
  readonly joinSalt?: boolean;
  /** Default: drawn at random. */
  readonly key?: Secret;
  readonly salt?: Secret;
}

/** What {@link rtspResponder} takes. */
export interface RtspResponderOptions extends Pick<ResponderOptions, 'suites'> {
  readonly withinTls: true;
  /** Default `off`: cameras put other clocks into T, and TLS has replay protection. */
  readonly skew?: SkewPolicy;
}

/**
 * The Initiator of the profile `rtsp`, which cameras and their servers use within RTSPS: mode pre-shared key with NULL algorithms, no answer,
 * one TEK that this end chooses. With HMAC suites key and salt are joined in it, with AEAD suites the salt has its field (ONVIF Streaming
 * Specification). Whose key protects which direction is for {@link rtspKeying}.
 *
 * @example
 * ```ts
 * const offered = drive(rtspInitiator({ withinTls: true, policy, mki }).start(Date.now()), { claimReplay: () => true });
 * ```
 */
export function rtspInitiator(options: RtspInitiatorOptions): Initiator {
  const { policy, mki, ssrc, roc, key, salt, joinSalt = suites[options.policy.suite]?.authKeyOctets !== 0 } = options;
  needTls(options);
  return initiator({
    ...{ mode: 'psk', encryption: 'NULL', mac: 'NULL', lowerLayerProtects: true, verify: false },
    sessions: [{ policy, ...(ssrc !== undefined && { ssrc }), ...(roc !== undefined && { roc }) }],
    keys: [
      {
        ...{ type: joinSalt ? 'TEK' : 'TEK+SALT', joinSalt },
        ...(mki && { mki }),
        ...(key && { key }),
        ...(salt && { salt }),
      },
    ],
  });
}

/**
 * The Responder of the profile `rtsp`: takes unprotected messages, for TLS is around them, and never answers.
 *
 * @example
 * ```ts
 * const offered = drive(rtspInitiator({ withinTls: true, policy }).start(Date.now()), { claimReplay: () => true });
 * if (offered.kind === 'offered') drive(rtspResponder({ withinTls: true }).handle(offered.message, Date.now()), { claimReplay: () => true });
 * ```
 */
export function rtspResponder(options: RtspResponderOptions): Responder {
  needTls(options);
  const { suites: accepted, skew } = options;
  return responder({
    ...{ modes: ['psk'], lowerLayerProtects: true },
    ...(accepted && { suites: accepted }),
    ...(skew !== undefined && { skew }),
  });
}

/** The type says so already, but not to callers in plain JavaScript. */
function needTls({ withinTls }: { readonly withinTls: unknown }): void {
  if (withinTls !== true)
    throw new MikeyError('bad-option', 'the profile rtsp has no protection but TLS: withinTls must be true');
}
