// Preloaded by coverage.mjs: counts what this process runs, and writes it at its end to the file that SDPSEC_COVERAGE names.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';

const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
process.once('exit', () => {
  session.post('Profiler.takePreciseCoverage', (error, counted) => {
    if (error) throw error;
    writeFileSync(process.env.SDPSEC_COVERAGE, JSON.stringify(counted.result.filter(({ url }) => url.includes('/packages/'))));
  });
});
