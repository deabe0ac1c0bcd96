import { MikeyError } from '../errors.js';
import { compareTimestamps } from '../timestamp.js';
import type { Bundle } from './outcome.js';

/**
 * Which of two states of a bundle counts, where both ends have sent an update before they had the other's: the one whose message has the later T, which is
 * the same for both ends (RFC 3830 §5.4 orders messages by T alone; §4.5 says nothing about updates that cross). Its keys are the ones to send
 * with; those of the other may still come in. An SDP offer never crosses another one (RFC 3264 §4), so offer and answer do not need it.
 *
 * @throws {@link MikeyError} `bad-option` for two bundles that are not one.
 * @example
 * ```ts
 * const sessions = [{ policy: { suite: 'AES_CM_128_HMAC_SHA1_80' } }] as const;
 * const answering = drive(responder().handle(message, Date.now()), host);
 * const offered = drive(initiator({ mode: 'psk', sessions }).start(Date.now()), host);
 * if (answering.kind === 'established' && offered.kind === 'offered' && offered.bundle)
 *   if (answering.state.csbId === offered.bundle.csbId) currentBundle(answering.state, offered.bundle).keys;
 * ```
 */
export function currentBundle(one: Bundle, other: Bundle): Bundle {
  if (one.csbId !== other.csbId || one.timestamp.type !== other.timestamp.type)
    throw new MikeyError('bad-option', 'expected two states of one bundle, with timestamps of one type');
  return compareTimestamps(one.timestamp, other.timestamp) < 0 ? other : one;
}
