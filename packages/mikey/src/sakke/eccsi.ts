import { p256 } from '@noble/curves/nist.js';
import { bytesToNumberBE, numberToBytesBE } from '@noble/curves/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { type RandomSource, type Secret, systemRandom } from '@sdpsec/srtp-core/parameters';
import { MikeyError } from '../errors.js';
import { concatenate } from '../octets.js';
import { drawScalar } from './scalar.js';

const { Point } = p256;
type EccsiPoint = InstanceType<typeof Point>;

/** Octets of a coordinate, an integer and a hash: N of RFC 6507 §4.1 for P-256. */
const n = 32;
const pointOctets = 2 * n + 1;
/** r || s || PVT (RFC 6507 §3.3). */
export const eccsiSignatureOctets = 4 * n + 1;

const generator = Point.BASE.toBytes(false);

/** What a KMS gives to a signer (RFC 6507 §5.1). */
export interface SigningKeyMaterial {
  /** The signer's Identifier, see `monthlyIdentifier` and `hashedIdentifier`. */
  readonly identifier: Uint8Array;
  /** KMS Public Authentication Key: 65 octets, 0x04 || x || y. */
  readonly kpak: Uint8Array;
  /** Secret Signing Key: 32 octets. */
  readonly ssk: Secret;
  /** Public Validation Token: 65 octets. */
  readonly pvt: Uint8Array;
}

/**
 * A Secret Signing Key of ECCSI (RFC 6507) on P-256 with SHA-256 that has been validated against its identifier and its KMS. It
 * shows nothing of itself when it is printed.
 *
 * @example
 * ```ts
 * const { kpak, ssk, pvt } = authority.signingKeyMaterial(identifier);
 * const signature = SigningKey.from({ identifier, kpak, ssk, pvt }).sign(octets);
 * console.log(eccsiVerify(octets, signature, identifier, kpak)); // true
 * ```
 */
export class SigningKey {
  readonly #ssk: bigint;
  readonly #hs: Uint8Array;
  /** The signer's Identifier. */
  readonly identifier: Uint8Array;
  readonly pvt: Uint8Array;

  private constructor({ identifier, pvt }: SigningKeyMaterial, ssk: bigint, hs: Uint8Array) {
    this.identifier = identifier.slice();
    this.pvt = pvt.slice();
    this.#ssk = ssk;
    this.#hs = hs;
  }

  /**
   * Validates a received key: PVT on the curve and KPAK = [SSK]G - [HS]PVT (RFC 6507 §5.1.2).
   *
   * @throws `MikeyError` `bad-option`, the same for every check that fails.
   */
  static from(material: SigningKeyMaterial): SigningKey {
    const { identifier, kpak, pvt } = material;
    const [root, token] = [readEccsiPoint(kpak), readEccsiPoint(pvt)];
    const octets = material.ssk.reveal();
    const ssk = octets.length === n ? bytesToNumberBE(octets) : 0n;
    if (root && token && ssk > 0n && ssk < Point.Fn.ORDER) {
      const hs = identityHash(identifier, kpak, pvt);
      const expected = Point.BASE.multiply(ssk).subtract(token.multiplyUnsafe(scalar(hs)));
      if (expected.equals(root)) return new SigningKey(material, ssk, hs);
    }
    throw new MikeyError('bad-option', 'the signing key does not fit its identifier, token and KMS (RFC 6507 §5.1.2)');
  }

  /** Signs octets with a fresh nonce: r || s || PVT, 129 octets (RFC 6507 §5.2.1). */
  sign(message: Uint8Array, random: RandomSource = systemRandom): Uint8Array {
    const { Fn } = Point;
    for (;;) {
      const j = drawScalar(Fn.ORDER, n, random);
      const r = numberToBytesBE(Point.BASE.multiply(j).toAffine().x, n);
      const divisor = Fn.create(scalar(messageHash(this.#hs, r, message)) + bytesToNumberBE(r) * this.#ssk);
      if (Fn.is0(divisor)) continue;
      // q of P-256 has 256 bits: step 6, for an s' that is too big, never happens.
      return concatenate(r, numberToBytesBE(Fn.mul(Fn.inv(divisor), j), n), this.pvt);
    }
  }
}

/**
 * Verifies r || s || PVT over octets against the signer's identifier and KPAK (RFC 6507 §5.2.2). `false` for every reason.
 *
 * @example
 * ```ts
 * eccsiVerify(octets, new Uint8Array(129), identifier, authority.kpak); // false
 * ```
 */
export function eccsiVerify(message: Uint8Array, signature: Uint8Array, identifier: Uint8Array, kpak: Uint8Array): boolean {
  if (signature.length !== eccsiSignatureOctets) return false;
  const [rOctets, pvt] = [signature.subarray(0, n), signature.subarray(2 * n)];
  const [r, s] = [bytesToNumberBE(rOctets), bytesToNumberBE(signature.subarray(n, 2 * n))];
  const [root, token] = [readEccsiPoint(kpak), readEccsiPoint(pvt)];
  const { Fn } = Point;
  // s is an element of F_q; taking s + q for it too would make signatures malleable.
  if (!root || !token || r === 0n || !Fn.isValidNot0(s)) return false;
  const hs = identityHash(identifier, kpak, pvt);
  const he = messageHash(hs, rOctets, message);
  const j = Point.BASE.mulAddUnsafe(Fn.create(scalar(he) * s), signerKey(token, root, hs), Fn.create(r * s));
  return !j.is0() && j.toAffine().x === r;
}

/** HS = hash( G || KPAK || ID || PVT ) */
export function identityHash(identifier: Uint8Array, kpak: Uint8Array, pvt: Uint8Array): Uint8Array {
  return sha256(concatenate(generator, kpak, identifier, pvt));
}

/** Y = [HS]PVT + KPAK: what a public key is in ECDSA. */
export function signerKey(pvt: EccsiPoint, kpak: EccsiPoint, hs: Uint8Array): EccsiPoint {
  return pvt.multiplyUnsafe(scalar(hs)).add(kpak);
}

/** HE = hash( HS || r || M ) */
export function messageHash(hs: Uint8Array, r: Uint8Array, message: Uint8Array): Uint8Array {
  return sha256(concatenate(hs, r, message));
}

/** A hash as a multiplier of points. */
function scalar(hash: Uint8Array): bigint {
  return Point.Fn.create(bytesToNumberBE(hash));
}

/** Uncompressed and on the curve, whose order is prime; `undefined` otherwise. */
export function readEccsiPoint(octets: Uint8Array): EccsiPoint | undefined {
  if (octets.length !== pointOctets || octets[0] !== 4) return undefined;
  try {
    return Point.fromBytes(octets);
  } catch {
    return undefined;
  }
}
