import { inspect } from 'node:util';
import {
  currentBundle,
  decodeMessage,
  drive,
  driveAsync,
  find,
  findAll,
  type InitiatorOptions,
  initiator,
  MikeyError,
  replayCache,
  responder,
  type SrtpPolicy,
  uri,
} from '@sdpsec/mikey';
import { Secret, type SuiteName, suites } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { unbase64, unhex, vector } from './material.js';
import { alice, bob, cm80, established, exchange, keysOf, now, offered, psk, pskHost, refusal, tampered } from './parties.js';

const sessions = [{ policy: cm80, ssrc: 0x11111111 }, { policy: cm80 }];
const asAlice = (options: Partial<InitiatorOptions> = {}) =>
  initiator({ mode: 'psk', identity: alice, peer: bob, sessions, ...options });
const asBob = (options: Parameters<typeof responder>[0] = {}) => responder({ identity: bob, ...options });

describe('pre-shared key exchange (RFC 3830 §3.1)', () => {
  describe('against libmikey', () => {
    for (const name of ['libmikey-psk16-tgk16', 'libmikey-psk20-tgk16']) {
      const { i_message, r_message, psk: key, crypto_sessions } = vector(name);
      const host = () => pskHost(Secret.from(unhex(key as string)));
      // libmikey's clock stood at this T.
      const then = Date.UTC(2023, 9, 30);
      const expected = crypto_sessions.map(({ cs_id, tek16, salt14 }, index) => ({
        csId: cs_id,
        suite: 'AES_CM_128_HMAC_SHA1_80',
        fecOrder: 'fec-srtp',
        masterKeys: [{ key: tek16, salt: salt14 }],
        streams: [index === 0 ? { ssrc: 0x11111111, roc: 0 } : { ssrc: 0x22222222, roc: 7 }],
      }));

      it(`${name}: our Responder accepts the I_MESSAGE and answers with the same V`, () => {
        const outcome = established(drive(responder({ skew: 'off' }).handle(unbase64(i_message), then), host()));
        expect(keysOf(outcome.cryptoSessions)).to.deep.equal(expected);
        expect(outcome.protectedBy).to.equal('mac');
        expect(outcome.reply).to.deep.equal(unbase64(r_message));
      });

      it(`${name}: our Initiator, resumed, accepts the R_MESSAGE`, () => {
        const resumed = initiator({ mode: 'psk', sessions: [{ policy: cm80 }], coverage: 'libmikey' });
        const state = { mode: 'psk' as const, sent: Secret.from(unbase64(i_message)) };
        const outcome = established(drive(resumed.handle(state, unbase64(r_message), then), host()));
        expect(keysOf(outcome.cryptoSessions)).to.deep.equal(expected);
      });

      it(`${name}: refused with a bit of the MAC, or of V, changed`, () => {
        const flip = (text: string) => {
          const octets = unbase64(text);
          octets[octets.length - 1] = (octets[octets.length - 1] as number) ^ 1;
          return octets;
        };
        expect(refusal(drive(responder({ skew: 'off' }).handle(flip(i_message), then), host()))).to.equal(
          'authentication-failed',
        );
        const resumed = initiator({ mode: 'psk', sessions: [{ policy: cm80 }] });
        const state = { mode: 'psk' as const, sent: Secret.from(unbase64(i_message)) };
        expect(refusal(drive(resumed.handle(state, flip(r_message), then), host()))).to.equal('authentication-failed');
      });
    }
  });

  it('gives both ends the same crypto sessions, with mutual authentication', () => {
    const { offer, answer, done } = exchange(asAlice(), asBob({ ssrc: csId => (csId === 2 ? 0x22222222 : undefined) }));
    expect(keysOf(done.cryptoSessions)).to.deep.equal(keysOf(answer.cryptoSessions));
    expect(done.cryptoSessions.map(({ parameters }) => parameters.streams)).to.deep.equal([
      [{ ssrc: 0x11111111, roc: 0 }],
      [{ ssrc: 0x22222222, roc: 0 }],
    ]);
    expect([done.protectedBy, answer.protectedBy]).to.deep.equal(['mac', 'mac']);
    expect(decodeMessage(offer.message).payloads.map(({ kind }) => kind)).to.deep.equal(['T', 'RAND', 'ID', 'ID', 'SP', 'KEMAC']);
    expect(decodeMessage(answer.reply as Uint8Array).payloads.map(({ kind }) => kind)).to.deep.equal(['T', 'ID', 'V']);
    // Keys of different crypto sessions are independent (§4.1.3), and media may come before the answer.
    expect(
      new Set((keysOf(done.cryptoSessions) as { masterKeys: { key: string }[] }[]).map(s => s.masterKeys[0]?.key)).size,
    ).to.equal(2);
    expect(offer.early.map(({ parameters }) => parameters.masterKeys[0].key.length)).to.deep.equal([16, 16]);
  });

  it('runs without an answer when none is asked for (the V flag) (trap 14)', () => {
    const offer = offered(drive(asAlice({ verify: false }).start(now), pskHost()));
    const answer = established(drive(asBob().handle(offer.message, now), pskHost()));
    expect(answer.reply).to.equal(undefined);
    expect(keysOf(answer.cryptoSessions)).to.deep.equal(keysOf(offer.early));
  });

  it('works with every PRF, key encryption, MAC and key type', () => {
    for (const prf of ['MIKEY-1', 'PRF-HMAC-SHA-256'] as const)
      for (const encryption of ['AES-CM-128', 'AES-KW-128', 'AES-CM-256'] as const)
        for (const mac of ['HMAC-SHA-1-160', 'HMAC-SHA-256-256'] as const)
          for (const type of ['TGK', 'TGK+SALT', 'TEK', 'TEK+SALT'] as const) {
            const key = { type, mki: unhex('0000002f') };
            const { answer, done } = exchange(asAlice({ prf, encryption, mac, keys: [key] }), asBob());
            expect(keysOf(done.cryptoSessions)).to.deep.equal(keysOf(answer.cryptoSessions));
            expect(done.cryptoSessions[0]?.parameters.masterKeys[0].mki).to.deep.equal(unhex('0000002f'));
          }
  });

  it('carries every suite that has MIKEY numbers', () => {
    for (const suite of Object.values(suites).filter(({ mikey }) => mikey)) {
      const policy: SrtpPolicy = { suite: suite.name as SuiteName };
      const { done } = exchange(asAlice({ sessions: [{ policy }] }), asBob({ suites: [suite.name as SuiteName] }));
      expect(done.cryptoSessions[0]?.parameters).to.deep.include(policy);
    }
  });

  it('carries several keys by MKI, and keys by interval (§6.14)', () => {
    const several = asAlice({
      keys: [
        { type: 'TGK', mki: unhex('01') },
        { type: 'TGK', mki: unhex('02') },
      ],
    });
    const byMki = exchange(several, asBob()).answer.cryptoSessions[0]?.parameters;
    expect(byMki?.masterKeys.map(({ mki }) => mki)).to.deep.equal([unhex('01'), unhex('02')]);
    const ranged = asAlice({ keys: [{ type: 'TGK', interval: { from: 5, to: 2 ** 48 - 1 } }] });
    const byIndex = exchange(ranged, asBob()).answer.cryptoSessions[0]?.parameters;
    expect(byIndex?.masterKeys[0].validity).to.deep.equal({ from: 5, to: 2 ** 48 - 1 });
    expect(refusal(drive(asAlice({ keys: [{ type: 'TGK' }, { type: 'TGK' }] }).start(now), pskHost()))).to.equal('bad-keys');
  });

  it('runs with a host that takes its time', async () => {
    const host = {
      psk: async () => psk,
      claimReplay: async () => true,
    };
    const offer = offered(await driveAsync(asAlice().start(now), host));
    const answer = established(await driveAsync(asBob().handle(offer.message, now), host));
    established(await driveAsync(asAlice().handle(offer.state, answer.reply as Uint8Array, now), host));
  });

  it('shows no key in outcomes and states (trap 24)', () => {
    const key = Secret.from(new Uint8Array(16).fill(0xab));
    const { offer, answer, done } = exchange(asAlice({ keys: [{ type: 'TEK', key }] }), asBob());
    for (const value of [offer.state, offer.bundle, offer.early, answer.state, done])
      expect(inspect(value, { depth: 12, showHidden: true }) + JSON.stringify(value)).to.not.match(/171, 171|abab/);
  });
});

describe('what a Responder refuses (RFC 3830 §5.3)', () => {
  const offer = () => offered(drive(asAlice().start(now), pskHost()));
  const answer = (message: Uint8Array, options: Parameters<typeof responder>[0] = {}, host = pskHost(), time = now) =>
    drive(asBob(options).handle(message, time), host);

  it('every one-octet change and every truncation, whatever the field', () => {
    const { message } = offer();
    for (let at = 0; at < message.length; at++) {
      const changed = message.slice();
      changed[at] = (changed[at] as number) ^ (1 << (at % 8));
      expect(answer(changed).kind, `octet ${at}`).to.be.oneOf(['refused', 'hint']);
      expect(answer(message.slice(0, at)).kind, `${at} octets`).to.be.oneOf(['refused', 'hint']);
    }
    expect(refusal(answer(Uint8Array.from([...message, 0])))).to.equal('malformed');
    expect(refusal(answer(message))).to.equal('established');
  });

  it('a message for, or from, somebody else, and its own one sent back', () => {
    const { message } = offer();
    expect(refusal(answer(message, { identity: uri('sip:carol@example.org') }))).to.equal('identity-mismatch');
    expect(refusal(answer(message, { peer: uri('sip:carol@example.org') }))).to.equal('identity-mismatch');
    const own = pskHost();
    const anonymous = initiator({ mode: 'psk', sessions });
    const sent = offered(drive(anonymous.start(now), own));
    expect(refusal(drive(responder().handle(sent.message, now), own))).to.equal('replayed');
    expect(refusal(drive(responder({ identity: alice }).handle(message, now), pskHost()))).to.equal('identity-mismatch');
  });

  it('nobody who names himself in the answer, where the Initiator named himself alone: IDi is not IDr (§3.1)', () => {
    const host = pskHost();
    const alone = initiator({ mode: 'psk', identity: alice, sessions });
    const { message, state } = offered(drive(alone.start(now), host));
    const { reply } = established(drive(asBob().handle(message, now), pskHost()));
    expect(find(decodeMessage(reply as Uint8Array), 'ID')).to.deep.include({ data: bob.data });
    expect(refusal(drive(alone.handle(state, reply as Uint8Array, now), host))).to.equal('established');
  });

  it('a replay, but not before it is authenticated (§5.4)', () => {
    const host = pskHost();
    const { message } = offer();
    const forged = message.slice();
    forged[forged.length - 1] = (forged[forged.length - 1] as number) ^ 1;
    expect(refusal(answer(forged, {}, host))).to.equal('authentication-failed');
    expect(refusal(answer(message, {}, host))).to.equal('established');
    const again = answer(message, {}, host);
    expect(refusal(again)).to.equal('replayed');
    expect(again).to.not.have.property('reply');
  });

  it('a timestamp outside the skew, in either direction, across the NTP era', () => {
    const { message } = offer();
    const hour = 3_600_000;
    expect(refusal(answer(message, {}, pskHost(), now + hour + 1000))).to.equal('invalid-timestamp');
    expect(refusal(answer(message, {}, pskHost(), now - hour - 1000))).to.equal('invalid-timestamp');
    expect(refusal(answer(message, { skew: 2 * hour }, pskHost(), now + hour + 1000))).to.equal('established');
    const late = established(answer(message, { skew: 'off' }, pskHost(), now + 2 * hour));
    expect(late.warnings).to.include('clock-skew');
    // 7 February 2036, 06:28:16 UTC: seconds since 1900 start again (§4.2.8).
    const wrap = Date.UTC(2036, 1, 7, 6, 28, 16);
    const before = offered(drive(asAlice().start(wrap - 1000), pskHost()));
    expect(refusal(answer(before.message, {}, pskHost(), wrap + 1000))).to.equal('established');
  });

  it('a short key and an unknown peer, with the same error for the sender', () => {
    const { message } = offer();
    const short = Secret.from(new Uint8Array(15));
    expect(refusal(answer(message, {}, pskHost(short)))).to.equal('weak-key');
    const unknown = drive(asBob().handle(message, now), { psk: () => undefined, claimReplay: () => true });
    expect(refusal(unknown)).to.equal('unknown-peer');
    const allowed = { allow: ['short-psk'] as const };
    const theirs = offered(drive(asAlice(allowed).start(now), pskHost(short)));
    expect(refusal(answer(theirs.message, allowed, pskHost(short)))).to.equal('established');
    const wrong = drive(asBob().handle(message, now), pskHost(Secret.from(new Uint8Array(16).fill(9))));
    if (unknown.kind !== 'refused' || wrong.kind !== 'refused') throw new Error('accepted');
    expect(unknown.reply).to.deep.equal(wrong.reply);
  });

  it('NULL algorithms, unless the caller says that a lower layer protects (§4.2.3) (trap 21)', () => {
    expect(() => asAlice({ encryption: 'NULL', mac: 'NULL' })).to.throw(MikeyError, 'lower layer');
    expect(() => asAlice({ encryption: 'NULL' })).to.throw(MikeyError, 'lower layer');
    expect(() => asAlice({ mac: 'NULL', lowerLayerProtects: true })).to.throw(MikeyError, 'NULL MAC');
    const open = asAlice({ encryption: 'NULL', mac: 'NULL', lowerLayerProtects: true });
    const { message } = offered(drive(open.start(now), { claimReplay: () => true }));
    expect(refusal(answer(message))).to.equal('not-protected');
    // Not even then, when a key is shared with the peer: that would be a downgrade.
    expect(refusal(answer(message, { lowerLayerProtects: true }))).to.equal('not-protected');
    const accepted = established(drive(asBob({ lowerLayerProtects: true }).handle(message, now), { claimReplay: () => true }));
    expect([accepted.protectedBy, accepted.reply]).to.deep.equal(['lower-layer', undefined]);
    const half = asAlice({ encryption: 'NULL', lowerLayerProtects: true });
    const clear = offered(drive(half.start(now), pskHost())).message;
    expect(refusal(answer(clear))).to.equal('not-protected');
    expect(refusal(answer(clear, { lowerLayerProtects: true }))).to.equal('established');
  });

  it('encrypted keys without a MAC, whatever the caller says', () => {
    const { message } = offer();
    const stripped = tampered(message, payload =>
      payload.kind === 'KEMAC' ? { ...payload, macAlgorithm: 0, mac: new Uint8Array() } : payload,
    );
    expect(refusal(answer(stripped, { lowerLayerProtects: true }))).to.equal('not-protected');
  });

  it('a suite that it does not take, and says which it takes (§5.1.1)', () => {
    const outcome = answer(offer().message, { suites: ['AEAD_AES_256_GCM'] });
    if (outcome.kind !== 'refused' || !outcome.reply) throw new Error('accepted');
    expect(outcome.code).to.equal('unsupported-policy');
    const error = decodeMessage(outcome.reply);
    expect(error.payloads.map(({ kind }) => kind)).to.deep.equal(['T', 'ERR', 'SP', 'V']);
    expect(find(error, 'ERR')?.error).to.equal(10);
    expect(findAll(error, 'SP')).to.have.length(1);
  });

  it('a protocol list that is not the SDP’s (RFC 4567 §4.1.4)', () => {
    const { message } = offered(drive(asAlice({ sdpIds: ['mikey', 'keyp1'] }).start(now), pskHost()));
    expect(refusal(answer(message, { sdpIds: ['mikey', 'keyp1'] }))).to.equal('established');
    expect(refusal(answer(message, { sdpIds: ['mikey'] }))).to.equal('bidding-down');
    expect(refusal(answer(offer().message, { sdpIds: ['mikey'], requireSdpIds: true }))).to.equal('bidding-down');
    expect(established(answer(offer().message, { sdpIds: ['mikey'] })).warnings).to.deep.equal(['sdp-ids-absent']);
  });

  it('what it does not know, with the error that names it (§5.1.2)', () => {
    const { message } = offer();
    const errorOf = (octets: Uint8Array, options = {}) => {
      const outcome = answer(octets, options);
      return outcome.kind === 'refused' && outcome.reply
        ? [outcome.code, find(decodeMessage(outcome.reply), 'ERR')?.error]
        : outcome.kind;
    };
    const prf = message.slice();
    prf[3] = 0x80 | 5;
    expect(errorOf(prf)).to.deep.equal(['unsupported-prf', 2]);
    expect(errorOf(message, { modes: ['dh'] })).to.deep.equal(['unsupported-message', 11]);
    const mac = tampered(message, payload =>
      payload.kind === 'KEMAC' ? { kind: 'UNKNOWN', number: 1, data: unhex('0001000099') } : payload,
    );
    expect(errorOf(mac)).to.deep.equal(['unsupported-mac', 3]);
    const encryption = tampered(message, payload => (payload.kind === 'KEMAC' ? { ...payload, encryption: 9 } : payload));
    expect(errorOf(encryption)).to.deep.equal(['unsupported-encryption', 4]);
    expect(errorOf(tampered(message, payload => (payload.kind === 'RAND' ? undefined : payload)))).to.deep.equal([
      'malformed',
      12,
    ]);
    expect(errorOf(tampered(message, payload => (payload.kind === 'T' ? undefined : payload)))).to.equal('refused');
  });
});

describe('what an Initiator refuses', () => {
  const run = (change: (reply: Uint8Array) => Uint8Array, options: Partial<InitiatorOptions> = {}) => {
    const host = pskHost();
    const offer = offered(drive(asAlice(options).start(now), host));
    const answer = established(drive(asBob().handle(offer.message, now), pskHost()));
    return drive(asAlice(options).handle(offer.state, change(answer.reply as Uint8Array), now), host);
  };

  it('every one-octet change and every truncation of the answer', () => {
    const { length } = exchange(asAlice(), asBob()).answer.reply as Uint8Array;
    for (let at = 0; at < length; at++) {
      const flip = (reply: Uint8Array) => reply.map((octet, i) => (i === at ? octet ^ (1 << (at % 8)) : octet));
      expect(run(flip).kind, `octet ${at}`).to.be.oneOf(['refused', 'hint']);
      expect(run(reply => reply.slice(0, at)).kind, `${at} octets`).to.be.oneOf(['refused', 'hint']);
    }
    expect(run(reply => reply).kind).to.equal('established');
  });

  it('an answer without V, with a NULL one, or to another message', () => {
    expect(refusal(run(reply => tampered(reply, payload => (payload.kind === 'V' ? undefined : payload))))).to.equal(
      'authentication-failed',
    );
    const empty = (reply: Uint8Array) =>
      tampered(reply, payload => (payload.kind === 'V' ? { ...payload, macAlgorithm: 0, mac: new Uint8Array() } : payload));
    expect(refusal(run(empty))).to.equal('authentication-failed');
    const other = exchange(asAlice(), asBob()).answer.reply as Uint8Array;
    expect(refusal(run(() => other))).to.equal('not-ours');
  });
});

describe('error messages (RFC 3830 §5.1.2)', () => {
  it('are a hint and change nothing when nothing authenticates them', () => {
    const host = pskHost();
    const offer = offered(drive(asAlice().start(now), host));
    const wrong = drive(asBob().handle(offer.message, now), pskHost(Secret.from(new Uint8Array(16).fill(9))));
    if (wrong.kind !== 'refused' || !wrong.reply) throw new Error('accepted');
    expect(find(decodeMessage(wrong.reply), 'V')).to.equal(undefined);
    expect(drive(asAlice().handle(offer.state, wrong.reply, now), host)).to.deep.equal({
      ...{ kind: 'hint', code: 'Auth failure', errors: ['Auth failure'] },
    });
    // The true answer still counts afterwards.
    const answer = established(drive(asBob().handle(offer.message, now), pskHost()));
    expect(refusal(drive(asAlice().handle(offer.state, answer.reply as Uint8Array, now), host))).to.equal('established');
    expect(drive(asBob().handle(wrong.reply, now), host).kind).to.equal('hint');
  });

  it('end the exchange when V authenticates them', () => {
    const host = pskHost();
    const offer = offered(drive(asAlice().start(now), host));
    const refused = drive(asBob({ suites: ['AEAD_AES_128_GCM'] }).handle(offer.message, now), pskHost());
    if (refused.kind !== 'refused' || !refused.reply) throw new Error('accepted');
    expect(drive(asAlice().handle(offer.state, refused.reply, now), host)).to.deep.include({
      ...{ kind: 'refused', code: 'peer-error', errors: ['Invalid SPpar'] },
    });
    const forged = tampered(refused.reply, payload => (payload.kind === 'ERR' ? { ...payload, error: 0 } : payload));
    expect(drive(asAlice().handle(offer.state, forged, now), host).kind).to.equal('hint');
  });
});

describe('retransmission and updates (RFC 3830 §4.5, §5.4)', () => {
  it('answers the same message with the same octets, without a second claim', () => {
    const host = pskHost();
    const offer = offered(drive(asAlice().start(now), pskHost()));
    const first = established(drive(asBob().handle(offer.message, now), host));
    const again = established(drive(asBob().handle(offer.message, now, undefined, first.state), host));
    expect(again.reply).to.deep.equal(first.reply);
    expect(keysOf(again.cryptoSessions)).to.deep.equal(keysOf(first.cryptoSessions));
  });

  it('two offers that cross are two bundles', () => {
    const [one, other] = [pskHost(), pskHost()];
    const fromAlice = offered(drive(asAlice().start(now), one));
    const fromBob = offered(drive(initiator({ mode: 'psk', identity: bob, peer: alice, sessions }).start(now), other));
    const atBob = established(drive(asBob().handle(fromAlice.message, now, undefined, fromBob.bundle), other));
    const atAlice = established(
      drive(responder({ identity: alice }).handle(fromBob.message, now, undefined, fromAlice.bundle), one),
    );
    expect(atBob.state.csbId).to.not.equal(atAlice.state.csbId);
  });

  it('two updates that cross leave both ends with the keys of the later one, in whatever order they come in', () => {
    const hosts = [pskHost(), pskHost()] as const;
    const first = exchange(asAlice(), asBob(), hosts);
    const asBobCalling = initiator({ mode: 'psk', identity: bob, peer: alice, sessions });
    for (const [alices, bobs] of [
      [1000, 1001],
      [2001, 2000],
      [3000, 3000],
    ] as const) {
      const fromAlice = offered(drive(asAlice().start(now + alices, undefined, first.done.state), hosts[0]));
      const fromBob = offered(drive(asBobCalling.start(now + bobs, undefined, first.answer.state), hosts[1]));
      const time = now + 3000;
      // Each end answers the other's update, then gets the answer to its own.
      const atAlice = established(
        drive(responder({ identity: alice }).handle(fromBob.message, time, undefined, first.done.state), hosts[0]),
      );
      const atBob = established(drive(asBob().handle(fromAlice.message, time, undefined, first.answer.state), hosts[1]));
      const alicesOwn = established(drive(asAlice().handle(fromAlice.state, atBob.reply as Uint8Array, time), hosts[0]));
      const bobsOwn = established(drive(asBobCalling.handle(fromBob.state, atAlice.reply as Uint8Array, time), hosts[1]));
      const ofAlice = currentBundle(alicesOwn.state, atAlice.state);
      const ofBob = currentBundle(atBob.state, bobsOwn.state);
      expect(ofAlice.keys.map(({ key }) => [...key.reveal()])).to.deep.equal(ofBob.keys.map(({ key }) => [...key.reveal()]));
      if (alices !== bobs) expect(ofAlice === alicesOwn.state).to.equal(alices > bobs);
      expect(currentBundle(atAlice.state, alicesOwn.state)).to.equal(ofAlice);
    }
    const { state } = exchange(asAlice(), asBob()).done;
    expect(() => currentBundle(state, first.done.state)).to.throw(MikeyError, 'one bundle');
  });

  it('re-keys under the same CSB ID, with a new T and no RAND', () => {
    const hosts = [pskHost(), pskHost()] as const;
    const first = exchange(asAlice(), asBob(), hosts);
    const update = offered(drive(asAlice().start(now, undefined, first.done.state), hosts[0]));
    const message = decodeMessage(update.message);
    expect(message.payloads.map(({ kind }) => kind)).to.deep.equal(['T', 'ID', 'ID', 'SP', 'KEMAC']);
    expect(message.header.csbId).to.equal(first.done.state.csbId);
    expect(find(message, 'T')?.value).to.not.deep.equal(first.done.state.timestamp.value);
    const answer = established(drive(asBob().handle(update.message, now, undefined, first.answer.state), hosts[1]));
    const done = established(drive(asAlice().handle(update.state, answer.reply as Uint8Array, now), hosts[0]));
    expect(keysOf(done.cryptoSessions)).to.deep.equal(keysOf(answer.cryptoSessions));
    expect(keysOf(done.cryptoSessions)).to.not.deep.equal(keysOf(first.done.cryptoSessions));
    // Without the bundle the update has no RAND to work with.
    expect(refusal(drive(asBob().handle(update.message, now), pskHost()))).to.equal('malformed');
  });

  it('adds a crypto session and keeps the keys', () => {
    const hosts = [pskHost(), pskHost()] as const;
    const first = exchange(asAlice(), asBob(), hosts);
    const more = asAlice({ sessions: [...sessions, { policy: cm80, ssrc: 3 }], keys: [] });
    const update = offered(drive(more.start(now, undefined, first.done.state), hosts[0]));
    expect(find(decodeMessage(update.message), 'KEMAC')?.data.length).to.equal(0);
    const answer = established(drive(asBob().handle(update.message, now, undefined, first.answer.state), hosts[1]));
    const before = keysOf(first.answer.cryptoSessions) as unknown[];
    expect((keysOf(answer.cryptoSessions) as unknown[]).slice(0, 2)).to.deep.equal(before);
    expect(answer.cryptoSessions).to.have.length(3);
  });

  it('refuses an update that is older than what the bundle has seen', () => {
    const hosts = [pskHost(), pskHost()] as const;
    const first = exchange(asAlice(), asBob(), hosts);
    const one = offered(drive(asAlice().start(now + 1000, undefined, first.done.state), hosts[0]));
    const two = offered(drive(asAlice().start(now + 2000, undefined, first.done.state), hosts[0]));
    const newer = established(drive(asBob().handle(two.message, now + 2000, undefined, first.answer.state), hosts[1]));
    expect(refusal(drive(asBob().handle(one.message, now + 2000, undefined, newer.state), hosts[1]))).to.equal(
      'invalid-timestamp',
    );
  });

  it('draws for each bundle a CSB ID, a RAND of 16 octets and a T of its own, within one millisecond too (§5.2, §6.1, §6.11)', () => {
    const messages = Array.from({ length: 3 }, () => decodeMessage(offered(drive(asAlice().start(now), pskHost())).message));
    const hex = (octets: Uint8Array | undefined) => Buffer.from(octets ?? []).toString('hex');
    for (const values of [
      messages.map(({ header }) => String(header.csbId)),
      messages.map(message => hex(find(message, 'RAND')?.rand)),
      messages.map(message => hex(find(message, 'T')?.value)),
    ])
      expect(new Set(values)).to.have.property('size', 3);
    expect(new Set(messages.map(message => find(message, 'RAND')?.rand.length))).to.deep.equal(new Set([16]));
    // NTP: 32 bits of seconds, 32 of their fraction (§6.6).
    const seconds = messages.map(message => Number.parseInt(hex(find(message, 'T')?.value).slice(0, 8), 16));
    expect(new Set(seconds)).to.deep.equal(new Set([now / 1000 + 2_208_988_800]));
  });

  it('takes RAND, CSB ID and keys from the platform’s random source (§4.2.2)', () => {
    const { getRandomValues } = globalThis.crypto;
    globalThis.crypto.getRandomValues = target => {
      new Uint8Array(target.buffer, target.byteOffset, target.byteLength).fill(0xab);
      return target;
    };
    try {
      const offer = offered(drive(asAlice().start(now), pskHost()));
      const { header, payloads } = decodeMessage(offer.message);
      expect(header.csbId).to.equal(0xabababab);
      expect(payloads.find(({ kind }) => kind === 'RAND')).to.deep.include({ rand: new Uint8Array(16).fill(0xab) });
      expect(offer.bundle?.keys.map(({ key }) => [...key.reveal()])).to.deep.equal([Array.from({ length: 16 }, () => 0xab)]);
    } finally {
      globalThis.crypto.getRandomValues = getRandomValues;
    }
  });

  it('takes no CSB ID that is in use (§6.1)', () => {
    let draws = 0;
    const random = (target: Uint8Array) => target.fill(Math.min(++draws, 3));
    const offer = offered(drive(asAlice({ csbIdsInUse: [0x01010101, 0x02020202] }).start(now, random), pskHost()));
    expect(decodeMessage(offer.message).header.csbId).to.equal(0x03030303);
  });
});

describe('replay cache (RFC 3830 §5.4)', () => {
  it('forgets entries when they expire, and refuses rather than forget young ones', () => {
    let time = 0;
    const claim = replayCache({ capacity: 2, now: () => time });
    expect([claim('a', 10), claim('a', 10), claim('b', 20), claim('c', 30)]).to.deep.equal([true, false, true, false]);
    time = 10;
    expect([claim('c', 30), claim('b', 20), claim('d', 30), claim('a', 40)]).to.deep.equal([true, false, false, false]);
    time = 40;
    expect(claim('a', 50)).to.equal(true);
  });
});
