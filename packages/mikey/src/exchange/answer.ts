import { sha256 } from '@noble/hashes/sha2.js';
import { type RandomSource, Secret } from '@sdpsec/srtp-core/parameters';
import type { Header } from '../header.js';
import type { Identity, Peer } from '../identity.js';
import { encodeMessage, find, type MikeyMessage } from '../message.js';
import { hex } from '../octets.js';
import type { Timestamp } from '../payloads.js';
import type { Binding } from './authentication.js';
import { cryptoSessions } from './crypto-sessions.js';
import { withSsrcs } from './cs-id-map.js';
import type { ErrorContext } from './error-message.js';
import { ask, type Exchange } from './host.js';
import { defaultSkew, type ExchangeOptions, type InitiatorOptions, type Mode, type ResponderOptions } from './options.js';
import { type Bundle, type Established, type ExchangeWarning, type PendingExchange, Refusal } from './outcome.js';
import { dataTypesOfMode } from './request.js';

/** What a Responder works on. */
export interface RequestContext {
  readonly options: ResponderOptions;
  readonly mode: Mode;
  readonly octets: Uint8Array;
  readonly message: MikeyMessage;
  readonly timestamp: Timestamp;
  readonly identities: { readonly initiator?: Identity; readonly responder?: Identity };
  readonly peer: Peer;
  readonly now: number;
  readonly random: RandomSource;
  /** The bundle with the CSB ID of the message. */
  readonly previous?: Bundle;
  readonly warnings: Set<ExchangeWarning>;
  /** Set once the Initiator is authenticated: with a shared secret errors then have V, after a signature alone SIGNr. */
  authenticated?: ErrorContext['authenticated'];
  signed?: true;
}

/** What an Initiator works on when the answer is there. */
export interface AnswerContext {
  readonly options: InitiatorOptions;
  readonly pending: PendingExchange;
  readonly sent: MikeyMessage;
  readonly answer: MikeyMessage;
  readonly timestamp: Timestamp;
  readonly peer: Peer;
  readonly now: number;
  readonly random: RandomSource;
  readonly warnings: Set<ExchangeWarning>;
}

/** Claims an authenticated message in the replay cache, for twice the skew: longer it could not be on time (RFC 3830 §5.4). */
export function* claimMessage(
  octets: Uint8Array,
  {
    options,
    now,
    peer,
  }: Pick<RequestContext, 'now' | 'peer'> & {
    readonly options: Pick<ResponderOptions, 'skew'>;
  },
): Exchange<void> {
  const skew = options.skew ?? defaultSkew;
  const expiresAt = skew === 'off' ? Number.MAX_SAFE_INTEGER : now + 2 * skew;
  const claimed = yield* ask('claimReplay', messageId(octets, peer.local), expiresAt);
  if (!claimed) throw new Refusal('replayed', 'the message has been received before, or the replay cache is full');
}

/** HDR of a Responder's message, in the modes that have one: CSB ID and PRF of the Initiator's, the map with the SSRCs that were open. */
export function answerHeader({ message, mode, options }: RequestContext): Header {
  return {
    ...{ ...message.header, dataType: dataTypesOfMode[mode].answer as number, v: false },
    map: withSsrcs(message.header.map, options.ssrc),
  };
}

/** Whose identities V and SIGNr cover: those that were transported, in either message (RFC 3830 §5.2). */
export function requestBinding({ identities, timestamp, options }: RequestContext): Binding {
  const responder = identities.responder ?? options.identity;
  return { timestamp, ...(identities.initiator && { initiator: identities.initiator }), ...(responder && { responder }) };
}

/** Ends an exchange on either side: the crypto sessions of the bundle, and the answer kept for retransmissions. */
export function established(
  bundle: Bundle,
  { options, warnings }: { readonly options: ExchangeOptions; readonly warnings: Set<ExchangeWarning> },
  request?: Uint8Array,
  reply?: MikeyMessage,
): Established {
  if (bundle.keys.length === 0) throw new Refusal('bad-keys', 'there is no key in the messages of this bundle');
  const sessions = cryptoSessions(bundle, options.outOfBand, warnings);
  const octets = reply && encodeMessage(reply);
  const answered = request && { message: Secret.from(request), ...(octets && { reply: Secret.from(octets) }) };
  return {
    ...{ kind: 'established', ...(octets && { reply: octets }), state: { ...bundle, ...(answered && { answered }) } },
    ...{ cryptoSessions: sessions, protectedBy: bundle.protectedBy, warnings: [...warnings] },
  };
}

/** What an update leaves out stays as the bundle has it (RFC 3830 §4.5). */
export function updated(
  previous: Bundle | undefined,
  keys: Bundle['keys'],
  policies: Bundle['policies'],
): Pick<Bundle, 'keys' | 'policies'> {
  return {
    keys: keys.length > 0 ? keys : (previous?.keys ?? []),
    policies: policies.size > 0 ? policies : (previous?.policies ?? policies),
  };
}

/** The payload that a message of this mode must have. */
export function required<Kind extends Parameters<typeof find>[1]>(message: MikeyMessage, kind: Kind) {
  const payload = find(message, kind);
  if (!payload) throw new Refusal('malformed', `the message has no ${kind} payload`);
  return payload;
}

/**
 * Names a message in the replay cache. The receiver's identity is part of the name, so that two ends of a call that share one cache
 * do not meet in it, while a message that comes back to its own sender does.
 */
function messageId(octets: Uint8Array, receiver: Identity | undefined): string {
  return `${hex(sha256(octets))} ${receiver ? `${receiver.type} ${hex(receiver.data)}` : ''}`;
}
