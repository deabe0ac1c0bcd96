import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
const fixture = fileURLToPath(new URL('needs.fixture.ts', import.meta.url));

interface Report {
  readonly passes: readonly { readonly fullTitle: string }[];
  readonly failures: readonly { readonly fullTitle: string; readonly err: { readonly message: string } }[];
  readonly pending: readonly { readonly fullTitle: string }[];
}

/** What becomes of the fixture's tests under such an environment. */
function run(environment: { readonly CI?: string; readonly UID_OF_FIXTURE: string }) {
  const { CI: _, SDPSEC_TALLY: __, SDPSEC_FAILURES: ___, ...others } = process.env;
  const child = spawnSync(process.execPath, ['--import=tsx', mocha, '--no-config', '--reporter=json', fixture], {
    encoding: 'utf8',
    env: { ...others, ...environment },
  });
  const { passes, failures, pending } = JSON.parse(child.stdout) as Report;
  const titles = (tests: readonly { readonly fullTitle: string }[]) => tests.map(test => test.fullTitle);
  return {
    status: child.status,
    passed: titles(passes),
    failed: failures.map(({ fullTitle, err }) => `${fullTitle}: ${err.message}`),
    pending: titles(pending),
  };
}

const passed = ['a program that is there is run'];
const program = 'a program that is missing needs sdpsec-made-up-peer';
const notes = 'notes that are missing needs ../shared/made-up-notes';

describe('what tests need from outside', function () {
  this.timeout(60_000);

  it('fails in CI as root, which installs it', () => {
    expect(run({ CI: 'true', UID_OF_FIXTURE: '0' })).to.deep.equal({
      status: 2,
      passed,
      failed: [`${program}: sdpsec-made-up-peer is missing`, `${notes}: ../shared/made-up-notes is missing`],
      pending: [],
    });
  });

  it('is pending on the machine of a user, as root too', () => {
    for (const uid of ['0', '1000'])
      expect(run({ UID_OF_FIXTURE: uid })).to.deep.equal({ status: 0, passed, failed: [], pending: [program, notes] });
  });

  it('is pending in CI for another user than root, who cannot install programs; notes fail there too', () => {
    expect(run({ CI: 'true', UID_OF_FIXTURE: '1000' })).to.deep.equal({
      status: 1,
      passed,
      failed: [`${notes}: ../shared/made-up-notes is missing`],
      pending: [program],
    });
  });
});
