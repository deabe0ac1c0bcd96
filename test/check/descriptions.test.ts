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

  it('reads ^M as the end of a line', () => {
    const shown = lines.map(line => `${line}^M`).join('\n');
    expect(texts(shown)).to.deep.equal([lines.join('\n')]);
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
