import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { find, type MikeyMessage } from '../message.js';
import { equalOctets } from '../octets.js';
import type { Chash } from '../payloads.js';
import { hashes, registeredName } from '../registry.js';
import { ask, type Exchange } from './host.js';
import { Refusal } from './outcome.js';

/** Hash functions of CHASH; MD5 names a certificate as well as others, for nothing is trusted because of it. */
const digests = { 'SHA-1': sha1, MD5: md5, 'SHA-256': sha256 } as const;

/** CHASH: which of its certificates the Responder needs to open the envelope (RFC 3830 §6.8, RFC 6043 §6.7). */
export function certificateHash(certificate: Uint8Array, name: keyof typeof digests): Chash {
  const row = hashes.find(candidate => candidate.name === name) as (typeof hashes)[number];
  return { kind: 'CHASH', hash: row.value, value: digests[name](certificate) };
}

/**
 * The certificate of this end that CHASH names; `undefined` without CHASH. A message that was sealed to a certificate which this end does not have cannot
 * be opened, which the Initiator shall learn before anything is decrypted. Called once the Initiator is authenticated.
 */
export function* namedCertificate(message: MikeyMessage): Exchange<Uint8Array | undefined> {
  const chash = find(message, 'CHASH');
  if (!chash) return undefined;
  const name = registeredName(hashes, chash.hash) as keyof typeof digests;
  const own = yield* ask('certificates', 'encryption');
  const named = own.find(certificate => equalOctets(certificateHash(certificate, name).value, chash.value));
  if (!named) throw new Refusal('unknown-certificate', 'the envelope is for another certificate than this end’s');
  return named;
}
