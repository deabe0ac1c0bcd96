import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { commandEntries } from '../../packages/cli/src/command-tree.js';
import { commands } from '../../packages/cli/src/commands/index.js';
import { manPage } from '../../packages/cli/src/man-page.js';
import { needs } from '../support/needs.js';
import { temporaryFolder } from '../support/temporary-folder.js';

describe('sdpsec.1', () => {
  const path = join(temporaryFolder(), 'sdpsec.1');
  writeFileSync(path, manPage('2026-11-25'));

  describe('groff', () => {
    if (!needs('groff')) return;
    const shown = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-P-c', '-P-b', '-P-u', path], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    // What line breaks leave of a text.
    const text = shown.stdout
      .replace(/‐\n\s*/g, '')
      .replace(/[−‐]/g, '-')
      .replace(/\s+/g, ' ');

    it('takes it without a warning', () => {
      expect(shown.stderr).to.equal('');
      expect(shown.status).to.equal(0);
    });

    it('shows every command with its options and examples', () => {
      for (const { path: name, summary, options, examples } of commandEntries(commands)) {
        expect(text.toLowerCase()).to.include(`sdpsec ${name}`).and.include(summary.toLowerCase());
        for (const option of options) for (const flag of option.names) expect(text).to.include(flag);
        for (const [line] of examples) expect(text).to.include(line.replace(/\s+/g, ' '));
      }
    });
  });

  describe('mandoc', () => {
    if (!needs('mandoc')) return;
    it('finds nothing worth a warning', () => {
      const { stdout, stderr } = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning', path], { encoding: 'utf8' });
      expect(stdout + stderr).to.equal('');
    });
  });
});
