import { spawnSync } from 'node:child_process';
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
