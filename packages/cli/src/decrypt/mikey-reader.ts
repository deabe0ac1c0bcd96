import { type KeyObject, X509Certificate } from 'node:crypto';
import {
  type Bundle,
  type Distrust,
  decodeMessage,
  drive,
  MikeyError,
  type MikeyHost,
  nai,
  type Peer,
  responder,
  type TrustedKey,
  uri,
} from '@sdpsec/mikey';
import { decryptEnvelope } from '@sdpsec/mikey/node';
import { type Secret, type SrtpParameters, type SuiteName, suites } from '@sdpsec/srtp-core';

/** What opens MIKEY messages. */
export interface MikeyKeys {
  /** Pre-shared keys: whose they are nobody knows here, so each is tried. */
  readonly psks?: readonly Secret[];
  /** The Responder's key of the public-key mode. */
  readonly privateKey?: KeyObject;
}

const names = Object.keys(suites) as SuiteName[];
const allow = ['short-psk', 'sha1-signatures'] as const;
const mostBundles = 4096;

/**
 * Opens MIKEY messages: those that protect their keys with NULL algorithms, as RTSP devices do and leave that to TLS (RFC 3830 §4.2.3), and
 * those of the modes PSK and PK whose keys are given. A message under Diffie-Hellman keeps its keys: no capture holds the exponents.
 */
export class MikeyReader {
  readonly #hosts: readonly MikeyHost[];
  /** The newest of each CSB, which an update goes on from (RFC 3830 §4.5). */
  readonly #bundles = new Map<number, Bundle>();

  constructor({ psks = [], privateKey }: MikeyKeys = {}) {
    this.#hosts = [host({}), ...psks.map(psk => host({ psk: () => psk })), ...(privateKey ? envelopeHosts(privateKey) : [])];
  }

  /** What each crypto session of a message sends with; none where the message does not open. */
  parameters(message: Uint8Array): SrtpParameters[] {
    const csbId = csbIdOf(message);
    const previous = csbId === undefined ? undefined : this.#bundles.get(csbId);
    for (const one of this.#hosts) {
      const reader = responder({ modes: ['psk', 'public-key'], suites: names, lowerLayerProtects: true, skew: 'off', allow });
      const outcome = drive(reader.handle(message, 0, undefined, previous), one);
      if (outcome.kind !== 'established') continue;
      if (this.#bundles.size >= mostBundles) this.#bundles.delete(this.#bundles.keys().next().value as number);
      this.#bundles.set(outcome.state.csbId, outcome.state);
      return outcome.cryptoSessions.map(({ parameters }) => parameters);
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

function csbIdOf(message: Uint8Array): number | undefined {
  try {
    return decodeMessage(message).header.csbId;
  } catch (error) {
    if (error instanceof MikeyError) return undefined;
    throw error;
  }
}
