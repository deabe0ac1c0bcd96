import { bytesToNumberBE, numberToBytesBE } from '@noble/curves/utils.js';
import { Secret } from '@sdpsec/srtp-core/parameters';
import { MikeyError } from '../errors.js';
import { concatenate, equalOctets } from '../octets.js';
import { hashToRange } from './hash-to-range.js';
import { type PairingLines, pairing, pairingLines, powerInPf } from './pairing.js';
import {
  hasOrderQ,
  parameterSet1,
  readSakkePoint,
  type SakkePoint,
  sakkeCurve,
  withTable,
  writeSakkePoint,
} from './sakke-curve.js';

const { q, g } = parameterSet1;
/** Octets of a Shared Secret Value (RFC 6509 Appendix A: n = 128). */
export const ssvOctets = parameterSet1.n / 8;
const pointOctets = 257;
/** Octets of Encapsulated Data: the point R_(b,S) and the hint H (RFC 6508 §4). */
export const encapsulatedOctets = pointOctets + ssvOctets;

/**
 * The public key Z of a KMS (RFC 6508 §2.2), validated: on the curve, of order q.
 *
 * @example
 * ```ts
 * const z = KmsPublicKey.from(authority.z);
 * const data = z.encapsulate(Secret.random(16), identifier);
 * console.log(data.length); // 273
 * ```
 */
export class KmsPublicKey {
  readonly #z: SakkePoint;

  private constructor(z: SakkePoint) {
    this.#z = withTable(z);
  }

  /**
   * Reads 0x04 || x || y, 257 octets.
   *
   * @throws `MikeyError` `bad-option`, the same for every check that fails.
   */
  static from(octets: Uint8Array): KmsPublicKey {
    const z = readSakkePoint(octets);
    if (!z || !hasOrderQ(z))
      throw new MikeyError('bad-option', 'the KMS public key is no point of the right order (RFC 6508 §2.2)');
    return new KmsPublicKey(z);
  }

  /**
   * Makes Encapsulated Data of a shared secret value for the holder of an identifier: 273 octets (RFC 6508 §6.2.1).
   *
   * @throws `MikeyError` `bad-option` unless the SSV has 16 octets and the identifier 1 to 127.
   */
  encapsulate(ssv: Secret, identifier: Uint8Array): Uint8Array {
    if (ssv.length !== ssvOctets) throw new MikeyError('bad-option', `expected an SSV of ${ssvOctets} octets, got ${ssv.length}`);
    const r = this.exponent(ssv.reveal(), identifier);
    return concatenate(this.commitment(r, identifier), masked(ssv.reveal(), powerInPf(g, r)));
  }

  /** r = HashToIntegerRange( SSV || b, q, Hash ) */
  exponent(ssv: Uint8Array, identifier: Uint8Array): bigint {
    return hashToRange(concatenate(ssv, identifier), q);
  }

  /** R_(b,S): r times the sum of b times P and Z_S, here as (r b) P + r Z, since both have their tables. */
  commitment(r: bigint, identifier: Uint8Array): Uint8Array {
    const { Fn, BASE } = sakkeCurve;
    return writeSakkePoint(BASE.multiply(Fn.create(r * identifierNumber(identifier))).add(this.#z.multiply(r)));
  }

  /** a times P, plus Z. */
  keyPoint(identifier: Uint8Array): SakkePoint {
    return sakkeCurve.BASE.multiply(identifierNumber(identifier)).add(this.#z);
  }
}

/** What a KMS gives to a receiver (RFC 6508 §6.1.2). */
export interface ReceiverKeyMaterial {
  readonly identifier: Uint8Array;
  readonly kms: KmsPublicKey;
  /** Receiver Secret Key: 257 octets, 0x04 || x || y. */
  readonly rsk: Secret;
}

/**
 * A Receiver Secret Key of SAKKE that has been validated against its identifier and its KMS. It keeps the lines of its half of the
 * pairing, some 350 KB. It shows nothing of itself when it is printed.
 *
 * @example
 * ```ts
 * const kms = KmsPublicKey.from(authority.z);
 * const bobs = ReceiverKey.from({ identifier, kms, rsk: authority.receiverSecretKey(identifier) });
 * const ssv = Secret.random(16);
 * console.log(bobs.decapsulate(kms.encapsulate(ssv, identifier))?.equals(ssv)); // true
 * ```
 */
export class ReceiverKey {
  readonly #kms: KmsPublicKey;
  readonly #lines: PairingLines;
  readonly identifier: Uint8Array;

  private constructor({ identifier, kms }: ReceiverKeyMaterial, lines: PairingLines) {
    this.identifier = identifier.slice();
    this.#kms = kms;
    this.#lines = lines;
  }

  /**
   * Validates a received key: of order q, and < [a]P + Z, K > = g (RFC 6508 §6.1.2).
   *
   * @throws `MikeyError` `bad-option`, the same for every check that fails.
   */
  static from(material: ReceiverKeyMaterial): ReceiverKey {
    const point = readSakkePoint(material.rsk.reveal());
    const lines = point && pairingLines(point);
    if (!lines || pairing(lines, material.kms.keyPoint(material.identifier)) !== g)
      throw new MikeyError('bad-option', 'the receiver secret key does not fit its identifier and KMS (RFC 6508 §6.1.2)');
    return new ReceiverKey(material, lines);
  }

  /**
   * Opens Encapsulated Data: the SSV, or `undefined` for every reason for which there is none (RFC 6508 §6.2.2). That R has the
   * order q is shown by its being equal to TEST, a multiple of points of that order.
   */
  decapsulate(data: Uint8Array): Secret | undefined {
    const r = data.length === encapsulatedOctets ? readSakkePoint(data.subarray(0, pointOctets)) : undefined;
    if (!r) return undefined;
    // <R, K> = <K, R>: the lines are those of K.
    const ssv = masked(data.subarray(pointOctets), pairing(this.#lines, r));
    const exponent = this.#kms.exponent(ssv, this.identifier);
    if (exponent === 0n || !equalOctets(this.#kms.commitment(exponent, this.identifier), data.subarray(0, pointOctets)))
      return undefined;
    return Secret.from(ssv);
  }
}

/** X XOR HashToIntegerRange( w, 2^n, Hash ): masks an SSV, and unmasks it. */
function masked(octets: Uint8Array, w: bigint): Uint8Array {
  const mask = numberToBytesBE(hashToRange(numberToBytesBE(w, 128), 2n ** BigInt(parameterSet1.n)), ssvOctets);
  return octets.map((octet, i) => octet ^ (mask[i] as number));
}

/** An Identifier is an integer in the range 2 to q-1 (RFC 6508 §2.2); up to 127 octets are below q. */
export function identifierNumber(identifier: Uint8Array): bigint {
  const number = bytesToNumberBE(identifier);
  if (identifier.length > 127 || number < 2n)
    throw new MikeyError('bad-option', `expected an identifier of 1 to 127 octets, got ${identifier.length}`);
  return number;
}
