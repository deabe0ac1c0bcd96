import { type KeyObject, X509Certificate } from 'node:crypto';
import {
  type Bundle,
  type Distrust,
  decodeMessage,
  drive,
  find,
  initiator,
  MikeyError,
  type MikeyHost,
  type MikeyMessage,
  nai,
  type Peer,
  responder,
  type TrustedKey,
  timeOf,
  uri,
} from '@sdpsec/mikey';
import { decryptEnvelope } from '@sdpsec/mikey/node';
import { sakkeHost } from '@sdpsec/mikey/sakke';
import { Secret, type SrtpParameters, type SuiteName, suites } from '@sdpsec/srtp-core';
import type { SakkeUser } from '../sakke-keys.js';

/** What opens MIKEY messages. */
export interface MikeyKeys {
  /** Pre-shared keys: whose they are nobody knows here, so each is tried. */
  readonly psks?: readonly Secret[];
  /** Of who receives the keys: the Responder in the public-key mode, the Initiator in RSA-R. */
  readonly privateKey?: KeyObject;
  /** Of those who receive keys by SAKKE. */
  readonly sakke?: readonly SakkeUser[];
}

const names = Object.keys(suites) as SuiteName[];
const allow = ['short-psk', 'sha1-signatures'] as const;
const mostBundles = 4096;
/** Data types of RSA-R (RFC 4738 §3.9.1): only both messages together give its keys. */
const rsaR = { request: 9, answer: 10 } as const;
/** RFC 6509 §4.2. */
const sakke = 26;

/**
 * Opens MIKEY messages: those that protect their keys with NULL algorithms, as RTSP devices do and leave that to TLS (RFC 3830 §4.2.3), and
 * those of the modes PSK, PK, RSA-R and SAKKE whose keys are given. A message under Diffie-Hellman keeps its keys: no capture holds the exponents.
 */
export class MikeyReader {
  readonly #hosts: readonly MikeyHost[];
  readonly #sakke: readonly SakkeUser[];
  /** The newest of each CSB, which an update goes on from (RFC 3830 §4.5). */
  readonly #bundles = new Map<number, Bundle>();
  /** Messages that ask for keys by RSA-R, by CSB ID: the answer has the keys. */
  readonly #requests = new Map<number, Secret>();

  constructor({ psks = [], privateKey, sakke = [] }: MikeyKeys = {}) {
    this.#sakke = sakke;
    this.#hosts = [host({}), ...psks.map(psk => host({ psk: () => psk })), ...(privateKey ? envelopeHosts(privateKey) : [])];
  }

  /** What each crypto session of a message sends with; none where the message does not open. */
  parameters(message: Uint8Array): SrtpParameters[] {
    const decoded = decodedOf(message);
    const { csbId, dataType } = decoded?.header ?? {};
    if (decoded && dataType === sakke) return this.#forUsers(decoded, message);
    if (csbId !== undefined && dataType === rsaR.request) {
      remember(this.#requests, csbId, Secret.from(message));
      return [];
    }
    const request = csbId === undefined ? undefined : this.#requests.get(csbId);
    if (dataType === rsaR.answer) return request ? this.#answered(request, message) : [];
    const previous = csbId === undefined ? undefined : this.#bundles.get(csbId);
    for (const one of this.#hosts) {
      const reader = responder({ modes: ['psk', 'public-key'], suites: names, lowerLayerProtects: true, skew: 'off', allow });
      const outcome = drive(reader.handle(message, 0, undefined, previous), one);
      if (outcome.kind !== 'established') continue;
      remember(this.#bundles, outcome.state.csbId, outcome.state);
      return outcome.cryptoSessions.map(({ parameters }) => parameters);
    }
    return [];
  }

  /** As the user takes it whom it is for: its signature has to be that of somebody with a key of the same KMS (RFC 6509 §2.2.2). */
  #forUsers(decoded: MikeyMessage, message: Uint8Array): SrtpParameters[] {
    const timestamp = find(decoded, 'T');
    const time = (timestamp && timeOf(timestamp, Date.now())) ?? Date.now();
    for (const { user, domain, keysAt } of this.#sakke) {
      const keys = keysAt(time);
      if (!keys) continue;
      const reader = responder({ modes: ['sakke'], identity: uri(user), sakke: { domain }, suites: names, skew: 'off' });
      const outcome = drive(reader.handle(message, time), { ...sakkeHost(keys), claimReplay: () => true });
      if (outcome.kind === 'established') return outcome.cryptoSessions.map(({ parameters }) => parameters);
    }
    return [];
  }

  #answered(request: Secret, message: Uint8Array): SrtpParameters[] {
    const sessions = names.map(suite => ({ policy: { suite } }));
    for (const coverage of ['rfc', 'libmikey'] as const)
      for (const one of this.#hosts) {
        const asking = initiator({ mode: 'rsa-r', coverage, allow, sessions });
        const outcome = drive(asking.handle({ mode: 'rsa-r', sent: request }, message, 0), one);
        if (outcome.kind === 'established') return outcome.cryptoSessions.map(({ parameters }) => parameters);
      }
    return [];
  }
}

/** A host that asks nobody: whether keys are right, the packets tell. */
function host(own: Partial<MikeyHost>): MikeyHost {
  return { psk: () => undefined, claimReplay: () => true, ...own };
}

function envelopeHosts(privateKey: KeyObject): MikeyHost[] {
  return (['pkcs1', 'oaep'] as const).map(padding =>
    host({
      trust: ([certificate], peer) => ownWord(certificate, peer),
      verify: () => true,
      decryptEnvelope: ciphertext => decryptEnvelope(privateKey, ciphertext, padding),
    }),
  );
}

/** Takes a certificate's own word for who it belongs to: the envelope names its sender again (RFC 3830 §3.2), and nobody acts on it here. */
function ownWord(certificate: Uint8Array | undefined, { remote }: Peer): TrustedKey | Distrust {
  if (!certificate) return { kind: 'trusted', identities: remote ? [remote] : [], publicKey: undefined };
  try {
    const names = new X509Certificate(certificate).subjectAltName?.split(', ') ?? [];
    const identities = names.flatMap(name => {
      const [, kind, value = ''] = /^(URI|email):(.*)$/.exec(name) ?? [];
      return kind === undefined ? [] : [kind === 'URI' ? uri(value) : nai(value)];
    });
    return { kind: 'trusted', identities, publicKey: undefined };
  } catch {
    return { kind: 'distrusted', reason: 'what stands in CERT is no X.509 certificate' };
  }
}

function decodedOf(message: Uint8Array): MikeyMessage | undefined {
  try {
    return decodeMessage(message);
  } catch (error) {
    if (error instanceof MikeyError) return undefined;
    throw error;
  }
}

function remember<T>(map: Map<number, T>, csbId: number, value: T): void {
  if (map.size >= mostBundles) map.delete(map.keys().next().value as number);
  map.set(csbId, value);
}
