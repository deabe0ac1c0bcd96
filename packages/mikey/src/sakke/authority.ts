import { p256 } from '@noble/curves/nist.js';
import { bytesToNumberBE, numberToBytesBE } from '@noble/curves/utils.js';
import { type RandomSource, Secret, systemRandom } from '@sdpsec/srtp-core/parameters';
import { identityHash, type SigningKeyMaterial } from './eccsi.js';
import { identifierNumber } from './sakke.js';
import { elementOctets, parameterSet1, sakkeCurve, writeSakkePoint } from './sakke-curve.js';
import { drawScalar, scalarOf } from './scalar.js';

/**
 * The key-making part of a KMS (RFC 6507 §5.1.1, RFC 6508 §6.1.1), for tests and laboratories: whoever holds it can sign as every
 * user and read everything.
 *
 * @example
 * ```ts
 * const authority = KeyAuthority.random();
 * console.log(authority.kpak.length, authority.z.length); // 65 257
 * ```
 */
export class KeyAuthority {
  readonly #ksak: bigint;
  readonly #z: bigint;
  /** KMS Public Authentication Key of ECCSI, 65 octets. */
  readonly kpak: Uint8Array;
  /** KMS Public Key of SAKKE, 257 octets. */
  readonly z: Uint8Array;

  private constructor(ksak: bigint, z: bigint) {
    this.#ksak = ksak;
    this.#z = z;
    this.kpak = p256.Point.BASE.multiply(ksak).toBytes(false);
    this.z = writeSakkePoint(sakkeCurve.BASE.multiply(z));
  }

  /**
   * An authority with the secrets KSAK and z, big-endian.
   *
   * @throws `MikeyError` `bad-option` for a secret that is zero or not below the order of its group.
   */
  static from({ ksak, z }: { readonly ksak: Secret; readonly z: Secret }): KeyAuthority {
    return new KeyAuthority(scalarOf(ksak.reveal(), p256.Point.Fn.ORDER), scalarOf(z.reveal(), parameterSet1.q));
  }

  /** An authority with fresh secrets. */
  static random(random: RandomSource = systemRandom): KeyAuthority {
    return new KeyAuthority(drawScalar(p256.Point.Fn.ORDER, 32, random), drawScalar(parameterSet1.q, elementOctets, random));
  }

  /** Makes (SSK, PVT) for an identifier, with a fresh v (RFC 6507 §5.1.1). */
  signingKeyMaterial(identifier: Uint8Array, random: RandomSource = systemRandom): SigningKeyMaterial {
    const { Fn, BASE } = p256.Point;
    for (;;) {
      const v = drawScalar(Fn.ORDER, 32, random);
      const pvt = BASE.multiply(v).toBytes(false);
      const hs = Fn.create(bytesToNumberBE(identityHash(identifier, this.kpak, pvt)));
      const ssk = Fn.create(this.#ksak + hs * v);
      if (!Fn.is0(hs) && !Fn.is0(ssk)) return { identifier, kpak: this.kpak, ssk: Secret.from(numberToBytesBE(ssk, 32)), pvt };
    }
  }

  /** Makes the Receiver Secret Key K = [(a + z)^-1]P of an identifier, 257 octets (RFC 6508 §6.1.1). */
  receiverSecretKey(identifier: Uint8Array): Secret {
    const { Fn, BASE } = sakkeCurve;
    return Secret.from(writeSakkePoint(BASE.multiply(Fn.inv(Fn.create(identifierNumber(identifier) + this.#z)))));
  }
}
