import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rules } from '@sdpsec/check';
import { expect } from 'chai';

describe('documentation of the rules', () => {
  it('is in step with them (npm run docs:rules)', () => {
    const script = fileURLToPath(new URL('../../scripts/rule-docs.mjs', import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
    expect(stderr).to.equal('');
    expect(status).to.equal(0);
  });

  it('has a page for every finding of offer and answer', () => {
    const folder = fileURLToPath(new URL('../../packages/negotiation/src/offer-answer/', import.meta.url));
    const ids = readdirSync(folder).flatMap(name =>
      [...readFileSync(`${folder}${name}`, 'utf8').matchAll(/\brule(?::| =) '([^']+)'/g)].map(([, id]) => id as string),
    );
    expect(ids.length).to.be.above(15);
    expect(rules.map(({ id }) => id)).to.include.members(ids);
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
