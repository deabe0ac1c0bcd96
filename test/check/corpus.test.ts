import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyFixes, check, maskKeys } from '@sdpsec/check';
import { SdpDocument } from '@sdpsec/negotiation/document';
import { expect } from 'chai';
import { sharedFolder } from '../support/needs.js';
import { corpusTable } from './corpus-table.js';

describe('check of the SDPs of real products', () => {
  const corpus = sharedFolder('corpus');
  if (!corpus) return;
  const names = readdirSync(corpus).filter(name => name.endsWith('.sdp'));

  it('has a row of the table for each', () => {
    expect(names.map(name => name.slice(0, 3))).to.have.members(Object.keys(corpusTable));
  });

  for (const name of names) {
    const document = SdpDocument.parse(readFileSync(join(corpus, name)));
    const expected = corpusTable[name.slice(0, 3)] ?? [];

    it(`${name.slice(0, 60)}: ${expected.length === 0 ? 'no error' : expected.join(', ')}`, () => {
      const findings = check(document);
      expect(findings.map(({ rule }) => rule)).to.include.members(expected);
      const errors = findings.filter(({ severity, rule }) => severity === 'error' && !isConsequence(rule));
      expect(expected).to.include.members(errors.map(({ rule }) => rule));
    });

    it(`${name.slice(0, 60)}: repairs add no finding`, () => {
      const before = check(document);
      const after = check(applyFixes(document, before).document);
      const count = (findings: typeof before, id: string) => findings.filter(({ rule }) => rule === id).length;
      for (const { rule } of after) expect(count(after, rule), rule).to.be.at.most(count(before, rule));
    });

    it(`${name.slice(0, 60)}: no key is left after masking`, () => {
      const masked = maskKeys(document.text);
      for (const [, key] of document.text.matchAll(/inline: ?([A-Za-z0-9+/]{16,})/g)) expect(masked).not.to.include(key);
    });
  }
});

/** An m= line without usable keys follows from the findings about each of its lines. */
function isConsequence(rule: string): boolean {
  return rule === 'sdp/no-usable-keying';
}
