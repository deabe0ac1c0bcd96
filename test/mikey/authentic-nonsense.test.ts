import {
  decodeMessage,
  drive,
  encodeChain,
  encodeMessage,
  type InitiatorOptions,
  initiator,
  type KeyData,
  type MikeyHost,
  type MikeyMessage,
  type Outcome,
  type Payload,
  responder,
} from '@sdpsec/mikey';
import { Secret } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { alice, bob, cm80, established, keysOf, now, offered, pskHost, refusal, resealed, tampered } from './parties.js';

const sessions = [{ policy: cm80, ssrc: 1 }, { policy: cm80 }];
const asBob = (options: Parameters<typeof responder>[0] = {}) => responder({ identity: bob, ...options });
const changed = (octets: Uint8Array, change: (message: MikeyMessage) => MikeyMessage) =>
  encodeMessage(change(decodeMessage(octets)));

/** A peer that has the key, and authenticates what it should not say. */
describe('what an authentic message may not say', () => {
  const asAlice = (options: Partial<InitiatorOptions> = {}) =>
    initiator({ mode: 'psk', identity: alice, peer: bob, sessions, ...options });
  const answer = (change: (payload: Payload) => Payload | undefined, options: Partial<InitiatorOptions> = {}) => {
    const { message } = offered(drive(asAlice(options).start(now), pskHost()));
    return drive(asBob({ allow: ['dh-oakley-1'] }).handle(resealed(tampered(message, change)), now), pskHost());
  };
  const ofPolicy = (change: (sp: Payload & { kind: 'SP' }) => Payload | undefined) => (payload: Payload) =>
    payload.kind === 'SP' ? change(payload) : payload;

  it('a crypto session of a policy that is not there (RFC 3830 §6.1.1)', () => {
    expect(refusal(answer(ofPolicy(sp => ({ ...sp, policy: 7 }))))).to.equal('unsupported-policy');
  });

  it('a policy of another protocol than SRTP, or of a cipher that nobody knows (RFC 3830 §6.10)', () => {
    expect(refusal(answer(ofPolicy(sp => ({ ...sp, protocol: 1 }))))).to.equal('unsupported-protocol');
    const parameters = [{ type: 0, value: Uint8Array.of(200) }];
    expect(refusal(answer(ofPolicy(sp => ({ ...sp, parameters }))))).to.equal('unsupported-policy');
  });

  it('one policy twice (RFC 3830 §6.10: each has a number of its own)', () => {
    const { message } = offered(drive(asAlice().start(now), pskHost()));
    const twice = changed(message, one => ({
      ...one,
      payloads: one.payloads.flatMap((payload): Payload[] => (payload.kind === 'SP' ? [payload, payload] : [payload])),
    }));
    expect(refusal(drive(asBob().handle(resealed(twice), now), pskHost()))).to.equal('unsupported-policy');
  });

  it('but no policy at all: then the defaults of SRTP hold (RFC 3830 §6.10.1)', () => {
    const [session] = established(answer(ofPolicy(() => undefined))).cryptoSessions;
    expect(session?.parameters.suite).to.equal('AES_CM_128_HMAC_SHA1_80');
  });

  it('a Diffie-Hellman exchange without a value (RFC 4650 §3)', () => {
    const withoutValue = answer(payload => (payload.kind === 'DH' ? undefined : payload), { mode: 'dhhmac' });
    expect(refusal(withoutValue)).to.equal('malformed');
  });

  it('an answer in another group than was asked for, or about another SSRC', () => {
    const confused = (options: Partial<InitiatorOptions>, onTheWay: (octets: Uint8Array) => Uint8Array): Outcome => {
      const host = pskHost();
      const { message, state } = offered(drive(asAlice(options).start(now), host));
      const { reply } = established(drive(asBob({ allow: ['dh-oakley-1'] }).handle(resealed(onTheWay(message)), now), pskHost()));
      return drive(asAlice(options).handle(state, reply as Uint8Array, now), host);
    };
    const group1 = (octets: Uint8Array) =>
      tampered(octets, payload =>
        payload.kind === 'DH' ? { ...payload, group: 1, value: new Uint8Array(96).fill(7) } : payload,
      );
    expect(refusal(confused({ mode: 'dhhmac' }, group1))).to.equal('malformed');
    const ssrc9 = (octets: Uint8Array) =>
      changed(octets, ({ header, payloads }) => {
        if (header.map.kind !== 'srtp-id') throw new Error('expected streams');
        const map = { ...header.map, sessions: header.map.sessions.map(one => ({ ...one, ssrc: 9 })) };
        return { header: { ...header, map }, payloads };
      });
    expect(refusal(confused({}, ssrc9))).to.equal('not-ours');
    expect(refusal(confused({}, octets => octets))).to.equal('established');
  });
});

describe('key data that a message brings (RFC 3830 §6.13, §6.14)', () => {
  const noKeys: MikeyHost = { claimReplay: () => true };
  const open = initiator({
    ...{ mode: 'psk', encryption: 'NULL', mac: 'NULL', lowerLayerProtects: true },
    sessions,
  });
  const { message } = offered(drive(open.start(now), noKeys));
  /** A message within TLS, whose KEMAC holds these payloads in the clear. */
  const within = (payloads: readonly Payload[], { rand = true, more = new Uint8Array() } = {}) => {
    const data = Secret.from(Uint8Array.from([...encodeChain(payloads), ...more]));
    const octets = tampered(message, payload => {
      if (payload.kind === 'RAND' && !rand) return undefined;
      return payload.kind === 'KEMAC' ? { ...payload, data } : payload;
    });
    return drive(asBob({ lowerLayerProtects: true }).handle(octets, now), noKeys);
  };
  const tgk = { kind: 'KEY', type: 0, key: Secret.from(new Uint8Array(16).fill(3)) } as const satisfies KeyData;
  const tek = { ...tgk, type: 2 } as const;
  const mki = (outcome: Outcome) => established(outcome).cryptoSessions[0]?.parameters.masterKeys[0].mki;

  it('an SPI is the MKI; one of no octets is none', () => {
    expect(mki(within([{ ...tgk, validity: { kind: 'spi', spi: Uint8Array.of(0, 7) } }]))).to.deep.equal(Uint8Array.of(0, 7));
    expect(mki(within([{ ...tgk, validity: { kind: 'spi', spi: new Uint8Array() } }]))).to.equal(undefined);
  });

  it('an interval has indices of 6 octets, as SRTP has (§6.14)', () => {
    const interval = (octets: number) =>
      within([{ ...tgk, validity: { kind: 'interval', from: new Uint8Array(octets), to: new Uint8Array(octets).fill(1) } }]);
    expect(refusal(interval(6))).to.equal('established');
    expect(refusal(interval(4))).to.equal('bad-keys');
  });

  it('a type of key that keys no SRTP session, another payload, and octets that follow are refused', () => {
    // 6 is MPK, the key of a ticket (RFC 6043 §6.13).
    expect(refusal(within([{ ...tgk, type: 6 }]))).to.equal('bad-keys');
    const [timestamp] = decodeMessage(message).payloads as [Payload];
    expect(refusal(within([tgk, timestamp]))).to.equal('malformed');
    expect(refusal(within([tgk], { more: new Uint8Array(8) }))).to.equal('malformed');
    expect(refusal(within([tgk], { more: Uint8Array.of(1) }))).to.equal('malformed');
  });

  it('without a RAND, as cameras send it, a key cannot be derived, nor a salt: key and salt have to be there (§4.1.3)', () => {
    expect(refusal(within([tgk], { rand: false }))).to.equal('bad-keys');
    expect(refusal(within([tek], { rand: false }))).to.equal('bad-keys');
    const salted = { ...tek, type: 3, salt: Secret.from(new Uint8Array(14).fill(4)) };
    const outcome = established(within([salted], { rand: false }));
    expect(outcome.warnings).to.include('rand-absent');
    expect((keysOf(outcome.cryptoSessions) as { masterKeys: unknown[] }[])[0]?.masterKeys).to.deep.equal([
      { key: '03'.repeat(16), salt: '04'.repeat(14) },
    ]);
  });
});
