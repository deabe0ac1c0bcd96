import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { drive, type InitiatorOptions, initiator, responder } from '@sdpsec/mikey';
import { Secret } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { needs } from '../support/needs.js';
import { alice, bob, established, exchange, now, offered, pskHost } from './parties.js';

interface Result {
  readonly mac: boolean;
  readonly v?: boolean;
  readonly keys: readonly {
    readonly type: number;
    readonly key: string;
    readonly salt: string | null;
    readonly spi: string | null;
  }[];
  readonly sessions: readonly { readonly tek: string; readonly salt: string }[];
}

function askOracle(jobs: readonly object[]): readonly Result[] {
  const program = fileURLToPath(new URL('../oracle/mikey_oracle.py', import.meta.url));
  const run = spawnSync('python3', [program], { input: JSON.stringify(jobs), encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`mikey_oracle.py failed: ${run.stderr}`);
  return JSON.parse(run.stdout);
}

const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex');
const policy = { suite: 'AES_256_CM_HMAC_SHA1_80' } as const;
const lengths = { key_octets: 32, salt_octets: 14 };

describe('pre-shared key mode against a second implementation (RFC 3830, RFC 3394, RFC 6043)', () => {
  if (!needs('python3', 'openssl')) return;

  it('every PRF, key encryption and MAC, pre-shared keys of 16 to 65 octets, V with identities', () => {
    const cases = (['MIKEY-1', 'PRF-HMAC-SHA-256'] as const).flatMap(prf =>
      (['AES-CM-128', 'AES-KW-128', 'AES-CM-256'] as const).flatMap(encryption =>
        (['HMAC-SHA-1-160', 'HMAC-SHA-256-256'] as const).map(mac => ({ prf, encryption, mac })),
      ),
    );
    const runs = cases.map((choice, index) => {
      // 32 and 64 octets end a block of the PRF, 33 and 65 begin one.
      const key = Secret.random([16, 20, 32, 33, 64, 65][index % 6] as number);
      const options: InitiatorOptions = {
        mode: 'psk',
        identity: alice,
        peer: bob,
        sessions: [{ policy, ssrc: 1 }, { policy }],
        ...choice,
      };
      const keys = [{ type: 'TGK', key: Secret.random(40), mki: Uint8Array.of(0, 7) }] as const;
      const run = exchange(initiator({ ...options, keys }), responder({ identity: bob }), [pskHost(key), pskHost(key)]);
      return { ...run, key, tgk: keys[0].key };
    });
    const jobs = runs.map(({ offer, answer, key }) => ({
      ...{ request: hex(offer.message), answer: hex(answer.reply as Uint8Array), psk: hex(key.reveal()), ...lengths },
    }));
    for (const [index, result] of askOracle(jobs).entries()) {
      const run = runs[index];
      if (!run) throw new Error('more results than jobs');
      expect(result, JSON.stringify(cases[index])).to.deep.equal({
        ...{ mac: true, v: true, keys: [{ type: 0, key: hex(run.tgk.reveal()), salt: null, spi: '0007' }] },
        sessions: run.done.cryptoSessions.map(({ parameters }) => ({
          tek: hex(parameters.masterKeys[0].key.reveal()),
          salt: hex(parameters.masterKeys[0].salt.reveal()),
        })),
      });
    }
  });

  it('CSB updates: a new TGK, and a new crypto session under the old one', () => {
    const options: InitiatorOptions = { mode: 'psk', identity: alice, peer: bob, sessions: [{ policy }] };
    const key = Secret.random(16);
    const hosts = [pskHost(key), pskHost(key)] as const;
    const first = exchange(initiator(options), responder({ identity: bob }), hosts);
    const jobs = [undefined, []].map((keys, index) => {
      const updating = initiator({ ...options, sessions: [{ policy }, { policy }], ...(keys && { keys }) });
      const update = offered(drive(updating.start(now + 1000 * (index + 1), undefined, first.done.state), hosts[0]));
      const answer = established(
        drive(responder({ identity: bob }).handle(update.message, now, undefined, first.answer.state), hosts[1]),
      );
      const job = { request: hex(update.message), answer: hex(answer.reply as Uint8Array), rand: hex(first.done.state.rand) };
      return { answer, job: { ...job, psk: hex(key.reveal()), ...lengths } };
    });
    const [rekey, addition] = askOracle(jobs.map(({ job }) => job));
    expect([rekey?.mac, rekey?.v, addition?.mac, addition?.v]).to.deep.equal([true, true, true, true]);
    expect(rekey?.sessions.map(({ tek }) => tek)).to.deep.equal(
      jobs[0]?.answer.cryptoSessions.map(({ parameters }) => hex(parameters.masterKeys[0].key.reveal())),
    );
    expect(addition?.keys).to.deep.equal([]);
  });
});
