import { p256 } from '@noble/curves/nist.js';
import { eccsiVerify, KeyAuthority, SigningKey } from '@sdpsec/mikey/sakke';
import { Secret } from '@sdpsec/srtp-core';
import { expect } from 'chai';
// The steps between key and signature, which the package does not show.
import { identityHash, messageHash, readEccsiPoint, signerKey } from '../../../packages/mikey/dist/sakke/eccsi.js';
import { hex, octets } from '../../support/vectors.js';
import { appendix, fixed, thrown } from './material.js';

const value = appendix('rfc6507-a-eccsi.json');
const bytes = (name: string) => octets(value(name));
const point = (octetsOf: Uint8Array) => {
  const found = readEccsiPoint(octetsOf);
  if (!found) throw new Error('no point');
  return found;
};
const [identifier, kpak, pvt, message, signature] = [bytes('ID'), bytes('KPAK'), bytes('PVT'), bytes('M'), bytes('Sig')];
const material = { identifier, kpak, pvt, ssk: Secret.from(bytes('SSK')) };
const authority = KeyAuthority.from({
  ksak: Secret.from(octets(value('KSAK').padStart(64, '0'))),
  z: Secret.from(Uint8Array.of(2)),
});
const changed = (whole: Uint8Array, at: number, bit = 1) => whole.map((octet, i) => (i === at ? octet ^ bit : octet));

describe('ECCSI: test data of RFC 6507 Appendix A', () => {
  it('parameters: p, B, q and G are those of P-256', () => {
    const { p, b, n } = p256.Point.CURVE();
    expect([p, b, n].map(number => number.toString(16))).to.deep.equal(['p', 'B', 'q'].map(value));
    expect(hex(p256.Point.BASE.toBytes(false))).to.equal(value('G'));
  });

  it('KPAK is [KSAK]G (§4.2)', () => expect(hex(authority.kpak)).to.equal(value('KPAK')));

  it('SSK and PVT of the signer (§5.1.1)', () => {
    const made = authority.signingKeyMaterial(identifier, fixed(value('v')));
    expect(hex(made.pvt)).to.equal(value('PVT'));
    expect(hex(made.ssk.reveal())).to.equal(value('SSK'));
  });

  it('HS, HE and Y on the way to a signature (§5.1.2, §5.2)', () => {
    expect(hex(identityHash(identifier, kpak, pvt))).to.equal(value('HS'));
    expect(hex(messageHash(bytes('HS'), bytes('r'), message))).to.equal(value('HE'));
    expect(hex(signerKey(point(pvt), point(kpak), bytes('HS')).toBytes(false))).to.equal(value('Y'));
  });

  it('the signature with j, its r and its s (§5.2.1)', () => {
    const made = SigningKey.from(material).sign(message, fixed(value('j')));
    expect(hex(made)).to.equal(value('Sig'));
    expect(hex(made.subarray(0, 32)))
      .to.equal(value('r'))
      .and.to.equal(value('Jx'));
    expect(hex(made.subarray(32, 64)))
      .to.equal(value('s'))
      .and.to.equal(value("s'"));
    expect(hex(p256.Point.BASE.multiply(BigInt(`0x${value('j')}`)).toBytes(false)))
      .to.equal(value('J'))
      .and.to.equal(value("J'"));
  });

  it('verifies (§5.2.2)', () => expect(eccsiVerify(message, signature, identifier, kpak)).to.equal(true));
});

describe('ECCSI: what must not pass (RFC 6507)', () => {
  it('refuses every change of one octet of signature, message, identifier and KPAK (§5.2.2)', () => {
    for (let at = 0; at < signature.length; at++)
      expect(eccsiVerify(message, changed(signature, at), identifier, kpak), `octet ${at}`).to.equal(false);
    expect(eccsiVerify(changed(message, 3), signature, identifier, kpak)).to.equal(false);
    expect(eccsiVerify(message, signature, changed(identifier, 6), kpak)).to.equal(false);
    expect(eccsiVerify(message, signature, identifier, changed(kpak, 64))).to.equal(false);
    const other = KeyAuthority.random();
    expect(eccsiVerify(message, signature, identifier, other.kpak)).to.equal(false);
  });

  it('refuses signatures of another length, r or s of zero, s beyond q, and compressed points', () => {
    const part = (from: number, to: number, digits: string) => {
      const whole = signature.slice();
      whole.set(octets(digits.padStart(2 * (to - from), '0')), from);
      return whole;
    };
    const made = [
      signature.subarray(0, 128),
      Uint8Array.of(...signature, 0),
      new Uint8Array(),
      part(0, 32, '0'),
      part(32, 64, '0'),
      part(32, 64, value('q')),
      part(64, 65, '02'),
    ];
    for (const one of made) expect(eccsiVerify(message, one, identifier, kpak)).to.equal(false);
    expect(eccsiVerify(message, signature, identifier, p256.Point.fromBytes(kpak).toBytes(true))).to.equal(false);
  });

  it('validates signing keys with one error for every reason (§5.1.2)', () => {
    const good = material;
    const bad = [
      { ...good, ssk: Secret.from(changed(bytes('SSK'), 31)) },
      { ...good, ssk: Secret.from(new Uint8Array(32)) },
      { ...good, ssk: Secret.from(new Uint8Array(31)) },
      { ...good, ssk: Secret.from(octets(value('q'))) },
      { ...good, pvt: changed(pvt, 64) },
      { ...good, pvt: kpak },
      { ...good, kpak: changed(kpak, 1) },
      { ...good, identifier: changed(identifier, 0) },
    ];
    const errors = new Set(
      bad.map(one => JSON.stringify([thrown(() => SigningKey.from(one)).code, thrown(() => SigningKey.from(one)).message])),
    );
    expect([...errors]).to.deep.equal([
      JSON.stringify(['bad-option', 'the signing key does not fit its identifier, token and KMS (RFC 6507 §5.1.2)']),
    ]);
  });

  it('draws a fresh nonce for each signature (§6), and none from a broken source', () => {
    const key = SigningKey.from(material);
    const [one, other] = [key.sign(message), key.sign(message)];
    expect(hex(one.subarray(0, 32))).not.to.equal(hex(other.subarray(0, 32)));
    for (const made of [one, other]) expect(eccsiVerify(message, made, identifier, kpak)).to.equal(true);
    expect(thrown(() => key.sign(message, target => target.fill(0))).code).to.equal('bad-option');
    expect(thrown(() => key.sign(message, target => target.fill(255))).code).to.equal('bad-option');
  });
});
