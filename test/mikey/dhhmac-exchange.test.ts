import {
  computeMac,
  decodeMessage,
  dhKeyPair,
  drive,
  encodeMessage,
  find,
  findAll,
  type InitiatorOptions,
  initiator,
  responder,
  uri,
} from '@sdpsec/mikey';
import { Secret } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { unbase64, unhex, vector } from './material.js';
import { alice, bob, cm80, established, exchange, keysOf, now, offered, psk, pskHost, refusal, tampered } from './parties.js';

const sessions = [{ policy: cm80, ssrc: 1 }, { policy: cm80 }];
const asAlice = (options: Partial<InitiatorOptions> = {}) =>
  initiator({ mode: 'dhhmac', identity: alice, peer: bob, sessions, ...options });
const asBob = (options: Parameters<typeof responder>[0] = {}) => responder({ identity: bob, ...options });

describe('Diffie-Hellman under a pre-shared key (RFC 4650 §3)', () => {
  describe('against libmikey', () => {
    const { i_message, r_message, psk, xi, xr, crypto_sessions } = vector('libmikey-dhhmac-group0');
    const then = Date.UTC(2023, 9, 30);
    const host = () => pskHost(Secret.from(unhex(psk as string)));
    const expected = crypto_sessions.map(({ tek16, salt14 }) => ({ key: tek16, salt: salt14 }));
    const masterKeys = (sessions: Parameters<typeof keysOf>[0]) =>
      (keysOf(sessions) as { masterKeys: unknown[] }[]).map(({ masterKeys }) => masterKeys[0]);

    it('our Responder with the recorded exponent gives the recorded keys', () => {
      const value = find(decodeMessage(unbase64(r_message)), 'DH')?.value as Uint8Array;
      const fixed = { group: 0, exponent: Secret.from(unhex(xr as string)), value };
      const outcome = established(
        drive(responder({ skew: 'off' }).handle(unbase64(i_message), then), { ...host(), dhKeyPair: () => fixed }),
      );
      expect(masterKeys(outcome.cryptoSessions)).to.deep.equal(expected);
      // HDR, T, DHr, DHi, KEMAC: without identities the two implementations have the same message, MAC included.
      expect(outcome.reply).to.deep.equal(unbase64(r_message));
    });

    it('our Initiator, resumed, accepts the R_MESSAGE', () => {
      const resumed = initiator({ mode: 'dhhmac', sessions: [{ policy: cm80 }], coverage: 'libmikey' });
      const state = { mode: 'dhhmac' as const, sent: Secret.from(unbase64(i_message)), secret: Secret.from(unhex(xi as string)) };
      const outcome = established(drive(resumed.handle(state, unbase64(r_message), then), host()));
      expect(masterKeys(outcome.cryptoSessions)).to.deep.equal(expected);
    });
  });

  it('gives both ends the same crypto sessions in each group', () => {
    for (const [dhGroup, allow] of [
      ['OAKLEY 5', []],
      ['OAKLEY 1', ['dh-oakley-1']],
      ['OAKLEY 2', ['dh-oakley-2']],
    ] as const) {
      const { offer, answer, done } = exchange(asAlice({ dhGroup, allow }), asBob({ allow }));
      expect(keysOf(done.cryptoSessions)).to.deep.equal(keysOf(answer.cryptoSessions));
      expect(done.protectedBy).to.equal('mac');
      expect(done.warnings).to.deep.equal([]);
      expect(answer.warnings).to.deep.equal(allow.length > 0 ? ['weak-dh-group'] : []);
      const kinds = (octets: Uint8Array) => decodeMessage(octets).payloads.map(({ kind }) => kind);
      expect(kinds(offer.message)).to.deep.equal(['T', 'RAND', 'ID', 'ID', 'SP', 'DH', 'KEMAC']);
      // R_message = HDR, T, [IDr], IDi, DHr, DHi, KEMAC
      expect(kinds(answer.reply as Uint8Array)).to.deep.equal(['T', 'ID', 'ID', 'DH', 'DH', 'KEMAC']);
      const [idr, idi] = findAll(decodeMessage(answer.reply as Uint8Array), 'ID');
      expect([idr?.data, idi?.data]).to.deep.equal([bob.data, alice.data]);
    }
  });

  it('always sends IDr, and the Responder always IDi (§3)', () => {
    const { offer, answer } = exchange(initiator({ mode: 'dhhmac', peer: bob, sessions }), asBob({ peer: alice }));
    expect(findAll(decodeMessage(offer.message), 'ID').map(({ data }) => data)).to.deep.equal([bob.data]);
    expect(findAll(decodeMessage(answer.reply as Uint8Array), 'ID')).to.have.length(2);
  });

  it('refuses the small groups without their opt-in', () => {
    expect(refusal(drive(asAlice({ dhGroup: 'OAKLEY 2' }).start(now), pskHost()))).to.equal('unsupported-dh-group');
    const offer = offered(drive(asAlice({ dhGroup: 'OAKLEY 2', allow: ['dh-oakley-2'] }).start(now), pskHost()));
    const outcome = drive(asBob().handle(offer.message, now), pskHost());
    expect(refusal(outcome)).to.equal('unsupported-dh-group');
    expect(outcome.kind === 'refused' && outcome.reply && find(decodeMessage(outcome.reply), 'ERR')?.error).to.equal(6);
  });

  it('refuses DH values that give away the secret, even from a peer that authenticates (trap 20)', () => {
    for (const value of [
      new Uint8Array(192),
      new Uint8Array(192).fill(0xff),
      Uint8Array.from({ length: 192 }, (_, i) => (i === 191 ? 1 : 0)),
    ]) {
      const evil = { ...pskHost(), dhKeyPair: () => ({ ...dhKeyPair(0), value }) };
      const offer = offered(drive(asAlice().start(now), evil));
      expect(refusal(drive(asBob().handle(offer.message, now), pskHost()))).to.equal('bad-dh-value');
      const fair = pskHost();
      const asked = offered(drive(asAlice().start(now), fair));
      const answer = established(drive(asBob().handle(asked.message, now), { ...evil, dhSecret: () => Secret.random(192) }));
      expect(refusal(drive(asAlice().handle(asked.state, answer.reply as Uint8Array, now), fair))).to.equal('bad-dh-value');
    }
  });

  it('refuses every one-octet change of either message', () => {
    const host = pskHost();
    const offer = offered(drive(asAlice().start(now), host));
    const reply = established(drive(asBob().handle(offer.message, now), pskHost())).reply as Uint8Array;
    const flip = (octets: Uint8Array, at: number) => octets.map((octet, i) => (i === at ? octet ^ (1 << (at % 8)) : octet));
    for (let at = 0; at < offer.message.length; at++)
      expect(drive(asBob().handle(flip(offer.message, at), now), pskHost()).kind, `I ${at}`).to.be.oneOf(['refused', 'hint']);
    for (let at = 0; at < reply.length; at++)
      expect(drive(asAlice().handle(offer.state, flip(reply, at), now), host).kind, `R ${at}`).to.be.oneOf(['refused', 'hint']);
  });

  it('refuses an answer with another DHi, or for another Initiator', () => {
    const host = pskHost();
    const offer = offered(drive(asAlice().start(now), host));
    // An attacker that knows the key of another pair cannot do this; a confused Responder can.
    const other = offered(drive(asAlice().start(now), pskHost()));
    const confused = tampered(offer.message, payload =>
      payload.kind === 'DH' ? (find(decodeMessage(other.message), 'DH') as typeof payload) : payload,
    );
    expect(refusal(drive(asBob().handle(confused, now), pskHost()))).to.equal('authentication-failed');
    const forCarol = offered(drive(asAlice({ identity: uri('sip:carol@example.org') }).start(now), pskHost()));
    const answer = established(drive(asBob().handle(forCarol.message, now), pskHost())).reply as Uint8Array;
    const renamed = decodeMessage(answer);
    const { header, payloads } = decodeMessage(offer.message);
    const mine = {
      header: { ...renamed.header, csbId: header.csbId },
      payloads: renamed.payloads.map(payload =>
        payload.kind === 'T' ? (payloads.find(({ kind }) => kind === 'T') ?? payload) : payload,
      ),
    };
    expect(refusal(drive(asAlice().handle(offer.state, encodeMessage(mine), now), host))).to.equal('identity-mismatch');
  });

  it('accepts the numbers of RFC 4650 §4.2 where they are the only reading (trap 10)', () => {
    const offer = offered(drive(asAlice().start(now), pskHost()));
    const octets = offer.message.slice();
    // KEMAC: next, Encr alg, Encr data len (2), Mac alg, MAC (20).
    octets[octets.length - 24] = 2;
    octets[octets.length - 21] = 0;
    expect(refusal(drive(asBob().handle(octets, now), pskHost()))).to.equal('authentication-failed');
    const { header, payloads } = decodeMessage(offer.message);
    const [rand, timestamp] = ['RAND', 'T'].map(kind => payloads.find(payload => payload.kind === kind));
    if (rand?.kind !== 'RAND' || timestamp?.kind !== 'T') throw new Error('no RAND or T');
    const protection = { prf: 0, csbId: header.csbId, rand: rand.rand, key: psk.reveal(), timestamp };
    octets.set(computeMac(1, octets.slice(0, -20), protection), octets.length - 20);
    const outcome = established(drive(asBob().handle(octets, now), pskHost()));
    expect(outcome.warnings).to.deep.equal(['rfc4650-numbers']);
  });

  it('updates with and without new DH values (§3.1)', () => {
    const hosts = [pskHost(), pskHost()] as const;
    const first = exchange(asAlice(), asBob(), hosts);
    for (const keys of [undefined, []] as const) {
      const updating = asAlice(keys && { keys });
      const update = offered(drive(updating.start(now + 1000, undefined, first.done.state), hosts[0]));
      expect(findAll(decodeMessage(update.message), 'DH')).to.have.length(keys ? 0 : 1);
      expect(find(decodeMessage(update.message), 'RAND')).to.equal(undefined);
      const answer = established(drive(asBob().handle(update.message, now + 1000, undefined, first.answer.state), hosts[1]));
      expect(findAll(decodeMessage(answer.reply as Uint8Array), 'DH')).to.have.length(keys ? 0 : 2);
      const done = established(drive(updating.handle(update.state, answer.reply as Uint8Array, now + 1000), hosts[0]));
      expect(keysOf(done.cryptoSessions)).to.deep.equal(keysOf(answer.cryptoSessions));
      if (keys) expect(keysOf(done.cryptoSessions)).to.deep.equal(keysOf(first.done.cryptoSessions));
      else expect(keysOf(done.cryptoSessions)).to.not.deep.equal(keysOf(first.done.cryptoSessions));
    }
  });
});
