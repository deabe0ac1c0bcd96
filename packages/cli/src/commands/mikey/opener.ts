import { X509Certificate } from 'node:crypto';
import {
  type AsyncMikeyHost,
  type Bundle,
  type CryptoSession,
  computeMac,
  type Distrust,
  decodeChain,
  decryptKeyData,
  drive,
  driveAsync,
  find,
  type InitiatorOptions,
  identityText,
  initiator,
  MikeyError,
  type Mode,
  type Outcome,
  type Payload,
  type Peer,
  responder,
  type TrustedKey,
  timeOf,
  uri,
} from '@sdpsec/mikey';
import { decryptEnvelope, type EnvelopePadding, nodeHost } from '@sdpsec/mikey/node';
import { keyPurposes, openKeyParameters, sakkeHost } from '@sdpsec/mikey/sakke';
import { Secret, type SuiteName, suites } from '@sdpsec/srtp-core';
import type { GivenKeys } from '../../mikey-keys.js';
import type { FoundMessage } from './message-source.js';
import { protectionOf } from './protection.js';

/** What became of a message under the keys that were given. */
export interface Opened {
  readonly verdict: 'verified' | 'wrong' | 'not-checked';
  /** Why. */
  readonly words: string;
  /** The payloads inside of KEMAC, where they could be read. */
  readonly keyData?: readonly Payload[];
  readonly sessions: readonly CryptoSession[];
}

const everySuite = Object.keys(suites) as SuiteName[];
const allow = ['short-psk', 'sha1-signatures', 'dh-oakley-1', 'dh-oakley-2'] as const;
/** Modes by the data type of their Initiator's message. */
const modes: Readonly<Record<number, Mode>> = { 0: 'psk', 2: 'public-key', 4: 'dh', 7: 'dhhmac', 9: 'rsa-r', 26: 'sakke' };
/** In KEMAC, KEY comes first; in the public-key modes the sender's identity (RFC 3830 §3.2). */
const numbers = { KEY: 20, ID: 6 } as const;

/** Verifies and decrypts messages one after the other: an answer or an update needs what its request established. */
export class Opener {
  readonly #keys: GivenKeys;
  readonly #requests = new Map<number, FoundMessage>();
  readonly #bundles = new Map<number, Bundle>();

  constructor(keys: GivenKeys) {
    this.#keys = keys;
  }

  async open(found: FoundMessage): Promise<Opened> {
    const { header } = found.message;
    const mode = modes[header.dataType];
    const request = this.#requests.get(header.csbId);
    if (mode) this.#requests.set(header.csbId, found);
    if (mode === 'psk' || mode === 'public-key') return this.#request(found, mode);
    if (mode === 'sakke') return this.#sakke(found);
    if (find(found.message, 'KEMAC') && (mode === 'dhhmac' || header.dataType === 8)) return this.#hmac(found, request ?? found);
    if (find(found.message, 'SIGN') && header.dataType !== 10) return this.#signature(found);
    const asked = request && modes[request.message.header.dataType];
    if (!request || !asked) return notChecked('its request is not in the input: what it covers is not known');
    return this.#answer(found, request, asked);
  }

  /** An I_MESSAGE with keys, as a Responder takes it. */
  async #request(found: FoundMessage, mode: 'psk' | 'public-key'): Promise<Opened> {
    const { message, octets } = found;
    const unprotected = mode === 'psk' && protectionOf(message).by === 'lower-layer';
    const { secret, privateKey } = this.#keys;
    if (!unprotected && !secret && !(mode === 'public-key' && privateKey))
      return notChecked(
        mode === 'psk' ? 'give --psk-file or --key to verify and decrypt it' : 'give --private-key to verify and decrypt it',
      );
    const taking = responder({ modes: [mode], suites: everySuite, lowerLayerProtects: true, skew: 'off', allow });
    const previous = this.#bundles.get(message.header.csbId);
    let outcome: Outcome | undefined;
    for (const padding of ['pkcs1', 'oaep'] as const) {
      outcome = await driveAsync(taking.handle(octets, timeIn(found), undefined, previous), this.#host(padding, unprotected));
      if (outcome.kind === 'established') {
        this.#bundles.set(message.header.csbId, outcome.state);
        const words = unprotected ? 'there is nothing to verify' : verifiedWords(found);
        return {
          ...{ verdict: unprotected ? 'not-checked' : 'verified', words, sessions: outcome.cryptoSessions },
          ...this.#keyData(found, outcome.state, padding),
        };
      }
      if (mode === 'psk' || secret) break;
    }
    return failed(outcome);
  }

  /** A verification message, an RSA-R answer or an error message, as the Initiator of its request takes it. */
  async #answer(found: FoundMessage, request: FoundMessage, mode: Mode): Promise<Opened> {
    const { secret, privateKey } = this.#keys;
    if (mode !== 'rsa-r' && !secret && !privateKey) return notChecked('give --psk-file or --key to verify it');
    let outcome: Outcome | undefined;
    for (const coverage of ['rfc', 'libmikey'] as const)
      for (const padding of ['pkcs1', 'oaep'] as const) {
        const options: InitiatorOptions = { mode, coverage, allow, sessions: everySuite.map(suite => ({ policy: { suite } })) };
        const envelopeKey = mode === 'public-key' ? this.#envelopeKey(request, padding) : undefined;
        const previous = this.#bundles.get(request.message.header.csbId);
        const state = {
          ...{ mode, sent: Secret.from(request.octets), ...(envelopeKey && { secret: envelopeKey }) },
          ...(!find(request.message, 'RAND') && previous && { previous }),
        };
        outcome = await driveAsync(initiator(options).handle(state, found.octets, timeIn(found)), this.#host(padding, false));
        if (outcome.kind === 'refused' && outcome.code === 'peer-error')
          return { verdict: 'verified', words: outcome.message, sessions: [] };
        if (outcome.kind !== 'established') continue;
        return {
          ...{ verdict: 'verified', words: verifiedWords(found), sessions: outcome.cryptoSessions },
          ...(mode === 'rsa-r' && this.#keyData(found, outcome.state, padding)),
        };
      }
    return failed(outcome);
  }

  /** DHHMAC: the MAC alone, for the exponents are not here (RFC 4650 §3). */
  #hmac({ message, octets }: FoundMessage, request: FoundMessage): Opened {
    const { secret } = this.#keys;
    const kemac = find(message, 'KEMAC');
    const timestamp = find(request.message, 'T');
    const rand = find(request.message, 'RAND')?.rand;
    if (!secret) return notChecked('give --psk-file or --key to verify it');
    if (!kemac || !timestamp || !rand) return notChecked('its RAND is not in the input');
    const { prf, csbId } = message.header;
    const protection = { prf, csbId, rand, timestamp, key: secret.reveal() };
    const covered = octets.subarray(0, octets.length - kemac.mac.length);
    const right = kemac.mac.length > 0 && Buffer.from(computeMac(kemac.macAlgorithm, covered, protection)).equals(kemac.mac);
    return right
      ? { verdict: 'verified', words: 'its MAC is right', sessions: [] }
      : { verdict: 'wrong', words: 'the MAC of KEMAC is wrong', sessions: [] };
  }

  /** A message of SAKKE, as the one that it is for takes it, from whoever signs with a key of the same KMS (RFC 6509 §2.2.2). */
  #sakke(found: FoundMessage): Opened {
    const { sakke } = this.#keys;
    if (!sakke) return notChecked('give --sakke-keys to verify and open it');
    const { user, domain } = sakke;
    const keys = sakke.keysAt(timeIn(found));
    if (!keys)
      return {
        verdict: 'wrong',
        words: 'rsk of --sakke-keys does not fit user, z and the key period of the message',
        sessions: [],
      };
    const taking = responder({ modes: ['sakke'], identity: uri(user), sakke: { domain }, suites: everySuite, skew: 'off' });
    const host = { ...sakkeHost(keys), claimReplay: () => true };
    const outcome = drive(taking.handle(found.octets, timeIn(found)), host);
    if (outcome.kind !== 'established') return failed(outcome);
    const [ssv] = outcome.state.keys;
    const from = outcome.state.remote ? `, that of ${identityText(outcome.state.remote)}` : '';
    return {
      ...{ verdict: 'verified', words: `its signature is right${from}${keyParameterWords(found, ssv?.key)}` },
      ...{ sessions: outcome.cryptoSessions, ...(ssv && { keyData: [{ kind: 'KEY', type: 0, key: ssv.key }] }) },
    };
  }

  async #signature(found: FoundMessage): Promise<Opened> {
    const { message, octets } = found;
    const sign = find(message, 'SIGN');
    const chain = message.payloads.flatMap(payload => (payload.kind === 'CERT' ? [payload.data] : []));
    if (!sign || chain.length === 0) return notChecked('there is no certificate to verify its signature with');
    const host = this.#host('pkcs1', false);
    const trust = await ownTrust(chain, {}, 'signature');
    if (trust.kind === 'distrusted') return { verdict: 'wrong', words: trust.reason, sessions: [] };
    const covered = octets.subarray(0, octets.length - sign.signature.length);
    const padding = sign.type === 1 ? 'pss' : 'pkcs1';
    for (const hash of ['SHA-256', 'SHA-1'] as const)
      if (await host.verify?.(trust, covered, sign.signature, { padding, hash }))
        return { verdict: 'verified', words: `its signature over ${hash} is right; ${untrusted}`, sessions: [] };
    return { verdict: 'wrong', words: 'the signature is wrong', sessions: [] };
  }

  /** Trusts the certificate that the message brings along, at any time: who that is, is not the question here. */
  #host(padding: EnvelopePadding, unprotected: boolean): AsyncMikeyHost {
    const { secret, privateKey } = this.#keys;
    const { verify, dhKeyPair, dhSecret } = nodeHost({});
    return {
      claimReplay: () => true,
      psk: () => (unprotected ? undefined : secret),
      trust: (chain, peer, _, use) => ownTrust(chain, peer, use),
      ...{ ...(verify && { verify }), ...(dhKeyPair && { dhKeyPair }), ...(dhSecret && { dhSecret }) },
      ...(secret && !privateKey && { decryptEnvelope: () => secret }),
      ...(privateKey && { decryptEnvelope: (ciphertext: Uint8Array) => decryptEnvelope(privateKey, ciphertext, padding) }),
    };
  }

  #envelopeKey({ message }: FoundMessage, padding: EnvelopePadding): Secret | undefined {
    const { secret, privateKey } = this.#keys;
    const pke = find(message, 'PKE');
    return privateKey && pke ? decryptEnvelope(privateKey, pke.data, padding) : secret;
  }

  #keyData(found: FoundMessage, { prf, csbId, rand, timestamp }: Bundle, padding: EnvelopePadding): Pick<Opened, 'keyData'> {
    const { message } = found;
    const kemac = find(message, 'KEMAC');
    if (!kemac || kemac.data.length === 0) return {};
    const enveloped = find(message, 'PKE') !== undefined;
    const key = enveloped ? this.#envelopeKey(found, padding) : this.#keys.secret;
    try {
      const protection = { prf, csbId, rand, timestamp, key: key?.reveal() ?? new Uint8Array() };
      const plaintext = decryptKeyData(kemac.encryption, kemac.data.reveal(), protection);
      return plaintext ? { keyData: decodeChain(plaintext, enveloped ? numbers.ID : numbers.KEY).payloads } : {};
    } catch (error) {
      if (error instanceof MikeyError) return {};
      throw error;
    }
  }
}

/** What 3GPP says of the key in the message itself (TS 33.180). */
function keyParameterWords({ message }: FoundMessage, ssv: Secret | undefined): string {
  const extension = message.payloads.find(payload => payload.kind === 'EXT' && payload.type === 7);
  const parameters = ssv && extension?.kind === 'EXT' ? openKeyParameters(extension, ssv) : undefined;
  if (!parameters) return '';
  const purpose = keyPurposes.find(({ value }) => value === parameters.keyType)?.name ?? `key of type ${parameters.keyType}`;
  return `; it brings a ${purpose}, status ${parameters.status}${parameters.text && ` (${parameters.text})`}`;
}

/** The certificate stands for itself; strength and key usage are looked at, its validity is shown with it. */
async function ownTrust(
  chain: readonly Uint8Array[],
  peer: Peer,
  use: 'signature' | 'encryption',
): Promise<TrustedKey | Distrust> {
  const [leaf] = chain;
  if (!leaf) return { kind: 'distrusted', reason: 'the message has no certificate' };
  try {
    const lastMoment = Date.parse(new X509Certificate(leaf).validTo);
    const verdict = await nodeHost({ anchors: [leaf], allow }).trust?.(chain.slice(0, 1), peer, lastMoment, use);
    return verdict ?? { kind: 'distrusted', reason: 'the message has no certificate' };
  } catch {
    return { kind: 'distrusted', reason: 'what stands in CERT is no X.509 certificate' };
  }
}

const untrusted = 'whether its certificate can be trusted is not checked';

function verifiedWords({ message }: FoundMessage): string {
  return find(message, 'SIGN') ? `signature and MAC are right; ${untrusted}` : 'its MAC is right';
}

function notChecked(words: string): Opened {
  return { verdict: 'not-checked', words, sessions: [] };
}

/** Refusals that say that the key, or somebody on the way, is the wrong one; the others come before or behind authentication. */
const wrong: readonly string[] = ['authentication-failed', 'untrusted-certificate', 'identity-mismatch', 'not-ours'];

function failed(outcome: Outcome | undefined): Opened {
  if (outcome?.kind === 'refused')
    return { verdict: wrong.includes(outcome.code) ? 'wrong' : 'not-checked', words: outcome.message, sessions: [] };
  return { verdict: 'not-checked', words: 'an error that nobody vouches for', sessions: [] };
}

/** T of the message; where it is no clock, now. */
function timeIn({ message }: FoundMessage): number {
  const timestamp = find(message, 'T');
  return (timestamp && timeOf(timestamp, Date.now())) ?? Date.now();
}
