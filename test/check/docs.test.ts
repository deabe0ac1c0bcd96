import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rules } from '@sdpsec/check';
import { findingIds } from '@sdpsec/negotiation/offer-answer';
import { expect } from 'chai';

describe('documentation of the rules', () => {
  it('is in step with them (npm run docs:rules)', () => {
    const script = fileURLToPath(new URL('../../scripts/rule-docs.mjs', import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
    expect(stderr).to.equal('');
    expect(status).to.equal(0);
  });

  it('has a page for every finding of offer and answer', () => {
    expect(findingIds).to.include.members(['mikey/clock-skew', 'oa/tls-id', 'sdes/answer-tag-mismatch']);
    expect(rules.map(({ id }) => id)).to.include.members([...findingIds]);
  });

  it('knows no finding of offer and answer that is made nowhere, and none is made past the list', () => {
    const folder = fileURLToPath(new URL('../../packages/negotiation/src/offer-answer/', import.meta.url));
    const files = readdirSync(folder).filter(name => name !== 'finding-id.ts');
    const source = files.map(name => readFileSync(`${folder}${name}`, 'utf8')).join('\n');
    expect(findingIds.filter(id => !source.includes(`'${id}'`))).to.deep.equal([]);
    // The compiler holds noteAt to the list; what it wraps takes any id.
    expect(source).not.to.match(/\bfindingAt\b/);
  });

  it('describes by negotiation alone what negotiation does report', () => {
    const described = rules.filter(({ kind }) => kind === 'negotiation').map(({ id }) => id);
    expect(findingIds).to.include.members(described);
  });

  it('names a section of an RFC, or another text, for every rule', () => {
    for (const { id, reference } of rules) expect(reference, id).to.match(/^(?:RFC \d{4} §\d+(?:\.\d+)*|MS-SDPEXT [\d.]+)$/);
  });

  it('gives every rule an id that no other has, a summary without full stop and an explanation', () => {
    expect(new Set(rules.map(({ id }) => id)).size).to.equal(rules.length);
    for (const { id, summary, explanation } of rules) {
      expect(id).to.match(/^[a-z]+\/[a-z0-9-]+$/);
      expect(summary, id).to.match(/^.{10,90}[^.]$/);
      expect(explanation.trim().length, id).to.be.above(60);
    }
  });
});
