import { idPayload, type Peer } from '../identity.js';
import type { MessageProtection } from '../kemac.js';
import { find, type MikeyMessage } from '../message.js';
import type { Kemac, Ver } from '../payloads.js';
import { keyEncryptions, macs, registeredName } from '../registry.js';
import {
  type AnswerContext,
  answerHeader,
  claimMessage,
  established,
  type RequestContext,
  requestBinding,
  required,
  updated,
} from './answer.js';
import { type Binding, bindingCandidates, bindingOctets, macVerifies, withMac } from './authentication.js';
import { readPolicies } from './crypto-sessions.js';
import { answeredMap } from './cs-id-map.js';
import { ask, askIfThere, type Exchange } from './host.js';
import { bundleKey, kemacAlgorithms, offerKeys, openKeys, sealKeys } from './keys.js';
import type { ExchangeOptions } from './options.js';
import { type Bundle, type Established, Refusal } from './outcome.js';
import { checkSdpIds, openRequest, requestIdentities, requestRand, type StartContext } from './request.js';

/** The message of an Initiator and what it leaves behind, before they become an outcome. */
export interface Started {
  readonly message: MikeyMessage;
  readonly peer: Peer;
  readonly secret?: Bundle['envelopeKey'];
  /** Where this end alone chooses the keys. */
  readonly bundle?: Bundle;
}

/** Shortest pre-shared key, octets, that is taken without opt-in. */
const shortestPsk = 16;

/** HDR, T, [RAND], [IDi], [IDr], {SP}, KEMAC (RFC 3830 §3.1). */
export function* startPsk(context: StartContext): Exchange<Started> {
  const { options, previous } = context;
  const opening = openRequest(context);
  const { payloads, timestamp, rand, policies, peer } = opening;
  const { encryption, macAlgorithm } = kemacAlgorithms(options, opening.header.prf);
  const unprotected = isNullMac(macAlgorithm);
  // Without a key the Responder has nothing to prove itself with.
  const header = { ...opening.header, v: opening.header.v && !unprotected };
  const key = unprotected ? new Uint8Array() : yield* presharedKey(options, peer, previous);
  const protection: MessageProtection = { prf: header.prf, csbId: header.csbId, rand, key, timestamp };
  const keyData = offerKeys(options.keys, options.outOfBand ?? options.sessions, context.random);
  const data = sealKeys(keyData, encryption, protection);
  const message = withMac<Kemac>({ header, payloads }, { kind: 'KEMAC', encryption, data, macAlgorithm }, protection);
  const bundle: Bundle = {
    ...{ mode: 'psk', csbId: header.csbId, prf: header.prf, rand, ...peer, map: header.map, timestamp },
    ...updated(previous, keyData.map(bundleKey), policies),
    ...(previous?.envelopeKey && { envelopeKey: previous.envelopeKey }),
    protectedBy: unprotected ? 'lower-layer' : 'mac',
  };
  return { message, peer, bundle };
}

/** Verifies and answers an Initiator's message: HDR, T, [IDr], V. */
export function* answerPsk(context: RequestContext): Exchange<Established> {
  const { message, options, previous, peer, timestamp, octets, warnings } = context;
  const { prf, csbId } = message.header;
  const kemac = required(message, 'KEMAC');
  if (message.payloads.at(-1) !== kemac) throw new Refusal('malformed', 'KEMAC is not the last payload');
  const rand = requestRand(message, previous);
  const unprotected = isNullMac(kemac.macAlgorithm);
  if (unprotected) yield* acceptUnprotected(context, kemac);
  else checkEncryption(kemac, options);
  if (!rand && !unprotected) throw new Refusal('malformed', 'a first message needs a RAND payload');
  if (!rand) warnings.add('rand-absent');

  const key = unprotected ? new Uint8Array() : yield* presharedKey(options, peer, previous);
  const protection: MessageProtection = { prf, csbId, rand: rand ?? new Uint8Array(), key, timestamp };
  if (!unprotected) {
    if (message.trailing) throw new Refusal('malformed', 'octets follow the MAC');
    if (!macVerifies(message, kemac, protection)) throw new Refusal('authentication-failed', 'the MAC of KEMAC is wrong');
    yield* claimMessage(octets, context);
    const behind = bindingOctets(requestBinding(context), options.coverage);
    context.authenticated = { protection, macAlgorithm: kemac.macAlgorithm, behind };
  }

  checkSdpIds(message, options, warnings);
  const policies = readPolicies(message, options.suites, warnings);
  const { keys } = openKeys(kemac, protection, false);
  const header = answerHeader(context);
  const bundle: Bundle = {
    ...{ mode: 'psk', csbId, prf, rand: protection.rand, ...peer, map: header.map, timestamp },
    ...updated(previous, keys, policies),
    ...(previous?.envelopeKey && { envelopeKey: previous.envelopeKey }),
    protectedBy: unprotected ? 'lower-layer' : 'mac',
  };
  // With NULL algorithms there is no key to prove anything with; no peer of RTSP answers either.
  if (!message.header.v || unprotected) return established(bundle, context, octets);
  return established(bundle, context, octets, verificationMessage(context, header, kemac.macAlgorithm, protection));
}

/** Verifies a Responder's verification message: HDR, T, [IDr], V. */
export function* finishPsk(context: AnswerContext): Exchange<Established> {
  const { options, pending, sent, peer } = context;
  const protection = yield* answerProtection(context);
  const { prf, csbId, rand, timestamp } = protection;
  verifyVerification(context, protection);
  const { keys } = openKeys(required(sent, 'KEMAC'), protection, false);
  const policies = readPolicies(
    sent,
    options.sessions.map(({ policy }) => policy.suite),
    context.warnings,
  );
  const bundle: Bundle = {
    ...{ mode: 'psk', csbId, prf, rand, ...peer, map: answeredMap(sent.header.map, context.answer.header.map), timestamp },
    ...updated(pending.previous, keys, policies),
    ...(pending.previous?.envelopeKey && { envelopeKey: pending.previous.envelopeKey }),
    protectedBy: 'mac',
  };
  return established(bundle, context);
}

/** The verification message that the pre-shared and the public-key mode share (RFC 3830 §3.1, §3.2). */
export function verificationMessage(
  context: RequestContext,
  header: MikeyMessage['header'],
  macAlgorithm: number,
  protection: MessageProtection,
): MikeyMessage {
  const { options, timestamp } = context;
  const payloads = [timestamp, ...(options.identity ? [idPayload(options.identity)] : [])];
  const behind = bindingOctets(requestBinding(context), options.coverage);
  return withMac<Ver>({ header, payloads }, { kind: 'V', macAlgorithm }, protection, behind);
}

/** The key that the Responder's message is authenticated with: the pre-shared or the envelope key. */
export function* answerProtection({ options, pending, sent, peer }: AnswerContext): Exchange<MessageProtection> {
  const key = pending.mode === 'public-key' ? pending.secret?.reveal() : yield* presharedKey(options, peer, pending.previous);
  const rand = requestRand(sent, pending.previous);
  if (!key || !rand) throw new Refusal('not-ours', 'the pending exchange lacks its key');
  return { prf: sent.header.prf, csbId: sent.header.csbId, rand, key, timestamp: required(sent, 'T') };
}

/** Checks V of a verification message against the Initiator's. */
export function verifyVerification(context: AnswerContext, protection: MessageProtection): void {
  if (!isVerified(context, protection)) throw new Refusal('authentication-failed', 'the verification message does not verify');
}

/** Whether V ends the answer and is right. */
export function isVerified(context: AnswerContext, protection: MessageProtection): boolean {
  const { answer, options } = context;
  const ver = find(answer, 'V');
  if (!ver || answer.payloads.at(-1) !== ver || answer.trailing) return false;
  return macVerifies(answer, ver, protection, bindingCandidates(answerBinding(context), options.coverage));
}

/** The identities and the timestamp that a Responder's message covers, as its Initiator sees them. */
export function answerBinding({ sent, answer }: Pick<AnswerContext, 'sent' | 'answer'>): Binding {
  const { initiator, responder: asked } = requestIdentities(sent);
  const responder = asked ?? find(answer, 'ID');
  return { timestamp: required(sent, 'T'), ...(initiator && { initiator }), ...(responder && { responder }) };
}

/** The key shared with the peer; for updates of a public-key bundle the cached envelope key (RFC 3830 §4.5). */
export function* presharedKey(options: ExchangeOptions, peer: Peer, previous: Bundle | undefined): Exchange<Uint8Array> {
  if (previous?.envelopeKey) return previous.envelopeKey.reveal();
  const psk = yield* ask('psk', peer);
  if (!psk) throw new Refusal('unknown-peer', 'there is no pre-shared key for the peer');
  if (psk.length < shortestPsk && !options.allow?.includes('short-psk'))
    throw new Refusal('weak-key', `expected a pre-shared key of at least ${shortestPsk} octets, got ${psk.length}`);
  return psk.reveal();
}

/** Whether a MAC algorithm protects nothing. */
export function isNullMac(macAlgorithm: number): boolean {
  return registeredName(macs, macAlgorithm) === 'NULL';
}

/** Whether key data is not encrypted. */
export function isNullEncryption(encryption: number): boolean {
  return registeredName(keyEncryptions, encryption) === 'NULL';
}

/** Key data in the clear under a real MAC shows the keys to everybody on the way. */
function checkEncryption({ encryption }: Kemac, options: ExchangeOptions): void {
  if (!keyEncryptions.some(({ value }) => value === encryption))
    throw new Refusal('unsupported-encryption', `key encryption ${encryption} is not known`);
  if (isNullEncryption(encryption) && !options.lowerLayerProtects)
    throw new Refusal('not-protected', 'the keys are not encrypted, and no lower layer is said to protect them');
}

/** RFC 3830 §4.2.4: the NULL MAC goes with NULL encryption alone, and only where the layer below guarantees security. */
function* acceptUnprotected(
  { options, peer, message, warnings, previous }: RequestContext,
  { encryption }: Kemac,
): Exchange<void> {
  if (!isNullEncryption(encryption)) throw new Refusal('not-protected', 'encrypted keys without a MAC could be anybody’s');
  if (!options.lowerLayerProtects)
    throw new Refusal('not-protected', 'the message is not protected, and no lower layer is said to protect it');
  if (previous && previous.protectedBy !== 'lower-layer')
    throw new Refusal('not-protected', `the bundle that it updates was protected by a ${previous.protectedBy}`);
  // A peer that shares a key with us does not go without it: that would be a downgrade.
  if (yield* askIfThere('psk', peer))
    throw new Refusal('not-protected', 'a message of a peer with a pre-shared key is not protected');
  if (message.trailing) warnings.add('trailing-octets');
}
