import type { BlockCipher, BlockCipherFactory } from '../engine.js';
import type { Secret } from '../secret.js';
import type { SrtpSuite } from '../suites.js';
import type { SessionKeys } from './transform.js';

/** The labels of RFC 3711 §4.3.1 and §4.3.2, and of RFC 6904 §3, in the order encryption, authentication, salt. */
export const keyLabels = {
  srtp: { encryption: 0, authentication: 1, salt: 2 },
  srtcp: { encryption: 3, authentication: 4, salt: 5 },
  headerExtension: { encryption: 6, authentication: undefined, salt: 7 },
} as const;

/** Octets of `x` in RFC 3711 §4.3.1; shorter salts get zeros on the right (RFC 7714 §11 with erratum 4938). */
const xOctets = 14;
/** Where the label meets the salt: 48 bits of `r` follow it, for SRTCP too (erratum 3712). */
const labelAt = 7;

/**
 * Derives the session keys of one label set (RFC 3711 §4.3). `prf` is the block cipher of the suite's PRF. The double transform
 * derives each half of its keys from the same half of the master key and salt (RFC 8723 §3.1).
 */
export function deriveSessionKeys(
  suite: SrtpSuite,
  prf: BlockCipherFactory,
  masterKey: Secret,
  masterSalt: Secret,
  r: number,
  labels: (typeof keyLabels)[keyof typeof keyLabels],
): SessionKeys {
  const key = masterKey.reveal();
  const salt = masterSalt.reveal();
  const layers = suite.transform === 'double-gcm' ? 2 : 1;
  const keys = {
    encryption: new Uint8Array(suite.keyOctets),
    authentication: new Uint8Array(labels.authentication === undefined ? 0 : suite.authKeyOctets),
    salt: new Uint8Array(suite.saltOctets),
  };
  for (let layer = 0; layer < layers; layer++) {
    const cipher = prf(part(key, layer, layers));
    const layerSalt = part(salt, layer, layers);
    expand(cipher, layerSalt, labels.encryption, r, part(keys.encryption, layer, layers));
    expand(cipher, layerSalt, labels.salt, r, part(keys.salt, layer, layers));
    if (labels.authentication !== undefined && suite.authKeyOctets > 0)
      expand(cipher, layerSalt, labels.authentication, r, keys.authentication);
    cipher.close();
  }
  key.fill(0);
  salt.fill(0);
  return keys;
}

/** PRF_n(k, x) of RFC 3711 §4.3.3: the counter mode keystream that begins at x * 2^16. */
function expand(cipher: BlockCipher, salt: Uint8Array, label: number, r: number, output: Uint8Array): void {
  const blocks = Math.ceil(output.length / 16);
  const stream = new Uint8Array(16 * blocks);
  stream.set(salt);
  stream[labelAt] = (stream[labelAt] as number) ^ label;
  for (let at = xOctets - 1, rest = r; rest > 0; at--, rest = Math.floor(rest / 256))
    stream[at] = (stream[at] as number) ^ (rest % 256);
  for (let block = 1; block < blocks; block++) {
    stream.copyWithin(16 * block, 0, xOctets);
    stream[16 * block + 15] = block;
  }
  cipher.encryptBlocks(stream, 0, stream, 0, blocks);
  output.set(stream.subarray(0, output.length));
  stream.fill(0);
}

function part(octets: Uint8Array, index: number, parts: number): Uint8Array {
  const length = octets.length / parts;
  return octets.subarray(index * length, (index + 1) * length);
}
