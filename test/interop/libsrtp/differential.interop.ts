import { portableEngine, type SuiteName } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { builds, engineOf } from '../../srtp-core/compiled/builds.js';
import { Random } from '../../srtp-core/compiled/random.js';
import { needs } from '../../support/needs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { Round, randomCase } from './differential.js';
import { compileOracle, Oracle } from './oracle.js';

/** Longer, and with other packets: `SDPSEC_ROUNDS=1000 SDPSEC_SEED=7 npm run fuzz:libsrtp`. */
const rounds = Number(process.env.SDPSEC_ROUNDS ?? 10);
const seed = Number(process.env.SDPSEC_SEED ?? 3711);

/** All that libsrtp has and is right about: its AES-192 is not that of RFC 6188 §7.4, and it has no other cipher. */
const suites: readonly SuiteName[] = [
  'AES_CM_128_HMAC_SHA1_80',
  'AES_CM_128_HMAC_SHA1_32',
  'AES_256_CM_HMAC_SHA1_80',
  'AES_256_CM_HMAC_SHA1_32',
  'NULL_HMAC_SHA1_80',
  'AEAD_AES_128_GCM',
  'AEAD_AES_256_GCM',
  'AEAD_AES_128_GCM_8',
  'AEAD_AES_256_GCM_8',
];

describe('libsrtp 2 and every engine of ours, random packets, late, repeated and forged ones among them', function () {
  this.timeout(60_000 + 10_000 * rounds);
  if (!needs('cc', '/usr/include/srtp2/srtp.h')) return;
  const folder = temporaryFolder();
  const engines = [portableEngine(), ...builds.map(build => engineOf(build))];
  let oracle: Oracle;
  before(() => {
    oracle = new Oracle(compileOracle('libsrtp', folder));
    console.log(`    seed ${seed}, ${rounds} rounds`);
  });
  after(() => oracle?.close());

  for (const suite of suites)
    it(`${suite}: the same octets, and the same packets taken`, async () => {
      const verdicts = new Set<string>();
      for (let i = 0; i < rounds; i++) {
        const random = new Random(Math.imul(seed + i, 0x9e3779b1) ^ suites.indexOf(suite));
        const round = new Round(oracle, engines, randomCase(suite, random), random);
        try {
          await round.run();
        } catch (error) {
          throw new Error(`SDPSEC_SEED=${seed}, round ${i}: ${(error as Error).message}`);
        }
        for (const verdict of round.verdicts) verdicts.add(verdict);
      }
      expect([...verdicts]).to.include.members([
        'accepted',
        'replayed',
        'too-old',
        'auth-failed',
        'malformed-packet',
        'index-reused',
      ]);
    });
});
