import { type RandomSource, Secret, SrtpError, systemRandom } from '@sdpsec/srtp-core/parameters';
import { MikeyError } from '../errors.js';
import { sameIdentity } from '../identity.js';
import { decodeMessage, encodeMessage, find } from '../message.js';
import { equalOctets } from '../octets.js';
import type { Timestamp } from '../payloads.js';
import { redacted } from '../redaction.js';
import { type AnswerContext, claimMessage, required } from './answer.js';
import { cryptoSessions } from './crypto-sessions.js';
import { finishDh, startDh } from './dh.js';
import { errorDataType, readErrors } from './error-message.js';
import type { Exchange } from './host.js';
import { kemacAlgorithms } from './keys.js';
import type { InitiatorOptions, Mode } from './options.js';
import {
  type Bundle,
  type Established,
  type ExchangeWarning,
  type Hint,
  type Offered,
  type PendingExchange,
  Refusal,
  type Refused,
} from './outcome.js';
import { answerProtection, finishPsk, isNullEncryption, isNullMac, isVerified, type Started, startPsk } from './psk.js';
import { finishPublicKey, startPublicKey } from './public-key.js';
import { dataTypesOfMode, peerOf, requestIdentities, type StartContext } from './request.js';
import { finishRsaR, startRsaR } from './rsa-r.js';
import { startSakke, withoutSignature } from './sakke.js';
import { senderKey, verifySignature } from './signatures.js';

/** The end that sends the first message. */
export interface Initiator {
  /**
   * Makes the I_MESSAGE; with `previous` an update of that bundle (RFC 3830 §4.5), for which `keys: []` keeps the keys.
   */
  start(now: number, random?: RandomSource, previous?: Bundle): Exchange<Offered | Refused>;
  /** Takes the answer, or an error message. */
  handle(state: PendingExchange, message: Uint8Array, now: number, random?: RandomSource): Exchange<Established | Refused | Hint>;
}

interface ModeOfInitiator {
  start(context: StartContext): Exchange<Started>;
  /** Absent in the mode that has no answer. */
  finish?(context: AnswerContext): Exchange<Established>;
}

const modes: Readonly<Record<Mode, ModeOfInitiator>> = {
  psk: { start: startPsk, finish: finishPsk },
  'public-key': { start: startPublicKey, finish: finishPublicKey },
  dh: { start: startDh, finish: finishDh },
  dhhmac: { start: startDh, finish: finishDh },
  'rsa-r': { start: startRsaR, finish: finishRsaR },
  sakke: { start: startSakke },
};

/**
 * An Initiator of one of the exchanges; run its generators with `drive` or `driveAsync`.
 *
 * @throws {@link MikeyError} `bad-option` for NULL algorithms without `lowerLayerProtects`.
 * @example
 * ```ts
 * const alice = initiator({ mode: 'psk', identity: uri('sip:alice@example.org'), sessions: [{ policy }] });
 * const offered = drive(alice.start(Date.now()), host);
 * if (offered.kind === 'offered') console.log(`a=key-mgmt:${formatKeyMgmt(offered.message)}`);
 * ```
 */
export function initiator(options: InitiatorOptions): Initiator {
  const { encryption, macAlgorithm } = kemacAlgorithms(options, options.prf === 'PRF-HMAC-SHA-256' ? 1 : 0);
  const wrapped = options.mode === 'public-key' && options.encryption === 'AES-KW-128';
  if ((isNullEncryption(encryption) || (isNullMac(macAlgorithm) && !wrapped)) && !options.lowerLayerProtects)
    throw new MikeyError('bad-option', 'NULL algorithms need the word that a lower layer protects (RFC 3830 §4.2.3)');
  if (isNullMac(macAlgorithm) && !wrapped && (options.mode !== 'psk' || !isNullEncryption(encryption)))
    throw new MikeyError(
      'bad-option',
      'the NULL MAC goes with mode psk and NULL encryption, or with the key wrap in mode public-key',
    );
  if (options.group && !choosesKeys.includes(options.mode))
    throw new MikeyError('bad-option', `mode ${options.mode} gives each peer keys of its own: it has no group (RFC 3830 §3.3)`);
  return {
    start: (now, random = systemRandom, previous) =>
      refusing(
        start({
          options: towards(previous, options),
          mode: modeOf(options, previous),
          now,
          random,
          ...(previous && { previous }),
        }),
      ),
    handle: (state, message, now, random = systemRandom) =>
      refusing(handle(towards(state.previous, options), state, message, now, random)),
  };
}

/** The modes in which the Initiator alone chooses the keys. */
const choosesKeys: readonly Mode[] = ['psk', 'public-key', 'sakke'];

/** An update is for the other end of its bundle, and for nobody else who could answer it. */
function towards(previous: Bundle | undefined, options: InitiatorOptions): InitiatorOptions {
  return previous?.remote && !options.peer ? { ...options, peer: previous.remote } : options;
}

/** Turns what ends an exchange from inside into its outcome. */
export function* refusing<T>(exchange: Exchange<T>): Exchange<T | Refused> {
  try {
    return yield* exchange;
  } catch (error) {
    return refusalOf(error);
  }
}

/** The outcome of an exchange that ended with an exception of ours; others are the host's, and go on. */
export function refusalOf(error: unknown): Refused {
  if (error instanceof Refusal) return { kind: 'refused', code: error.code, message: error.message };
  if (error instanceof MikeyError && (error.code === 'unsupported-here' || error.code === 'unsupported-policy'))
    return { kind: 'refused', code: error.code, message: error.message };
  if (error instanceof MikeyError && error.code !== 'bad-option')
    return { kind: 'refused', code: 'malformed', message: error.message };
  if (error instanceof SrtpError) return { kind: 'refused', code: 'bad-keys', message: error.message };
  throw error;
}

/** An envelope key that is cached makes the update a pre-shared key message; it must not be a public-key one (RFC 3830 §4.5). */
function modeOf(options: InitiatorOptions, previous: Bundle | undefined): Mode {
  return previous?.envelopeKey ? 'psk' : options.mode;
}

function* start(context: StartContext): Exchange<Offered> {
  const { options, mode, previous } = context;
  const { message, peer, secret, bundle } = yield* modes[mode].start(context);
  const octets = encodeMessage(message);
  // Claimed like a received message: sent back to us, it must not pass for the peer's (RFC 3830 has the same keys both ways).
  const claimed = mode === 'sakke' ? withoutSignature(octets) : octets;
  if (bundle?.protectedBy !== 'lower-layer') yield* claimMessage(claimed, { ...context, peer, options });
  const state = { mode, sent: Secret.from(octets), ...(secret && { secret }), ...(previous && { previous }) };
  const early = bundle ? cryptoSessions(bundle, options.outOfBand, new Set()) : [];
  const rest = { state, early, ...(bundle && { bundle }) };
  // With NULL encryption the keys stand in the message.
  return redacted(
    { kind: 'offered', message: octets, ...rest },
    { kind: 'offered', message: `[${octets.length} octets]`, ...rest },
  );
}

function* handle(
  options: InitiatorOptions,
  pending: PendingExchange,
  octets: Uint8Array,
  now: number,
  random: RandomSource,
): Exchange<Established | Refused | Hint> {
  const sent = decodeMessage(pending.sent.reveal());
  const answer = decodeMessage(octets);
  if (answer.header.csbId !== sent.header.csbId) throw new Refusal('not-ours', 'the answer has another CSB ID');
  const timestamp = required(answer, 'T');
  const { initiator: own = options.identity, responder: asked = options.peer } = requestIdentities(sent);
  const peer = peerOf(own, asked);
  const context: AnswerContext = {
    options,
    pending,
    sent,
    answer,
    timestamp,
    peer,
    now,
    random,
    warnings: new Set<ExchangeWarning>(),
  };
  if (answer.header.dataType === errorDataType) return yield* readError(context);
  const { finish } = modes[pending.mode];
  if (!finish || answer.header.dataType !== dataTypesOfMode[pending.mode].answer)
    throw new Refusal('not-ours', `data type ${answer.header.dataType} answers no message of mode ${pending.mode}`);
  // The Responder uses the Initiator's timestamp (RFC 3830 §5.2).
  const expected = required(sent, 'T');
  if (options.coverage !== 'libmikey' && !equalTimestamps(expected, timestamp))
    throw new Refusal('not-ours', 'the answer has another timestamp');
  checkResponder(context);
  return yield* finish(context);
}

function equalTimestamps(one: Timestamp, other: Timestamp): boolean {
  return one.type === other.type && equalOctets(one.value, other.value);
}

/** IDr of the answer must be the one that was asked for. */
function checkResponder({ answer, sent, options, pending }: AnswerContext): void {
  // The answers of DH name the Initiator too, and check both themselves.
  if (pending.mode !== 'psk' && pending.mode !== 'public-key') return;
  const { responder = options.peer } = requestIdentities(sent);
  const found = find(answer, 'ID');
  if (responder && found && !sameIdentity(responder, found))
    throw new Refusal('identity-mismatch', 'another identity answers than was asked for');
}

/** RFC 3830 §5.1.2: an error counts when it is authenticated; otherwise it only says what may have gone wrong. */
function* readError(context: AnswerContext): Exchange<Refused | Hint> {
  const errors = readErrors(context.answer);
  if (yield* isAuthenticError(context))
    return { kind: 'refused', code: 'peer-error', message: `the peer reports: ${errors.join(', ')}`, errors };
  return { kind: 'hint', code: errors[0], errors };
}

/** [V|SIGNr] of an error message: V where a secret is shared, SIGNr in the modes of certificates. */
function* isAuthenticError(context: AnswerContext): Exchange<boolean> {
  const { answer, sent, pending, peer, now, options, warnings } = context;
  if (pending.mode === 'sakke') return false;
  const signs = pending.mode === 'public-key' || pending.mode === 'dh' || pending.mode === 'rsa-r';
  try {
    if (find(answer, 'V') && pending.mode !== 'dh' && pending.mode !== 'rsa-r')
      return isVerified(context, yield* answerProtection(context));
    // V covers our T; a signature covers only the T that the error echoes, which an older error for this CSB would not.
    if (!signs || !find(answer, 'SIGN') || !equalTimestamps(context.timestamp, required(sent, 'T'))) return false;
    const key = yield* senderKey(answer, peer, now, 'signature');
    yield* verifySignature(answer, key, options, warnings);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
