import { createHash } from 'node:crypto';
import { applyFixes, check, type Finding } from '@sdpsec/check';
import { checkExchange } from '@sdpsec/check/exchange';
import { SdpDocument } from '@sdpsec/negotiation/document';
import { readPolicy } from '@sdpsec/negotiation/policy';
import { expect } from 'chai';
import fc from 'fast-check';
import { k, ruleCases, sdp } from './rule-cases.js';

/** SDPs made of crypto lines with something wrong here and there. */
const field = {
  tag: fc.constantFrom('1', '2', '3', '0', '01', '007', 'x', '1234567890'),
  gap: fc.constantFrom(' ', ' ', ' ', '  ', '\t', '', '\r\n '),
  suite: fc.constantFrom(
    ...['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32', 'aes_cm_128_hmac_sha1_80', 'AES_CM_256_HMAC_SHA1_80'],
    ...['AEAD_AES_128_GCM', 'AES_CM_128_HMAC_SHA_80', 'NOPE_1', 'SRTP_AES128_CM_HMAC_SHA1_80', 'AES_256_CM_HMAC_SHA1_80'],
  ),
  method: fc.constantFrom('inline:', 'inline:', 'INLINE:', 'inline', 'uri:'),
  key: fc.constantFrom(
    k[0],
    k[1],
    k[2],
    `${k[3]}=`,
    `${k[0]}==`,
    k[1].slice(0, 38),
    `${k[2].slice(0, 37)}R==`,
    `${k[2]}${k[3].slice(0, 22)}`,
    '***',
  ),
  limits: fc.constantFrom('', '', '|2^31', '|2^049', '|2^60', '||', '|1:4', '|0:4', '|01:4', '|2^20|1:4', ';', '|7:1;inline:x'),
  rest: fc.constantFrom(
    '',
    '',
    '',
    ' ',
    ' KDR=0',
    ' kdr=3',
    ' WSH=64 WSH=64',
    ' WSH=1 WSH=2',
    ' -X=1',
    ' UNENCRYPTED_SRTCP',
    ' FOO',
  ),
};
const cryptoLine = fc
  .tuple(field.tag, field.gap, field.suite, field.gap, field.method, field.key, field.limits, field.rest)
  .map(
    ([tag, gap, suite, gap2, method, key, limits, rest]) => `a=crypto:${tag}${gap}${suite}${gap2}${method}${key}${limits}${rest}`,
  );
const otherLine = fc.constantFrom(
  'a=sendrecv',
  'a=sendrecv ',
  'a=rtpmap: 0 PCMU/8000',
  'a=Crypto:9 AES_CM_128_HMAC_SHA1_80 inline:x',
  'a=key-mgt:mikey AQAF',
  `a=cripto:3 AES_CM_128_HMAC_SHA1_23 inline:${k[3]}`,
  `a=fingerprint:sha-256 ${'6B:'.repeat(31)}6B`,
  'junk',
  '',
);
const media = fc.constantFrom(
  'm=audio 5004 RTP/SAVP 0',
  'm=audio 0 RTP/SAVP 0',
  'm=video 5006 rtp/savp 96',
  'm=audio 5004 RTP/AVP 0',
  'm=audio 5008 RTP/SVAP 0',
  'm=audio 5010 RTP/VAP 0',
);
const section = fc
  .tuple(media, fc.array(fc.oneof(cryptoLine, cryptoLine, otherLine), { maxLength: 5 }))
  .map(([line, lines]) => [line, ...lines]);
const anySdp = fc
  .tuple(fc.array(cryptoLine, { maxLength: 1 }), fc.array(section, { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([session, sections, trimmed]) => {
    const text = sdp(...session, ...sections.flat());
    return trimmed ? text.slice(0, -2) : text;
  });

/** Findings of each rule. */
function counts(findings: readonly Finding[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const { rule } of findings) found.set(rule, (found.get(rule) ?? 0) + 1);
  return found;
}

describe('repairs', () => {
  it('lead to an end, whatever the SDP', () => {
    fc.assert(
      fc.property(anySdp, text => {
        let document = SdpDocument.parse(text);
        for (let round = 0; round < 10; round++) document = applyFixes(document, check(document)).document;
        expect(check(document).filter(({ fix }) => fix)).to.deep.equal([]);
      }),
      { numRuns: 60 },
    );
  });

  it('add no finding, one by one and all together', function () {
    this.timeout(60_000);
    fc.assert(
      fc.property(anySdp, text => {
        const document = SdpDocument.parse(text);
        const before = check(document);
        const known = counts(before);
        for (const fixes of [...before.filter(({ fix }) => fix).map(finding => [finding]), before])
          for (const [rule, count] of counts(check(applyFixes(document, fixes).document)))
            expect(count, `${fixes.map(one => one.rule)} brings ${rule}`).to.be.at.most(known.get(rule) ?? 0);
      }),
      { numRuns: 30 },
    );
  });

  it('add none by a policy: a line is judged as it is meant, whatever its tag and its transport', () => {
    const policy = readPolicy({ security: { suites: ['AES_256_CM_HMAC_SHA1_80'] } });
    const twice = sdp('m=audio 5004 RTP/SVAP 0', ...[0, 1].map(n => `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[n]}`));
    const document = SdpDocument.parse(twice);
    const before = check(document, { policy });
    const fixes = before.filter(({ fix }) => fix);
    expect(fixes.map(({ rule }) => rule)).to.deep.equal(['sdp/profile-typo', 'sdes/duplicate-tag']);
    for (const applied of [...fixes.map(one => [one]), fixes]) {
      const known = counts(before);
      for (const [rule, count] of counts(check(applyFixes(document, applied).document, { policy })))
        expect(count, rule).to.be.at.most(known.get(rule) ?? 0);
    }
  });

  it('add none in an exchange: keys of a rejected section are nobody’s (RFC 4568 §7.1.2)', () => {
    const keyed = (media: string, n: number) => [media, `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[n]}`];
    const stale = sdp(...keyed('m=audio 5004 RTP/SAVP 0', 0), ...keyed('m=video 0 RTP/SAVP 96', 1));
    const previous = sdp(...keyed('m=audio 5004 RTP/SAVP 0', 1), 'm=video 0 RTP/SAVP 96');
    const answers = [sdp(...keyed('m=audio 6004 RTP/SAVP 0', 1), 'm=video 0 RTP/SAVP 96')];
    const judge = (offer: SdpDocument) => checkExchange({ offer, answers, previous }).flatMap(({ findings }) => findings);
    const document = SdpDocument.parse(stale);
    const before = judge(document);
    const repair = before.filter(({ rule }) => rule === 'sdp/stale-crypto');
    expect(repair).to.have.length(1);
    expect(before.map(({ rule }) => rule)).to.include('sdes/answer-key-reuse');
    const known = counts(before);
    for (const [rule, count] of counts(judge(applyFixes(document, repair).document)))
      expect(count, rule).to.be.at.most(known.get(rule) ?? 0);
  });

  describe('that make a line readable', () => {
    const spelt = (suite: string, ...inline: string[]) =>
      sdp('m=audio 5004 RTP/SAVP 0', ...inline.map((key, at) => `a=crypto:${at + 1} ${suite} inline:${key}`));
    const offered = (text: string) =>
      check(text).flatMap(({ rule, fix }) => (rule === 'sdes/suite-typo' ? [fix !== undefined] : []));
    const misspelt = 'AES_CM_128_HMAC_SHA_80';

    it('are offered where the line has no other fault', () => expect(offered(spelt(misspelt, k[0]))).to.deep.equal([true]));

    it('bring nothing that was not said before: the suite is judged as it is meant (RFC 4568 §6.2.2)', () => {
      const text = spelt('AES_CM_128_HMAC_SHA_32', k[0]);
      expect(check(text).map(({ rule }) => rule)).to.include.members(['sdes/suite-typo', 'sdes/short-tag-first']);
      expect(offered(text)).to.deep.equal([true]);
    });

    it('and not where its key would then be found to be too short (RFC 4568 §6.2)', () => {
      expect(check(spelt('AES_CM_128_HMAC_SHA1_80', k[0].slice(0, 38))).map(({ rule }) => rule)).to.include('sdes/key-length');
      expect(offered(spelt(misspelt, k[0].slice(0, 38)))).to.deep.equal([false]);
    });

    it('wait for the next check where there are more than can be tried', () => {
      const keys = Array.from({ length: 40 }, (_, at) => createHash('sha256').update(`${at}`).digest().subarray(0, 30));
      const found = offered(spelt(misspelt, ...keys.map(key => key.toString('base64'))));
      expect(found)
        .to.deep.equal(found.map((_, at) => at < 16))
        .and.to.have.length(40);
    });
  });

  it('change nothing but the lines that they name', () => {
    for (const { fires, options } of Object.values(ruleCases)) {
      const document = SdpDocument.parse(fires);
      for (const finding of check(document, options)) {
        if (!finding.fix) continue;
        const touched = finding.fix.edits.length;
        const { document: after } = applyFixes(document, [finding]);
        const kept = document.lines.filter(({ text }) => after.lines.some(line => line.text === text));
        expect(document.lines.length - kept.length, finding.rule).to.be.at.most(touched);
      }
    }
  });
});
