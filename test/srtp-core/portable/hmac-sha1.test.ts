import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { HmacSha1 } from '../../../packages/srtp-core/dist/portable/hmac-sha1.js';
import { hex } from '../../support/vectors.js';

describe('HMAC-SHA1 with midstates (RFC 2104)', () => {
  it('equals node:crypto for every length around the block boundaries', () => {
    const hmac = new HmacSha1(Uint8Array.from({ length: 20 }, (_, i) => 7 * i));
    const data = Uint8Array.from({ length: 300 }, (_, i) => i);
    for (let length = 0; length < 260; length++) {
      const plain = createHmac(
        'sha1',
        Uint8Array.from({ length: 20 }, (_, i) => 7 * i),
      ).update(data.subarray(3, 3 + length));
      hmac.compute(data, 3, 3 + length, false, 0);
      expect(hex(hmac.value)).to.equal(plain.digest('hex'));
    }
  });

  it('equals node:crypto with the ROC behind the packet (RFC 3711 §4.2)', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 20, maxLength: 20 }),
        fc.uint8Array({ maxLength: 1500 }),
        fc.nat({ max: 0xffffffff }),
        (key, data, roc) => {
          const hmac = new HmacSha1(key);
          const suffix = Buffer.alloc(4);
          suffix.writeUInt32BE(roc);
          hmac.compute(data, 0, data.length, true, roc);
          expect(hex(hmac.value)).to.equal(createHmac('sha1', key).update(data).update(suffix).digest('hex'));
        },
      ),
    );
  });

  it('compares every octet of a tag', () => {
    const hmac = new HmacSha1(new Uint8Array(20));
    hmac.compute(new Uint8Array(0), 0, 0, false, 0);
    const tag = hmac.value.slice();
    expect(hmac.matches(tag, 0, 10)).to.equal(true);
    for (let at = 0; at < 10; at++) {
      const changed = tag.slice();
      changed[at] = (changed[at] as number) ^ 1;
      expect(hmac.matches(changed, 0, 10), `octet ${at}`).to.equal(false);
    }
  });
});
