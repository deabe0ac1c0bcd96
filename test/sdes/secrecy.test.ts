import { inspect } from 'node:util';
import { findKeySpans, parseCrypto } from '@sdpsec/sdes';
import { expect } from 'chai';

const key = 'PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR';
const hexes = ['3d2d6e40', '5c603d26'];
const decimals = ['61, 45, 110', '92, 96, 61'];

describe('key text stays inside (house rule 3)', () => {
  for (const value of [
    `1 AES_CM_128_HMAC_SHA1_80 inline:${key}|2^31|1:4`,
    `1 AES_CM_128_HMAC_SHA1_80 inline:${key} -X=inline:${key}`,
    `1 AES_CM_128_HMAC_SHA1_80 inline:${key} FEC_KEY=inline:${key}`,
    `1 AES_256_CM_HMAC_SHA1_80 inline:${key}`,
    `1 AES_CM_128_HMAC_SHA1_80 ${key}`,
    `1 AES_CM_128_HMAC_SHA1_80 inline:${key} ${key}`,
    `1 ${key} ${key}`,
    key,
    `${key}:1 AES_CM_128_HMAC_SHA1_80 inline:*`,
  ])
    it(`of ${value.replaceAll(key, 'KEY')}`, () => {
      const line = parseCrypto(value);
      const shown =
        inspect(line, { depth: 9, showHidden: true }) + JSON.stringify(line, (_, v) => (typeof v === 'bigint' ? String(v) : v));
      for (const secret of [key, key.slice(0, 12), key.slice(-12), ...hexes, ...decimals]) expect(shown).not.to.contain(secret);
    });

  it('findKeySpans finds keys in their place and in others', () => {
    const text = `a=crypto:1 AES_CM_128_HMAC_SHA1_80 INLINE:${key}|2^31;inline:${key} ${key} FEC_KEY=inline:short -X=${key} AES_CM_128`;
    const spans = findKeySpans(text).map(({ offset, length }) => text.slice(offset, offset + length));
    expect(spans).to.deep.equal([key, key, key, 'short', `-X=${key}`]);
    expect(findKeySpans(`-FOO_BAR=${key}== inline:*`)).to.deep.equal([
      { offset: 0, length: 51 },
      { offset: 59, length: 1 },
    ]);
    // Base64 has no "-" and no "." (RFC 4648 §4): words that hold one are no keys.
    expect(findKeySpans('x-abcdefghijklmnopqrst abcdefghijklmnopqrst-x abcdefghijklmnop.example')).to.deep.equal([]);
    expect(findKeySpans('abcdefghijklmno abcdefghijklmnop')).to.deep.equal([{ offset: 16, length: 16 }]);
    expect(findKeySpans('a=rtpmap:101 telephone-event/8000 AES_CM_128_HMAC_SHA1_80')).to.deep.equal([]);
  });
});
