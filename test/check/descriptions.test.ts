import { check, findDescriptions } from '@sdpsec/check';
import { expect } from 'chai';
import { k, sdp } from './rule-cases.js';

const offer = sdp('m=audio 49170 RTP/SAVP 0', `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}`);
const lines = offer.trimEnd().split('\r\n');
const headers = [
  'INVITE sip:bob@example.com SIP/2.0',
  'Via: SIP/2.0/TLS pc.example.com;branch=z9hG4bK1',
  'Via: SIP/2.0/UDP gw.example.com',
  'Content-Type: application/sdp',
  '',
];

/** The text of each SDP found. */
const texts = (source: string) => findDescriptions(source).map(found => found.document.text);

describe('finding SDPs', () => {
  it('takes an SDP as it is, odd lines and missing line ends included', () => {
    for (const text of [offer, offer.trimEnd(), offer.replaceAll('\r\n', '\n'), `${offer}--\r\n\r\n`, `\ufeff${offer}`]) {
      const [found, ...others] = findDescriptions(text);
      expect(found?.document.text).to.equal(text);
      expect(others).to.have.length(0);
    }
  });

  it('takes a part of an SDP', () => {
    expect(texts('m=audio 49170 RTP/SAVP 0\na=crypto:1 x\n')).to.deep.equal(['m=audio 49170 RTP/SAVP 0\na=crypto:1 x\n']);
  });

  it('divides a file with an offer and an answer', () => {
    expect(texts(offer + offer)).to.deep.equal([offer, offer]);
  });

  it('finds the body of a SIP message, its transport (topmost Via, RFC 3261 §20.42) and its place in the file', () => {
    const [found] = findDescriptions([...headers, offer].join('\r\n'));
    expect(found?.document.text).to.equal(offer);
    expect(found?.transport).to.equal('tls');
    expect(found?.position(offer.indexOf('a=crypto'))).to.deep.equal({ line: 12, column: 1 });
  });

  it('reads the transport of a call to a telephone number or a service, and from a folded header (RFC 3261 §7.3.1)', () => {
    for (const [uri, via] of [
      ['tel:+15550100', 'Via: SIP/2.0/UDP x'],
      ['urn:service:sos', 'v:SIP / 2.0 / UDP x'],
      ['sip:b@example.com', 'Via:\r\n SIP/2.0/UDP x'],
    ])
      expect(findDescriptions(`INVITE ${uri} SIP/2.0\r\n${via}\r\n\r\n${offer}`)[0]?.transport).to.equal('udp');
  });

  it('finds SDPs in a multipart body, each up to its boundary', () => {
    const part = ['--b1', 'Content-Type: application/sdp', '', ...lines].join('\r\n');
    const found = texts([...headers, part, part, '--b1--', ''].join('\r\n'));
    expect(found).to.deep.equal([offer, offer]);
  });

  it('finds an SDP in a JSON string', () => {
    const json = JSON.stringify({ type: 'offer', sdp: offer, id: 7 });
    const [found, ...others] = findDescriptions(json);
    expect(found?.document.text).to.equal(offer);
    expect(others).to.have.length(0);
    expect(found?.position(offer.indexOf('inline:'))).to.deep.equal({ line: 1, column: json.indexOf('inline:') + 1 });
  });

  it('finds an SDP in a JSON string inside of JSON', () => {
    expect(texts(JSON.stringify({ body: JSON.stringify({ sdp: offer }) }))).to.deep.equal([offer]);
  });

  it('finds it three strings deep, and where every character that HTML knows is escaped (Gson)', () => {
    const wrap = (text: string) => JSON.stringify({ sdp: text });
    const quoted = offer.replace('s=-', 's=the "call" \\');
    for (const depth of [1, 2, 3]) {
      const json = Array.from({ length: depth }).reduce<string>(wrap, quoted);
      const escaped = json.replaceAll('=', `${'\\'.repeat(2 ** (depth - 1))}u003d`);
      for (const source of [json, escaped]) {
        const [found, ...others] = findDescriptions(source);
        expect(found?.document.text).to.equal(quoted);
        expect(others).to.have.length(0);
        expect(found?.position(quoted.indexOf('inline:'))).to.deep.equal({ line: 1, column: source.indexOf('inline:') + 1 });
      }
    }
  });

  it('finds an SDP in syslog, where line ends are #015#012', () => {
    const log = `Nov 24 10:00:00 host rtpengine[1]: SDP: v=0#015#012${lines.slice(1).join('#015#012')}#015#012\n`;
    expect(texts(log)).to.deep.equal([offer]);
  });

  it('finds an SDP whose lines each stand behind a log prefix', () => {
    const log = [
      '10:00:00.001 [DEBUG] incoming',
      ...lines.map((line, i) => `10:00:00.${100 + i} [DEBUG] ${line}`),
      '10:00:01.000 [DEBUG] done',
    ];
    expect(texts(log.join('\n'))).to.deep.equal([`${lines.join('\n')}\n`]);
    expect(findDescriptions(log.join('\n'))[0]?.position(0)).to.deep.equal({ line: 2, column: 22 });
  });

  it('finds it behind prefixes that grow in width, or are padded for it', () => {
    for (const prefix of [
      (i: number) => `10:00:0${i} sip.c:${97 + i} `,
      (i: number) => `10:00:0${i} [${String(7 + i).padStart(3)}] `,
    ]) {
      const log = lines.map((line, i) => `${prefix(i)}${line}\n`).join('');
      expect(texts(log)).to.deep.equal([`${lines.join('\n')}\n`]);
    }
  });

  it('goes on behind lines that another thread of a program wrote in between', () => {
    const log = lines.map(line => `10:00 A: ${line}\nsomething else\n`).join('');
    expect(texts(log)).to.deep.equal([`${lines.join('\n')}\n`]);
  });

  it('goes on behind bad lines in every kind of input: they hide nothing of what follows', () => {
    const bad = [...lines.slice(0, 5), 'junk', '', '}', ...lines.slice(5), ''].join('\r\n');
    const logged = bad.replaceAll(/^(?=.)|^(?=\r\n)/gm, '10:00 ');
    for (const source of [bad, [...headers, bad].join('\r\n'), JSON.stringify({ sdp: bad }), `x\n${logged}`])
      expect(texts(source)).to.deep.equal([bad]);
  });

  it('goes on behind any number of lines that are none of an SDP, where it says that it does', () => {
    for (const noise of ['noise\n'.repeat(1_000), `${'noise\n'.repeat(9)}\n}\n`]) {
      const bad = `${[...lines.slice(0, 6), noise.trimEnd(), ...lines.slice(6)].join('\n')}\n`;
      expect(texts(bad)).to.deep.equal([bad]);
      expect(texts([...headers, bad].join('\n'))).to.deep.equal([bad]);
      // Behind a prefix: of the same log, or written by another thread.
      const logged = bad.replaceAll(/^/gm, '10:00 ').replace(/10:00 $/, '');
      expect(texts(`x\n${logged}`)).to.deep.equal([bad]);
      expect(texts(`x\n${logged.replaceAll('10:00 noise', 'noise')}`)[0]).to.include(`inline:${k[0]}`);
    }
  });

  it('finds a part of an SDP in a JSON string or in syslog, each line in its place', () => {
    const part = lines.slice(5);
    const [media = '', crypto = ''] = part;
    for (const source of [
      JSON.stringify(part.join('\r\n')),
      JSON.stringify({ x: 1, sdp: part.join('\r\n') }),
      JSON.stringify(JSON.stringify({ sdp: part.join('\n') })),
      `"${part.join('\\r\\n').replaceAll('/', '\\/')}"`,
      `kamailio: ${part.join('#015#012')}#015#012`,
    ]) {
      const [found, ...others] = findDescriptions(source);
      expect(others).to.be.empty;
      expect(found?.document.lines.map(({ text }) => text).filter(Boolean), source).to.deep.equal(part);
      const at = found?.position(media.length + (found.document.text.includes('\r') ? 2 : 1));
      expect(at, source).to.deep.equal({ line: 1, column: source.indexOf(crypto.slice(0, 20)) + 1 });
      // Of a text without a line end at its end, that is said.
      const rules = check(found?.document ?? '').map(({ rule }) => rule);
      expect(rules, source).to.deep.equal(['sdp/no-session-part', ...(source.includes('#012') ? [] : ['sdp/trimmed-crlf'])]);
    }
  });

  it('ends it at a boundary, at the next message, at the end of its string, and where too much else stands', () => {
    const other = 'a=of:another\r\n';
    for (const end of ['--b1\r\n', `${headers[0]}\r\n`, '"\r\n', 'noise\r\n'.repeat(9)])
      expect(texts([...headers, offer + end + other].join('\r\n'))).to.deep.equal([offer]);
  });

  it('reads ^M as the end of a line, and ^M$ as cat -A shows it', () => {
    for (const end of ['^M', '^M$'])
      expect(texts(lines.map(line => `${line}${end}`).join('\n'))).to.deep.equal([lines.join('\n')]);
  });

  it('finds nothing where nothing is', () => {
    for (const text of ['', '\n', 'hello', 'INVITE sip:a@b SIP/2.0\r\n\r\n', '{"a":1}', '\0\0\0'])
      expect(texts(text)).to.deep.equal([]);
  });

  it('gives the same findings whatever is around the SDP', () => {
    const wrong = offer.replace('AES_CM', 'AES_CN');
    const rules = (text: string) => findDescriptions(text).flatMap(found => check(found.document).map(finding => finding.rule));
    expect(rules(JSON.stringify(wrong))).to.deep.equal(rules(wrong));
    expect(rules([...headers, wrong].join('\r\n'))).to.deep.equal(rules(wrong));
  });
});
