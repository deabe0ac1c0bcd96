import { inspect } from 'node:util';
import { check, Excerpts, maskKeys } from '@sdpsec/check';
import { SdpDocument } from '@sdpsec/negotiation/document';
import { expect } from 'chai';
import fc from 'fast-check';
import { k, sdp } from './rule-cases.js';

const key = k[0];

describe('masking of keys', () => {
  const lines = [
    `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}|2^31|1:4 KDR=1`,
    `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key.slice(0, 20)} ${key.slice(20)}`,
    `a=crypto:1 AES_CM_128_HMAC_SHA1_80 INLINE:${key};inline:${key}`,
    `a=crypto:1 AES_CM_128_HMAC_SHA1_80 ${key}`,
    `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x|${key}|${key}`,
    `a=crypto:${key} AES_CM_128_HMAC_SHA1_80 inline:`,
    `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key} FEC_KEY=inline:${key}`,
    `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key} -OWN=${key}`,
    `a=key-mgmt:mikey ${key}`,
    `a=acap:1 crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}`,
    `a=cryptoscale:1 client AES_CM_128_HMAC_SHA1_80 inline:${key}`,
    `k=base64:${key}`,
  ];
  for (const line of lines)
    it(`keeps the width and hides the key in ${line.replaceAll(key, 'KEY').slice(0, 70)}`, () => {
      const masked = maskKeys(line);
      expect(masked).to.have.length(line.length);
      for (let at = 0; at + 8 <= key.length; at++) expect(masked).not.to.include(key.slice(at, at + 8));
    });

  it('leaves what is no key readable: tag, suite, lifetime, MKI, session parameters', () => {
    expect(maskKeys(`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}|2^31|1:4 KDR=1 UNENCRYPTED_SRTCP`)).to.equal(
      `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${'*'.repeat(40)}|2^31|1:4 KDR=1 UNENCRYPTED_SRTCP`,
    );
    expect(maskKeys('k=clear:short')).to.equal('k=clear:*****');
  });

  it('hides a key that a line break divides', () => {
    const text = sdp('m=audio 49170 RTP/SAVP 0', `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key.slice(0, 33)}`, key.slice(33));
    const { source } = new Excerpts(SdpDocument.parse(text)).at({ offset: text.indexOf(key.slice(33)), length: 3 });
    expect(source).to.equal('*******');
  });

  it('lets no key into any finding, whatever is wrong with the line', () => {
    const mutation = fc.tuple(fc.nat(120), fc.nat(5), fc.string({ maxLength: 4 }));
    fc.assert(
      fc.property(fc.constantFrom(...lines), fc.array(mutation, { maxLength: 3 }), (line, mutations) => {
        let changed = line;
        // The key stays whole: what a mutation may break is all that is around it.
        for (const [at, remove, insert] of mutations) {
          const next = changed.slice(0, at) + insert + changed.slice(at + remove);
          if (next.includes(key)) changed = next;
        }
        const findings = check(sdp('m=audio 49170 RTP/SAVP 0', changed));
        const shown = inspect(findings, { depth: 9, showHidden: true }) + JSON.stringify(findings);
        expect(shown).not.to.include(key.slice(4, 36));
      }),
    );
  });

  it('escapes what could drive a terminal or reorder letters', () => {
    const text = 'a=x:\x1b[31mred\u202e\x07\r\n';
    const { source } = new Excerpts(SdpDocument.parse(text)).at({ offset: 4, length: 1 });
    expect(source).to.equal('a=x:\\x1b[31mred\\u{202e}\\x07');
  });

  it('puts the mark below the place, in a long line too', () => {
    const text = `a=x:${'-'.repeat(1000)}HERE${'.'.repeat(1000)}`;
    const { source, caret } = new Excerpts(SdpDocument.parse(text)).at({ offset: 1004, length: 4 });
    expect(source.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).to.equal('HERE');
    expect(source.length).to.be.below(200);
  });
});
