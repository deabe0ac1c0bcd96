// The spec reporter, which besides adds one line of counts to the file that SDPSEC_TALLY names, for a sum over several runs,
// and title and message of each failure to the file that SDPSEC_FAILURES names: a long log is often kept by its end alone.
import { appendFileSync } from 'node:fs';
import mocha from 'mocha';

export default class Tally extends mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const { SDPSEC_TALLY: counts, SDPSEC_FAILURES: failed } = process.env;
    if (counts) {
      runner.once('end', () => {
        const { passes = 0, failures = 0, pending = 0 } = this.stats;
        appendFileSync(counts, `${passes} ${failures} ${pending}\n`);
      });
    }
    if (failed) {
      runner.on('fail', (test, error) => {
        const words = String(error?.stack ?? error).slice(0, 1500);
        appendFileSync(failed, `${test.titlePath().join(' > ')}\n${words.replace(/^/gm, '  ')}\n`);
      });
    }
  }
}
