import { Secret } from '@sdpsec/srtp-core/parameters';
import { MikeyError } from '../errors.js';
import { idPayload, type Peer, sameIdentity } from '../identity.js';
import { computeMac, type MessageProtection } from '../kemac.js';
import type { MikeyMessage } from '../message.js';
import { equalOctets } from '../octets.js';
import type { Id, Kemac, KeyData, Pke } from '../payloads.js';
import { envelopeCaching, keyEncryptions, registeredName, registeredValue } from '../registry.js';
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
import { bindingOctets, kemacCoverage } from './authentication.js';
import { certificateHash, namedCertificate } from './certificate-hash.js';
import { readPolicies } from './crypto-sessions.js';
import { answeredMap } from './cs-id-map.js';
import { ask, askIfThere, type Exchange, type TrustedKey } from './host.js';
import { bundleKey, kemacAlgorithms, macOfPrf, offerKeys, openKeys, sealKeys } from './keys.js';
import type { ExchangeOptions } from './options.js';
import { type Bundle, type BundleKey, type Established, Refusal } from './outcome.js';
import { answerProtection, isNullEncryption, isNullMac, type Started, verificationMessage, verifyVerification } from './psk.js';
import { checkSdpIds, draw, openRequest, peerOf, requestRand, type StartContext } from './request.js';
import { ownCertificates, senderKey, trustedKey, verifySignature, withSignature } from './signatures.js';

/** Octets of an envelope key that this end draws: as strong as the keys that it protects. */
const envelopeKeyOctets = 32;

/** HDR, T, RAND, [IDi|CERTi], [IDr], {SP}, KEMAC, PKE, SIGNi (RFC 3830 §3.2). */
export function* startPublicKey(context: StartContext): Exchange<Started> {
  const { options, previous, random, now } = context;
  const { identity, peerCertificates } = options;
  if (!identity) throw new MikeyError('bad-option', 'mode public-key encrypts IDi: the identity option is needed');
  const opening = openRequest(context, yield* ownCertificates());
  const { header, timestamp, rand, policies, peer } = opening;
  const recipient = yield* trustedKey(peerCertificates ?? [], peer, now, 'encryption');
  const key = draw(random, envelopeKeyOctets);
  const protection: MessageProtection = { prf: header.prf, csbId: header.csbId, rand, key, timestamp };
  const keyData = offerKeys(options.keys, options.sessions, random);
  const cache = registeredValue(envelopeCaching, options.envelopeCaching ?? 'Cache for CSB');
  const envelope = yield* sealedEnvelope(keyData, idPayload(identity), protection, recipient, options, cache);
  const [kemac, pke] = envelope;
  const named = options.certificateHash && peerCertificates?.[0];
  const chash = named ? [certificateHash(named, options.certificateHash)] : [];
  const message = yield* withSignature({ header, payloads: [...opening.payloads, kemac, ...chash, pke] }, options);
  const bundle: Bundle = {
    ...{ mode: 'public-key', csbId: header.csbId, prf: header.prf, rand, ...peer, map: header.map, timestamp },
    ...updated(previous, keyData.map(bundleKey), policies),
    ...(cache > 0 && { envelopeKey: Secret.from(key) }),
    protectedBy: 'signature',
  };
  return { message, peer, secret: Secret.from(key), bundle };
}

/**
 * Verifies and answers: HDR, T, [IDr], V. The order is fixed: signature and timestamp, then PKE, then the MAC of KEMAC, then its data; so
 * that nobody without a trusted certificate makes this end use its private key, and a bad envelope shows nowhere but in the MAC.
 */
export function* answerPublicKey(context: RequestContext): Exchange<Established> {
  const { message, options, octets, previous, timestamp, identities, now, warnings } = context;
  const { prf, csbId } = message.header;
  const signer = yield* senderKey(message, context.peer, now, 'signature');
  yield* verifySignature(message, signer, options, warnings);
  const remote = identities.initiator ?? context.peer.remote ?? signer.identities[0];
  const peer = peerOf(context.peer.local, remote);
  yield* claimMessage(octets, context);
  context.signed = true;
  checkSdpIds(message, options, warnings);
  const certificate = yield* namedCertificate(message);
  const rand = requestRand(message, previous);
  if (!rand) throw new Refusal('malformed', 'a first message needs a RAND payload');
  const { keys, protection, cached, macAlgorithm } = yield* openedEnvelope(
    ...([message, { prf, csbId, rand, timestamp }, peer, certificate] as const),
  );
  const withInitiator: RequestContext = { ...context, identities: { ...(remote && { initiator: remote }), ...identities } };
  const behind = bindingOctets(requestBinding(withInitiator), options.coverage);
  context.authenticated = { protection, macAlgorithm, behind };
  const policies = readPolicies(message, options.suites, warnings);
  const header = answerHeader(context);
  const bundle: Bundle = {
    ...{ mode: 'public-key', csbId, prf, rand, ...peer, map: header.map, timestamp },
    ...updated(previous, keys, policies),
    ...(cached && { envelopeKey: Secret.from(protection.key) }),
    protectedBy: 'signature',
  };
  yield* keepBeyond(required(message, 'PKE'), peer, bundle);
  if (!message.header.v) return established(bundle, context, octets);
  return established(bundle, context, octets, verificationMessage(withInitiator, header, macAlgorithm, protection));
}

/** Verifies the Responder's verification message. */
export function* finishPublicKey(context: AnswerContext): Exchange<Established> {
  const { options, pending, sent, answer, peer } = context;
  const protection = yield* answerProtection(context);
  verifyVerification(context, protection);
  const { previous } = pending;
  const { keys } = openKeys(required(sent, 'KEMAC'), protection, true);
  const policies = readPolicies(
    sent,
    options.sessions.map(({ policy }) => policy.suite),
    context.warnings,
  );
  const { prf, csbId, rand, timestamp } = protection;
  const bundle: Bundle = {
    ...{ mode: 'public-key', csbId, prf, rand, ...peer, map: answeredMap(sent.header.map, answer.header.map), timestamp },
    ...updated(previous, keys, policies),
    ...(isCached(required(sent, 'PKE')) && { envelopeKey: Secret.from(protection.key) }),
    protectedBy: 'signature',
  };
  yield* keepBeyond(required(sent, 'PKE'), peer, bundle);
  return established(bundle, context);
}

/** KEMAC = E(encr_key, ID || {TGK}) || MAC, and PKE = E(PK, env_key) (RFC 3830 §3.2; RFC 4738 §3.6 the other way round). */
export function* sealedEnvelope(
  keys: readonly KeyData[],
  identity: Id,
  protection: MessageProtection,
  recipient: TrustedKey,
  options: ExchangeOptions,
  cache: number,
): Exchange<readonly [Kemac, Pke]> {
  const { encryption, macAlgorithm } = kemacAlgorithms(options, protection.prf);
  const data = sealKeys(keys, encryption, protection, identity);
  const mac = computeMac(macAlgorithm, kemacCoverage({ encryption, data, macAlgorithm }), protection);
  const pke = yield* ask('encryptEnvelope', recipient, Secret.from(protection.key));
  return [
    { kind: 'KEMAC', encryption, data, macAlgorithm, mac },
    { kind: 'PKE', cache, data: pke },
  ];
}

/** Opens KEMAC with the envelope key of PKE. Whatever is wrong with the envelope, only the MAC says so. */
export function* openedEnvelope(
  message: MikeyMessage,
  derivation: Omit<MessageProtection, 'key'>,
  peer: Peer,
  certificate?: Uint8Array,
): Exchange<{ keys: readonly BundleKey[]; protection: MessageProtection; cached: boolean; macAlgorithm: number }> {
  const kemac = required(message, 'KEMAC');
  const pke = required(message, 'PKE');
  // The key wrap proves itself what the MAC would: RFC 3830 §4.2.3 recommends it without one.
  const wrapped = registeredName(keyEncryptions, kemac.encryption) === 'AES-KW-128' && kemac.data.length > 0;
  if (isNullEncryption(kemac.encryption) || (isNullMac(kemac.macAlgorithm) && !wrapped))
    throw new Refusal('not-protected', 'the keys in the envelope are not protected');
  const key = (yield* ask('decryptEnvelope', pke.data, certificate)).reveal();
  const protection = { ...derivation, key };
  const { encryption, data, macAlgorithm, mac } = kemac;
  if (!equalOctets(computeMac(macAlgorithm, kemacCoverage({ encryption, data, macAlgorithm }), protection), mac))
    throw new Refusal('authentication-failed', 'the MAC of KEMAC is wrong');
  const { keys, identity } = openKeys(kemac, protection, true);
  // The encrypted identity keeps a third party from putting its own signature on somebody's envelope (RFC 3830 §3.2).
  if (!identity || !peer.remote || !sameIdentity(identity, peer.remote))
    throw new Refusal('identity-mismatch', 'the identity in the envelope is not the one that signs');
  return {
    keys,
    protection,
    cached: isCached(pke),
    macAlgorithm: isNullMac(macAlgorithm) ? macOfPrf(derivation.prf) : macAlgorithm,
  };
}

/** "Cache for CSB" stays in the bundle, "Cache" is for other bundles as well (RFC 3830 §6.3). */
function* keepBeyond({ cache }: Pke, peer: Peer, { envelopeKey }: Bundle): Exchange<void> {
  if (envelopeKey && registeredName(envelopeCaching, cache) === 'Cache') yield* askIfThere('keepEnvelopeKey', peer, envelopeKey);
}

function isCached({ cache }: Pke): boolean {
  const name = registeredName(envelopeCaching, cache);
  return name === 'Cache' || name === 'Cache for CSB';
}
