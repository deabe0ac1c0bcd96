import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { sharedFolder } from '../support/needs.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const script = fileURLToPath(new URL('../../scripts/conformance.mjs', import.meta.url));
const pages = fileURLToPath(new URL('../../docs/conformance', import.meta.url));
const fixture = fileURLToPath(new URL('./conformance', import.meta.url));

function conformance(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  return { status, summary: stdout.trim().split('\n'), faults: stderr.trim().split('\n').filter(Boolean) };
}

/** The RFCs whose sentences docs/conformance answers. */
const documents = [3711, 3830, 4567, 4568, 4650, 4738, 4771, 6188, 6904, 7714, 9335];

describe('conformance pages', function () {
  this.timeout(180_000);

  it('are there for every RFC that is claimed', () => {
    const names = readdirSync(pages).filter(name => name !== 'README.md');
    expect(names).to.include.members(documents.map(number => `rfc${number}.md`));
  });

  it('name files and tests that exist', () => {
    expect(conformance('proofs').faults).to.deep.equal([]);
  });

  const rfcs = sharedFolder('rfc');
  if (rfcs)
    it('quote every MUST and SHOULD of the RFCs, and nothing else than the RFCs', () => {
      expect(conformance('quotations', '--rfcs', rfcs).faults).to.deep.equal([]);
    });
});

describe('the check of conformance pages', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const page = readFileSync(join(fixture, 'rfc9999.md'), 'utf8');

  /** What the check says of the page of the fixture after an edit. */
  function checked(part: 'quotations' | 'proofs', edited: string) {
    writeFileSync(join(folder, 'rfc9999.md'), edited);
    return conformance(part, '--pages', folder, '--rfcs', fixture);
  }

  it('is silent about a page without fault', () => {
    const { status, summary, faults } = checked('quotations', page);
    expect(faults).to.deep.equal([]);
    expect(summary).to.deep.equal(['rfc9999.md: 13 requirements, 3 proven by tests, 10 not implemented']);
    expect(status).to.equal(0);
    expect(checked('proofs', page)).to.deep.equal({ status, summary, faults });
  });

  const row = (requirement: string) => `| ${requirement} | not implemented: it is invented |\n`;
  const lineOf = (words: string) => page.slice(0, page.indexOf(words)).split('\n').length;
  const late = 'Late packets MUST be counted.';
  const sum = 'The sum, 2^16 | 7, MUST NOT be <sent> before the packet and after that never again (error no. 10).';
  const quotations: readonly { what: string; from: string; to: string; fault: string }[] = [
    {
      what: 'a missing row',
      from: row(late),
      to: '',
      fault: `rfc9999.md: no row in section 2 Rules for "${late}"`,
    },
    {
      what: 'one word of a quotation that differs, on both sides of a page break',
      from: 'never again (error',
      to: 'ever again (error',
      fault: `rfc9999.md:${lineOf('The sum')}: not a sentence of the RFC: "${sum.replace('never', 'ever')}"`,
    },
    {
      what: 'half a sentence',
      from: 'x_i SHOULD be 1.',
      to: 'x_i SHOULD',
      fault: `rfc9999.md:${lineOf('x_i')}: not a sentence of the RFC: "x_i SHOULD"`,
    },
    {
      what: 'a row in a section that does not hold its sentence',
      from: '## A.1 Still More\n\n| requirement | where it is proven |\n|---|---|\n',
      to: `## A.1 Still More\n\n| requirement | where it is proven |\n|---|---|\n${row(late)}`,
      fault: `rfc9999.md:${lineOf('All of them')}: stands in section 2 Rules: "${late}"`,
    },
    {
      what: 'a section that the RFC has not',
      from: '## A.1 Still More',
      to: '## A.1 Still Less',
      fault: `rfc9999.md:${lineOf('## A.1')}: the RFC has no section "A.1 Still Less"`,
    },
    {
      what: 'a second row of one sentence',
      from: row(late),
      to: row(late).repeat(2),
      fault: `rfc9999.md:${lineOf(late) + 1}: second row of "${late}"`,
    },
    {
      what: 'a row of three cells',
      from: row(late),
      to: `${row(late)}| too | many | cells |\n`,
      fault: `rfc9999.md:${lineOf(late) + 1}: not a row of two cells below a section and the head of its table`,
    },
  ];
  for (const { what, from, to, fault } of quotations)
    it(`tells ${what}`, () => {
      expect(page).to.include(from);
      const { status, faults } = checked('quotations', page.replace(from, to));
      expect(faults).to.include(fault);
      expect(status).to.equal(1);
    });

  it('tells that the text of an RFC is absent', () => {
    const { status, faults } = conformance('quotations', '--pages', fixture, '--rfcs', folder);
    expect(faults).to.have.lengthOf(1);
    expect(faults[0]).to.match(/^rfc9999\.md: there is no .*rfc9999\.txt to compare it with$/);
    expect(status).to.equal(1);
  });

  it('tells proofs that name no file, no test, nothing or no reason', () => {
    const file = 'test/bench/readme.test.ts'; // needs nothing beside the project: all its titles are known everywhere
    const proofs: readonly [string, string | undefined][] = [
      ['`test/docs/absent.test.ts` "some test"', 'there is no test file test/docs/absent.test.ts'],
      ['`packages/sdes/src/parse.ts` "parses"', 'there is no test file packages/sdes/src/parse.ts'],
      [`\`${file}\` "tells a missing line"`, `no test of ${file} has the title "tells a missing line"`],
      [
        '`test/sdes/parse.test.ts` "tells a missing row"',
        'no test of test/sdes/parse.test.ts has the title "tells a missing row"',
      ],
      [`\`${file}\` "are those of bench.json"<br>\`${file}\` "no such"`, `no test of ${file} has the title "no such"`],
      [`\`${file}\` "figures of the README are those of bench.json"`, undefined],
      ['?', 'neither `FILE` "TITLE" nor "not implemented: WHY" but "?"'],
      ['', 'neither `FILE` "TITLE" nor "not implemented: WHY" but ""'],
      ['not implemented', 'neither `FILE` "TITLE" nor "not implemented: WHY" but "not implemented"'],
      ['not implemented: ', 'says "not implemented" and not why'],
      ['not implemented: nobody asked', undefined],
    ];
    const head = '## 2 Rules\n\n| requirement | where it is proven |\n|---|---|\n';
    const { status, faults } = checked('proofs', head + proofs.map(([proof]) => `| ${late} | ${proof} |\n`).join(''));
    const expected = proofs.flatMap(([, fault], at) => (fault === undefined ? [] : [`rfc9999.md:${at + 5}: ${fault}`]));
    expect(faults).to.deep.equal(expected);
    expect(status).to.equal(1);
  });
});
