import { CheckError, check, findDescriptions, maskKeys, rules, textReport } from '@sdpsec/check';
import { diff } from '@sdpsec/check/diff';
import { checkExchange } from '@sdpsec/check/exchange';
import { explain } from '@sdpsec/check/explain';
import { redact } from '@sdpsec/check/redact';
import { strip } from '@sdpsec/check/strip';
import { expect } from 'chai';
import fc from 'fast-check';
import { k, ruleCases } from './rule-cases.js';

const pieces = fc.constantFrom(
  ...[
    'v=0\r\n',
    'm=audio 1 RTP/SAVP 0\r\n',
    'a=crypto:1 ',
    'AES_CM_128_HMAC_SHA1_80 ',
    'inline:',
    k[0],
    '|2^31',
    '|1:4',
    ';',
    '\r\n',
    '\n',
    ' ',
    '\0',
    '=',
    ':',
  ],
  ...[
    'a=fingerprint:sha-256 ',
    'a=group:BUNDLE 1 2\r\n',
    'a=mid:1\r\n',
    'a=key-mgmt:mikey ',
    'INVITE sip:a@b SIP/2.0\r\n',
    'Via: SIP/2.0/UDP x\r\n',
    '#015#012',
    '\\r\\n',
    '\ud800',
  ],
);

describe('check of whatever comes', () => {
  describe('a bad field hides nothing of its neighbours in the line', () => {
    const places = (value: string) =>
      check(`m=audio 5004 RTP/SAVP 0\r\na=crypto:${value}\r\n`).flatMap(({ line, column, rule }) =>
        line === 2 ? [`${rule} ${column}`] : [],
      );
    const suite = 'AES_CM_128_HMAC_SHA1_80';

    it('an MKI that does not fit, and no encryption (RFC 4568 §6.1, §6.3.2)', () => {
      expect(places(`1 ${suite} inline:${k[0]}|1:129 UNENCRYPTED_SRTP`)).to.deep.equal([
        'sdes/mki-value 86',
        'sdes/weakening-params 90',
      ]);
    });

    it('a key that is too short, and no lifetime (RFC 4568 §6.1)', () => {
      expect(places(`1 ${suite} inline:${k[0].slice(0, 28)}|SHA1 KDR=9`)).to.deep.equal([
        'sdes/key-length 43',
        'sdes/lifetime 72',
        'sdes/session-params 77',
      ]);
    });

    it('a suite that nobody knows, and no authentication (RFC 4568 §6.3.3)', () => {
      expect(places(`1 NOPE_1 inline:${k[0]}|2^0 UNAUTHENTICATED_SRTP`)).to.deep.equal([
        'sdes/suite-unknown 12',
        'sdes/weakening-params 71',
      ]);
    });

    it('a name that is misspelt, a suite too, and a key printed in an RFC (RFC 4568 §6.1)', () => {
      const text =
        'm=audio 5004 RTP/SAVP 0\r\na=Crypto:1 AES_CM_128_HMAC_SHA_80 inline:PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR\r\n';
      expect(check(text).flatMap(({ line, column, rule }) => (line === 2 ? [`${rule} ${column}`] : []))).to.deep.equal([
        ...['sdes/attribute-name 3', 'sdes/suite-typo 12', 'sdes/key-published-example 42'],
      ]);
    });
  });

  it('gives findings for any text made of pieces of SDP', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), parts => {
        const text = parts.join('');
        for (const found of findDescriptions(text)) {
          const findings = check(found.document);
          for (const { offset, length } of findings) {
            expect(offset).to.be.within(0, found.document.text.length);
            expect(offset + length).to.be.within(0, found.document.text.length);
          }
          textReport([{ file: 'x', description: found, findings }]);
        }
        expect(maskKeys(text)).to.have.length(text.length);
      }),
      { numRuns: 500, examples: [[['a=crypto:1 ', 'v=0\r\n', 'inline:', ';', '|1:4']]] },
    );
  });

  it('gives findings for any octets', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), octets => void check(octets)));
  });

  const large: Readonly<Record<string, string>> = {
    '10,000 crypto lines of one section': `m=audio 1 RTP/SAVP 0\r\n${`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}\r\n`.repeat(10_000)}`,
    '10,000 m= sections': `m=audio 5000 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}\r\n`.repeat(10_000),
    '10,000 bundled sections': `a=group:BUNDLE${' x'.repeat(10_000)}\r\n${'m=audio 9 RTP/SAVP 0\r\na=mid:x\r\n'.repeat(10_000)}`,
    'a crypto line of 1 MiB of keys': `m=audio 1 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 ${Array.from({ length: 20_000 }, (_, i) => `inline:${k[0]}|${i + 1}|${i + 1}:32`).join(';')}`,
    'a line of 1 MiB of blanks': `m=audio 1 RTP/SAVP 0\r\na=crypto:1${' '.repeat(1 << 20)}x \r\n`,
    'an attribute of 1 MiB of blanks': `m=audio 1 RTP/SAVP 0\r\na=x: ${' '.repeat(1 << 20)}x \r\n`,
    'a folded line of 1 MiB': `m=audio 1 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80${'\r\n  inline:x'.repeat(100_000)}`,
    'a proto of 1 MiB': `m=audio 1 ${'RTP/'.repeat(1 << 18)} 0`,
    'a fingerprint of 1 MiB': `m=audio 1 RTP/SAVP 0\r\na=fingerprint:sha-256 ${'AA:'.repeat(350_000)}`,
    '1 MiB of start lines of SIP': 'INVITE sip:a SIP/2.0 INVITE sip: '.repeat(32_000),
    '1 MiB of SIP messages': `INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP x\r\n\r\nv=0\r\n`.repeat(20_000),
    'escaped text of 1 MiB': `{"sdp":"v=0\\r\\n${'a=x:1\\r\\n'.repeat(100_000)}"}`,
  };
  for (const [name, text] of Object.entries(large))
    it(`takes ${name} in good time`, () => {
      for (const found of findDescriptions(text))
        textReport([{ file: 'x', description: found, findings: check(found.document) }]);
      check(text);
    });

  it('judges each line by itself: a bad one hides nothing of its neighbours', () => {
    const good = check(ruleCases['sdes/padding-missing']!.fires);
    const withBad = check(`${ruleCases['sdes/padding-missing']!.fires}a=crypto:x\r\na=crypto:7 NOPE\r\n`);
    for (const { rule, line, column } of good)
      expect(withBad.some(one => one.rule === rule && one.line === line && one.column === column)).to.equal(true);
  });
});

describe('what no program should ask for', () => {
  const calls: Readonly<Record<string, (sdp: never) => unknown>> = {
    check,
    findDescriptions,
    checkExchange: sdp => checkExchange({ answers: [sdp] }),
    explain,
    redact,
    strip,
    diff: sdp => diff(sdp, ''),
  };
  for (const [name, call] of Object.entries(calls))
    it(`${name} refuses what is no SDP with the error of the package`, () => {
      for (const value of [undefined, null, 7, {}, [], Symbol('sdp')])
        expect(() => call(value as never))
          .to.throw(CheckError)
          .with.property('code', 'bad-input');
    });

  it('refuses ids that no rule has, and says which one was meant', () => {
    for (const off of ['sdes/key-lenght', 'sdp/key-length', 'SDES/KEY-LENGTH'])
      for (const options of [{ off: [off] }, { only: [off] }]) {
        const meant = `unknown rule ${off}; did you mean sdes/key-length?`;
        expect(() => check('v=0', options))
          .to.throw(CheckError, meant)
          .with.property('code', 'unknown-rule');
        expect(() => checkExchange({ offer: 'v=0' }, options)).to.throw(CheckError, meant);
      }
    expect(() => check('v=0', { off: ['nothing-like-it'] })).to.throw(CheckError, /^unknown rule nothing-like-it$/);
  });

  it('knows the ids of all rules', () => {
    expect(check('v=0', { off: rules.map(({ id }) => id) })).to.deep.equal([]);
  });
});
