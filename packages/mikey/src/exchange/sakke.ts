import type { RandomSource } from '@sdpsec/srtp-core/parameters';
import { MikeyError } from '../errors.js';
import type { CsIdMap } from '../header.js';
import { byteString, type Identity, uri } from '../identity.js';
import { findAll, type MikeyMessage } from '../message.js';
import { equalOctets } from '../octets.js';
import type { IdRole } from '../payloads.js';
import {
  idRoles,
  idTypes,
  registeredName,
  registeredValue,
  sakkeIdSchemes,
  sakkeParameterSets,
  signatureTypes,
  timestampTypes,
} from '../registry.js';
import { hashedIdentifier, keyPeriodNumber, monthlyIdentifier } from '../sakke/identifier.js';
import { timeOf } from '../timestamp.js';
import { claimMessage, established, type RequestContext, required } from './answer.js';
import { withoutTail } from './authentication.js';
import { readPolicies } from './crypto-sessions.js';
import { ask, type Exchange } from './host.js';
import { offerKeys } from './keys.js';
import type { KmsDomain } from './options.js';
import { type Bundle, type BundleKey, type Established, Refusal } from './outcome.js';
import type { Started } from './psk.js';
import { checkSdpIds, openRequest, peerOf, type StartContext } from './request.js';

const eccsi = registeredValue(signatureTypes, 'ECCSI');
/** r || s || PVT of ECCSI on P-256 (RFC 6507 §3.3). */
const signatureOctets = 129;
const parameterSet = registeredValue(sakkeParameterSets, 'Parameter Set 1');
const schemeNumbers = {
  'tel-month': registeredValue(sakkeIdSchemes, 'tel URI with monthly keys'),
  'hashed-uid': registeredValue(sakkeIdSchemes, '3GPP MCX hashed UID'),
} as const;
/** Octets of a Shared Secret Value (RFC 6509 Appendix A), which is the TGK (§3.1). */
const ssvOctets = 16;
/** IDR roles of an end: for its URI (RFC 6509 §2.2.1), for the UID that 3GPP has in its place, and for its KMS. */
const roles = {
  initiator: {
    user: registeredValue(idRoles, 'Initiator (IDRi)'),
    uid: registeredValue(idRoles, 'Hashed Initiator (IDRuidi)'),
    kms: registeredValue(idRoles, "Initiator's KMS (IDRkmsi)"),
  },
  responder: {
    user: registeredValue(idRoles, 'Responder (IDRr)'),
    uid: registeredValue(idRoles, 'Hashed Responder (IDRuidr)'),
    kms: registeredValue(idRoles, "Responder's KMS (IDRkmsr)"),
  },
} as const;

/** HDR, T, RAND, [IDRi], [IDRr], [IDRkmsi], [IDRkmsr], {SP}, SAKKE, SIGN (RFC 6509 §2.1): nothing comes back. */
export function* startSakke(context: StartContext): Exchange<Started> {
  const { options, now, random, previous } = context;
  const { identity, peer, sakke } = options;
  if (!identity || !peer || !sakke)
    throw new MikeyError('bad-option', 'mode sakke makes keys of names: the options identity, peer and sakke are needed');
  if (previous) throw new MikeyError('bad-option', 'a bundle of mode sakke has no updates: start another (RFC 6509 §2.1)');
  const [own, other] = [sakke.domain, sakke.peerDomain ?? sakke.domain];
  const [signer, receiver] = [identifierAt(identity, own, now), identifierAt(peer, other, now)];
  const opening = openRequest(
    context,
    [],
    [
      userPayload('initiator', identity, own, signer),
      userPayload('responder', peer, other, receiver),
      ...kmsPayload('initiator', own),
      ...kmsPayload('responder', other),
    ],
  );
  const { header, rand, policies, timestamp } = opening;
  const [offer] = options.keys ?? [];
  const [data] = offerKeys(options.keys, [], random);
  if (!data || (options.keys?.length ?? 1) !== 1 || (offer?.type ?? 'TGK') !== 'TGK' || data.key.length !== ssvOctets)
    throw new MikeyError('bad-option', `mode sakke has one key, a TGK of ${ssvOctets} octets (RFC 6509 §3.1)`);
  if (data.validity && header.map.kind !== 'generic-id')
    throw new MikeyError('bad-option', 'the SAKKE payload has no place for an MKI: the GENERIC-ID map has');
  const encapsulated = yield* ask('sakkeEncapsulate', data.key, receiver, other.kms);
  if (!encapsulated) throw new Refusal('unsupported-here', 'the KMS of the peer is not known');
  const payload = { kind: 'SAKKE', parameterSet, idScheme: schemeNumbers[own.scheme], data: encapsulated } as const;
  const payloads = [...opening.payloads, payload, ...(sakke.extensions ?? [])];
  const message = yield* withEccsi({ header, payloads }, signer, random);
  const bundle: Bundle = {
    ...{ mode: 'sakke', csbId: header.csbId, prf: header.prf, rand, ...opening.peer, map: header.map, timestamp, policies },
    ...{ keys: [{ type: 'TGK', key: data.key, ...spiOf(header.map) }], protectedBy: 'signature' },
  };
  return { message, peer: opening.peer, bundle };
}

/** Verifies the signature, then opens the SAKKE payload: forged messages cost no pairing (RFC 6509 §2.2.2). */
export function* answerSakke(context: RequestContext): Exchange<Established> {
  const { message, options, octets, timestamp, warnings } = context;
  const { identity, sakke } = options;
  if (!identity || !sakke) throw new Refusal('unsupported-here', 'no identity and KMS are given to take SAKKE messages with');
  const [own, other] = [sakke.domain, sakke.peerDomain ?? sakke.domain];
  const [payload, sign, rand] = [required(message, 'SAKKE'), required(message, 'SIGN'), required(message, 'RAND')];
  if (message.trailing) throw new Refusal('malformed', 'octets follow the signature');
  if (payload.parameterSet !== parameterSet || payload.idScheme !== schemeNumbers[own.scheme])
    throw new Refusal('unsupported-message', `expected SAKKE of parameter set ${parameterSet} and ID scheme ${own.scheme}`);
  checkKms(message, 'initiator', other);
  checkKms(message, 'responder', own);
  const time = keyPeriodTime(context);
  const [signers, receivers] = [
    candidates(message, 'initiator', context.peer.remote, other, time),
    candidates(message, 'responder', identity, own, time),
  ];
  const signer = registeredName(signatureTypes, sign.type) === 'ECCSI' ? yield* signerOf(message, signers, other) : undefined;
  if (!signer) throw notAuthentic();
  yield* claimMessage(withoutSignature(octets), context);
  checkSdpIds(message, options, warnings);
  const policies = readPolicies(message, options.suites, warnings);
  const ssv = yield* decapsulated(payload.data, receivers);
  const { csbId, prf, map } = message.header;
  const remote = context.peer.remote ?? byteString(signer);
  const bundle: Bundle = {
    ...{ mode: 'sakke', csbId, prf, rand: rand.rand, ...peerOf(identity, remote), map, timestamp, policies },
    ...{ keys: [{ type: 'TGK', key: ssv, ...spiOf(map) }], protectedBy: 'signature' },
  };
  return established(bundle, context, octets);
}

/**
 * What names a message of SAKKE in the replay cache. Whoever has seen (r, s) of ECCSI can write (r, q - s), which verifies too
 * (RFC 6507 §5.2.2 compares x coordinates alone): with the signature in its name the same message would count as another.
 */
export function withoutSignature(octets: Uint8Array): Uint8Array {
  return octets.subarray(0, octets.length - signatureOctets);
}

/** One error, whichever check failed: neither tells a forger how far he came. */
function notAuthentic(): Refusal {
  return new Refusal('authentication-failed', 'the SAKKE message is not authentic, or not for this end');
}

/** Adds SIGN over the entire message, its own header included (RFC 3830 §5.2, RFC 6509 §4.3). */
function* withEccsi(message: MikeyMessage, signer: Uint8Array, random: RandomSource): Exchange<MikeyMessage> {
  const end = (signature: Uint8Array): MikeyMessage => ({
    ...message,
    payloads: [...message.payloads, { kind: 'SIGN', type: eccsi, signature }],
  });
  const covered = withoutTail(end(new Uint8Array(signatureOctets)), signatureOctets);
  const signature = yield* ask('eccsiSign', covered, signer, random);
  if (!signature) throw new Refusal('unsupported-here', 'there is no signing key of this end for the key period of now');
  if (signature.length !== signatureOctets)
    throw new MikeyError('bad-option', `expected the host to sign with ${signatureOctets} octets, got ${signature.length}`);
  return end(signature);
}

/** The identifier under which the signature verifies. */
function* signerOf(message: MikeyMessage, signers: readonly Uint8Array[], { kms }: KmsDomain): Exchange<Uint8Array | undefined> {
  const { signature } = required(message, 'SIGN');
  const covered = withoutTail(message, signature.length);
  for (const signer of signers) if (yield* ask('eccsiVerify', covered, signature, signer, kms)) return signer;
  return undefined;
}

function* decapsulated(data: Uint8Array, receivers: readonly Uint8Array[]): Exchange<BundleKey['key']> {
  for (const receiver of receivers) {
    const ssv = yield* ask('sakkeDecapsulate', data, receiver);
    if (ssv) return ssv;
  }
  throw notAuthentic();
}

/** The identifier of a user at a time (RFC 6509 §3.2, 3GPP TS 33.180 Annex F). */
function identifierAt(user: Identity, domain: KmsDomain, time: number): Uint8Array {
  const text = nameOf(user);
  if (domain.scheme === 'tel-month') return monthlyIdentifier(text, time);
  return hashedIdentifier(text, domain.kms, domain.period, keyPeriodNumber(time, domain.period));
}

/**
 * The identifiers that an end of the message may have. The month is the one of T and no other (RFC 6509 §3.2); of 3GPP's key periods the
 * neighbours are tried too, for the clocks and the provisioning of two ends differ. A UID in the message must be among them; without a URI
 * to make it from, it is taken as it is: the signature and the receiver's key say whether it is true.
 */
function candidates(
  message: MikeyMessage,
  end: keyof typeof roles,
  user: Identity | undefined,
  domain: KmsDomain,
  time: number,
): readonly Uint8Array[] {
  const uid = domain.scheme === 'hashed-uid' ? ofRole(message, roles[end].uid) : undefined;
  if (!user && !uid) throw new Refusal('identity-mismatch', `neither the message nor the options name its ${end}`);
  if (!user) return [uid as Uint8Array];
  const possible = identifiersAround(user, domain, time);
  const matching = uid ? possible.filter(identifier => equalOctets(identifier, uid)) : possible;
  if (matching.length === 0) throw new Refusal('identity-mismatch', `the message is one of another ${end}`);
  return matching;
}

/** Octets that are no text, and a mark in front of the text, would give two names one Identifier. */
function nameOf({ data }: Identity): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    throw new MikeyError('bad-option', 'expected a URI in UTF-8 to make an identifier of');
  }
}

function identifiersAround(user: Identity, domain: KmsDomain, time: number): readonly Uint8Array[] {
  try {
    if (domain.scheme === 'tel-month') return [identifierAt(user, domain, time)];
    // A UID, which is all that is known of a sender whom nobody has named.
    if (registeredName(idTypes, user.type) === 'Byte string') return [user.data];
    const text = nameOf(user);
    const number = keyPeriodNumber(time, domain.period);
    return [number, number - 1, number + 1]
      .filter(one => one >= 0)
      .map(one => hashedIdentifier(text, domain.kms, domain.period, one));
  } catch (error) {
    // A name that the message has, and that makes no identifier.
    if (error instanceof MikeyError) throw new Refusal('identity-mismatch', error.message);
    throw error;
  }
}

/** T picks the key period, so it has to be a clock (RFC 6509 §2.2.1). */
function keyPeriodTime({ timestamp, now }: RequestContext): number {
  const type = registeredName(timestampTypes, timestamp.type);
  const time = type === 'NTP-UTC' || type === 'NTP' ? timeOf(timestamp, now) : undefined;
  if (time === undefined) throw new Refusal('invalid-timestamp', `expected T of type NTP-UTC or NTP, got ${type}`);
  return time;
}

function checkKms(message: MikeyMessage, end: keyof typeof roles, { kms }: KmsDomain): void {
  const named = ofRole(message, roles[end].kms);
  if (named && kms !== undefined && !equalOctets(named, uri(kms).data))
    throw new Refusal('identity-mismatch', `the message names another KMS of its ${end}`);
}

function ofRole(message: MikeyMessage, role: number): Uint8Array | undefined {
  return findAll(message, 'IDR').find(payload => payload.role === role)?.data;
}

function userPayload(end: keyof typeof roles, user: Identity, { scheme }: KmsDomain, identifier: Uint8Array): IdRole {
  return scheme === 'tel-month' ? idRole(roles[end].user, user.data) : idRole(roles[end].uid, identifier);
}

function kmsPayload(end: keyof typeof roles, { kms }: KmsDomain): readonly IdRole[] {
  return kms === undefined ? [] : [idRole(roles[end].kms, uri(kms).data)];
}

/** Type URI for UIDs too, as deployed senders have it. */
function idRole(role: number, data: Uint8Array): IdRole {
  return { kind: 'IDR', role, type: registeredValue(idTypes, 'URI'), data };
}

/** The SPI of the GENERIC-ID map names the one key that there is: it is its MKI (RFC 6043 §6.1.1). */
function spiOf(map: CsIdMap): Pick<BundleKey, 'validity'> {
  if (map.kind !== 'generic-id') return {};
  const [first, ...rest] = map.sessions.map(({ spi }) => spi);
  if (!first || first.length === 0) return {};
  if (rest.some(spi => !equalOctets(spi, first))) throw new Refusal('bad-keys', 'the map has several SPIs, and SAKKE one key');
  return { validity: { kind: 'spi', spi: first } };
}
