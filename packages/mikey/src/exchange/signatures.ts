import { MikeyError } from '../errors.js';
import { type Peer, sameIdentity } from '../identity.js';
import { find, findAll, type MikeyMessage } from '../message.js';
import { concatenate } from '../octets.js';
import type { Cert } from '../payloads.js';
import { certificateTypes, registeredName, registeredValue, signatureTypes } from '../registry.js';
import { withoutTail } from './authentication.js';
import { ask, type CertificateUse, type Exchange, type SignatureScheme, type TrustedKey } from './host.js';
import type { ExchangeOptions } from './options.js';
import { type ExchangeWarning, Refusal } from './outcome.js';

/** Neither end can know what hash the other uses: SHA-256 unless told otherwise. */
const defaultScheme: SignatureScheme = { padding: 'pkcs1', hash: 'SHA-256' };

/** Cert type of certificates that serve one use alone. */
const typeOfUse = { signature: 'X.509v3 Sign', encryption: 'X.509v3 Encr' } as const;

/** This end's chain as CERT payloads. */
export function* ownCertificates(): Exchange<readonly Cert[]> {
  const chain = yield* ask('certificates', 'signature');
  return chain.map(data => ({ kind: 'CERT' as const, type: registeredValue(certificateTypes, 'X.509v3'), data }));
}

/**
 * The trusted key of the message's sender for a use. The chain is in the message, or the host knows the sender; certificates behind
 * a URL are not fetched, for the URL is an attacker's as long as nothing is verified.
 */
export function* senderKey(
  message: MikeyMessage,
  peer: Peer,
  now: number,
  use: CertificateUse,
  coverage?: ExchangeOptions['coverage'],
): Exchange<TrustedKey> {
  const certificates = findAll(message, 'CERT');
  if (certificates.some(({ type }) => registeredName(certificateTypes, type) === 'X.509v3 URL'))
    throw new Refusal('certificate-url', 'the certificate is given by a URL, which is never fetched');
  const usable = certificates.filter(({ type }) => {
    const name = registeredName(certificateTypes, type);
    // libmikey marks the certificate of RSA-R, to which the answer is encrypted, as one for signatures.
    return name === 'X.509v3' || name === typeOfUse[use] || (coverage === 'libmikey' && name === typeOfUse.signature);
  });
  const chain = usable.map(({ data }) => data);
  return yield* trustedKey(chain, peer, now, use);
}

/** Asks the host whether it trusts a chain for the peer, and binds the key to the identity (RFC 3830 §4.3). */
export function* trustedKey(chain: readonly Uint8Array[], peer: Peer, now: number, use: CertificateUse): Exchange<TrustedKey> {
  const trust = yield* ask('trust', chain, peer, now, use);
  if (trust.kind === 'distrusted') throw new Refusal('untrusted-certificate', trust.reason);
  const { remote } = peer;
  if (remote && !trust.identities.some(identity => sameIdentity(identity, remote)))
    throw new Refusal('untrusted-certificate', 'the certificate is not one of the expected identity');
  // Where nobody is expected, the certificate has to say who it is: trust in no one in particular binds nothing.
  if (!remote && trust.identities.length === 0)
    throw new Refusal('untrusted-certificate', 'the certificate has no identity in its subjectAltName, and none is expected');
  return trust;
}

/** Adds SIGN over the entire message, its own header included (RFC 3830 §5.2), and what its mode covers `behind` it. */
export function* withSignature(
  message: MikeyMessage,
  options: ExchangeOptions,
  behind: Uint8Array = new Uint8Array(),
): Exchange<MikeyMessage> {
  const scheme = options.signature ?? defaultScheme;
  if (scheme.hash === 'SHA-1' && !options.allow?.includes('sha1-signatures'))
    throw new MikeyError('bad-option', 'signatures over SHA-1 need the opt-in sha1-signatures');
  const type = registeredValue(signatureTypes, scheme.padding === 'pss' ? 'RSA/PSS' : 'RSA/PKCS#1/1.5');
  const end = (signature: Uint8Array): MikeyMessage => ({
    ...message,
    payloads: [...message.payloads, { kind: 'SIGN', type, signature }],
  });
  const length = yield* ask('signatureOctets');
  const covered = withoutTail(end(new Uint8Array(length)), length);
  const signature = yield* ask('sign', concatenate(covered, behind), scheme);
  if (signature.length !== length)
    throw new MikeyError('bad-option', `expected the host to sign with ${length} octets, got ${signature.length}`);
  return end(signature);
}

/** Verifies SIGN at the end of a message; `candidates` are what may be covered in place of the message alone. */
export function* verifySignature(
  message: MikeyMessage,
  key: TrustedKey,
  options: ExchangeOptions,
  warnings: Set<ExchangeWarning>,
  candidates?: readonly Uint8Array[],
): Exchange<void> {
  const sign = find(message, 'SIGN');
  if (!sign || message.trailing) throw new Refusal('malformed', 'no signature ends the message');
  const name = registeredName(signatureTypes, sign.type);
  if (name !== 'RSA/PKCS#1/1.5' && name !== 'RSA/PSS')
    throw new Refusal('authentication-failed', `signatures of type ${name} cannot be verified`);
  const padding = name === 'RSA/PSS' ? 'pss' : 'pkcs1';
  // The hash is not signalled; libmikey and others of its time sign over SHA-1.
  const hashes: readonly SignatureScheme['hash'][] = options.allow?.includes('sha1-signatures')
    ? ['SHA-256', 'SHA-1']
    : ['SHA-256'];
  for (const covered of candidates ?? [withoutTail(message, sign.signature.length)])
    for (const hash of hashes)
      if (yield* ask('verify', key, covered, sign.signature, { padding, hash })) {
        if (hash === 'SHA-1') warnings.add('sha1-signature');
        return;
      }
  throw new Refusal('authentication-failed', 'the signature is wrong');
}
