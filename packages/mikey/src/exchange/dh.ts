import { Secret } from '@sdpsec/srtp-core/parameters';
import { dhValueProblem } from '../dh-groups.js';
import { idPayload, type Peer, sameIdentity } from '../identity.js';
import type { MessageProtection } from '../kemac.js';
import { find, findAll, type MikeyMessage } from '../message.js';
import { equalOctets } from '../octets.js';
import type { Dh, Kemac, Payload } from '../payloads.js';
import { dhGroups, keyEncryptions, macs, registeredName, registeredValue } from '../registry.js';
import { type AnswerContext, answerHeader, claimMessage, established, type RequestContext, required, updated } from './answer.js';
import { macVerifies, withMac } from './authentication.js';
import { readPolicies } from './crypto-sessions.js';
import { answeredMap } from './cs-id-map.js';
import { ask, type Exchange } from './host.js';
import { kemacAlgorithms, offerKeys } from './keys.js';
import type { ExchangeOptions, OptIn } from './options.js';
import { type Bundle, type BundleKey, type Established, type ExchangeWarning, Refusal } from './outcome.js';
import { presharedKey, type Started } from './psk.js';
import { checkSdpIds, openRequest, peerOf, requestRand, type StartContext } from './request.js';
import { ownCertificates, senderKey, verifySignature, withSignature } from './signatures.js';

/** Groups that are too small to be taken without being asked for. */
const weakGroups: Readonly<Record<number, OptIn>> = { 1: 'dh-oakley-1', 2: 'dh-oakley-2' };

/**
 * HDR, T, [RAND], [IDi|CERTi], [IDr], {SP}, [DHi], and SIGNi (RFC 3830 §3.3) or KEMAC (RFC 4650 §3). An update with `keys: []` has no
 * DHi.
 */
export function* startDh(context: StartContext): Exchange<Started> {
  const { options, mode, random, previous } = context;
  const opening = openRequest(context, mode === 'dh' ? yield* ownCertificates() : []);
  const group = registeredValue(dhGroups, options.dhGroup ?? 'OAKLEY 5');
  checkGroup(group, options, new Set());
  const keepKeys = previous !== undefined && options.keys?.length === 0;
  const pair = keepKeys ? undefined : yield* ask('dhKeyPair', group, random);
  const validity = offerKeys(options.keys, options.sessions, random)[0]?.validity;
  const dhi: Dh[] = pair ? [{ kind: 'DH', group, value: pair.value, reserved: 0, ...(validity && { validity }) }] : [];
  const { header, peer, rand, timestamp } = opening;
  const unsigned = { header, payloads: [...opening.payloads, ...dhi] };
  const derived = { prf: header.prf, csbId: header.csbId, rand, timestamp };
  const message = yield* authenticated(unsigned, { options, peer, ...(previous && { previous }) }, derived);
  return { message, peer, ...(pair && { secret: pair.exponent }) };
}

/** Verifies and answers: HDR, T, [IDr|CERTr], IDi, [DHr, DHi], and SIGNr or KEMAC. */
export function* answerDh(context: RequestContext): Exchange<Established> {
  const { message, mode, options, octets, warnings, previous, timestamp, identities, random } = context;
  const { prf, csbId } = message.header;
  const rand = requestRand(message, previous);
  if (!rand) throw new Refusal('malformed', 'a first message needs a RAND payload');
  const derivation = { prf, csbId, rand, timestamp };
  const peer = yield* verified(message, context, derivation);
  yield* claimMessage(octets, context);
  if (mode === 'dh') context.signed = true;
  checkSdpIds(message, options, warnings);
  const policies = readPolicies(message, options.suites, warnings);
  const dhi = find(message, 'DH');
  if (!dhi && !previous) throw new Refusal('malformed', 'a first message needs a DH payload');
  const exchanged: Payload[] = [];
  let keys: readonly BundleKey[] = [];
  if (dhi) {
    checkGroup(dhi.group, options, warnings);
    const pair = yield* ask('dhKeyPair', dhi.group, random);
    keys = [yield* sharedKey(dhi.group, pair.exponent, dhi.value, dhi)];
    exchanged.push({ kind: 'DH', group: dhi.group, value: pair.value, reserved: 0 }, dhi);
  }
  const header = answerHeader(context);
  const initiator = identities.initiator ?? peer.remote;
  const payloads = [
    timestamp,
    ...(options.identity ? [idPayload(options.identity)] : []),
    ...(mode === 'dh' ? yield* ownCertificates() : []),
    ...(initiator ? [idPayload(initiator)] : []),
    ...exchanged,
  ];
  const reply = yield* authenticated({ header, payloads }, { ...context, peer }, derivation);
  const bundle: Bundle = {
    ...{ mode, csbId, prf, rand, ...peer, map: header.map, timestamp, protectedBy: mode === 'dh' ? 'signature' : 'mac' },
    ...updated(previous, keys, policies),
  };
  return established(bundle, context, octets, reply);
}

/** Verifies the Responder's message and computes the shared secret. */
export function* finishDh(context: AnswerContext): Exchange<Established> {
  const { options, pending, sent, answer, warnings } = context;
  const { previous, secret, mode } = pending;
  const { prf, csbId } = sent.header;
  const timestamp = required(sent, 'T');
  const rand = requestRand(sent, previous);
  if (!rand) throw new Refusal('not-ours', 'the pending exchange lacks its RAND');
  const ids = findAll(answer, 'ID');
  const named = ids.length > 1 ? peerOf(ids[1], ids[0]) : peerOf(ids[0], undefined);
  // Both messages of the exchange must be about the same two parties (RFC 3830 §3.3).
  const { local = options.identity } = context.peer;
  if (
    named.local
      ? local !== undefined && !sameIdentity(named.local, local)
      : options.coverage !== 'libmikey' && local !== undefined
  )
    throw new Refusal('identity-mismatch', 'the answer does not name this end as the Initiator');
  if (named.remote && options.peer && !sameIdentity(named.remote, options.peer))
    throw new Refusal('identity-mismatch', 'another identity answers than was asked for');
  const expected = peerOf(local, options.peer ?? named.remote);
  const peer = yield* verified(
    answer,
    { ...context, mode, peer: expected, ...(previous && { previous }) },
    { prf, csbId, rand, timestamp },
  );
  const dhi = find(sent, 'DH');
  const values = findAll(answer, 'DH');
  let keys: readonly BundleKey[] = [];
  if (dhi && secret) {
    const [dhr, echoed] = values;
    if (!dhr || !echoed || dhr.group !== dhi.group) throw new Refusal('malformed', 'the answer lacks DHr and DHi of our group');
    if (echoed.group !== dhi.group || !equalOctets(echoed.value, dhi.value))
      throw new Refusal('not-ours', 'the answer is for another DHi than ours');
    keys = [yield* sharedKey(dhi.group, secret, dhr.value, dhi)];
  } else if (values.length > 0) throw new Refusal('malformed', 'the answer has DH values though none were asked for');
  const policies = readPolicies(
    sent,
    options.sessions.map(({ policy }) => policy.suite),
    warnings,
  );
  const bundle: Bundle = {
    ...{ mode, csbId, prf, rand, ...peer, timestamp, protectedBy: mode === 'dh' ? 'signature' : 'mac' },
    map: answeredMap(sent.header.map, answer.header.map),
    ...updated(previous, keys, policies),
  };
  return established(bundle, context);
}

type Derived = Omit<MessageProtection, 'key'>;

interface Authentication {
  readonly options: ExchangeOptions;
  readonly peer: Peer;
  readonly previous?: Bundle;
}

/** Adds what authenticates a message: SIGN, or with DHHMAC a KEMAC without keys (RFC 4650 §4.2, with the numbers of IANA). */
function* authenticated(
  message: MikeyMessage,
  { options, peer, previous }: Authentication,
  derived: Derived,
): Exchange<MikeyMessage> {
  if (message.header.dataType < 7) return yield* withSignature(message, options);
  const key = yield* presharedKey(options, peer, previous);
  const { macAlgorithm } = kemacAlgorithms(options, derived.prf);
  const encryption = registeredValue(keyEncryptions, 'NULL');
  return withMac<Kemac>(
    message,
    { kind: 'KEMAC', encryption, data: Secret.from(new Uint8Array()), macAlgorithm },
    { ...derived, key },
  );
}

/** Verifies what authenticates a message of the other end; who that is, is known thereafter. */
function* verified(
  message: MikeyMessage,
  { options, mode, peer, previous, now, warnings }: Authentication & Pick<RequestContext, 'mode' | 'now' | 'warnings'>,
  derived: Derived,
): Exchange<Peer> {
  if (mode === 'dh') {
    const key = yield* senderKey(message, peer, now, 'signature');
    yield* verifySignature(message, key, options, warnings);
    return peerOf(peer.local, peer.remote ?? key.identities[0]);
  }
  const key = yield* presharedKey(options, peer, previous);
  const { signed, kemac } = hmacPart(message, warnings);
  if (!macVerifies(signed, kemac, { ...derived, key })) throw new Refusal('authentication-failed', 'the MAC of KEMAC is wrong');
  return peer;
}

/**
 * The KEMAC of DHHMAC. RFC 4650 §4.2 numbers its algorithms against IANA's registry: NULL encryption 2, HMAC-SHA-1 0. That reading is taken
 * only where it is the only one: no key data, and exactly a MAC behind a KEMAC that claims to have none.
 */
function hmacPart(message: MikeyMessage, warnings: Set<ExchangeWarning>): { signed: MikeyMessage; kemac: Kemac } {
  const kemac = required(message, 'KEMAC');
  if (message.payloads.at(-1) !== kemac || kemac.data.length > 0)
    throw new Refusal('malformed', 'expected a KEMAC without key data as the last payload');
  if (!message.trailing) return { signed: message, kemac };
  if (registeredName(macs, kemac.macAlgorithm) !== 'NULL' || message.trailing.length !== 20)
    throw new Refusal('malformed', 'octets follow the MAC');
  warnings.add('rfc4650-numbers');
  const macAlgorithm = registeredValue(macs, 'HMAC-SHA-1-160');
  return { signed: message, kemac: { ...kemac, macAlgorithm, mac: message.trailing } };
}

function checkGroup(group: number, options: ExchangeOptions, warnings: Set<ExchangeWarning>): void {
  if (!dhGroups.some(({ value }) => value === group)) throw new Refusal('unsupported-dh-group', `DH group ${group} is not known`);
  const optIn = weakGroups[group];
  if (!optIn) return;
  if (!options.allow?.includes(optIn))
    throw new Refusal('unsupported-dh-group', `${registeredName(dhGroups, group)} is too small without the opt-in ${optIn}`);
  warnings.add('weak-dh-group');
}

function* sharedKey(group: number, exponent: Secret, value: Uint8Array, { validity }: Dh): Exchange<BundleKey> {
  const problem = dhValueProblem(group, value);
  if (problem) throw new Refusal('bad-dh-value', problem);
  const key = yield* ask('dhSecret', group, exponent, value);
  return { type: 'TGK', key, ...(validity && { validity }) };
}
