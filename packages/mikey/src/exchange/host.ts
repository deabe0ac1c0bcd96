import type { RandomSource, Secret } from '@sdpsec/srtp-core/parameters';
import { type DhKeyPair, dhKeyPair, dhSecret } from '../dh-groups.js';
import { MikeyError } from '../errors.js';
import type { Identity, Peer } from '../identity.js';

/** How something is signed: neither the hash nor, with PKCS #1, anything else is signalled (RFC 3830 §4.2.6). */
export interface SignatureScheme {
  readonly padding: 'pkcs1' | 'pss';
  readonly hash: 'SHA-256' | 'SHA-1';
}

/** A public key that the host found trustworthy. Only the host looks inside. */
export interface TrustedKey {
  readonly kind: 'trusted';
  /** The identities that the certificate gives to its holder. */
  readonly identities: readonly Identity[];
  readonly publicKey: unknown;
}

/** Why a certificate chain is not trusted. */
export interface Distrust {
  readonly kind: 'distrusted';
  readonly reason: string;
}

/** What a certificate is wanted for. */
export type CertificateUse = 'signature' | 'encryption';

/**
 * What exchanges need from the world around them, with immediate answers. A method that is left out makes the exchanges that
 * need it end with `unsupported-here`; without the two of Diffie-Hellman, arithmetic in JavaScript stands in.
 */
export interface MikeyHost {
  /** The key shared with a peer, or `undefined` for a peer that is not known. */
  psk?(peer: Peer): Secret | undefined;
  /**
   * Claims a message, atomically: `true` for the first caller with this id before `expiresAt` (milliseconds since 1970), `false`
   * for every other. Called only after a message has been authenticated (RFC 3830 §5.3).
   */
  claimReplay(id: string, expiresAt: number): boolean;
  /**
   * In DER, for `signature`: the chain of this end, the end entity's certificate first. For `encryption`: the certificates to which
   * envelopes for this end may be sealed, the usual one first; CHASH names one of them (RFC 3830 §6.8).
   */
  certificates?(use: CertificateUse): readonly Uint8Array[];
  /**
   * Whether a chain can be trusted at a time and belongs to `peer.remote`; an empty chain asks for a key known otherwise.
   */
  trust?(chain: readonly Uint8Array[], peer: Peer, now: number, use: CertificateUse): TrustedKey | Distrust;
  /** Octets of a signature of this end: the length stands in the signed part of the message. */
  signatureOctets?(): number;
  /** Signs with the key of {@link certificates}. */
  sign?(octets: Uint8Array, scheme: SignatureScheme): Uint8Array;
  verify?(key: TrustedKey, octets: Uint8Array, signature: Uint8Array, scheme: SignatureScheme): boolean;
  encryptEnvelope?(key: TrustedKey, envelopeKey: Secret): Uint8Array;
  /**
   * Decrypts an envelope key. Must not fail on a bad one, nor take another time: it gives a pseudo-random key in that case, so
   * that the MAC fails as for any wrong key. `certificate` is the one that CHASH names; without it the usual key is meant.
   */
  decryptEnvelope?(ciphertext: Uint8Array, certificate?: Uint8Array): Secret;
  /**
   * Keeps the envelope key of a bundle whose Initiator wants it cached: from then on {@link psk} may give it for this peer, for bundles with other CSB
   * IDs too (RFC 3830 §3.2, §6.3). Called once both ends are known to have it.
   */
  keepEnvelopeKey?(peer: Peer, envelopeKey: Secret): void;
  /** Signs with ECCSI as the holder of an identifier (RFC 6507 §5.2.1): 129 octets; `undefined` without a key of it. */
  eccsiSign?(octets: Uint8Array, identifier: Uint8Array, random: RandomSource): Uint8Array | undefined;
  /** Verifies a signature of ECCSI (RFC 6507 §5.2.2); `kms` is the URI of the signer's, absent where it goes without saying. */
  eccsiVerify?(octets: Uint8Array, signature: Uint8Array, identifier: Uint8Array, kms: string | undefined): boolean;
  /** Encapsulates an SSV for the holder of an identifier (RFC 6508 §6.2.1): 273 octets; `undefined` for a KMS that is not known. */
  sakkeEncapsulate?(ssv: Secret, identifier: Uint8Array, kms: string | undefined): Uint8Array | undefined;
  /** Opens what was encapsulated for an identifier of this end; `undefined` for every reason not to (RFC 6508 §6.2.2). */
  sakkeDecapsulate?(data: Uint8Array, identifier: Uint8Array): Secret | undefined;
  dhKeyPair?(group: number, random: RandomSource): DhKeyPair;
  /** y^x at the width of the modulus. The value's range has been checked. */
  dhSecret?(group: number, exponent: Secret, value: Uint8Array): Secret;
}

/** A {@link MikeyHost} whose answers may take their time. */
export type AsyncMikeyHost = {
  [Method in keyof MikeyHost]: (
    ...args: Parameters<Required<MikeyHost>[Method]>
  ) => ReturnType<Required<MikeyHost>[Method]> | Promise<ReturnType<Required<MikeyHost>[Method]>>;
};

/** One thing that an exchange needs: the method of the host and its arguments. */
export type Need = {
  [Method in keyof MikeyHost]-?: { readonly kind: Method; readonly args: Parameters<Required<MikeyHost>[Method]> };
}[keyof MikeyHost];

/** An exchange under way: yields needs, takes their answers, returns its outcome. */
export type Exchange<T> = Generator<Need, T, unknown>;

/**
 * Runs an exchange with a host that answers at once.
 *
 * @example
 * ```ts
 * const outcome = drive(bob.handle(message, Date.now()), { psk: () => key, claimReplay: replayCache() });
 * ```
 */
export function drive<T>(exchange: Exchange<T>, host: MikeyHost): T {
  let step = exchange.next();
  while (!step.done) {
    const answer = answerer(host, step.value);
    step = answer ? exchange.next(answer()) : exchange.throw(unsupportedHere(step.value));
  }
  return step.value;
}

/**
 * Runs an exchange with a host that may answer later: a directory, a shared cache, a hardware module.
 *
 * @example
 * ```ts
 * const outcome = await driveAsync(bob.handle(message, Date.now()), { psk: async () => key, claimReplay: replayCache() });
 * ```
 */
export async function driveAsync<T>(exchange: Exchange<T>, host: AsyncMikeyHost): Promise<T> {
  let step = exchange.next();
  while (!step.done) {
    const answer = answerer(host, step.value);
    step = answer ? exchange.next(await answer()) : exchange.throw(unsupportedHere(step.value));
  }
  return step.value;
}

/** Asks the host; the answer has the type that its method gives. */
export function* ask<Method extends keyof MikeyHost>(
  kind: Method,
  ...args: Parameters<Required<MikeyHost>[Method]>
): Exchange<ReturnType<Required<MikeyHost>[Method]>> {
  const answer = yield { kind, args } as unknown as Need;
  return answer as ReturnType<Required<MikeyHost>[Method]>;
}

/** Asks for what a host may leave out: then there is no answer. */
export function* askIfThere<Method extends keyof MikeyHost>(
  kind: Method,
  ...args: Parameters<Required<MikeyHost>[Method]>
): Exchange<ReturnType<Required<MikeyHost>[Method]> | undefined> {
  try {
    return yield* ask(kind, ...args);
  } catch (error) {
    if (error instanceof MikeyError && error.code === 'unsupported-here') return undefined;
    throw error;
  }
}

const portable = { dhKeyPair, dhSecret };

function answerer(host: AsyncMikeyHost, { kind, args }: Need): (() => unknown) | undefined {
  if (host[kind]) return () => (host[kind] as (...given: readonly unknown[]) => unknown)(...args);
  if (kind === 'dhKeyPair' || kind === 'dhSecret')
    return () => (portable[kind] as (...given: readonly unknown[]) => unknown)(...args);
  return undefined;
}

function unsupportedHere({ kind }: Need): MikeyError {
  return new MikeyError('unsupported-here', `the host has no ${kind}`);
}
