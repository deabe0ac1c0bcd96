import { Secret, type SrtpSuite, suites } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { deriveSessionKeys, keyLabels } from '../../../packages/srtp-core/dist/portable/key-derivation.js';
import { platformCiphers as portable } from '../../../packages/srtp-core/dist/portable/platform-default.js';
import { platformCiphers as node } from '../../../packages/srtp-core/dist/portable/platform-node.js';
import { hex, octets, readVectors } from '../../support/vectors.js';

interface DerivationVector {
  readonly prf: string;
  readonly master_key: string;
  readonly master_salt: string;
  readonly outputs: readonly { readonly label: number; readonly value: string }[];
}

/** The suites of each file, by the octets of the vector's master key. */
const cases: readonly { file: string; title: string; bySize: Readonly<Record<number, SrtpSuite>> }[] = [
  { file: 'rfc3711-b3-kdf.json', title: 'RFC 3711 B.3', bySize: { 16: suites.AES_CM_128_HMAC_SHA1_80 } },
  { file: 'srtcp-kdf-libre.json', title: 'SRTCP labels, erratum 3712', bySize: { 16: suites.AES_CM_128_HMAC_SHA1_80 } },
  {
    file: 'rfc6188-7-kdf.json',
    title: 'RFC 6188 §7.3, §7.4 (peer trap 2)',
    bySize: { 24: suites.AES_192_CM_HMAC_SHA1_80, 32: suites.AES_256_CM_HMAC_SHA1_80 },
  },
  {
    file: 'rfc8269-a3-kdf.json',
    title: 'RFC 8269 A.3',
    bySize: { 16: suites.ARIA_128_CTR_HMAC_SHA1_80, 32: suites.ARIA_256_CTR_HMAC_SHA1_80 },
  },
];
const prfCipher = { 'aes-cm': 'aes', 'aria-ctr': 'aria', 'seed-ctr': 'seed' } as const;

for (const [source, ciphers] of [['@noble/ciphers', portable] as const, ['node:crypto', node] as const])
  describe(`session key derivation over ${source}`, () => {
    for (const { file, bySize, title } of cases)
      for (const vector of readVectors<DerivationVector>(file))
        it(`${title}: ${vector.id}`, () => {
          const key = Secret.from(octets(vector.master_key));
          const salt = Secret.from(octets(vector.master_salt));
          const suite = bySize[key.length]!;
          let compared = 0;
          for (const labels of Object.values(keyLabels)) {
            const keys = deriveSessionKeys(suite, ciphers[prfCipher[suite.prf]], key, salt, 0, labels);
            for (const { label, value } of vector.outputs)
              for (const kind of ['encryption', 'authentication', 'salt'] as const)
                if (labels[kind] === label) {
                  // The authentication keys of the vectors are longer than HMAC-SHA1 takes (erratum 7606).
                  const length = keys[kind].length;
                  expect(hex(keys[kind])).to.equal(value.slice(0, 2 * length));
                  compared++;
                }
          }
          expect(compared).to.equal(vector.outputs.length);
        });
  });
