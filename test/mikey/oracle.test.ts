import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  type CsIdMap,
  decodeMessage,
  drive,
  type Identity,
  type InitiatorOptions,
  initiator,
  keyEncryptions,
  macs,
  prfs,
  registeredValue,
  responder,
} from '@sdpsec/mikey';
import { Secret } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { needs } from '../support/needs.js';
import { alice, bob, established, exchange, keysOf, now, offered, pskHost } from './parties.js';

/** What `mikey_oracle.py` reads out of a message. */
interface Opened {
  readonly authentic: boolean;
  readonly keys: readonly Readonly<Record<string, string | number>>[];
  readonly sessions: readonly { readonly tek: string; readonly salt: string }[];
}

function askOracle<Result>(jobs: readonly object[]): readonly Result[] {
  const program = fileURLToPath(new URL('../oracle/mikey_oracle.py', import.meta.url));
  const run = spawnSync('python3', [program], { input: JSON.stringify(jobs), encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (run.status !== 0) throw new Error(`mikey_oracle.py failed: ${run.stderr}`);
  return JSON.parse(run.stdout);
}

const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex');
const octetsOf = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
const named = ({ type, data }: Identity) => ({ type, data: hex(data) });
const policy = { suite: 'AES_256_CM_HMAC_SHA1_80' } as const;
/** SP behind its next payload field: policy 0 of SRTP, AES-CM with 32 octets of key, HMAC-SHA-1 with a tag of 10. */
const sp = '0000 0012 000101 010120 020101 030114 04010e 0b010a'.replaceAll(' ', '');
const lengths = { tek: 32, salt: 14 };
const ids = { idi: named(alice), idr: named(bob) };
/** 32 and 64 octets end a block of the PRF, 33 and 65 begin one. */
const keyLengths = [16, 20, 32, 33, 64, 65];
const algorithms = prfs.flatMap(prf =>
  (['AES-CM-128', 'AES-KW-128', 'AES-CM-256'] as const).flatMap(encryption =>
    (['HMAC-SHA-1-160', 'HMAC-SHA-256-256'] as const).map(mac => ({ prf: prf.name, encryption, mac })),
  ),
);
const keysHex = (sessions: Parameters<typeof keysOf>[0]) =>
  (keysOf(sessions) as { masterKeys: { key: string; salt: string }[] }[]).map(({ masterKeys: [first] }) => ({
    ...{ tek: first?.key, salt: first?.salt },
  }));

describe('pre-shared key mode against a second implementation (RFC 3830, RFC 3394, RFC 6043)', () => {
  if (!needs('python3', 'openssl')) return;
  const options: InitiatorOptions = { mode: 'psk', identity: alice, peer: bob, sessions: [{ policy, ssrc: 1 }, { policy }] };

  it('opens what we send, and agrees with our V: every PRF, key encryption and MAC, V with identities (§4.1, §4.2, §5.2) (trap 9)', () => {
    const runs = algorithms.map((choice, index) => {
      const key = Secret.random(keyLengths[index % keyLengths.length] as number);
      const keys = [{ type: 'TGK', key: Secret.random(16 + index), mki: Uint8Array.of(0, 7) }] as const;
      const run = exchange(initiator({ ...options, ...choice, keys }), responder({ identity: bob }), [
        pskHost(key),
        pskHost(key),
      ]);
      return { ...run, key: hex(key.reveal()), tgk: hex(keys[0].key.reveal()), choice };
    });
    const opened = askOracle<Opened>(
      runs.map(({ offer, key }) => ({ do: 'open', message: hex(offer.message), psk: key, cs: [1, 2], ...lengths })),
    );
    const verdicts = askOracle<boolean>(
      runs.map(({ offer, answer, key }) => ({
        ...{ do: 'verify', request: hex(offer.message), response: hex(answer.reply as Uint8Array), psk: key, ...ids },
      })),
    );
    for (const [index, { done, tgk, choice }] of runs.entries()) {
      expect(opened[index], JSON.stringify(choice)).to.deep.equal({
        ...{ authentic: true, keys: [{ type: 0, key: tgk, spi: '0007' }], sessions: keysHex(done.cryptoSessions) },
      });
      expect(verdicts[index], JSON.stringify(choice)).to.equal(true);
    }
    const [{ offer, answer, key }] = runs as [(typeof runs)[number]];
    const other = { do: 'verify', request: hex(offer.message), response: hex(answer.reply as Uint8Array), psk: key };
    expect(askOracle([{ ...other, ...ids, idi: ids.idr }])).to.deep.equal([false]);
  });

  it('makes messages that we take: 256-bit algorithms, key wrap of any length, several keys, SPI and interval (§6.13, §6.14)', () => {
    const keys = [
      { type: 0, key: '11'.repeat(33), spi: '00000001' },
      { type: 1, key: '22'.repeat(47), salt: '33'.repeat(14), spi: '00000002' },
    ];
    const jobs = algorithms.map(({ prf, encryption, mac }, index) => ({
      ...{
        do: 'make',
        psk: '5a'.repeat(keyLengths[index % keyLengths.length] as number),
        v: 1,
        csb: '00c0ffee',
        ...ids,
        sp: [sp],
      },
      ...{ prf: registeredValue(prfs, prf), encr: registeredValue(keyEncryptions, encryption), mac: registeredValue(macs, mac) },
      ...{ count: 1, map: { type: 0, info: '000000002a00000003' }, rand: 'ab'.repeat(16 + index) },
      // Key wrap is slow in the oracle: one key, with no padding at all up to seven octets of it.
      keys: encryption === 'AES-KW-128' ? [{ type: 0, key: '11'.repeat(16 + index), spi: '00000001' }] : keys,
      time: { type: 0, value: hex(ntp()) },
    }));
    const requests = askOracle<string>(jobs);
    const opened = askOracle<Opened>(
      requests.map((message, index) => ({ do: 'open', message, psk: jobs[index]?.psk, cs: [1], ...lengths })),
    );
    const answered = requests.map((request, index) => {
      const host = pskHost(Secret.from(octetsOf(jobs[index]?.psk as string)));
      return established(drive(responder({ identity: bob }).handle(octetsOf(request), now), host));
    });
    for (const [index, outcome] of answered.entries()) {
      const [session] = outcome.cryptoSessions;
      expect(keysHex(outcome.cryptoSessions), `job ${index}`).to.deep.equal(opened[index]?.sessions);
      const masterKeys = session?.parameters.masterKeys ?? [];
      expect(masterKeys.map(({ mki }) => hex(mki as Uint8Array))).to.deep.equal(jobs[index]?.keys.map(({ spi }) => spi));
      if (masterKeys[1]) expect(hex(masterKeys[1].salt.reveal())).to.equal('33'.repeat(14));
      expect(session?.parameters.streams).to.deep.equal([{ ssrc: 0x2a, roc: 3 }]);
    }
    // And the same answer, octet for octet: the verification message has one form.
    const answers = askOracle<string>(
      requests.map((request, index) => ({
        do: 'answer',
        request,
        psk: jobs[index]?.psk,
        ...ids,
        names: true,
        mac: jobs[index]?.mac,
      })),
    );
    expect(answered.map(({ reply }) => hex(reply as Uint8Array))).to.deep.equal(answers);
  });

  it('updates of a CSB: a new TGK, a new crypto session under the old one, and T as a counter or in 32 bits (§4.5, §6.6)', () => {
    const psk = '77'.repeat(16);
    const key = Secret.from(octetsOf(psk));
    const hosts = [pskHost(key), pskHost(key)] as const;
    const first = exchange(initiator(options), responder({ identity: bob }), hosts);
    const { csbId, rand, keys } = first.done.state;
    const earlierRand = hex(rand);
    // Ours, opened by the oracle.
    const jobs = [undefined, []].map((renewed, index) => {
      const updating = initiator({
        ...options,
        sessions: [{ policy }, { policy }, { policy }],
        ...(renewed && { keys: renewed }),
      });
      const update = offered(drive(updating.start(now + 1000 * (index + 1), undefined, first.done.state), hosts[0]));
      const answer = established(
        drive(responder({ identity: bob }).handle(update.message, now, undefined, first.answer.state), hosts[1]),
      );
      return { answer, request: hex(update.message), response: hex(answer.reply as Uint8Array) };
    });
    const opened = askOracle<Opened>(
      jobs.map(({ request }) => ({ do: 'open', message: request, psk, earlierRand, cs: [], ...lengths })),
    );
    expect(opened.map(({ authentic, keys: found }) => [authentic, found.length])).to.deep.equal([
      [true, 1],
      [true, 0],
    ]);
    const verify = jobs.map(({ request, response }) => ({ do: 'verify', request, response, psk, earlierRand, ...ids }));
    expect(askOracle(verify)).to.deep.equal([true, true]);
    expect(jobs[1]?.answer.cryptoSessions).to.have.length(3);
    expect(keysHex(jobs[1]?.answer.cryptoSessions.slice(0, 2) ?? [])).to.deep.equal(keysHex(first.done.cryptoSessions));

    // The oracle's, taken by our Responder; T has the width that its type gives it.
    const time = hex(ntp(now + 5000));
    const forms = [
      { encr: 1, time: { type: 0, value: time } },
      { encr: 3, time: { type: 1, value: time } },
      { encr: 2, time: { type: 3, value: time.slice(0, 8) } },
      { encr: 1, time: { type: 3, value: time.slice(0, 8) } },
    ].map(form => ({
      ...{ do: 'make', psk, prf: 0, mac: 1, v: 1, csb: csbId.toString(16).padStart(8, '0'), count: 1, ...ids, sp: [sp] },
      ...{ map: { type: 0, info: '000000002a00000000' }, earlierRand, keys: [{ type: 0, key: 'c4'.repeat(32) }], ...form },
    }));
    const requests = askOracle<string>(forms);
    const expected = askOracle<Opened>(requests.map(message => ({ do: 'open', message, psk, earlierRand, cs: [1], ...lengths })));
    for (const [index, request] of requests.entries()) {
      const updated = established(
        drive(responder({ identity: bob }).handle(octetsOf(request), now, undefined, first.answer.state), pskHost(key)),
      );
      expect(keysHex(updated.cryptoSessions), JSON.stringify(forms[index])).to.deep.equal(expected[index]?.sessions);
    }
    expect(keys).to.have.length(1);
  });

  it('takes a counter for T where the bundle has one, padded in front for the IV (§6.6)', () => {
    const psk = '78'.repeat(16);
    const key = Secret.from(octetsOf(psk));
    const first = exchange(initiator(options), responder({ identity: bob }), [pskHost(key), pskHost(key)]);
    const counting = { ...first.answer.state, timestamp: { kind: 'T' as const, type: 2, value: octetsOf('00000005') } };
    const job = {
      ...{ do: 'make', psk, prf: 0, encr: 1, mac: 1, v: 0, csb: counting.csbId.toString(16).padStart(8, '0'), count: 1, ...ids },
      ...{ sp: [sp], map: { type: 0, info: '000000002a00000000' }, earlierRand: hex(counting.rand) },
      ...{ keys: [{ type: 0, key: 'c4'.repeat(32) }] },
    };
    const [later, same] = askOracle<string>(['00000006', '00000005'].map(value => ({ ...job, time: { type: 2, value } })));
    const [opened] = askOracle<Opened>([
      { do: 'open', message: later, psk, earlierRand: hex(counting.rand), cs: [1], ...lengths },
    ]);
    const take = (message: string | undefined) =>
      drive(responder({ identity: bob }).handle(octetsOf(message as string), now, undefined, counting), pskHost(key));
    expect(keysHex(established(take(later)).cryptoSessions)).to.deep.equal(opened?.sessions);
    expect(take(same).kind).to.equal('refused');
  });

  it('reads the map of GENERIC-ID as RFC 6043 §6.1.1 lays it out', () => {
    const psk = '79'.repeat(16);
    // CS ID, SRTP, S with one policy, session data of SSRC, ROC and SEQ, SPI.
    const session = '09 00 81 00 000a 0000002a 00000003 0007 04 deadbeef'.replaceAll(' ', '');
    const [message] = askOracle<string>([
      {
        ...{ do: 'make', psk, prf: 1, encr: 3, mac: 2, v: 0, csb: '00c0ffee', count: 1, ...ids, sp: [sp] },
        ...{ map: { type: 2, info: session }, rand: 'cd'.repeat(16), time: { type: 0, value: hex(ntp()) } },
        keys: [
          { type: 0, key: '11'.repeat(32), spi: '00000001' },
          { type: 0, key: '22'.repeat(32), spi: 'deadbeef' },
        ],
      },
    ]);
    const map: CsIdMap = decodeMessage(octetsOf(message as string)).header.map;
    expect(map.kind).to.equal('generic-id');
    const outcome = established(
      drive(responder({ identity: bob }).handle(octetsOf(message as string), now), pskHost(Secret.from(octetsOf(psk)))),
    );
    expect(outcome.cryptoSessions[0]?.csId).to.equal(9);
    expect(outcome.cryptoSessions[0]?.parameters.streams).to.deep.equal([{ ssrc: 0x2a, roc: 3 }]);
    expect(outcome.cryptoSessions[0]?.parameters.masterKeys.map(({ mki }) => hex(mki as Uint8Array))).to.deep.equal([
      'deadbeef',
      '00000001',
    ]);
  });
});

/** The 64 bits of NTP (RFC 3830 §6.6) for a time of the tests, counted here and not by the code under test. */
function ntp(time = now): Uint8Array {
  const octets = Buffer.alloc(8);
  octets.writeUInt32BE(Math.floor(time / 1000) + 2_208_988_800);
  return Uint8Array.from(octets);
}
