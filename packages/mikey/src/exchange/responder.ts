import { type RandomSource, systemRandom } from '@sdpsec/srtp-core/parameters';
import { sameIdentity } from '../identity.js';
import { decodeMessage, find, type MikeyMessage } from '../message.js';
import { equalOctets } from '../octets.js';
import { dataTypes, prfs, registeredName, timestampTypes } from '../registry.js';
import { compareTimestamps, timeOf } from '../timestamp.js';
import type { RequestContext } from './answer.js';
import { cryptoSessions } from './crypto-sessions.js';
import { answerDh } from './dh.js';
import { errorDataType, readErrors, writeError } from './error-message.js';
import type { Exchange } from './host.js';
import { refusalOf } from './initiator.js';
import { defaultSkew, type Mode, type ResponderOptions } from './options.js';
import { type Bundle, type Established, type ExchangeWarning, type Hint, Refusal, type Refused } from './outcome.js';
import { answerPsk, isNullMac } from './psk.js';
import { answerPublicKey } from './public-key.js';
import { dataTypesOfMode, peerOf, requestIdentities } from './request.js';
import { answerRsaR } from './rsa-r.js';
import { answerSakke } from './sakke.js';

/** The end that answers. */
export interface Responder {
  /** Takes an I_MESSAGE; `previous` is the bundle that it may update, or may be a retransmission for. */
  handle(message: Uint8Array, now: number, random?: RandomSource, previous?: Bundle): Exchange<Established | Refused | Hint>;
}

const modes: Readonly<Record<Mode, (context: RequestContext) => Exchange<Established>>> = {
  psk: answerPsk,
  'public-key': answerPublicKey,
  dh: answerDh,
  dhhmac: answerDh,
  'rsa-r': answerRsaR,
  sakke: answerSakke,
};

/**
 * A Responder for the exchanges that its options name; run its generators with `drive` or `driveAsync`.
 *
 * @example
 * ```ts
 * const bob = responder({ identity: uri('sip:bob@example.org') });
 * const outcome = drive(bob.handle(message, Date.now()), { psk: () => key, claimReplay: replayCache() });
 * if (outcome.kind === 'established') session.update(keyingOf(outcome.cryptoSessions));
 * ```
 */
export function responder(options: ResponderOptions = {}): Responder {
  return {
    handle: (message, now, random = systemRandom, previous) => handle(options, message, now, random, previous),
  };
}

function* handle(
  options: ResponderOptions,
  octets: Uint8Array,
  now: number,
  random: RandomSource,
  known: Bundle | undefined,
): Exchange<Established | Refused | Hint> {
  let message: MikeyMessage;
  try {
    message = decodeMessage(octets);
  } catch (error) {
    return refusalOf(error);
  }
  if (message.header.dataType === errorDataType) {
    const errors = readErrors(message);
    return { kind: 'hint', code: errors[0], errors };
  }
  const previous = known?.csbId === message.header.csbId ? known : undefined;
  const before = previous && retransmission(options, octets, previous);
  if (before) return before;
  let context: RequestContext | undefined;
  try {
    context = requestContext(options, octets, message, now, random, previous);
    checkTimestamp(context);
    return yield* modes[context.mode](context);
  } catch (error) {
    const refused = refusalOf(error);
    const refusal = new Refusal(refused.code, refused.message);
    const authenticated = context?.authenticated;
    // A signature for whoever fails to authenticate would cost this end more than the attacker (RFC 3830 §5.1.2).
    const signing = context?.signed && refused.code !== 'authentication-failed' ? options : undefined;
    const reply = yield* writeError(message, refusal, {
      suites: options.suites,
      signing,
      ...(authenticated && { authenticated }),
    });
    return { ...refused, ...(reply && { reply }) };
  }
}

/** The same message again gets the same answer and changes nothing: signalling over UDP repeats itself. */
function retransmission(options: ResponderOptions, octets: Uint8Array, previous: Bundle): Established | undefined {
  if (!previous.answered || !equalOctets(previous.answered.message.reveal(), octets)) return undefined;
  const reply = previous.answered.reply?.reveal();
  const sessions = cryptoSessions(previous, options.outOfBand, new Set());
  return {
    ...{ kind: 'established', ...(reply && { reply }), state: previous, cryptoSessions: sessions },
    ...{ protectedBy: previous.protectedBy, warnings: [] },
  };
}

function requestContext(
  options: ResponderOptions,
  octets: Uint8Array,
  message: MikeyMessage,
  now: number,
  random: RandomSource,
  previous: Bundle | undefined,
): RequestContext {
  const { dataType, prf } = message.header;
  const mode = (Object.keys(dataTypesOfMode) as Mode[]).find(candidate => dataTypesOfMode[candidate].request === dataType);
  if (!mode || !(options.modes ?? modesOf(options)).includes(mode))
    throw new Refusal('unsupported-message', `messages of type ${registeredName(dataTypes, dataType)} are not answered here`);
  refuseUnknownPayload(message);
  if (!prfs.some(({ value }) => value === prf)) throw new Refusal('unsupported-prf', `PRF func ${prf} is not known`);
  // RFC 3830 §4.5: with a cached envelope key the update must not be a public-key message.
  if (mode === 'public-key' && previous?.envelopeKey && !find(message, 'RAND'))
    throw new Refusal('unsupported-message', 'the envelope key is cached: the update has to be a pre-shared key message');
  const timestamp = find(message, 'T');
  if (!timestamp) throw new Refusal('malformed', 'the message has no T payload');
  const identities = requestIdentities(message, options.identity);
  const { identity, peer } = options;
  if (identities.responder && identity && !sameIdentity(identities.responder, identity))
    throw new Refusal('identity-mismatch', 'the message is for another Responder');
  if (identities.initiator && peer && !sameIdentity(identities.initiator, peer))
    throw new Refusal('identity-mismatch', 'another Initiator than expected sent the message');
  if (identities.initiator && identity && sameIdentity(identities.initiator, identity))
    throw new Refusal('identity-mismatch', 'the message claims to come from this end itself');
  // A CSB ID is no secret: whoever has a key of his own here must not update the bundle of another pair (RFC 3830 §4.5, §6.1).
  if (identities.initiator && previous?.remote && !sameIdentity(identities.initiator, previous.remote))
    throw new Refusal('identity-mismatch', 'the bundle with this CSB ID is shared with another end than the one that sends');
  const remote = identities.initiator ?? peer ?? previous?.remote;
  const warnings = new Set<ExchangeWarning>();
  const rest = { now, random, warnings, ...(previous && { previous }) };
  return {
    options,
    mode,
    octets,
    message,
    timestamp,
    identities,
    peer: peerOf(identity ?? identities.responder, remote),
    ...rest,
  };
}

/** All modes; SAKKE where there is a KMS to go by. */
function modesOf({ sakke }: ResponderOptions): readonly string[] {
  return Object.keys(modes).filter(mode => mode !== 'sakke' || sakke !== undefined);
}

/** A payload whose end cannot be found hides what comes behind it; which error it is depends on the payload. */
function refuseUnknownPayload(message: MikeyMessage): void {
  const unknown = find(message, 'UNKNOWN');
  if (!unknown) return;
  const code = (
    {
      1: 'unsupported-mac',
      3: 'unsupported-dh-group',
      5: 'invalid-timestamp',
      8: 'unsupported-hash',
      9: 'unsupported-mac',
    } as const
  )[unknown.number];
  throw new Refusal(code ?? 'malformed', `the end of payload ${unknown.number} cannot be found`);
}

/** T must be near this end's clock, and later than what the bundle has seen (RFC 3830 §5.3, §5.4). */
function checkTimestamp({ options, message, timestamp, now, mode, previous, warnings }: RequestContext): void {
  const newer = previous?.timestamp.type === timestamp.type ? compareTimestamps(timestamp, previous.timestamp) > 0 : undefined;
  const time = timeOf(timestamp, now);
  const kemac = find(message, 'KEMAC');
  const overLowerLayer =
    options.lowerLayerProtects === true && mode === 'psk' && kemac !== undefined && isNullMac(kemac.macAlgorithm);
  // A counter has no clock: it can only be checked against the one before.
  if (time === undefined ? newer !== true : newer === false && !overLowerLayer)
    throw new Refusal('invalid-timestamp', `${registeredName(timestampTypes, timestamp.type)} is not later than the one before`);
  if (time === undefined) return;
  const skew = options.skew ?? (overLowerLayer ? 'off' : defaultSkew);
  const apart = Math.abs(time - now);
  if (skew !== 'off' && apart > skew)
    throw new Refusal(
      'invalid-timestamp',
      `T is ${Math.round(apart / 1000)} s away from this end’s clock, ${skew / 1000} s are allowed`,
    );
  if (skew === 'off' && apart > defaultSkew) warnings.add('clock-skew');
}
