// Tells whether docs/conformance has a row for every MUST and SHOULD of the RFCs, and whether what the rows name exists.
//
//   node scripts/conformance.mjs [quotations|proofs] [--pages FOLDER] [--rfcs FOLDER]
//
// `quotations` compares the pages with the texts of the RFCs (../shared/rfc); `proofs` looks for the files and tests they name;
// without either it does both. Exit 0: all is well; 1: each fault is a line on standard error.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readPage, readProof } from './conformance/page.mjs';
import { isRequirement, sectionsOf } from './conformance/rfc-text.mjs';
import { testTitles } from './conformance/test-titles.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pages: { type: 'string', default: `${root}docs/conformance` },
    rfcs: { type: 'string', default: `${root}../shared/rfc` },
  },
});
const known = ['quotations', 'proofs'];
const unknown = positionals.filter(part => !known.includes(part));
if (unknown.length > 0) throw new Error(`expected ${known.join(' or ')}, found ${unknown.join(' ')}`);
const parts = positionals.length > 0 ? positionals : known;

const pages = readdirSync(values.pages)
  .filter(name => /^rfc\d+\.md$/.test(name))
  .map(name => ({ name, ...readPage(readFileSync(`${values.pages}/${name}`, 'utf8')) }));

const faults = [];
for (const { name, malformed } of pages)
  for (const line of malformed) faults.push(`${name}:${line}: not a row of two cells below a section and the head of its table`);
if (parts.includes('quotations')) for (const page of pages) faults.push(...faultsOfQuotations(page));
if (parts.includes('proofs')) faults.push(...faultsOfProofs(pages));

for (const fault of faults) console.error(fault);
for (const { name, rows } of pages) {
  const proven = rows.filter(({ proof }) => readProof(proof).kind === 'tests').length;
  console.log(`${name}: ${rows.length} requirements, ${proven} proven by tests, ${rows.length - proven} not implemented`);
}
process.exitCode = faults.length > 0 ? 1 : 0;

function faultsOfQuotations({ name, rows }) {
  const text = `${values.rfcs}/${name.replace('.md', '.txt')}`;
  if (!existsSync(text)) return [`${name}: there is no ${text} to compare it with`];
  const sections = sectionsOf(readFileSync(text, 'utf8'));
  const wanted = sections.flatMap(({ heading, sentences }) =>
    [...new Set(sentences.filter(isRequirement))].map(sentence => ({ heading, sentence })),
  );
  const faults = [];
  const seen = new Set();
  for (const { line, section, requirement } of rows) {
    const holders = sections.filter(({ sentences }) => sentences.includes(requirement)).map(({ heading }) => heading);
    const key = `${section.heading}\n${requirement}`;
    if (!sections.some(({ heading }) => heading === section.heading))
      faults.push(`${name}:${section.line}: the RFC has no section "${section.heading}"`);
    else if (holders.length === 0) faults.push(`${name}:${line}: not a sentence of the RFC: "${requirement}"`);
    else if (!holders.includes(section.heading))
      faults.push(`${name}:${line}: stands in section ${holders.join(', ')}: "${requirement}"`);
    else if (seen.has(key)) faults.push(`${name}:${line}: second row of "${requirement}"`);
    seen.add(key);
  }
  for (const { heading, sentence } of wanted)
    if (!seen.has(`${heading}\n${sentence}`)) faults.push(`${name}: no row in section ${heading} for "${sentence}"`);
  return faults;
}

function faultsOfProofs(pages) {
  const proofs = pages.flatMap(({ name, rows }) =>
    rows.map(({ line, proof }) => ({ at: `${name}:${line}`, proof: readProof(proof) })),
  );
  const files = new Set(proofs.flatMap(({ proof }) => (proof.kind === 'tests' ? proof.tests.map(({ file }) => file) : [])));
  const titles = testTitles([...files].filter(isTestFile));
  const faultOf = ({ file, title }) => {
    if (!isTestFile(file)) return `there is no test file ${file}`;
    const known = titles.get(file);
    // Where a program or a folder is absent, its tests have no titles, but one that says so.
    if (known.has(title) || [...known].some(one => one.startsWith('needs '))) return undefined;
    return `no test of ${file} has the title "${title}"`;
  };
  return proofs.flatMap(({ at, proof }) => {
    if (proof.kind === 'unreadable') return [`${at}: neither \`FILE\` "TITLE" nor "not implemented: WHY" but "${proof.words}"`];
    if (proof.kind === 'not implemented') return proof.reason === '' ? [`${at}: says "not implemented" and not why`] : [];
    return proof.tests.map(faultOf).flatMap(fault => (fault === undefined ? [] : [`${at}: ${fault}`]));
  });
}

function isTestFile(file) {
  return /^test\/[\w/-]+\.(?:test|interop)\.ts$/.test(file) && existsSync(root + file);
}
