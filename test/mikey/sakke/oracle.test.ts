import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { eccsiVerify, KeyAuthority, KmsPublicKey, ReceiverKey, SigningKey } from '@sdpsec/mikey/sakke';
import { Secret } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { needs } from '../../support/needs.js';
import { hex, octets } from '../../support/vectors.js';
import { fixed } from './material.js';

/** What `sakke_oracle.py` makes of a user's numbers. */
type Made = Readonly<
  Record<'kpak' | 'pvt' | 'ssk' | 'signature' | 'z' | 'rsk' | 'data' | 'opened', string> & { readonly verified: boolean }
>;

/** Each takes the second implementation about a second: SAKKE_USERS=100 for the long run. */
const users = Number(process.env.SAKKE_USERS ?? 2);
const seed = process.env.SAKKE_SEED ?? randomBytes(8).toString('hex');

/** Octets that follow from the seed; the first bit is zero, and below the orders of both groups they stay. */
const drawn = (what: string, length: number) => {
  let text = '';
  for (let i = 0; text.length < 2 * length; i++) text += createHash('sha256').update(`${seed} ${what} ${i}`).digest('hex');
  return `0${text.slice(1, 2 * length)}`;
};

describe(`ECCSI and SAKKE against a second implementation (RFC 6507, RFC 6508), SAKKE_SEED=${seed}`, function () {
  this.timeout(20_000 + users * 10_000);
  if (!needs('python3')) return;

  it(`agrees on keys, signatures and Encapsulated Data of ${users} users, in both directions`, () => {
    const own = Array.from({ length: users }, (_, user) => {
      const given = {
        ...{ ksak: drawn(`ksak ${user}`, 32), z: drawn(`z ${user}`, 128), v: drawn(`v ${user}`, 32), j: drawn(`j ${user}`, 32) },
        ...{ identifier: drawn(`identifier ${user}`, 24 + (user % 9)), ssv: drawn(`ssv ${user}`, 16) },
        message: drawn(`message ${user}`, 1 + user),
      };
      const [identifier, message] = [octets(given.identifier), octets(given.message)];
      const authority = KeyAuthority.from({ ksak: Secret.from(octets(given.ksak)), z: Secret.from(octets(given.z)) });
      const material = authority.signingKeyMaterial(identifier, fixed(given.v));
      const key = SigningKey.from(material);
      const kms = KmsPublicKey.from(authority.z);
      const rsk = authority.receiverSecretKey(identifier);
      const data = hex(kms.encapsulate(Secret.from(octets(given.ssv)), identifier));
      const made = {
        ...{ kpak: hex(authority.kpak), pvt: hex(material.pvt), ssk: hex(material.ssk.reveal()), z: hex(authority.z) },
        ...{ rsk: hex(rsk.reveal()), signature: hex(key.sign(message, fixed(given.j))), data, opened: given.ssv, verified: true },
      };
      // The second implementation verifies a signature with a nonce that it does not know.
      const job = { ...given, data, signature: hex(key.sign(message)) };
      return { made, job, receiver: ReceiverKey.from({ identifier, kms, rsk }), identifier, message };
    });
    const program = fileURLToPath(new URL('../../oracle/sakke_oracle.py', import.meta.url));
    const run = spawnSync('python3', [program], {
      input: JSON.stringify(own.map(({ job }) => job)),
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    if (run.status !== 0) throw new Error(`sakke_oracle.py failed: ${run.stderr}`);
    const theirs: readonly Made[] = JSON.parse(run.stdout);
    expect(theirs).to.deep.equal(own.map(({ made }) => made));
    for (const [user, { receiver, job, identifier, message }] of own.entries()) {
      const { data, signature, kpak } = theirs[user] as Made;
      expect(hex(receiver.decapsulate(octets(data))?.reveal() ?? new Uint8Array())).to.equal(job.ssv);
      expect(eccsiVerify(message, octets(signature), identifier, octets(kpak))).to.equal(true);
    }
  });
});
