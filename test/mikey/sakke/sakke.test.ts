import { hashToRange, KeyAuthority, KmsPublicKey, ReceiverKey } from '@sdpsec/mikey/sakke';
import { Secret } from '@sdpsec/srtp-core';
import { expect } from 'chai';
// The steps between key and Encapsulated Data, which the package does not show.
import { pairing, pairingLines, powerInPf } from '../../../packages/mikey/dist/sakke/pairing.js';
import {
  hasOrderQ,
  parameterSet1,
  readSakkePoint,
  type SakkePoint,
  sakkeCurve,
} from '../../../packages/mikey/dist/sakke/sakke-curve.js';
import { hex, octets } from '../../support/vectors.js';
import { appendix, thrown } from './material.js';

const value = appendix('rfc6508-a-sakke.json');
const number = (name: string) => BigInt(`0x${value(name)}`);
const digits = (element: bigint, length = 256) => element.toString(16).padStart(length, '0');
const pointOctets = (name: string) => octets(`04${value(`${name}x`)}${value(`${name}y`)}`);
const point = (octetsOf: Uint8Array): SakkePoint => {
  const found = readSakkePoint(octetsOf);
  if (!found) throw new Error('no point');
  return found;
};
const identifier = octets(value('b'));
const ssv = Secret.from(octets(value('SSV')));
const encapsulated = octets(hex(pointOctets('Rb')) + value('H'));
const authority = KeyAuthority.from({ ksak: Secret.from(Uint8Array.of(1)), z: Secret.from(octets(value('z'))) });
const kms = KmsPublicKey.from(pointOctets('Z'));
const receiver = ReceiverKey.from({ identifier, kms, rsk: Secret.from(pointOctets('Kb')) });
const changed = (whole: Uint8Array, at: number, bit = 1) => whole.map((octet, i) => (i === at ? octet ^ bit : octet));

describe('SAKKE: parameters of RFC 6509 Appendix A', () => {
  it('p, q, P and g', () => {
    expect(parameterSet1.n).to.equal(128);
    for (const [name, printed] of [
      ['p', 'p'],
      ['q', 'q'],
      ['px', 'Px'],
      ['py', 'Py'],
      ['g', 'g'],
    ] as const)
      expect(digits(parameterSet1[name]), printed).to.equal(value(printed));
  });

  it('P is on the curve and has the order q; p + 1 is 4q (RFC 6508 §2.1)', () => {
    expect(hasOrderQ(point(pointOctets('P')))).to.equal(true);
    expect(parameterSet1.p + 1n).to.equal(4n * parameterSet1.q);
  });

  it('g is <P, P> (RFC 6508 §3.2)', () => {
    const p = point(pointOctets('P'));
    const lines = pairingLines(p);
    expect(lines && digits(pairing(lines, p))).to.equal(value('g'));
  });
});

describe('SAKKE: test data of RFC 6508 Appendix A', () => {
  it('Z is [z]P (§6.1)', () => expect(hex(authority.z)).to.equal(hex(pointOctets('Z'))));

  it('K_(b,S) is [(b + z)^-1]P (§6.1.1)', () =>
    expect(hex(authority.receiverSecretKey(identifier).reveal())).to.equal(hex(pointOctets('Kb'))));

  it('r is the hash of SSV || b into the range of q (§6.2.1, 2)', () =>
    expect(digits(hashToRange(octets(value('SSV') + value('b')), number('q')))).to.equal(value('r')));

  it('g^r (§6.2.1, 4a)', () => expect(digits(powerInPf(number('g'), number('r')))).to.equal(value('g^r')));

  it('mask, and H is SSV XOR mask (§6.2.1, 4b)', () => {
    const mask = hashToRange(octets(value('g^r')), 2n ** 128n);
    expect(digits(mask, 32)).to.equal(value('mask'));
    expect(digits(number('SSV') ^ mask, 32)).to.equal(value('H'));
  });

  it('Encapsulated Data: R_(b,S) and H (§6.2.1)', () =>
    expect(hex(kms.encapsulate(ssv, identifier))).to.equal(`04${value('Rbx')}${value('Rby')}${value('H')}`));

  it('w is <R, K>, whichever of the two the lines belong to (§3.2, §6.2.2)', () => {
    const [r, k] = [point(pointOctets('Rb')), point(pointOctets('Kb'))];
    for (const [one, other] of [
      [r, k],
      [k, r],
    ] as const) {
      const lines = pairingLines(one);
      expect(lines && digits(pairing(lines, other))).to.equal(value('w'));
    }
  });

  it('the receiver finds SSV, and TEST is R (§6.2.2)', () => {
    expect(hex(pointOctets('TEST'))).to.equal(hex(pointOctets('Rb')));
    const opened = receiver.decapsulate(encapsulated);
    expect(opened && hex(opened.reveal())).to.equal(value('SSV'));
  });

  it('HashToIntegerRange( M, q, SHA-256 ), whose v_i make v (§5.1)', () => {
    const v = BigInt(`0x${['v1', 'v2', 'v3', 'v4'].map(value).join('')}`);
    expect(digits(v % number('q'))).to.equal(value('v mod q'));
    expect(digits(hashToRange(octets(value('M')), number('q')))).to.equal(value('v mod q'));
    // With a range of 2^1024 nothing is reduced, and the four v_i show.
    expect(digits(hashToRange(octets(value('M')), 2n ** 1024n))).to.equal(['v1', 'v2', 'v3', 'v4'].map(value).join(''));
  });
});

describe('SAKKE: what must not pass (RFC 6508)', () => {
  const { Fp } = sakkeCurve;

  it('gives no SSV for changed Encapsulated Data (§6.2.2, 5)', () => {
    for (const at of [0, 1, 64, 128, 129, 200, 256, 257, 264, 272])
      expect(receiver.decapsulate(changed(encapsulated, at)), `octet ${at}`).to.equal(undefined);
    for (const length of [0, 256, 272]) expect(receiver.decapsulate(encapsulated.subarray(0, length))).to.equal(undefined);
    expect(receiver.decapsulate(Uint8Array.of(...encapsulated, 0))).to.equal(undefined);
  });

  it('gives no SSV for another point of the curve, of whatever order', () => {
    // -R is on the curve and of order q; R + (0, 0) is of order 2q; (0, 0) itself of order 2.
    const r = point(pointOctets('Rb'));
    const { x, y } = r.toAffine();
    const slope = Fp.div(y, x);
    const x2 = Fp.sub(Fp.sqr(slope), x);
    const y2 = Fp.neg(Fp.mul(slope, x2));
    const made = [
      [x, Fp.neg(y)],
      [x2, y2],
      [0n, 0n],
      [x + Fp.ORDER, y],
    ] as const;
    expect(hasOrderQ(point(octets(`04${digits(x2)}${digits(y2)}`)))).to.equal(false);
    for (const [one, other] of made)
      expect(receiver.decapsulate(octets(`04${digits(one)}${digits(other)}${value('H')}`.slice(0, 546)))).to.equal(undefined);
  });

  it('validates receiver secret keys with one error for every reason (§6.1.2)', () => {
    const good = pointOctets('Kb');
    const k = point(good);
    const { x, y } = k.toAffine();
    const slope = Fp.div(y, x);
    const x2 = Fp.sub(Fp.sqr(slope), x);
    const wrongOrder = octets(`04${digits(x2)}${digits(Fp.neg(Fp.mul(slope, x2)))}`);
    expect(readSakkePoint(wrongOrder), 'it is on the curve').not.to.equal(undefined);
    const bad = [
      { identifier, kms, rsk: changed(good, 1) },
      { identifier, kms, rsk: good.subarray(0, 256) },
      { identifier, kms, rsk: pointOctets('P') },
      { identifier, kms, rsk: wrongOrder },
      { identifier: changed(identifier, 0), kms, rsk: good },
      { identifier, kms: KmsPublicKey.from(pointOctets('P')), rsk: good },
    ];
    const errors = new Set(
      bad
        .map(one => thrown(() => ReceiverKey.from({ ...one, rsk: Secret.from(one.rsk) })))
        .map(({ code, message }) => `${code}: ${message}`),
    );
    expect([...errors]).to.deep.equal([
      'bad-option: the receiver secret key does not fit its identifier and KMS (RFC 6508 §6.1.2)',
    ]);
  });

  it('takes a KMS public key of order q alone (§2.2)', () => {
    const { x, y } = point(pointOctets('Z')).toAffine();
    const slope = Fp.div(y, x);
    const x2 = Fp.sub(Fp.sqr(slope), x);
    const bad = [
      changed(pointOctets('Z'), 9),
      octets(`04${digits(x2)}${digits(Fp.neg(Fp.mul(slope, x2)))}`),
      new Uint8Array(257),
    ];
    for (const one of bad) expect(thrown(() => KmsPublicKey.from(one)).code).to.equal('bad-option');
  });

  it('takes an SSV of 16 octets and identifiers that are integers below q alone (§2.2)', () => {
    for (const length of [0, 15, 17])
      expect(thrown(() => kms.encapsulate(Secret.random(length), identifier)).code).to.equal('bad-option');
    for (const one of [new Uint8Array(), Uint8Array.of(1), new Uint8Array(128).fill(1)])
      expect(thrown(() => kms.encapsulate(ssv, one)).code).to.equal('bad-option');
  });
});
