import { check } from '@sdpsec/check';
import { redact } from '@sdpsec/check/redact';
import { expect } from 'chai';
import fc from 'fast-check';
import { sdp } from './rule-cases.js';

const suites = [
  ['AES_CM_128_HMAC_SHA1_80', 30],
  ['AES_256_CM_HMAC_SHA1_80', 46],
  ['AEAD_AES_128_GCM', 28],
  ['AEAD_AES_256_GCM', 44],
] as const;

/** A key with its suite. */
const keys = fc
  .constantFrom(...suites)
  .chain(([suite, size]) => fc.uint8Array({ minLength: size, maxLength: size }).map(octets => ({ suite, octets })))
  // A key with next to no entropy turns up by chance in any text.
  .filter(({ octets }) => new Set(octets).size > 12);

const base64 = (octets: Uint8Array) => Buffer.from(octets).toString('base64');
const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex');
const line = (suite: string, key: string) => `a=crypto:1 ${suite} inline:${key}`;

/** The places and forms in which people meet a key. */
const forms: Readonly<Record<string, (suite: string, octets: Uint8Array) => string>> = {
  'an a=crypto line': (suite, octets) => line(suite, `${base64(octets)}|2^31|1:4 KDR=1`),
  'a key without padding': (suite, octets) => line(suite, base64(octets).replace(/=+$/, '')),
  'a folded line': (suite, octets) => line(suite, base64(octets).replace(/^(.{20})/, '$1\r\n')),
  'a key in pieces': (suite, octets) => line(suite, base64(octets).replace(/(.{9})/g, '$1 ')),
  'a key of another length': (suite, octets) => line(suite, base64(octets.subarray(3))),
  'two keys': (suite, octets) => line(suite, `${base64(octets)}|1:1;inline:${base64(octets.toReversed())}|2:1`),
  'a capability': (suite, octets) => `a=acap:1 crypto:1 ${suite} inline:${base64(octets)}`,
  'a key without inline': (suite, octets) => `a=crypto:1 ${suite} ${base64(octets)}`,
  'a key behind a bar': (suite, octets) => line(suite, `x|${base64(octets)}`),
  FEC_KEY: (suite, octets) => `${line(suite, base64(octets))} FEC_KEY=inline:${base64(octets.toReversed())}`,
  'k=': (_, octets) => `k=base64:${base64(octets)}`,
  'a=key-mgmt': (_, octets) => `a=key-mgmt:mikey ${base64(octets)}`,
  'a=ice-pwd': (_, octets) => `a=ice-pwd:${base64(octets).replace(/=/g, '')}`,
  'the KeyMgmt header': (_, octets) => `KeyMgmt: prot=mikey;uri="rtsp://camera/1";data="${base64(octets)}"`,
  Digest: (_, octets) =>
    `Proxy-Authorization: Digest username="u", nonce="${base64(octets)}", response="${hex(octets.toReversed())}"`,
  Basic: (_, octets) => `Authorization: Basic ${base64(octets)}`,
  'percent-escapes': (suite, octets) => encodeURIComponent(line(suite, base64(octets))),
  syslog: (suite, octets) => `<134>kamailio: v=0#015#012${line(suite, base64(octets))}#015#012`,
  JSON: (suite, octets) => JSON.stringify({ sdp: `v=0\r\n${line(suite, base64(octets))}\r\n` }),
  'JSON in JSON': (suite, octets) => JSON.stringify(JSON.stringify({ sdp: `v=0\r\n${line(suite, base64(octets))}\r\n` })),
  'PHP, which escapes slashes': (suite, octets) => JSON.stringify(line(suite, base64(octets))).replaceAll('/', '\\/'),
  'the same key in hexadecimal': (suite, octets) => `${line(suite, base64(octets))}\n dump ${hex(octets)}\n`,
  'its salt alone': (suite, octets) => `${line(suite, base64(octets))}\n salt is ${base64(octets.subarray(16))}\n`,
  'a hex dump': (suite, octets) => `${line(suite, base64(octets))}\n0000  ${hex(octets).replace(/../g, '$& ')}\n`,
  'caps of GStreamer': (_, octets) => `srtp-key=(buffer)${hex(octets)},srtp-cipher=(string)aes-128-icm`,
  XML: (suite, octets) => `<sdp>v=0&#13;&#x0a;${line(suite, base64(octets)).replaceAll('+', '&#43;')}&#xa7;&quot;&lt;</sdp>`,
  'escapes of JavaScript': (suite, octets) => `'v=0\\x0d\\x0a${line(suite, base64(octets)).replaceAll('+', '\\u002b')}\\t\\'',`,
  'octal escapes': (suite, octets) => `"v=0\\015\\012${line(suite, base64(octets)).replaceAll('/', '\\057')}"`,
  'options of ffmpeg': (suite, octets) => `ffmpeg -srtp_out_suite ${suite} -srtp_out_params ${base64(octets)} x`,
};

/** Whether eight characters in a row of a key are left, in base64 or hexadecimal, escapes taken away. */
function leak(text: string, octets: Uint8Array): string | undefined {
  for (const shown of [
    text,
    text.replaceAll('\\/', '/'),
    text.replace(/%[0-9A-F]{2}/g, decodeURIComponent),
    text.replaceAll('&#43;', '+').replaceAll('\\u002b', '+').replaceAll('\\057', '/'),
    text.replace(/[\r\n]/g, ''),
  ])
    for (const written of [base64(octets), hex(octets), base64(octets.toReversed()), hex(octets.toReversed())])
      for (let at = 0; at + 8 <= written.length; at++)
        if (shown.includes(written.slice(at, at + 8))) return written.slice(at, at + 8);
  return undefined;
}

describe('redact', () => {
  for (const [name, form] of Object.entries(forms))
    it(`${name}: no eight characters in a row of a key survive, and doing it again changes nothing`, () => {
      fc.assert(
        fc.property(keys, ({ suite, octets }) => {
          const text = form(suite, octets);
          const { document } = redact(text);
          expect(leak(document.text, octets), document.text).to.equal(undefined);
          expect(redact(document).document.text).to.equal(document.text);
        }),
        { numRuns: 60 },
      );
    });

  it('any mixture: the same', () => {
    const one = fc.tuple(fc.constantFrom(...Object.values(forms)), keys);
    const separator = fc.constantFrom('\r\n', '\n', '\nINFO [12] ', ' ', ', "');
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 5 }), separator, (parts, between) => {
        const text = parts.map(([form, { suite, octets }]) => form(suite, octets)).join(between);
        const { document } = redact(text);
        for (const [, { octets }] of parts) expect(leak(document.text, octets), document.text).to.equal(undefined);
        expect(redact(document).document.text).to.equal(document.text);
      }),
      { numRuns: 300 },
    );
  });

  it('a key of an odd number of hexadecimal digits, which are base64 as well (RFC 4648 §4)', () => {
    const { document, secrets } = redact('srtp master key: 0123456789abcdef0');
    expect(document.text).not.to.include('89abc');
    expect(secrets).to.have.length(1);
  });

  it('a broken key behind k=: doing it again changes nothing', () => {
    for (const input of ['k=inline:inline:\r\nAbC9+/xyZ0123456789;A', 'k=inline:AbC9+/xyZ0123456789\r\nAbC9+/xyZ0123456789;A']) {
      const once = redact(input).document.text;
      expect(once).not.to.contain('0123456');
      expect(redact(once).document.text).to.equal(once);
    }
  });

  it('any text: no exception, and doing it again changes nothing', () => {
    const word = fc.constantFrom(
      'inline:',
      '|',
      ';',
      'a=crypto:1 ',
      'k=',
      'clear:',
      'nonce="',
      '"',
      '\\n',
      '%3D',
      '#012',
      '<redacted 3 octets #a7>',
      ' ',
      '\r\n',
      'AbC9+/xyZ0123456789',
      'a=key-mgmt:mikey ',
    );
    const text = fc.array(fc.oneof(word, fc.string({ maxLength: 6 })), { maxLength: 30 }).map(words => words.join(''));
    fc.assert(
      fc.property(text, input => {
        const once = redact(input).document.text;
        expect(redact(once).document.text).to.equal(once);
      }),
      { numRuns: 2000 },
    );
  });

  const key = 'SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob';
  const other = 'NzB4d1BINUAvLEw6UzF3WSJ+PSdFcGdUJShpX1Zj';
  const offer = sdp(
    'm=audio 49170 RTP/SAVP 0',
    `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}|2^31|1:4 UNENCRYPTED_SRTCP`,
    `a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:${other}`,
    'm=video 49172 RTP/SAVP 96',
    `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}`,
  );

  it('keeps structure, tag, suite, limits and session parameters; marks tell which keys are equal, by order alone (RFC 4568 §6.1)', () => {
    const { document, secrets } = redact(offer);
    const crypto = document.lines.filter(({ attribute }) => attribute === 'crypto').map(({ text }) => text);
    expect(crypto).to.deep.equal([
      'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:<redacted 30 octets #a1>|2^31|1:4 UNENCRYPTED_SRTCP',
      'a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:<redacted 30 octets #a2>',
      'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:<redacted 30 octets #a1>',
    ]);
    expect(secrets.map(({ mark, times }) => [mark, times])).to.deep.equal([
      ['a1', 2],
      ['a2', 1],
    ]);
    expect(document.lines).to.have.length(offer.split('\r\n').length - 1);
  });

  it('says nothing about a key but its length: other keys give the same text', () => {
    const others = { [key]: 'd0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj', [other]: 'WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz' };
    const exchanged = Object.entries(others).reduce((text, [from, to]) => text.replaceAll(from, to), offer);
    expect(redact(exchanged).document.text).to.equal(redact(offer).document.text);
  });

  it('a key in hexadecimal or without padding has the mark that it has in base64', () => {
    const long = Buffer.from(Array.from({ length: 46 }, (_, at) => (at * 37) & 0xff));
    const text = [
      line('AES_256_CM_HMAC_SHA1_80', base64(long)),
      line('AES_256_CM_HMAC_SHA1_80', base64(long).replace(/=+$/, '')),
      `srtp-key=(buffer)${hex(long)}`,
    ];
    expect(redact(text.join('\n')).document.text.match(/#a\d/g)).to.deep.equal(['#a1', '#a1', '#a1']);
  });

  it('gives no mark twice where part of a text was redacted before', () => {
    const half = offer.replaceAll(key, '<redacted 30 octets #a4>');
    expect(redact(half).document.text)
      .to.include('inline:<redacted 30 octets #a5>')
      .and.include('inline:<redacted 30 octets #a4>|2^31');
  });

  it('what it writes, check reads: each key is sdes/key-redacted, and of the rest of its line nothing is hidden', () => {
    const crypto = check(redact(offer).document).filter(({ rule }) => rule.startsWith('sdes/'));
    expect(crypto.map(({ line, rule }) => `${line} ${rule}`)).to.deep.equal([
      ...['7 sdes/key-redacted', '7 sdes/weakening-params', '8 sdes/key-redacted', '10 sdes/key-redacted'],
    ]);
  });

  it('leaves alone what is no secret', () => {
    const text = [
      'INVITE sip:bob@example.com:5060;transport=tls SIP/2.0',
      'Via: SIP/2.0/TLS 192.0.2.1:5061;branch=z9hG4bK776asdhdsAbCdEf0123456789',
      'Call-ID: a84b4c76e66710ABCDEF0123456789@pc33.example.com',
      'WWW-Authenticate: Digest realm="example.com", qop="auth", algorithm=SHA-256',
      'a=fingerprint:sha-256 12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD',
      'a=candidate:1 1 UDP 2130706431 192.0.2.1 49170 typ host',
      'response=200, key frames on, master keys are secret; the crypto lines have inline keys',
      'k=prompt',
    ].join('\r\n');
    expect(redact(text).document.text).to.equal(text);
  });

  it('takes the passwords of URIs', () => {
    expect(redact('DESCRIBE rtsp://admin:Pa55word@camera/1 RTSP/1.0').document.text).to.equal(
      'DESCRIBE rtsp://admin:<redacted 8 characters #a1>@camera/1 RTSP/1.0',
    );
  });

  it('keeps octets that are no UTF-8', () => {
    const octets = Buffer.concat([
      Buffer.from([0x73, 0x3d, 0xe9, 0xff, 0x0d, 0x0a]),
      Buffer.from(`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}\r\n`),
    ]);
    const redacted = Buffer.from(redact(octets).document.toBytes());
    expect(redacted.subarray(0, 6)).to.deep.equal(octets.subarray(0, 6));
    expect(redacted.toString('latin1')).to.include('#a1>').and.not.include(key);
  });

  it('JSON stays JSON', () => {
    const redacted = JSON.parse(redact(JSON.stringify({ type: 'offer', sdp: offer })).document.text);
    expect(redacted.sdp).to.equal(redact(offer).document.text);
  });

  it('needs time in proportion to the text: a quarter of a megabyte of each kind of nastiness', () => {
    for (const part of [
      'inline:',
      'a=crypto:1 X inline:AAAA ',
      '|',
      'sip:a:',
      'nonce="',
      'k=',
      'data="',
      'KeyMgmt: data=',
      '%25',
      '\\\\',
      'Authorization: ',
      'key-mgmt:mikey AAAAAAAAAAAAAAAAAAAA\n',
      'srtp-key ',
      '<redacted 1 octets #a1>',
      'inline:AAAAAAAA\n',
      'inline',
    ])
      redact(part.repeat(Math.ceil(2 ** 18 / part.length)));
    for (const [before, part] of [
      ['inline:A', '.'],
      ['inline:A', '='],
      ['k=clear:A', ' '],
      ['k=base64:A', '='],
      ['KeyMgmt: prot=mikey;data=A', '='],
    ] as const)
      redact(`${before}${part.repeat(2 ** 18)}b`);
  }).timeout(60_000);
});
