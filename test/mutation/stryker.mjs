// Makes the mutants of a group and runs the tests against each.
import { fileURLToPath } from 'node:url';

/** Everything Stryker tells about each mutant of the group. */
export async function findMutants({ packages, mutate, specs, without }) {
  const { Stryker } = await import('@stryker-mutator/core');
  const folders = ['test/mutation', 'test/support', 'test/vectors', ...specs.map(spec => spec.replace(/\/[^/]*$/, ''))];
  const stryker = new Stryker({
    mutate,
    testRunner: 'mocha-12',
    plugins: ['mocha-runner.mjs', 'prose-ignorer.mjs'].map(file => fileURLToPath(new URL(file, import.meta.url))),
    ignorers: ['prose'],
    testRunnerNodeArgs: ['--import', 'tsx'],
    mochaRunner: { specs, without: without?.source },
    buildCommand: `node test/mutation/build.mjs ${packages.map(one => `packages/${one}`).join(' ')}`,
    coverageAnalysis: 'perTest',
    concurrency: Number(process.env.SDPSEC_WORKERS ?? 2),
    incremental: false,
    // Tables that are read when a module loads would need a new process for each mutant.
    ignoreStatic: true,
    tempDirName: '.tmp/mutation',
    symlinkNodeModules: false,
    disableTypeChecks: 'packages/*/src/**/*.ts',
    ignorePatterns: [
      ...['/*', '!/package.json', '!/tsconfig.base.json', 'dist'],
      ...['!/packages', '/packages/*', ...packages.map(one => `!/packages/${one}`)],
      ...['!/test', '/test/*', ...new Set(folders.map(folder => `!/${folder.split('/').slice(0, 2).join('/')}`))],
    ],
    // A loop without end is found by counting; time is for what the count does not see, and generous, since machines are busy.
    timeoutMS: 15_000,
    timeoutFactor: 2,
    dryRunTimeoutMinutes: 15,
    reporters: ['progress-append-only'],
    logLevel: 'warn',
    warnings: { unknownOptions: false },
    allowEmpty: false,
  });
  return await stryker.runMutationTest();
}
