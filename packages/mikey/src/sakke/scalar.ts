import { bytesToNumberBE } from '@noble/curves/utils.js';
import type { RandomSource } from '@sdpsec/srtp-core/parameters';
import { MikeyError } from '../errors.js';

/** How often a draw is repeated: of 1024 bits one in seven is below q of SAKKE, so that a sound source needs far fewer. */
const mostDraws = 1024;

/** A random integer from 1 to `order` - 1, each equally likely: what is out of range is drawn again. */
export function drawScalar(order: bigint, octets: number, random: RandomSource): bigint {
  const drawn = new Uint8Array(octets);
  for (let attempt = 0; attempt < mostDraws; attempt++) {
    random(drawn);
    const scalar = bytesToNumberBE(drawn);
    if (scalar > 0n && scalar < order) return scalar;
  }
  throw new MikeyError('bad-option', 'the random source gives nothing but numbers that are out of range');
}

/** The integer that big-endian octets stand for, if it is one from 1 to `order` - 1. */
export function scalarOf(octets: Uint8Array, order: bigint): bigint {
  const scalar = bytesToNumberBE(octets);
  if (scalar > 0n && scalar < order) return scalar;
  throw new MikeyError('bad-option', 'the secret of a KMS is out of range');
}
