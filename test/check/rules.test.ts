import { applyFixes, check, findDescriptions, rules } from '@sdpsec/check';
import { SdpDocument } from '@sdpsec/negotiation/document';
import { readPolicy } from '@sdpsec/negotiation/policy';
import { expect } from 'chai';
import { ruleCases, sdp } from './rule-cases.js';

describe('rules of check', () => {
  it('judge the crypto attributes of capabilities too (RFC 5939 §3.4.1)', () => {
    const [finding] = check(
      sdp('m=audio 49170 RTP/AVP 0', 'a=pcfg:1 a=1', 'a=acap:1 crypto:1 AES_256_CM_HMAC_SHA1_80 inline:QUJD'),
    );
    expect(finding).to.include({ rule: 'sdes/key-length', line: 8, column: 50 });
  });

  it('hold a number of a capability against the whole SDP, one of a configuration against its m= section (RFC 5939 §3.4.1, §3.5.1)', () => {
    const numbers = (first: string, second: string) => {
      const found = check(
        sdp('m=audio 49170 RTP/AVP 0', ...first.split(' | '), 'm=video 49172 RTP/AVP 96', ...second.split(' | ')),
      );
      return found.flatMap(({ rule, severity, line }) => (rule === 'sdp/capability-number' ? [[severity, line]] : []));
    };
    expect(numbers('a=acap:1 ptime:20 | a=acap:1 ptime:30', 'a=acap:2 ptime:20')).to.deep.equal([['error', 8]]);
    expect(numbers('a=acap:1 ptime:20 | a=acap:2 ptime:30', 'a=acap:1 ptime:20')).to.deep.equal([['warning', 10]]);
    expect(numbers('a=pcfg:1 a=1 | a=pcfg:1 a=2', 'a=pcfg:1 a=1')).to.deep.equal([['error', 8]]);
    expect(numbers('a=pcfg:1 a=1', 'a=pcfg:1 a=1')).to.deep.equal([]);
  });

  it('find the configuration that nobody can choose, so that the media stays in the clear (RFC 5939 §3.5.1, §3.6.2)', () => {
    const found = (...lines: string[]) =>
      check(sdp('m=audio 49170 RTP/AVP 0', ...lines)).flatMap(({ rule, severity, line, column }) =>
        rule === 'sdp/capneg-crypto' ? [[severity, line, column]] : [],
      );
    const keyed = ['a=tcap:1 RTP/SAVPF RTP/SAVP', 'a=acap:1 crypto:1 FOO inline:QUJD'];
    expect(found(...keyed, 'a=pcfg:1 t=1|2 a=1,[7]')).to.deep.equal([]);
    expect(found(...keyed, 'a=pcfg:1 t=2 a=-m:1')).to.deep.equal([]);
    expect(found(...keyed, 'a=pcfg:1 t=1 a=5')).to.deep.equal([['error', 9, 1]]);
    expect(found(...keyed, 'a=pcfg:1 t=3 a=1')).to.deep.equal([['error', 9, 1]]);
    expect(found(...keyed, 'a=pcfg:0 t=1 a=1')).to.deep.equal([['error', 9, 1]]);
    expect(found('a=tcap:1 RTP/SAVP', 'a=pcfg:1 t=1')).to.deep.equal([['warning', 8, 1]]);
  });

  it('judge RTP over TCP as they judge it over UDP (RFC 7850 §2)', () => {
    const found = (...lines: string[]) => check(sdp(...lines)).map(({ rule, line, column }) => [rule, line, column]);
    expect(found('m=audio 49170 TCP/RTP/SAVP 0')).to.deep.equal([['sdp/savp-no-keying', 6, 15]]);
    expect(found('m=audio 49170 TCP/RTP/AVP 0')).to.deep.equal([['sdp/plain-media', 6, 1]]);
  });

  it('find a second a=setup that says something else (RFC 4145 §4)', () => {
    const found = (...roles: string[]) =>
      check(sdp('m=audio 49170 UDP/TLS/RTP/SAVP 0', ...roles.map(role => `a=setup:${role}`))).flatMap(({ rule, line, column }) =>
        rule === 'sdp/dtls-setup' ? [[line, column]] : [],
      );
    expect(found('active', 'passive')).to.deep.equal([[8, 9]]);
    expect(found('active', 'active')).to.deep.equal([]);
  });

  it('find white space around the name of an attribute, a=crypto too, and take it away (RFC 8866 §5)', () => {
    for (const name of ['a= crypto:', 'a=crypto :']) {
      const text = sdp(
        'm=audio 49170 RTP/SAVP 0',
        `${name}1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob`,
      );
      const findings = check(text);
      expect(findings.map(one => [one.rule, one.line, one.column])).to.deep.equal([['sdp/whitespace', 7, 1]]);
      expect(check(applyFixes(SdpDocument.parse(text), findings).document)).to.deep.equal([]);
    }
  });

  for (const [way, line, other] of [
    ['mikey', 'a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyOkx', 'a=key-mgmt:ike AQAF'],
    ['dtls', `a=fingerprint:sha-256 ${Array(32).fill('5A').join(':')}`, 'a=fingerprint:sha-256 5A'],
    ['zrtp', `a=zrtp-hash:1.10 ${'5a'.repeat(32)}`, 'a=zrtp-hash:1.10 5a'],
  ] as const)
    it(`oa/no-acceptable-keys: a policy that takes ${way} alone needs a line of it that can be used`, () => {
      const policy = readPolicy({ security: { keying: [way] } });
      const found = (...lines: readonly string[]) =>
        check(sdp('m=audio 49170 RTP/SAVP 0', ...lines), { policy }).some(({ rule }) => rule === 'oa/no-acceptable-keys');
      expect(found(line)).to.equal(false);
      expect(found(other)).to.equal(true);
      expect(found(`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:TI3JDieaYyzVtZOfObv2FbabwCHaJOote5T/VhFX`)).to.equal(true);
    });

  it('Q44: say nothing of SDES over TLS', () => {
    const text = ruleCases['cli/plaintext-transport']!.fires;
    expect(check(text, { transport: 'tls' }).map(({ rule }) => rule)).not.to.include('cli/plaintext-transport');
  });

  for (const [security, optional, clear] of [
    ['required', 'error', 'error'],
    ['preferred', 'warning', 'info'],
    ['opportunistic', 'info', 'info'],
  ] as const)
    it(`Q17: optional SRTP and plain media are judged by a policy, here ${security}`, () => {
      const policy = readPolicy({ security: { security } });
      const severity = (id: string) => check(ruleCases[id]!.fires, { policy }).find(({ rule }) => rule === id)?.severity;
      expect(severity('sdp/optional-srtp-avp')).to.equal(optional);
      expect(severity('sdp/plain-media')).to.equal(clear);
    });

  it('have a case each', () => {
    const judged = rules.filter(rule => rule.kind === 'sdp').map(rule => rule.id);
    expect(judged).to.have.members(Object.keys(ruleCases));
  });

  for (const [id, { fires, at, nearMiss, row, options = {} }] of Object.entries(ruleCases)) {
    describe(row ? `${id} (${row})` : id, () => {
      it(`fires at ${at[0]}:${at[1]}`, () => {
        const [finding] = check(fires, options).filter(({ rule }) => rule === id);
        expect(finding && [finding.line, finding.column]).to.deep.equal(at);
      });

      it('leaves the near miss alone', () => {
        expect(check(nearMiss, options).filter(({ rule }) => rule === id)).to.deep.equal([]);
      });

      it('is the only one to say so: without it nothing fires there under its name', () => {
        expect(check(fires, { ...options, off: [id] }).some(({ rule }) => rule === id)).to.equal(false);
      });

      it('repairs what it reports, if it repairs at all, and nothing new appears', () => {
        const before = check(fires, options);
        const fixable = before.filter(({ rule, fix }) => rule === id && fix !== undefined);
        const { document } = applyFixes(SdpDocument.parse(fires), fixable);
        const after = check(document.text, options);
        if (fixable.length > 0) expect(count(after, id)).to.be.below(count(before, id));
        for (const { rule } of after) expect(count(after, rule), rule).to.be.at.most(count(before, rule));
      });
    });
  }

  for (const rule of rules)
    if (rule.kind === 'sdp')
      it(`${rule.id}: its documentation shows what it reports and what it does not`, () => {
        const policy = rule.example.policy && { policy: readPolicy(rule.example.policy) };
        const reported = (text: string) =>
          findDescriptions(text).some(({ document, transport }) =>
            check(document, { ...(transport && { transport }), ...policy }).some(finding => finding.rule === rule.id),
          );
        expect(reported(rule.example.wrong)).to.equal(true);
        expect(reported(rule.example.right)).to.equal(false);
      });
});

function count(findings: readonly { rule: string }[], id: string): number {
  return findings.filter(({ rule }) => rule === id).length;
}
