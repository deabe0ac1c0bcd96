import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import {
  CheckError,
  type Checked,
  check,
  Fix,
  findDescriptions,
  githubReport,
  jsonReport,
  rules,
  sarifReport,
  suppress,
  textReport,
} from '@sdpsec/check';
import { parseSuppressions } from '@sdpsec/check/suppression';
import draft2020 from 'ajv/dist/2020.js';
import draft04 from 'ajv-draft-04';
import { expect } from 'chai';
import { k, ruleCases, sdp } from './rule-cases.js';

const schema = JSON.parse(readFileSync(new URL('../vectors/schemas/sarif-2.1.0-rtm.5.json', import.meta.url), 'utf8'));

function checked(text: string, file = 'calls/a b.sdp'): Checked[] {
  return findDescriptions(text).map(description => ({ file, description, findings: check(description.document) }));
}

const everything = Object.values(ruleCases).flatMap(({ fires }) => checked(fires));
const typo = sdp('m=audio 49170 RTP/SAVP 0', `a=crypto:1 AES_CM_128_HMAW_SHA1_80 inline:${k[0]}`);

describe('reports', () => {
  it('SARIF: satisfies the schema of OASIS, with a result of every rule', () => {
    const log = sarifReport(everything, '1.2.3');
    const validate = new draft04.default({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
    validate(log);
    expect(validate.errors).to.equal(null);
    const { results, tool } = (
      log as { runs: [{ results: { ruleId: string; ruleIndex: number }[]; tool: { driver: { rules: { id: string }[] } } }] }
    ).runs[0];
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).to.equal(ruleId);
    expect(results.length).to.be.above(rules.length);
  });

  it('SARIF: gives place, level and a masked snippet', () => {
    const text = JSON.stringify(sarifReport(checked(typo), '1.2.3'));
    expect(text)
      .to.include('"uri":"calls/a%20b.sdp"')
      .and.include('"startLine":7,"startColumn":12,"endLine":7,"endColumn":35')
      .and.include('"level":"error"');
    expect(text).not.to.include(k[0]);
  });

  it('SARIF: the name of a file is a URI reference (RFC 3986 §4.2), whatever characters it has', () => {
    for (const [file, uri] of [
      ['calls\\a#1?.sdp', 'calls/a%231%3F.sdp'],
      ['\ud800.sdp', '%EF%BF%BD.sdp'],
    ])
      expect(JSON.stringify(sarifReport(checked(typo, file), '1'))).to.include(`"uri":"${uri}"`);
  });

  it('SARIF: a finding of a rule that the log does not describe has index -1, the default of the schema', () => {
    const [one] = checked(typo);
    const own = { ...one!, findings: one!.findings.slice(0, 1).map(finding => ({ ...finding, rule: 'own/rule' })) };
    expect(JSON.stringify(sarifReport([own], '1'))).to.include('"ruleId":"own/rule","ruleIndex":-1');
  });

  it('GitHub: one command a finding, with nothing in it that could begin another', () => {
    const lines = githubReport(checked(typo.replace('AES_CM_128_HMAW_SHA1_80', 'NO%SUCH'), 'a,b:c.sdp\n::error::x')).split('\n');
    expect(lines.find(line => line.includes('suite-unknown'))).to.match(
      /^::warning file=a%2Cb%3Ac\.sdp\\x0a%3A%3Aerror%3A%3Ax,line=7,col=12,title=sdes\/suite-unknown::/,
    );
    for (const line of lines.slice(0, -1)) expect(line).to.match(/^::(?:error|warning|notice) file=/);
  });

  it('JSON: satisfies its published schema, with a finding of every rule and a suppressed one', () => {
    const published = JSON.parse(readFileSync(new URL('../../docs/schemas/check-report.schema.json', import.meta.url), 'utf8'));
    const validate = new draft2020.default().compile(published);
    const first = everything.find(({ findings }) => findings.length > 0);
    const report = jsonReport([suppress(first!, [{ rule: first!.findings[0]!.rule, reason: 'known' }]), ...everything]);
    validate(JSON.parse(JSON.stringify(report)));
    expect(validate.errors).to.equal(null);
    validate({ ...report, version: 2 });
    expect(validate.errors).not.to.equal(null);
  });

  it('JSON: says how the message travelled, where its Via tells (RFC 3261 §20.42)', () => {
    const via = (transport: string) =>
      jsonReport(checked(`INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/${transport} 192.0.2.1\r\n\r\n${typo}`)) as {
        descriptions: { transport?: string }[];
      };
    expect(via('TLS').descriptions[0]).to.include({ transport: 'tls' });
    // RFC 3261 §25.1 lets others be named: nothing is known of what they hide.
    expect(via('DTLS-UDP').descriptions[0]).not.to.have.property('transport');
  });

  it('JSON and text: show keys where that is asked for, and only there', () => {
    const lines = checked(typo);
    expect(textReport(lines, { showKeys: true })).to.include(k[0]);
    expect(JSON.stringify(jsonReport(lines, true))).to.include(k[0]);
    expect(textReport(lines)).not.to.include(k[0].slice(0, 8));
  });

  it('JSON: holds no key in any part, whatever the rule', () => {
    const text = JSON.stringify(jsonReport(everything));
    for (const key of k) expect(text).not.to.include(key.slice(0, 16));
  });

  describe('text', () => {
    it('keeps within the columns of a terminal, painted too, and says the same as in a pipe, where each finding is one line', () => {
      const piped = textReport(everything);
      const words = (text: string) => text.replace(/^ +\S* +\|.*\n/gm, '').split(/\s+/);
      expect(Math.max(...piped.split('\n').map(({ length }) => length))).to.be.above(150);
      for (const width of [60, 80, 100]) {
        const report = textReport(everything, { width });
        expect(words(report)).to.deep.equal(words(piped));
        // A rule's id with its parenthesis is the longest word; no terminal here is too narrow for it.
        for (const line of report.split('\n')) expect(line.length, line).to.be.at.most(width);
        const painted = textReport(everything, { width, paint: (_, text) => `\x1b[1m${text}\x1b[22m` });
        expect(stripVTControlCharacters(painted)).to.equal(report);
      }
    });

    it('breaks a long repair under its beginning, and counts what is set aside', () => {
      const [one] = checked(typo);
      const [finding] = one!.findings;
      const fix = new Fix('write AES_CM_128_HMAC_SHA1_80 here and look at the line again afterwards', []);
      const report = textReport(
        [{ ...one!, findings: [{ ...finding!, fix }], suppressed: [{ finding: finding!, reason: 'x' }] }],
        {
          width: 40,
        },
      );
      expect(report).to.match(/^ {4}= fix: write .*\n {6}\S.*\n {6}\S/m);
      expect(report).to.match(/1 SDP: .*, 1 suppressed\.\n$/);
      expect(textReport([{ ...one!, findings: [], suppressed: [{ finding: finding!, reason: 'x' }] }])).to.equal(
        '1 SDP: nothing found, 1 suppressed.\n',
      );
    });

    it('marks what a finding is about, however narrow the terminal is', () => {
      const marked = textReport(checked(typo), { width: 60 }).match(/^ +7 \| (.*)\n +\| ( *)(\^+)$/m);
      expect(marked?.[1]?.slice(marked[2]?.length).slice(0, marked[3]?.length)).to.equal('AES_CM_128_HMAW_SHA1_80');
    });
  });

  describe('suppressions', () => {
    const [one] = checked(typo);

    it('set findings aside by rule, end of path and line, and keep the reason', () => {
      const list = parseSuppressions([{ rule: 'sdes/suite-typo', file: 'a b.sdp', line: 7, reason: 'known' }]);
      if ('problem' in list) throw new Error(list.problem);
      const { findings, suppressed } = suppress(one!, list);
      expect(findings.map(({ rule }) => rule)).to.deep.equal(['sdp/no-usable-keying']);
      expect(suppressed?.map(({ finding, reason }) => [finding.rule, reason])).to.deep.equal([['sdes/suite-typo', 'known']]);
      expect(JSON.stringify(sarifReport([suppress(one!, list)], '1'))).to.include(
        '"suppressions":[{"kind":"external","justification":"known"}]',
      );
    });

    for (const other of [{ file: 'b.sdp' }, { line: 6 }, { rule: 'sdes/suite-unknown' }])
      it(`leave findings that ${JSON.stringify(other)} does not name`, () => {
        expect(suppress(one!, [{ rule: 'sdes/suite-typo', reason: 'known', ...other }]).suppressed).to.deep.equal([]);
      });

    it('refuse a rule that is not there: it would accept nothing, and nobody would know', () => {
      const list = [{ rule: 'sdes/suite-tipo', reason: 'known' }];
      const problem = 'unknown rule sdes/suite-tipo; did you mean sdes/suite-typo?';
      expect(parseSuppressions(list)).to.deep.equal({ code: 'unknown-rule', problem: `0.rule: ${problem}` });
      expect(() => suppress(one!, list)).to.throw(CheckError, problem);
    });

    for (const wrong of [
      {},
      [{ rule: 'sdes/tag-zero' }],
      [{ rule: 'sdes/tag-zero', reason: ' ' }],
      [{ rule: 'x', reason: 'y' }],
      [{ rule: 'a/b', reason: 'y', more: 1 }],
    ])
      it(`refuse ${JSON.stringify(wrong)} in words`, () => {
        expect(parseSuppressions(wrong)).to.have.property('problem').that.is.a('string');
      });
  });
});
