import { Secret, SrtpError } from '@sdpsec/srtp-core';
import { expect } from 'chai';

const octets = (length: number, first = 1) => Uint8Array.from({ length }, (_, i) => first + i);

describe('Secret', () => {
  it('copies what it is given and what it gives: nobody else holds its octets', () => {
    const source = octets(4);
    const secret = Secret.from(source);
    source.fill(0);
    secret.reveal().fill(0);
    expect([...secret.reveal()]).to.deep.equal([1, 2, 3, 4]);
    expect([...Secret.from(octets(6), 2).reveal()]).to.deep.equal([3, 4, 5, 6]);
    expect([...Secret.from(octets(6), 1, 3).reveal()]).to.deep.equal([2, 3]);
  });

  it('once wiped gives no octets, not even zeros, and equals nothing', () => {
    const [one, same] = [Secret.from(octets(16)), Secret.from(octets(16))];
    expect(one.equals(same)).to.equal(true);
    one.wipe();
    expect(() => one.reveal())
      .to.throw(SrtpError, 'this secret has been wiped')
      .with.property('code', 'closed');
    expect([one.equals(same), same.equals(one), one.equals(one)]).to.deep.equal([false, false, false]);
    expect(one.length).to.equal(16);
    expect([...same.reveal()]).to.deep.equal([...octets(16)]);
  });

  it('equals what has the same octets alone', () => {
    const secret = Secret.from(octets(16));
    for (const [other, equal] of [
      [octets(16), true],
      [octets(15), false],
      [octets(17), false],
      [octets(16, 2), false],
      [octets(16).map((octet, i) => (i === 15 ? octet ^ 1 : octet)), false],
      [octets(16).map((octet, i) => (i === 0 ? octet ^ 0x80 : octet)), false],
    ] as const)
      expect(secret.equals(Secret.from(other))).to.equal(equal);
  });

  it('draws more octets than one call of the platform gives', () => {
    const secret = Secret.random(65_536 + 32).reveal();
    expect(secret.length).to.equal(65_568);
    expect(secret.subarray(65_536).some(octet => octet !== 0)).to.equal(true);
  });
});
