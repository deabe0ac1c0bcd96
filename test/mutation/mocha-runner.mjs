// A test runner for Stryker: loads the specs once and runs, for each mutant, those tests that reach it.
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import { DryRunStatus, determineHitLimitReached, TestStatus, toMutantRunResult } from '@stryker-mutator/api/test-runner';
import fc from 'fast-check';
import Mocha from 'mocha';

// A mutant lives or dies in every run alike: random tests draw the same.
fc.configureGlobal({ seed: 20_261_125 });
process.env.SEED = '20261125';

/** Runs of the tests in this process. */
let runs = 0;

// What a run left open, because a mutant made a test fail, is as good as collected in the next: the keys of a session that nobody
// closed must not stand in its way, or it would count as a mutant noticed.
globalThis.WeakRef = class extends WeakRef {
  #run = runs;

  deref() {
    return this.#run === runs ? super.deref() : undefined;
  }
};

class MochaRunner {
  static inject = tokens(commonTokens.options);
  #mocha;
  #all;
  #stryker = namespace();

  constructor({ mochaRunner }) {
    this.#mocha = new Mocha({ timeout: 60_000, reporter: class {} });
    this.#mocha.cleanReferencesAfterRun(false);
    for (const spec of mochaRunner.specs) this.#mocha.addFile(`${process.cwd()}/${spec}`);
    this.#all = mochaRunner.without ? new RegExp(`^(?!.*(?:${mochaRunner.without}))`) : /^/;
  }

  capabilities() {
    return { reloadEnvironment: false };
  }

  async init() {}

  async dryRun({ coverageAnalysis, disableBail }) {
    await this.#load();
    this.#mocha.grep(this.#all);
    const stryker = this.#stryker;
    if (coverageAnalysis === 'perTest')
      this.#mocha.suite.beforeEach(function () {
        stryker.currentTestId = this.currentTest.fullTitle();
      });
    const first = await this.#run(disableBail);
    const mutantCoverage = structuredClone(stryker.mutantCoverage);
    // Tests run many times in one process: one that fails the second time would notice every mutant.
    const second = await this.#run(disableBail);
    return [first, second].find(failedRun) ?? { ...first, mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation, disableBail }) {
    const stryker = this.#stryker;
    stryker.hitLimit = hitLimit;
    stryker.hitCount = hitLimit === undefined ? undefined : 0;
    if (mutantActivation === 'static') stryker.activeMutant = activeMutant.id;
    await this.#load();
    stryker.activeMutant = activeMutant.id;
    this.#mocha.grep(testFilter ? new RegExp(`^(${testFilter.map(literal).join('|')})$`) : this.#all);
    return toMutantRunResult(await this.#run(disableBail));
  }

  async #load() {
    try {
      this.loaded ??= this.#mocha.loadFilesAsync();
      await this.loaded;
    } catch (error) {
      this.failure = error;
    }
  }

  async #run(disableBail) {
    // A module that does not load fails every test.
    if (this.failure) return { status: DryRunStatus.Complete, tests: [failed('loading', this.failure, 0)] };
    runs++;
    this.#mocha.bail(!disableBail);
    const tests = [];
    await new Promise(resolve => {
      const runner = this.#mocha.run(resolve);
      runner.on('pass', test => tests.push({ ...named(test), status: TestStatus.Success }));
      runner.on('pending', test => tests.push({ ...named(test), status: TestStatus.Skipped }));
      runner.on('fail', (test, error) => tests.push(failed(test.fullTitle(), error, test.duration ?? 0)));
    });
    const limit = determineHitLimitReached(this.#stryker.hitCount, this.#stryker.hitLimit);
    return limit ?? { status: DryRunStatus.Complete, tests };
  }
}

function failedRun({ status, tests }) {
  return status !== DryRunStatus.Complete || tests.some(test => test.status === TestStatus.Failed);
}

function named(test) {
  return { id: test.fullTitle(), name: test.fullTitle(), timeSpentMs: test.duration ?? 0 };
}

function failed(name, error, timeSpentMs) {
  return { id: name, name, timeSpentMs, status: TestStatus.Failed, failureMessage: String(error?.message ?? error) };
}

function literal(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'mocha-12', MochaRunner)];

/** Where instrumented code looks up which mutant is active. */
function namespace() {
  globalThis.__stryker__ ??= {};
  return globalThis.__stryker__;
}
