import { type CsIdMap, decodeMessage, drive, findAll, type InitiatorOptions, initiator, responder } from '@sdpsec/mikey';
import { expect } from 'chai';
import { cryptoSessions } from '../../packages/mikey/dist/exchange/crypto-sessions.js';
import { answeredMap } from '../../packages/mikey/dist/exchange/cs-id-map.js';
import { run } from './certified.js';
import { alice, bob, cm80, established, exchange, keysOf, now, offered, psk, pskHost, refusal } from './parties.js';

const gcm = { suite: 'AEAD_AES_256_GCM' } as const;
const sessions = [{ policy: cm80, ssrc: 0x11, roc: 3 }, { policy: gcm }, { policy: cm80, ssrc: 0 }];
const asAlice = (options: Partial<InitiatorOptions> = {}) =>
  initiator({ mode: 'psk', identity: alice, peer: bob, sessions, ...options });
const mapOf = (octets: Uint8Array): CsIdMap => decodeMessage(octets).header.map;

describe('CS ID map types in exchanges', () => {
  it('GENERIC-ID: policies, session data and SPI of each session, open SSRCs filled in by the answer (RFC 6043 §6.1.1)', () => {
    const mki = Uint8Array.of(0, 0, 0, 9);
    const options = { map: 'GENERIC-ID', keys: [{ type: 'TGK', mki }] } as const;
    const answering = responder({ identity: bob, ssrc: csId => (csId === 2 ? 0x22 : undefined) });
    const { offer, answer, done } = exchange(asAlice(options), answering);
    // SSRC 0 is one like others here; with a ROC the S flag is set and a sequence number follows.
    const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex');
    const shown = (map: CsIdMap) =>
      map.kind === 'generic-id'
        ? map.sessions.map(({ csId, protocol, s, policies, sessionData, spi }) => [
            csId,
            protocol,
            s,
            policies,
            hex(sessionData),
            hex(spi),
          ])
        : map;
    expect(shown(mapOf(offer.message))).to.deep.equal([
      [1, 0, true, [0], '00000011000000030000', '00000009'],
      [2, 0, false, [1], '', '00000009'],
      [3, 0, false, [0], '00000000', '00000009'],
    ]);
    expect(shown(mapOf(answer.reply as Uint8Array))).to.deep.include([2, 0, false, [1], '00000022', '00000009']);
    expect(keysOf(done.cryptoSessions)).to.deep.equal(keysOf(answer.cryptoSessions));
    expect(done.cryptoSessions.map(({ parameters: { suite, streams } }) => [suite, streams])).to.deep.equal([
      ['AES_CM_128_HMAC_SHA1_80', [{ ssrc: 0x11, roc: 3 }]],
      ['AEAD_AES_256_GCM', [{ ssrc: 0x22 }]],
      ['AES_CM_128_HMAC_SHA1_80', [{ ssrc: 0 }]],
    ]);
  });

  it('GENERIC-ID in the modes of certificates and of Diffie-Hellman', async () => {
    for (const mode of ['public-key', 'dh', 'rsa-r'] as const) {
      const { offer, answer, done } = await run(mode, { map: 'GENERIC-ID' });
      expect(mapOf(offer.message).kind).to.equal('generic-id');
      expect(keysOf(done.cryptoSessions)).to.deep.equal(keysOf(answer.cryptoSessions));
    }
    const { answer, done } = exchange(asAlice({ mode: 'dhhmac', map: 'GENERIC-ID' }), responder({ identity: bob }));
    expect(keysOf(done.cryptoSessions)).to.deep.equal(keysOf(answer.cryptoSessions));
  });

  it('GENERIC-ID: an answer that changes an SSRC is not ours, a session of another protocol is refused', () => {
    const host = pskHost();
    const calling = asAlice({ map: 'GENERIC-ID' });
    const offer = offered(drive(calling.start(now), host));
    // Bob answers with another SSRC than Alice said, under a right V.
    const renamed: CsIdMap = mapOf(offer.message);
    if (renamed.kind !== 'generic-id') throw new Error('another map');
    const [one, ...rest] = renamed.sessions;
    if (!one) throw new Error('no session');
    const changed: CsIdMap = {
      kind: 'generic-id',
      sessions: [{ ...one, s: false, sessionData: Uint8Array.of(0, 0, 0, 9) }, ...rest],
    };
    expect(() => answeredMap(renamed, changed)).to.throw('changes the SSRC of crypto session 1');
    const tesla = { ...renamed, sessions: [{ ...one, protocol: 1 }] } satisfies CsIdMap;
    const none = {
      csbId: 1,
      prf: 0,
      rand: new Uint8Array(16),
      keys: [{ type: 'TGK' as const, key: psk }],
      policies: new Map(),
      map: tesla,
    };
    expect(() => cryptoSessions(none, undefined, new Set())).to.throw('names no SRTP policy');
    expect(() => drive(asAlice({ map: 'GENERIC-ID', sessions: [{ policy: cm80, roc: 1 }] }).start(now), host)).to.throw(
      'needs its SSRC',
    );
  });

  it('empty: #CS, no SP, and the sessions that both ends know otherwise (RFC 4563 §5)', async () => {
    const outOfBand = [
      { csId: 1, policy: cm80, ssrc: 0x11 },
      { csId: 7, policy: gcm },
    ];
    const { offer, answer, done } = exchange(asAlice({ outOfBand }), responder({ identity: bob, outOfBand }));
    expect(mapOf(offer.message)).to.deep.equal({ kind: 'empty', count: 2 });
    expect(findAll(decodeMessage(offer.message), 'SP')).to.deep.equal([]);
    expect(keysOf(done.cryptoSessions)).to.deep.equal(keysOf(answer.cryptoSessions));
    expect(done.cryptoSessions.map(({ csId }) => csId)).to.deep.equal([1, 7]);
    // Without that knowledge there are keys and nothing to use them for.
    expect(established(drive(responder({ identity: bob }).handle(offer.message, now), pskHost())).cryptoSessions).to.deep.equal(
      [],
    );
    for (const mode of ['public-key', 'dh'] as const) {
      const pair = await run(mode, { outOfBand }, { outOfBand });
      expect(keysOf(pair.done.cryptoSessions)).to.deep.equal(keysOf(pair.answer.cryptoSessions));
    }
  });

  it('reads #CS 0 with either map, as 3GPP senders write it (trap 15)', () => {
    for (const options of [{ sessions: [] }, { sessions: [], outOfBand: [] }]) {
      const keys = [{ type: 'TGK' }] as const;
      const offer = offered(drive(asAlice({ ...options, keys, verify: false }).start(now), pskHost()));
      const outcome = drive(responder({ identity: bob }).handle(offer.message, now), pskHost());
      expect(refusal(outcome)).to.equal('established');
      expect(established(outcome).cryptoSessions).to.deep.equal([]);
    }
  });
});
