import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { p256 } from '@noble/curves/nist.js';
import {
  byteString,
  decodeMessage,
  drive,
  type ExchangeOptions,
  encodeMessage,
  find,
  findAll,
  type InitiatorOptions,
  initiator,
  type KmsDomain,
  type MikeyHost,
  nai,
  replayCache,
  responder,
  uri,
} from '@sdpsec/mikey';
import {
  hashedIdentifier,
  KeyAuthority,
  KmsPublicKey,
  keyPeriodNumber,
  monthlyIdentifier,
  ReceiverKey,
  SigningKey,
  sakkeHost,
} from '@sdpsec/mikey/sakke';
import { Secret } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { sharedFolder } from '../../support/needs.js';
import { hex, octets } from '../../support/vectors.js';
import { established, keysOf, now, offered, refusal, tampered } from '../parties.js';
import { thrown } from './material.js';

const authority = KeyAuthority.random();
const z = KmsPublicKey.from(authority.z);
const policy = { suite: 'AEAD_AES_128_GCM', rcc: { mode: 3, rate: 1, tagOctets: 4 } } as const;
const [alice, bob] = [uri('tel:+447700900123'), uri('tel:+447700900456')];
const monthly: KmsDomain = { scheme: 'tel-month' };
const period = { seconds: 2_592_000, offset: 0 };
const hashed: KmsDomain = { scheme: 'hashed-uid', kms: 'kms.example.org', period };
const text = (user: { readonly data: Uint8Array }) => new TextDecoder().decode(user.data);
const monthlyOf = (user: typeof alice, time = now) => monthlyIdentifier(text(user), time);
const hashedOf = (user: typeof alice, number = keyPeriodNumber(now, period)) =>
  hashedIdentifier(text(user), 'kms.example.org', period, number);

/** The host of a user with these identifiers, keyed by the one authority. */
function hostOf(...identifiers: readonly Uint8Array[]): MikeyHost {
  return {
    ...sakkeHost({
      kms: [{ uri: 'kms.example.org', kpak: authority.kpak, z }],
      signingKeys: identifiers.map(one => SigningKey.from(authority.signingKeyMaterial(one))),
      receiverKeys: identifiers.map(identifier =>
        ReceiverKey.from({ identifier, kms: z, rsk: authority.receiverSecretKey(identifier) }),
      ),
    }),
    claimReplay: replayCache({ now: () => now }),
  };
}

const alices = (changes: Partial<InitiatorOptions> = {}) =>
  initiator({ mode: 'sakke', identity: alice, peer: bob, sakke: { domain: monthly }, sessions: [{ policy }], ...changes });
const bobs = (changes: ExchangeOptions = {}) => responder({ identity: bob, sakke: { domain: monthly }, ...changes });
const monthlyAlice = hostOf(monthlyOf(alice));
const monthlyBob = hostOf(monthlyOf(bob));
const fresh = (host: MikeyHost): MikeyHost => ({ ...host, claimReplay: replayCache({ now: () => now }) });
const messageFrom = (host = monthlyAlice, changes: Partial<InitiatorOptions> = {}) =>
  offered(drive(alices(changes).start(now), fresh(host)));

describe('MIKEY-SAKKE exchange (RFC 6509)', function () {
  this.timeout(60_000);

  it('one message keys both ends; no response is asked for (§2.1, §4.1)', () => {
    const offer = messageFrom();
    const message = decodeMessage(offer.message);
    expect(message.header).to.include({ dataType: 26, v: false, prf: 1 });
    expect(message.payloads.map(({ kind }) => kind)).to.deep.equal(['T', 'RAND', 'IDR', 'IDR', 'SP', 'SAKKE', 'SIGN']);
    expect(findAll(message, 'IDR').map(({ role, data }) => [role, text({ data })])).to.deep.equal([
      [1, text(alice)],
      [2, text(bob)],
    ]);
    expect(find(message, 'SAKKE')).to.include({ parameterSet: 1, idScheme: 1 });
    expect(find(message, 'SIGN')?.type).to.equal(2);
    const outcome = established(drive(bobs().handle(offer.message, now), fresh(monthlyBob)));
    expect(outcome.reply).to.equal(undefined);
    expect(outcome).to.include({ protectedBy: 'signature' });
    expect(outcome.state.remote).to.deep.equal(alice);
    expect(keysOf(outcome.cryptoSessions)).to.deep.equal(keysOf(offer.early));
    expect(outcome.cryptoSessions[0]?.parameters).to.deep.include({ suite: 'AEAD_AES_128_GCM', rcc: policy.rcc });
  });

  it('UIDs in place of URIs, the KMS named, an MKI by the GENERIC-ID map (3GPP TS 33.180)', () => {
    const changes: Partial<InitiatorOptions> = {
      ...{ sakke: { domain: hashed, csbId: 0x2ddd5bf0 }, map: 'GENERIC-ID', sessions: [{ policy, csId: 6 }] },
      keys: [{ type: 'TGK', mki: octets('2ddd5bf0') }],
    };
    const offer = messageFrom(hostOf(hashedOf(alice)), changes);
    const message = decodeMessage(offer.message);
    expect(message.header).to.include({ csbId: 0x2ddd5bf0 });
    expect(findAll(message, 'IDR').map(({ role, data }) => [role, hex(data)])).to.deep.equal([
      [8, hex(hashedOf(alice))],
      [9, hex(hashedOf(bob))],
      [6, hex(new TextEncoder().encode('kms.example.org'))],
      [7, hex(new TextEncoder().encode('kms.example.org'))],
    ]);
    const host = hostOf(hashedOf(bob));
    const outcome = established(drive(bobs({ sakke: { domain: hashed }, peer: alice }).handle(offer.message, now), host));
    expect(outcome.cryptoSessions.map(({ csId }) => csId)).to.deep.equal([6]);
    expect(keysOf(outcome.cryptoSessions)).to.deep.equal(keysOf(offer.early));
    const [key] = outcome.cryptoSessions[0]?.parameters.masterKeys ?? [];
    expect(key?.mki && hex(key.mki)).to.equal('2ddd5bf0');
    // Who does not say whom he expects learns the UID of the sender.
    const anybody = drive(bobs({ sakke: { domain: hashed } }).handle(offer.message, now), fresh(host));
    expect(established(anybody).state.remote).to.deep.equal(byteString(hashedOf(alice)));
  });

  it('tries the neighbours of the key period that T shows, and no others (3GPP TS 33.180 Annex F)', () => {
    const sakke = { domain: hashed };
    const number = keyPeriodNumber(now, period);
    const keysOfPeriod = (user: typeof alice, away: number) => hostOf(hashedOf(user, number + away));
    for (const [away, expected] of [
      [0, 'established'],
      [-1, 'established'],
      [1, 'established'],
      [2, 'identity-mismatch'],
      [-2, 'identity-mismatch'],
    ] as const) {
      // Alice makes her message by a clock of another period, and its T is then set to now: her signature is made after that.
      const host = keysOfPeriod(alice, away);
      const made = drive(alices({ sakke }).start(now + away * period.seconds * 1000), {
        ...host,
        eccsiSign: (covered, identifier, random) =>
          host.eccsiSign?.(withTimeOf(now, covered), identifier, random) ?? new Uint8Array(),
      });
      const message = withTimeOf(now, offered(made).message);
      const outcome = drive(bobs({ sakke, peer: alice }).handle(message, now), keysOfPeriod(bob, away));
      expect(refusal(outcome), `${away}`).to.equal(expected);
    }
  });

  it('takes the month of T alone (§3.2)', () => {
    const lastMoment = Date.UTC(2027, 1, 1) - 1;
    const host = hostOf(monthlyOf(alice, lastMoment));
    const { message } = offered(drive(alices().start(lastMoment), host));
    const january = hostOf(monthlyOf(bob, lastMoment));
    expect(refusal(drive(bobs().handle(message, lastMoment + 2), fresh(january)))).to.equal('established');
    expect(refusal(drive(bobs().handle(message, lastMoment + 2), hostOf(monthlyOf(bob, lastMoment + 2))))).to.equal(
      'authentication-failed',
    );
  });

  it('gives one error for a wrong signature and for wrong Encapsulated Data (RFC 6508 §6.2.2, 5)', () => {
    const good = messageFrom().message;
    const data = find(decodeMessage(good), 'SAKKE')?.data ?? new Uint8Array();
    const changed = (bit: number) => data.map((octet, i) => (i === 200 ? octet ^ bit : octet));
    const badlyOpened = messageFrom({ ...monthlyAlice, sakkeEncapsulate: () => changed(1) }).message;
    const badlySigned = tampered(good, payload => (payload.kind === 'SAKKE' ? { ...payload, data: changed(1) } : payload));
    const notForBob = messageFrom({ ...monthlyAlice, sakkeEncapsulate: ssv => z.encapsulate(ssv, monthlyOf(alice)) }).message;
    const outcomes = [badlySigned, badlyOpened, notForBob].map(message => drive(bobs().handle(message, now), fresh(monthlyBob)));
    expect(new Set(outcomes.map(outcome => (outcome.kind === 'refused' ? outcome.message : outcome.kind)))).to.deep.equal(
      new Set(['the SAKKE message is not authentic, or not for this end']),
    );
    expect(outcomes.map(refusal)).to.deep.equal(Array(3).fill('authentication-failed'));
  });

  it('claims a message once it is authenticated, and opens nothing before (RFC 3830 §5.4)', () => {
    const { message, state } = messageFrom();
    const calls: string[] = [];
    const host: MikeyHost = {
      ...monthlyBob,
      claimReplay: () => calls.push('claim') > 0,
      sakkeDecapsulate: (data, identifier) => {
        calls.push('open');
        return monthlyBob.sakkeDecapsulate?.(data, identifier);
      },
    };
    const forged = message.with(-1, (message.at(-1) as number) ^ 1);
    expect(refusal(drive(bobs().handle(forged, now), host))).to.equal('authentication-failed');
    expect(calls).to.deep.equal([]);
    expect(refusal(drive(bobs().handle(message, now), host))).to.equal('established');
    expect(calls).to.deep.equal(['claim', 'open']);

    const cached = fresh(monthlyBob);
    const first = established(drive(bobs().handle(message, now), cached));
    expect(refusal(drive(bobs().handle(message, now), cached))).to.equal('replayed');
    const again = established(drive(bobs().handle(message, now, undefined, first.state), cached));
    expect(keysOf(again.cryptoSessions)).to.deep.equal(keysOf(first.cryptoSessions));
    expect(refusal(drive(bobs().handle(message, now + 3_600_001), fresh(monthlyBob)))).to.equal('invalid-timestamp');
    // Nothing answers a message of SAKKE, and nobody vouches for an error (§2.2).
    const error = drive(bobs().handle(forged, now), fresh(monthlyBob));
    const reply = error.kind === 'refused' ? (error.reply ?? new Uint8Array()) : new Uint8Array();
    expect(refusal(drive(alices().handle(state, reply, now), monthlyAlice))).to.equal('hint');
    expect(refusal(drive(alices().handle(state, message, now), monthlyAlice))).to.equal('not-ours');
  });

  it('takes a message once, however its signature is written: (r, q - s) verifies as (r, s) does (RFC 6507 §5.2.2)', () => {
    const { message } = messageFrom();
    const at = message.length - 129 + 32;
    const s = BigInt(`0x${hex(message.subarray(at, at + 32))}`);
    const twin = message.slice();
    twin.set(octets((p256.Point.Fn.ORDER - s).toString(16).padStart(64, '0')), at);
    expect(refusal(drive(bobs().handle(twin, now), fresh(monthlyBob))), 'it is authentic').to.equal('established');
    const host = fresh(monthlyBob);
    expect(refusal(drive(bobs().handle(message, now), host))).to.equal('established');
    expect(refusal(drive(bobs().handle(twin, now), host))).to.equal('replayed');
  });

  it('knows its own message again, in a call to itself by UID', () => {
    const sakke = { domain: hashed };
    const host = fresh(hostOf(hashedOf(alice)));
    const { message } = offered(drive(alices({ peer: alice, sakke }).start(now), host));
    const taking = responder({ identity: alice, sakke });
    expect(refusal(drive(taking.handle(message, now), host))).to.equal('replayed');
    expect(refusal(drive(taking.handle(message, now), fresh(host)))).to.equal('established');
  });

  it('covers every bit of the message by the signature, as the Responder reads it (§4.3)', () => {
    const { message } = messageFrom();
    const signed = message.subarray(0, -129);
    const asked: Uint8Array[] = [];
    const host: MikeyHost = {
      eccsiVerify: covered => {
        asked.push(covered.slice());
        return false;
      },
      claimReplay: () => false,
    };
    drive(bobs().handle(message, now), host);
    expect(asked.map(hex)).to.deep.equal([hex(signed)]);
    for (let bit = 0; bit < 8 * signed.length; bit++) {
      asked.length = 0;
      const changed = message.with(bit >> 3, (message[bit >> 3] as number) ^ (1 << (bit & 7)));
      drive(bobs({ skew: 'off' }).handle(changed, now), host);
      expect(asked.map(hex), `bit ${bit}`).not.to.include(hex(signed));
    }
  });

  it('makes no two names one Identifier: octets that are no UTF-8, or a mark before it', () => {
    const sakke = { domain: hashed };
    const named = (data: Uint8Array) => {
      const identity = { ...alice, data };
      const host = hostOf(hashedOf(alice), hashedOf({ ...alice, data: new TextEncoder().encode('tel:+4477009001\ufffd') }));
      return () => drive(alices({ identity, sakke }).start(now), fresh(host));
    };
    const marked = Uint8Array.of(0xef, 0xbb, 0xbf, ...alice.data);
    expect(refusal(named(marked)())).to.equal('unsupported-here');
    expect(thrown(named(Uint8Array.of(...alice.data.subarray(0, 15), 0xff))).message).to.include('UTF-8');
    // Nor from the wire, before anything is verified.
    const { message } = messageFrom(hostOf(hashedOf(alice)), { sakke });
    for (const data of [marked, Uint8Array.of(...alice.data.subarray(0, 15), 0xff)]) {
      const naming = tampered(message, one => (one.kind === 'IDR' && one.role === 8 ? { ...one, role: 1, data } : one));
      expect(refusal(drive(bobs({ sakke }).handle(naming, now), hostOf(hashedOf(bob))))).to.be.oneOf([
        'identity-mismatch',
        'authentication-failed',
      ]);
    }
  });

  it('a bundle whose sender is known by his UID alone takes his next message, and no one else’s', () => {
    const sakke = { domain: hashed, csbId: 0x2ddd5bf0 };
    const bobsHost = hostOf(hashedOf(bob));
    const from = (identity: typeof alice, time: number) =>
      offered(drive(alices({ identity, sakke }).start(time), fresh(hostOf(hashedOf(identity))))).message;
    const first = established(drive(bobs({ sakke }).handle(from(alice, now), now), bobsHost));
    const next = (identity: typeof alice) =>
      bobs({ sakke }).handle(from(identity, now + 1000), now + 1000, undefined, first.state);
    expect(refusal(drive(next(uri('tel:+447700900789')), bobsHost))).to.equal('identity-mismatch');
    expect(established(drive(next(alice), bobsHost)).state.remote).to.deep.equal(byteString(hashedOf(alice)));
    expect(
      refusal(drive(bobs({ sakke, peer: byteString(hashedOf(alice)) }).handle(from(alice, now), now), fresh(bobsHost))),
    ).to.equal('established');
  });

  it('opens one SAKKE payload, and verifies three candidates at most, whatever a message has', () => {
    const { message } = messageFrom(hostOf(hashedOf(alice)), { sakke: { domain: hashed } });
    const decoded = decodeMessage(message);
    const many = decoded.payloads.flatMap(one => (one.kind === 'SAKKE' ? Array(20).fill(one) : one.kind === 'IDR' ? [] : [one]));
    const calls: string[] = [];
    const host: MikeyHost = {
      eccsiVerify: () => calls.push('verify') === 3,
      claimReplay: () => true,
      sakkeDecapsulate: () => {
        calls.push('open');
        return undefined;
      },
    };
    const octetsOf = encodeMessage({ ...decoded, payloads: many });
    expect(refusal(drive(bobs({ sakke: { domain: hashed }, peer: alice }).handle(octetsOf, now), host))).to.equal(
      'authentication-failed',
    );
    expect(calls).to.deep.equal(['verify', 'verify', 'verify', 'open', 'open', 'open']);
  });

  it('a host does not begin with a KPAK that is no point: nothing would verify, and nobody say why', () => {
    for (const kpak of [new Uint8Array(65), authority.kpak.with(64, (authority.kpak[64] as number) ^ 1), new Uint8Array()])
      expect(thrown(() => sakkeHost({ kms: [{ kpak, z }] })).message).to.include('no point of P-256');
  });

  it('does not take its own message back', () => {
    const host = fresh(hostOf(monthlyOf(alice), monthlyOf(bob)));
    const { message } = offered(drive(alices().start(now), host));
    expect(refusal(drive(responder({ identity: alice, sakke: { domain: monthly } }).handle(message, now), host))).to.equal(
      'identity-mismatch',
    );
  });

  it('refuses what is not said as RFC 6509 says it', () => {
    const { message } = messageFrom();
    const outcome = (octetsOf: Uint8Array, changes: ExchangeOptions = {}) =>
      refusal(drive(bobs(changes).handle(octetsOf, now), fresh(monthlyBob)));
    const without = (kind: string) => tampered(message, payload => (payload.kind === kind ? undefined : payload));
    expect(outcome(without('RAND'))).to.equal('malformed');
    expect(outcome(without('SAKKE'))).to.equal('malformed');
    expect(outcome(without('SIGN'))).to.equal('malformed');
    expect(outcome(Uint8Array.of(...message, 0))).to.equal('malformed');
    expect(outcome(tampered(message, one => (one.kind === 'SAKKE' ? { ...one, parameterSet: 2 } : one)))).to.equal(
      'unsupported-message',
    );
    expect(outcome(message, { sakke: { domain: hashed } })).to.equal('unsupported-message');
    expect(outcome(tampered(message, one => (one.kind === 'SIGN' ? { ...one, type: 0 } : one)))).to.equal(
      'authentication-failed',
    );
    const seconds = (value: Uint8Array) => value.subarray(0, 4);
    expect(outcome(tampered(message, one => (one.kind === 'T' ? { ...one, type: 3, value: seconds(one.value) } : one)))).to.equal(
      'invalid-timestamp',
    );
    const named = (role: number, data: Uint8Array) =>
      tampered(message, one => (one.kind === 'IDR' && one.role === role ? { ...one, data } : one));
    expect(outcome(named(1, new TextEncoder().encode('sip:x@y')))).to.equal('identity-mismatch');
    expect(outcome(named(2, alice.data))).to.equal('identity-mismatch');
    expect(outcome(message, { peer: uri('tel:+1') })).to.equal('identity-mismatch');
    expect(outcome(without('IDR'))).to.equal('identity-mismatch');
    expect(refusal(drive(responder({ modes: ['sakke'] }).handle(message, now), monthlyBob))).to.equal('unsupported-here');
    expect(refusal(drive(responder().handle(message, now), monthlyBob))).to.equal('unsupported-message');
    const kms: KmsDomain = { scheme: 'tel-month', kms: 'kms.example.org' };
    const { message: naming } = messageFrom(monthlyAlice, { sakke: { domain: kms } });
    expect(outcome(naming, { sakke: { domain: kms } })).to.equal('established');
    expect(outcome(naming, { sakke: { domain: { ...kms, kms: 'kms.example.net' } } })).to.equal('identity-mismatch');
  });

  it('an Initiator is told what it cannot ask for', () => {
    const start = (changes: Partial<InitiatorOptions>) => () => drive(alices(changes).start(now), monthlyAlice);
    const { bundle } = messageFrom();
    for (const changes of [
      { keys: [{ type: 'TEK' }] },
      { keys: [{ type: 'TGK', key: Secret.random(32) }] },
      { keys: [{ type: 'TGK' }, { type: 'TGK' }] },
      { keys: [] },
      { keys: [{ type: 'TGK', mki: Uint8Array.of(1) }] },
      { peer: nai('bob@example.org') },
      { identity: uri('sip:alice@example.org') },
    ] as const satisfies readonly Partial<InitiatorOptions>[])
      expect(thrown(start(changes)).code, JSON.stringify(Object.keys(changes))).to.equal('bad-option');
    expect(thrown(() => drive(alices().start(now, undefined, bundle), monthlyAlice)).code).to.equal('bad-option');
    expect(refusal(drive(alices({ identity: uri('tel:+1') }).start(now), monthlyAlice))).to.equal('unsupported-here');
    const elsewhere: KmsDomain = { scheme: 'tel-month', kms: 'kms.example.net' };
    const sakke = { domain: monthly, peerDomain: elsewhere };
    expect(refusal(drive(alices({ sakke }).start(now), monthlyAlice))).to.equal('unsupported-here');
  });
});

/** The message or its signed part with T set to another time; the encoding of nothing else changes. */
function withTimeOf(time: number, octetsOf: Uint8Array): Uint8Array {
  const seconds = Math.floor(time / 1000) + 2_208_988_800;
  // HDR without sessions, or with those of the SRTP-ID map, then next payload and type of T.
  const at = 10 + 9 * (octetsOf[8] as number) + 2;
  const changed = octetsOf.slice();
  new DataView(changed.buffer).setUint32(at, seconds);
  return changed;
}

describe('MIKEY-SAKKE messages of another implementation, as a Responder takes them', function () {
  this.timeout(120_000);
  const folder = sharedFolder('messages');
  if (!folder) return;
  for (const [name, csId, mki] of [
    ['sakke-streamwide-v5-csk', 6, '2ddd5bf0'],
    ['sakke-streamwide-v5-gmk', 4, '0df9bc3906a12aea'],
  ] as const) {
    const recorded = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
    const { kms, keys, users } = recorded;
    const whole = octets(recorded.hex);
    const time = Date.UTC(2025, 9, 1);
    const theirs: KmsDomain = {
      ...{ scheme: 'hashed-uid', kms: kms.uri },
      period: { seconds: kms.user_key_period, offset: kms.user_key_offset },
    };
    const options = { identity: uri(keys.responder), peer: uri(keys.initiator), sakke: { domain: theirs }, skew: 'off' as const };
    const theirZ = KmsPublicKey.from(octets(kms.Z));
    const { uid, rsk } = users[keys.responder];
    const receiverKeys = [ReceiverKey.from({ identifier: octets(uid), kms: theirZ, rsk: Secret.from(octets(rsk)) })];
    const claims: string[] = [];
    const host: MikeyHost = {
      ...sakkeHost({ kms: [{ uri: kms.uri, kpak: octets(kms.KPAK), z: theirZ }], receiverKeys }),
      claimReplay: id => claims.push(id) > 0,
    };

    it(`${name}: is established with the SSV that its makers state`, () => {
      const outcome = established(drive(responder(options).handle(whole, time), host));
      expect(outcome.state.keys.map(({ key }) => hex(key.reveal()))).to.deep.equal([keys.ssv]);
      expect(outcome.cryptoSessions.map(session => session.csId)).to.deep.equal([csId]);
      const [parameters] = outcome.cryptoSessions.map(session => session.parameters);
      expect(parameters).to.deep.include({ suite: 'AEAD_AES_128_GCM', rcc: { mode: 3, rate: 1, tagOctets: 4 }, streams: 'any' });
      expect(parameters?.masterKeys.map(one => one.mki && hex(one.mki))).to.deep.equal([mki]);
      expect(hex(encodeMessage(decodeMessage(whole)))).to.equal(recorded.hex);
    });

    it(`${name}: is refused with any of its ${recorded.len} octets changed`, () => {
      const before = claims.length;
      for (let at = 0; at < whole.length; at++) {
        const changed = whole.with(at, (whole[at] as number) ^ (1 << (at % 8)));
        const outcome = drive(responder(options).handle(changed, time), host);
        expect(outcome.kind, `octet ${at}`).to.be.oneOf(at === 1 ? ['refused', 'hint'] : ['refused']);
      }
      expect(claims, 'none was taken for authentic').to.have.length(before);
    });
  }
});
