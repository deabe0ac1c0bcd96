// `npm run coverage`: runs the tests of the protocol packages, says of each how much of its code ran, and fails where that is less
// than its share. coverage/index.html has a page for each file. `npm run coverage -- check` runs the tests of that package alone
// and lists the branches that they leave out.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { convert } from 'ast-v8-to-istanbul';
import coverageLibrary from 'istanbul-lib-coverage';
import reportLibrary from 'istanbul-lib-report';
import reports from 'istanbul-reports';
import { parseAst } from 'vite';

/** Percent of lines, and of branches, that the tests of each protocol package must run. */
const least = 95;
const all = ['srtp-core', 'sdes', 'mikey', 'negotiation', 'check'];
const named = process.argv.slice(2);
const packages = named.length === 0 ? all : named;

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}coverage/`;
const counts = `${folder}counts.json`;
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);

runTests();
const counted = new Map(JSON.parse(readFileSync(counts, 'utf8')).map(script => [script.url, script]));
const coverage = coverageLibrary.createCoverageMap({});
for (const name of packages) for (const file of modulesOf(name)) coverage.merge(await coverageOf(file));
reports.create('html').execute(reportLibrary.createContext({ dir: folder, coverageMap: coverage }));
if (named.length > 0) for (const place of branchesLeftOut()) console.log(place);
const low = packages.filter(name => !reaches(name));
process.exitCode = low.length === 0 ? 0 : 1;

/**
 * Counting makes tests slower, so that some run out of their time on a busy machine: whether they pass is the matter of `npm test`.
 *
 * Modules are loaded as they are published: as CommonJS, tsx would rewrite them first, and places and branches would be others.
 */
function runTests() {
  const specs = [...packages.map(name => `test/${name}/**/*.test.ts`), 'test/quirks.test.ts'];
  // The test of garbage measures what counting makes.
  const options = ['--ignore', 'test/srtp-core/compiled/garbage.test.ts', '--timeout', '120000', '--reporter', 'dot'];
  spawnSync(
    process.execPath,
    [
      '--no-experimental-require-module',
      '--import=tsx',
      '--import=./scripts/count-coverage.mjs',
      'node_modules/mocha/lib/cli/cli.js',
      ...options,
      ...specs,
    ],
    { cwd: root, stdio: 'inherit', env: { ...process.env, SDPSEC_COVERAGE: counts } },
  );
}

function modulesOf(name) {
  const dist = `${root}packages/${name}/dist/`;
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.js'))
    .map(path => dist + path);
}

/** What ran of a module, in terms of its source. */
async function coverageOf(file) {
  const code = readFileSync(file, 'utf8');
  const url = pathToFileURL(file).href;
  const never = { url, functions: [{ functionName: '', isBlockCoverage: true, ranges: [range(code, 0)] }] };
  return await convert({
    ast: parseAst(code),
    code,
    wrapperLength: 0,
    coverage: counted.get(url) ?? never,
    sourceMap: JSON.parse(readFileSync(`${file}.map`, 'utf8')),
  });
}

function range({ length }, count) {
  return { startOffset: 0, endOffset: length, count };
}

/** The branches that no test took, as places in the source. */
function branchesLeftOut() {
  return coverage.files().flatMap(file => {
    const { b: taken, branchMap } = coverage.fileCoverageFor(file).data;
    return Object.entries(branchMap).flatMap(([id, { type, locations }]) =>
      locations
        .filter((_, arm) => taken[id][arm] === 0)
        .map(({ start }) => `${file.slice(root.length)}:${start.line}:${start.column + 1} ${type}`),
    );
  });
}

/** Whether enough of a package ran; prints how much. */
function reaches(name) {
  const sum = coverageLibrary.createCoverageSummary();
  for (const file of coverage.files())
    if (file.startsWith(`${root}packages/${name}/`)) sum.merge(coverage.fileCoverageFor(file).toSummary());
  const { lines, branches } = sum;
  const enough = lines.pct >= least && branches.pct >= least;
  const shown = [lines, branches].map(({ pct }) => `${pct.toFixed(1)} %`.padStart(9));
  const lack = enough ? '' : `, less than ${least} %`;
  console.log(`${name.padEnd(12)} lines${shown[0]}, branches${shown[1]}${lack}`);
  return enough;
}
