import { readExtension, writeExtension } from '../extensions.js';
import { idPayload, sameIdentity } from '../identity.js';
import type { MessageProtection } from '../kemac.js';
import { find, findAll, type MikeyMessage } from '../message.js';
import { concatenate } from '../octets.js';
import { envelopeCaching, registeredValue } from '../registry.js';
import { writePolicy } from '../srtp-policy.js';
import { type AnswerContext, answerHeader, claimMessage, established, type RequestContext, required } from './answer.js';
import { type Binding, bindingCandidates, bindingOctets, withoutTail } from './authentication.js';
import { acceptedSuites, readPolicies } from './crypto-sessions.js';
import type { Exchange } from './host.js';
import { bundleKey, haveOneLength, isTek, offerKeys } from './keys.js';
import { type Bundle, type Established, Refusal } from './outcome.js';
import type { Started } from './psk.js';
import { openedEnvelope, sealedEnvelope } from './public-key.js';
import { checkSdpIds, draw, openRequest, peerOf, requestIdentities, requestRand, type StartContext } from './request.js';
import { ownCertificates, senderKey, verifySignature, withSignature } from './signatures.js';

/** HDR, T, RAND, [IDi|CERTi], [IDr], {SP}, SIGNi (RFC 4738 §3.1): the Initiator asks the Responder for keys. */
export function* startRsaR(context: StartContext): Exchange<Started> {
  const opening = openRequest(context, yield* ownCertificates());
  const message = yield* withSignature({ header: opening.header, payloads: opening.payloads }, context.options);
  return { message, peer: opening.peer };
}

/** Verifies and answers: HDR, [GenExt(CSB_ID)], T, [RAND], [IDr|CERTr], [SP], KEMAC, PKE, SIGNr (RFC 4738 §3.6). */
export function* answerRsaR(context: RequestContext): Exchange<Established> {
  const { message, options, octets, previous, timestamp, identities, now, random, warnings } = context;
  const { identity, groupCsbId } = options;
  if (!identity) throw new Refusal('unsupported-here', 'no identity of this end is given, which RSA-R encrypts as IDr');
  const signer = yield* senderKey(message, context.peer, now, 'signature');
  yield* verifySignature(message, signer, options, warnings);
  const peer = peerOf(identity, identities.initiator ?? context.peer.remote ?? signer.identities[0]);
  yield* claimMessage(octets, context);
  context.signed = true;
  checkSdpIds(message, options, warnings);
  const policies = readPolicies(message, options.suites, warnings);
  const sent = requestRand(message, previous);
  // A group's RAND comes from the Responder; else whoever sent it first (RFC 4738 §3.5, §3.6).
  const fresh = sent === undefined || groupCsbId !== undefined;
  const rand = fresh ? draw(random, 16) : sent;
  const csbId = groupCsbId ?? message.header.csbId;
  const key = draw(random, 32);
  const protection: MessageProtection = { prf: message.header.prf, csbId, rand, key, timestamp };
  const recipient = yield* senderKey(message, peer, now, 'encryption', options.coverage);
  const offers = [...policies.values()].map(policy => ({ policy }));
  if (options.keys?.some(isTek) && !haveOneLength(offers))
    throw new Refusal('unsupported-policy', 'this end gives a TEK, and the policies have not one key and salt length');
  const keyData = offerKeys(options.keys, offers, random);
  const envelope = yield* sealedEnvelope(
    ...([keyData, idPayload(identity), protection, recipient, options] as const),
    registeredValue(envelopeCaching, 'No cache'),
  );
  const header = answerHeader(context);
  const payloads = [
    ...(groupCsbId === undefined ? [] : [writeExtension({ kind: 'csb-id' as const, csbId: groupCsbId })]),
    timestamp,
    ...(fresh ? [{ kind: 'RAND' as const, rand }] : []),
    idPayload(identity),
    ...(yield* ownCertificates()),
    ...[...policies].map(([number, policy]) => writePolicy(policy, number)),
    ...envelope,
  ];
  const binding: Binding = { timestamp, responder: identity, ...(peer.remote && { initiator: peer.remote }) };
  const reply = yield* withSignature({ header, payloads }, options, bindingOctets(binding, options.coverage, true));
  const bundle: Bundle = {
    ...{ mode: 'rsa-r', csbId, prf: message.header.prf, rand, ...peer, map: header.map, timestamp },
    ...{ keys: keyData.map(bundleKey), policies, protectedBy: 'signature' },
  };
  return established(bundle, context, octets, reply);
}

/** Verifies the Responder's message and opens the envelope that it is in. */
export function* finishRsaR(context: AnswerContext): Exchange<Established> {
  const { options, sent, answer, now, warnings } = context;
  const { initiator = options.identity, responder: asked = options.peer } = requestIdentities(sent);
  const named = find(answer, 'ID');
  if (asked && named && !sameIdentity(asked, named))
    throw new Refusal('identity-mismatch', 'another identity answers than was asked for');
  const expected = peerOf(initiator, asked ?? named);
  const signer = yield* senderKey(answer, expected, now, 'signature');
  const peer = peerOf(initiator, expected.remote ?? signer.identities[0]);
  const timestamp = required(sent, 'T');
  const binding: Binding = { timestamp, ...(initiator && { initiator }), ...(peer.remote && { responder: peer.remote }) };
  yield* verifySignature(answer, signer, options, warnings, signatureCandidates(answer, binding, options.coverage));

  const { csbId, rand } = answeredDerivation(context);
  const { keys, protection } = yield* openedEnvelope(answer, { prf: sent.header.prf, csbId, rand, timestamp }, peer);
  const offered = options.sessions.map(({ policy }) => policy.suite);
  const group = csbId !== sent.header.csbId;
  // RFC 4738 §3.7: no policy that was not offered; a group's is the Responder's.
  const answered = readPolicies(answer, group ? acceptedSuites(undefined) : offered, warnings);
  const policies = answered.size > 0 ? answered : readPolicies(sent, offered, warnings);
  const bundle: Bundle = {
    ...{ mode: 'rsa-r', csbId, prf: protection.prf, rand, ...peer, keys, policies, map: answer.header.map, timestamp },
    protectedBy: 'signature',
  };
  return established(bundle, context);
}

/** RAND is in exactly one of the two messages, a group's in the answer with its CSB ID (RFC 4738 §3.6, §3.7). */
function answeredDerivation({ options, pending, sent, answer }: AnswerContext): { csbId: number; rand: Uint8Array } {
  const extensions = findAll(answer, 'EXT').map(readExtension);
  const group = extensions.find(content => content.kind === 'csb-id');
  const own = requestRand(sent, pending.previous);
  const answered = find(answer, 'RAND')?.rand;
  if (group) {
    if (!answered) throw new Refusal('malformed', 'the answer for a group has no RAND');
    return { csbId: group.csbId, rand: answered };
  }
  // libmikey always puts a RAND into its answer, and derives from the Initiator's.
  if (own && answered && options.coverage !== 'libmikey') throw new Refusal('malformed', 'both messages have a RAND');
  const rand = own ?? answered;
  if (!rand) throw new Refusal('malformed', 'neither message has a RAND');
  return { csbId: sent.header.csbId, rand };
}

/** "Excluding the SIGNr payload itself" (RFC 4738 §3.6) against "except the signature field" (RFC 3830 §5.2): with and without its header. */
function signatureCandidates(
  answer: MikeyMessage,
  binding: Binding,
  coverage: AnswerContext['options']['coverage'],
): Uint8Array[] {
  const sign = find(answer, 'SIGN');
  if (!sign) return [];
  const behinds = bindingCandidates(binding, coverage, true);
  const signHeader = 2;
  return [0, signHeader].flatMap(header =>
    behinds.map(behind => concatenate(withoutTail(answer, sign.signature.length + header), behind)),
  );
}
