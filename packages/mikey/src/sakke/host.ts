import { MikeyError } from '../errors.js';
import type { MikeyHost } from '../exchange/host.js';
import { equalOctets } from '../octets.js';
import { eccsiVerify, readEccsiPoint, type SigningKey } from './eccsi.js';
import type { KmsPublicKey, ReceiverKey } from './sakke.js';

/** What everybody knows of a KMS: its URI, where messages name it, KPAK of ECCSI (65 octets) and Z of SAKKE. */
export interface Kms {
  readonly uri?: string;
  readonly kpak: Uint8Array;
  readonly z: KmsPublicKey;
}

/** The keys of an end of MIKEY-SAKKE: those of the key period and, around its change, of its neighbour. */
export interface SakkeKeys {
  /** The KMS that are trusted; the first is meant where a message names none. */
  readonly kms: readonly [Kms, ...Kms[]];
  readonly signingKeys?: readonly SigningKey[];
  readonly receiverKeys?: readonly ReceiverKey[];
}

/**
 * The part of a host that mode `sakke` needs (RFC 6509), with keys in memory. The arithmetic is BigInt's: its time depends on its
 * numbers, so that an HSM or native code behind the same four methods is the better place for keys worth much.
 *
 * @throws `MikeyError` `bad-option` for a KPAK that is no point of the curve: nothing would verify under it.
 * @example
 * ```ts
 * const kms = { kpak: authority.kpak, z: KmsPublicKey.from(authority.z) };
 * const signingKeys = [SigningKey.from(authority.signingKeyMaterial(identifier))];
 * const host = { ...sakkeHost({ kms: [kms], signingKeys }), claimReplay: replayCache() };
 * ```
 */
export function sakkeHost({
  kms,
  signingKeys = [],
  receiverKeys = [],
}: SakkeKeys): Required<Pick<MikeyHost, 'eccsiSign' | 'eccsiVerify' | 'sakkeEncapsulate' | 'sakkeDecapsulate'>> {
  if (kms.some(({ kpak }) => !readEccsiPoint(kpak)))
    throw new MikeyError('bad-option', 'the KMS public authentication key is no point of P-256 (RFC 6507 §5.1.2)');
  const known = (uri: string | undefined) => (uri === undefined ? kms[0] : kms.find(one => one.uri === uri));
  const keyOf = <Key extends { readonly identifier: Uint8Array }>(keys: readonly Key[], identifier: Uint8Array) =>
    keys.find(key => equalOctets(key.identifier, identifier));
  return {
    eccsiSign: (octets, identifier, random) => keyOf(signingKeys, identifier)?.sign(octets, random),
    eccsiVerify: (octets, signature, identifier, uri) => {
      const kpak = known(uri)?.kpak;
      return kpak !== undefined && eccsiVerify(octets, signature, identifier, kpak);
    },
    sakkeEncapsulate: (ssv, identifier, uri) => known(uri)?.z.encapsulate(ssv, identifier),
    sakkeDecapsulate: (data, identifier) => keyOf(receiverKeys, identifier)?.decapsulate(data),
  };
}
