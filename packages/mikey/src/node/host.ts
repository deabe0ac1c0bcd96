/// <reference types="node" />
import { constants, createPrivateKey, KeyObject, sign, verify, X509Certificate } from 'node:crypto';
import type { Secret } from '@sdpsec/srtp-core/parameters';
import { MikeyError } from '../errors.js';
import type { AsyncMikeyHost, SignatureScheme } from '../exchange/host.js';
import type { OptIn } from '../exchange/options.js';
import type { Peer } from '../identity.js';
import { equalOctets } from '../octets.js';
import { replayCache } from '../replay-cache.js';
import { dhKeyPair, dhSecret } from './diffie-hellman.js';
import { decryptEnvelope, type EnvelopePadding, encryptEnvelope } from './envelope.js';
import { KeptKeys } from './kept-keys.js';
import { validateChain } from './trust.js';

/** A key pair for envelopes: the certificate as PEM text or DER octets, and its RSA key. */
export interface EnvelopeKey {
  readonly certificate: string | Uint8Array;
  readonly privateKey: string | KeyObject;
}

/** What {@link nodeHost} takes; certificates are PEM text or DER octets. */
export interface NodeHostOptions {
  /** The key shared with a peer. Where it gives none, an envelope key that its Initiator wanted cached serves for a day (RFC 3830 §3.2). */
  readonly psk?: (peer: Peer) => Secret | undefined | Promise<Secret | undefined>;
  /** Default: a cache in memory. */
  readonly claimReplay?: AsyncMikeyHost['claimReplay'];
  /** This end's chain, the end entity's certificate first. */
  readonly certificates?: readonly (string | Uint8Array)[];
  /** PEM of the RSA key that belongs to the first certificate. */
  readonly privateKey?: string | KeyObject;
  /**
   * Further key pairs to which peers may seal envelopes, beside the one that signs; CHASH in a message says which (RFC 3830 §6.8). For one thing the
   * pair before a renewal, for another one that is for encryption alone.
   */
  readonly envelopeKeys?: readonly EnvelopeKey[];
  /** Trusted certificates. Without any, no certificate is trusted. */
  readonly anchors?: readonly (string | Uint8Array)[];
  /** The chain of a peer whose messages have no certificate. */
  readonly knownCertificates?: (peer: Peer) => readonly (string | Uint8Array)[] | undefined;
  /** Default `pkcs1`, the one that everybody has; both ends must agree. */
  readonly envelope?: EnvelopePadding;
  readonly allow?: readonly OptIn[];
}

/**
 * A host with RSA, X.509 and the Diffie-Hellman of node:crypto; run exchanges with it through `driveAsync`.
 *
 * @throws MikeyError `bad-option` for a private key that is not RSA of 2048 bits or more, or not the certificate's.
 * @example
 * ```ts
 * const host = nodeHost({ certificates: [certificatePem], privateKey: keyPem, anchors: [rootPem] });
 * const offered = await driveAsync(alice.start(Date.now()), host);
 * ```
 */
export function nodeHost(options: NodeHostOptions): AsyncMikeyHost {
  const envelope = options.envelope ?? 'pkcs1';
  const anchors = (options.anchors ?? []).map(der);
  const allowSha1 = options.allow?.includes('sha1-signatures') === true;
  const trust: AsyncMikeyHost['trust'] = (chain, peer, now, use) => {
    const known = chain.length > 0 ? chain : (options.knownCertificates?.(peer) ?? []).map(der);
    return validateChain(known, peer, now, use, { anchors, allowSha1 });
  };
  const kept = new KeptKeys();
  return {
    claimReplay: options.claimReplay ?? replayCache(),
    psk: async peer => (await options.psk?.(peer)) ?? kept.of(peer),
    keepEnvelopeKey: (peer, envelopeKey) => kept.keep(peer, envelopeKey),
    trust,
    verify: ({ publicKey }, octets, signature, scheme) => verify(hashName(scheme), octets, padded(publicKey, scheme), signature),
    encryptEnvelope: ({ publicKey }, envelopeKey) => encryptEnvelope(keyObject(publicKey), envelopeKey, envelope),
    dhKeyPair,
    dhSecret,
    ...ownKey(options, envelope),
  };
}

function ownKey(
  { certificates = [], privateKey, envelopeKeys = [] }: NodeHostOptions,
  envelope: EnvelopePadding,
): Partial<AsyncMikeyHost> {
  const chain = certificates.map(der);
  const leaf = chain[0];
  if (!privateKey || !leaf) {
    if (envelopeKeys.length > 0) throw new MikeyError('bad-option', 'envelopeKeys stand beside certificates and privateKey');
    return {};
  }
  const key = checkedKey(privateKey, leaf, 'first certificate');
  const pairs = [
    { certificate: leaf, key },
    ...envelopeKeys.map((pair, index) => {
      const certificate = der(pair.certificate);
      return { certificate, key: checkedKey(pair.privateKey, certificate, `certificate of envelopeKeys[${index}]`) };
    }),
  ];
  return {
    certificates: use => (use === 'signature' ? chain : pairs.map(({ certificate }) => certificate)),
    signatureOctets: () => Math.ceil(modulusBits(key) / 8),
    sign: (octets, scheme) => sign(hashName(scheme), octets, padded(key, scheme)),
    decryptEnvelope: (ciphertext, named) => {
      const pair = named && pairs.find(({ certificate }) => equalOctets(certificate, named));
      return decryptEnvelope(pair?.key ?? key, ciphertext, envelope);
    },
  };
}

function checkedKey(given: string | KeyObject, certificate: Uint8Array, whose: string): KeyObject {
  const key = typeof given === 'string' ? createPrivateKey(given) : given;
  const bits = modulusBits(key);
  if (bits < 2048)
    throw new MikeyError('bad-option', `expected an RSA key of at least 2048 bits, got ${key.asymmetricKeyType} ${bits}`);
  if (!new X509Certificate(certificate).checkPrivateKey(key))
    throw new MikeyError('bad-option', `the private key is not the one of the ${whose}`);
  return key;
}

function modulusBits(key: KeyObject): number {
  return key.asymmetricKeyType === 'rsa' ? (key.asymmetricKeyDetails?.modulusLength ?? 0) : 0;
}

function der(certificate: string | Uint8Array): Uint8Array {
  return Uint8Array.from(new X509Certificate(certificate).raw);
}

function padded(key: unknown, { padding }: SignatureScheme) {
  return padding === 'pss'
    ? { key: keyObject(key), padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : { key: keyObject(key), padding: constants.RSA_PKCS1_PADDING };
}

function hashName({ hash }: SignatureScheme): string {
  return hash === 'SHA-256' ? 'sha256' : 'sha1';
}

function keyObject(key: unknown): KeyObject {
  if (key instanceof KeyObject) return key;
  throw new MikeyError('bad-option', 'expected a key that this host trusted');
}
