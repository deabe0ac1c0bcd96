import {
  byteString,
  computeMac,
  decryptKeyData,
  dhSecret,
  drive,
  encryptKeyData,
  type InitiatorOptions,
  identityText,
  initiator,
  MikeyError,
  nai,
  prf,
  uri,
} from '@sdpsec/mikey';
import { Secret } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { alice, bob, cm80, now, pskHost, refusal } from './parties.js';

describe('algorithms that no registry has', () => {
  const protection = {
    ...{ prf: 0, csbId: 1, rand: new Uint8Array(16), key: new Uint8Array(16) },
    timestamp: { kind: 'T', type: 0, value: new Uint8Array(8) },
  } as const;
  for (const [what, use] of [
    ['PRF func 9 (RFC 3830 §6.1)', () => prf(9, new Uint8Array(16), new Uint8Array(4), 16)],
    ['Encr alg 9 (RFC 3830 §6.2)', () => encryptKeyData(9, new Uint8Array(16), protection)],
    ['Encr alg 9, to be undone', () => decryptKeyData(9, new Uint8Array(16), protection)],
    ['MAC alg 9 (RFC 3830 §6.2)', () => computeMac(9, new Uint8Array(16), protection)],
  ] as const)
    it(`${what}: refused by name, and never taken for another`, () => {
      expect(use).to.throw(MikeyError).with.property('code', 'unsupported-algorithm');
    });

  it('DH group 9 (RFC 3830 §6.4): no value of it is one', () => {
    expect(() => dhSecret(9, Secret.random(16), new Uint8Array(16).fill(2))).to.throw(MikeyError);
  });
});

describe('options that fit no message', () => {
  const start = (options: Partial<InitiatorOptions>) =>
    drive(initiator({ mode: 'psk', identity: alice, peer: bob, sessions: [{ policy: cm80 }], ...options }).start(now), pskHost());

  const badOption = (use: () => unknown) => expect(use).to.throw(MikeyError).with.property('code', 'bad-option');

  it('an interval beyond the 48-bit index of SRTP (RFC 3711 §3.3.1) is refused', () => {
    for (const to of [2 ** 48, -1, 1.5]) badOption(() => start({ keys: [{ type: 'TGK', interval: { from: 0, to } }] }));
  });

  it('no identity, where the mode encrypts it (RFC 3830 §3.2) or makes keys of it (RFC 6509 §2.2.1)', () => {
    for (const mode of ['public-key', 'sakke'] as const)
      badOption(() =>
        drive(initiator({ mode, peer: bob, sessions: [{ policy: cm80 }] }).start(now), { ...pskHost(), certificates: () => [] }),
      );
  });

  it('a suite that is none', () => {
    expect(refusal(start({ sessions: [{ policy: { suite: 'NOPE' as never } }] }))).to.equal('unsupported-policy');
  });
});

describe('identities for people to read (RFC 3830 §6.7)', () => {
  it('are text where they are text, else their type and octets', () => {
    expect(identityText(uri('sip:a@example.org'))).to.equal('sip:a@example.org');
    expect(identityText(nai('a@example.org'))).to.equal('a@example.org');
    expect(identityText(byteString(Uint8Array.of(0x61, 0x00)))).to.equal('Byte string 6100');
    // A terminal is not driven by a name.
    expect(identityText({ type: 1, data: Uint8Array.of(0x1b, 0x63) })).to.equal('URI 1b63');
  });
});
