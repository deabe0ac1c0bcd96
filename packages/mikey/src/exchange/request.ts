import type { RandomSource } from '@sdpsec/srtp-core/parameters';
import { MikeyError } from '../errors.js';
import { readExtension, writeExtension } from '../extensions.js';
import type { Header } from '../header.js';
import { type Identity, idPayload, type Peer, sameIdentity } from '../identity.js';
import { find, findAll, type MikeyMessage } from '../message.js';
import type { Payload, Timestamp } from '../payloads.js';
import { idRoles, prfs, registeredValue } from '../registry.js';
import { type SrtpPolicy, writePolicy } from '../srtp-policy.js';
import { compareTimestamps, ntpTimestamp, timestampAfter } from '../timestamp.js';
import { offeredMap } from './cs-id-map.js';
import type { InitiatorOptions, Mode, ResponderOptions } from './options.js';
import { type Bundle, type ExchangeWarning, Refusal } from './outcome.js';

/** The data types of each mode's messages, of SAKKE one alone (RFC 3830 §6.1, RFC 4650 §4.1, RFC 4738 §3.9.1, RFC 6509 §4.1). */
export const dataTypesOfMode: Readonly<Record<Mode, { readonly request: number; readonly answer?: number }>> = {
  psk: { request: 0, answer: 1 },
  'public-key': { request: 2, answer: 3 },
  dh: { request: 4, answer: 5 },
  dhhmac: { request: 7, answer: 8 },
  'rsa-r': { request: 9, answer: 10 },
  sakke: { request: 26 },
};

/** Octets of a RAND that this end draws; at least 16 are asked for (RFC 3830 §6.11). */
const randOctets = 16;

/** What an Initiator starts from. */
export interface StartContext {
  readonly options: InitiatorOptions;
  /** The mode of this message: an update under a cached envelope key is one of mode `psk`. */
  readonly mode: Mode;
  readonly now: number;
  readonly random: RandomSource;
  readonly previous?: Bundle;
}

/** The beginning of an Initiator's message, up to the payloads that are particular to its mode. */
export interface Opening {
  readonly header: Header;
  readonly payloads: readonly Payload[];
  readonly timestamp: Timestamp;
  readonly rand: Uint8Array;
  readonly policies: ReadonlyMap<number, SrtpPolicy>;
  readonly peer: Peer;
}

/**
 * HDR, T, [RAND], [IDi | CERTi], [IDr], [SDP IDs], {SP} (RFC 3830 §3; an update has no RAND, §4.5).
 *
 * @param names - payloads in place of the ID payloads and certificates, for modes that name the ends in another way.
 */
export function openRequest(
  context: StartContext,
  certificates: readonly Payload[] = [],
  names: readonly Payload[] = idPayloads(context, certificates),
): Opening {
  const { options, mode, now, random, previous } = context;
  const policies = new Map<number, SrtpPolicy>();
  const offered = options.outOfBand ? [] : options.sessions;
  const numbers = offered.map(({ policy }) => {
    const shared = [...policies].find(([, known]) => JSON.stringify(known) === JSON.stringify(policy));
    const number = shared?.[0] ?? policies.size;
    policies.set(number, policy);
    return number;
  });
  const header: Header = {
    dataType: dataTypesOfMode[mode].request,
    // The answer is mandatory in the others: DH and DHHMAC ignore the flag, RSA-R sets it (RFC 4738 §3.4). SAKKE has none (RFC 6509 §4.1).
    v: mode === 'psk' || mode === 'public-key' ? (options.verify ?? true) : mode !== 'sakke',
    prf: previous?.prf ?? registeredValue(prfs, options.prf ?? (mode === 'sakke' ? 'PRF-HMAC-SHA-256' : 'MIKEY-1')),
    csbId: previous?.csbId ?? options.group?.csbId ?? chosenCsbId(context) ?? freshCsbId(random, options.csbIdsInUse ?? []),
    map: options.outOfBand
      ? { kind: 'empty', count: options.outOfBand.length }
      : offeredMap(options.map ?? 'SRTP-ID', offered, numbers, options.keys),
  };
  const rand = (previous ?? options.group)?.rand ?? draw(random, randOctets);
  const timestamp = freshTimestamp(now, previous, random);
  const { identity, peer } = options;
  const payloads: Payload[] = [
    timestamp,
    ...(previous ? [] : [{ kind: 'RAND' as const, rand }]),
    ...names,
    ...(options.sdpIds ? [writeExtension({ kind: 'sdp-ids', protocols: options.sdpIds })] : []),
    ...[...policies].map(([number, policy]) => writePolicy(policy, number)),
  ];
  return { header, payloads, timestamp, rand, policies, peer: peerOf(identity, peer) };
}

function idPayloads({ options, mode }: StartContext, certificates: readonly Payload[]): readonly Payload[] {
  const { identity, peer } = options;
  return [
    ...(identity ? [idPayload(identity)] : []),
    ...certificates,
    // A lone ID payload would be taken for IDi, except where IDr is mandatory (RFC 4650 §3).
    ...(peer && (identity || certificates.length > 0 || mode === 'dhhmac') ? [idPayload(peer)] : []),
  ];
}

/**
 * IDi and IDr of an Initiator's message; which of the two a lone ID is follows from its mode and place. A Responder takes one that is his own
 * for IDr; an Initiator, who reads what he sent himself, has no `own` to give: there his own name is IDi.
 */
export function requestIdentities(message: MikeyMessage, own?: Identity): { initiator?: Identity; responder?: Identity } {
  if (message.header.dataType === dataTypesOfMode.sakke.request) return sakkeIdentities(message);
  const [first, second] = findAll(message, 'ID');
  if (!first) return {};
  if (second) return { initiator: first, responder: second };
  const behindCertificate = message.payloads.findIndex(({ kind }) => kind === 'CERT');
  const isResponder =
    message.header.dataType === dataTypesOfMode.dhhmac.request ||
    (behindCertificate >= 0 && message.payloads.indexOf(first) > behindCertificate) ||
    (own !== undefined && sameIdentity(first, own));
  return isResponder ? { responder: first } : { initiator: first };
}

/** IDRi and IDRr (RFC 6509 §2.2.1), which say whose payloads they are. */
function sakkeIdentities(message: MikeyMessage): { initiator?: Identity; responder?: Identity } {
  const ofRole = (name: (typeof idRoles)[number]['name']) =>
    findAll(message, 'IDR').find(({ role }) => role === registeredValue(idRoles, name));
  const [initiator, responder] = [ofRole('Initiator (IDRi)'), ofRole('Responder (IDRr)')].map(
    found => found && { type: found.type, data: found.data },
  );
  return { ...(initiator && { initiator }), ...(responder && { responder }) };
}

/** RAND of the message, or the one of the bundle that it updates (RFC 3830 §4.5). */
export function requestRand(message: MikeyMessage, previous: Bundle | undefined): Uint8Array | undefined {
  return find(message, 'RAND')?.rand ?? (previous?.csbId === message.header.csbId ? previous.rand : undefined);
}

/** Compares the authenticated protocol list with the SDP's (RFC 4567 §4.1.4). */
export function checkSdpIds(message: MikeyMessage, options: ResponderOptions, warnings: Set<ExchangeWarning>): void {
  const lists = findAll(message, 'EXT').map(readExtension);
  const list = lists.find(content => content.kind === 'sdp-ids');
  if (!list) {
    if (options.requireSdpIds)
      throw new Refusal('bidding-down', 'the message does not authenticate the protocol list of the SDP');
    if (options.sdpIds) warnings.add('sdp-ids-absent');
  } else if (options.sdpIds && list.protocols.join(';') !== options.sdpIds.join(';'))
    throw new Refusal('bidding-down', `the SDP offers ${options.sdpIds.join(';')}, the offerer sent ${list.protocols.join(';')}`);
}

/** A {@link Peer} without undefined members. */
export function peerOf(local: Identity | undefined, remote: Identity | undefined): Peer {
  return { ...(local && { local }), ...(remote && { remote }) };
}

/** `length` random octets. */
export function draw(random: RandomSource, length: number): Uint8Array {
  const octets = new Uint8Array(length);
  random(octets);
  return octets;
}

/**
 * Every message has a T of its own (RFC 3830 §5.2); what NTP has below a millisecond keeps those apart that begin in the same one. An update
 * encrypts under the keys of the bundle, and its T alone makes the IV unique (§4.2.3), though both ends may update at once.
 */
function freshTimestamp(now: number, previous: Bundle | undefined, random: RandomSource): Timestamp {
  const timestamp = withRandomFraction(ntpTimestamp(now), random);
  if (!previous || previous.timestamp.type !== timestamp.type) return timestamp;
  return compareTimestamps(timestamp, previous.timestamp) > 0 ? timestamp : timestampAfter(previous.timestamp);
}

/** The 22 bits of the fraction that are less than a millisecond, at random. */
function withRandomFraction(timestamp: Timestamp, random: RandomSource): Timestamp {
  const value = timestamp.value.slice();
  const [high = 0, middle = 0, low = 0] = draw(random, 3);
  value[5] = ((value[5] as number) & 0xc0) | (high & 0x3f);
  value[6] = middle;
  value[7] = low;
  return { ...timestamp, value };
}

function chosenCsbId({ options, mode }: StartContext): number | undefined {
  return mode === 'sakke' ? options.sakke?.csbId : undefined;
}

function freshCsbId(random: RandomSource, inUse: readonly number[]): number {
  for (let attempt = 0; attempt < 16; attempt++) {
    const csbId = new DataView(draw(random, 4).buffer).getUint32(0);
    if (!inUse.includes(csbId)) return csbId;
  }
  throw new MikeyError('bad-option', 'found no CSB ID that is not in use');
}
