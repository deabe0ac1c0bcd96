import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { testTitles } from '../../scripts/conformance/test-titles.mjs';
import { root } from '../packaging/workspace.js';

interface Promised {
  readonly text: string;
  readonly tests: { readonly file: string; readonly title: string }[];
}

const document = readFileSync(`${root}SECURITY.md`, 'utf8');

/** The items of `## Promised`; an item below one is a test of it, or else a fault. */
function promisesOf(text: string): { promises: Promised[]; faults: string[] } {
  const promises: Promised[] = [];
  const faults: string[] = [];
  const [, section = ''] = /^## Promised\n([\s\S]*?)^## /m.exec(text) ?? [];
  for (const line of section.split('\n')) {
    const [, file, title] = /^ {2}- `(test\/[^`]+)` "(.+)"$/.exec(line) ?? [];
    if (line.startsWith('- ')) promises.push({ text: line.slice(2), tests: [] });
    else if (file && title) promises.at(-1)?.tests.push({ file, title });
    else if (line.trimStart().startsWith('- ')) faults.push(`names no test: ${line.trim()}`);
  }
  return { promises, faults };
}

function faultsOf(text: string): string[] {
  const { promises, faults } = promisesOf(text);
  if (promises.length === 0) faults.push('promises nothing');
  for (const { text, tests } of promises) if (tests.length === 0) faults.push(`has no test: ${text}`);
  const named = promises.flatMap(({ tests }) => tests);
  const files = [...new Set(named.map(({ file }) => file))];
  const titles = testTitles(files.filter(file => existsSync(root + file)));
  for (const { file, title } of named) {
    const known = titles.get(file);
    // Where a program is absent, its tests have no titles, but one that says so.
    if (!known) faults.push(`is not there: ${file}`);
    else if (!known.has(title) && ![...known].some(one => one.startsWith('needs '))) faults.push(`no test of ${file}: ${title}`);
  }
  return faults;
}

describe('the promises of SECURITY.md', function () {
  this.timeout(180_000);

  it('name tests that exist, each at least one', () => {
    expect(faultsOf(document)).to.deep.equal([]);
  });
});

describe('the check of promises', function () {
  this.timeout(180_000);
  const proof = '  - `test/sdes/secrecy.test.ts` "findKeySpans finds keys in their place and in others"\n';
  const page = (...promised: string[]) => `# Security\n\n## Promised\n\n${promised.join('')}\n## Not promised\n\n- Much.\n`;

  it('is silent about one without fault', () => {
    expect(faultsOf(page('- Keys are found,\n  wherever.\n', proof))).to.deep.equal([]);
  });

  it('tells one without a test, the last and one before others', () => {
    expect(faultsOf(page('- Nothing happens.\n', '- Keys are found.\n', proof, '- All is well.\n'))).to.deep.equal([
      'has no test: Nothing happens.',
      'has no test: All is well.',
    ]);
  });

  it('tells one whose tests were taken out of the document itself', () => {
    const { promises } = promisesOf(document);
    const [first] = promises;
    const bare = document.replace(/^ {2}- `test\/[\s\S]*?(?=^- )/m, '');
    expect(promisesOf(bare).promises).to.have.length(promises.length);
    expect(faultsOf(bare)).to.deep.equal([`has no test: ${first?.text}`]);
  });

  it('tells a title, a file and a test that are not there, and a document that promises nothing', () => {
    const faulty = page('- Keys are found.\n', proof.replace('finds', 'loses'), proof.replace('secrecy', 'none'), '  - a test\n');
    expect(faultsOf(faulty)).to.deep.equal([
      'names no test: - a test',
      'no test of test/sdes/secrecy.test.ts: findKeySpans loses keys in their place and in others',
      'is not there: test/sdes/none.test.ts',
    ]);
    expect(faultsOf(page())).to.deep.equal(['promises nothing']);
  });
});
