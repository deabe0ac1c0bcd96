// The spec reporter, which besides adds one line of counts to the file that SDPSEC_TALLY names, for a sum over several runs.
import { appendFileSync } from 'node:fs';
import mocha from 'mocha';

export default class Tally extends mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const file = process.env.SDPSEC_TALLY;
    if (!file) return;
    runner.once('end', () => {
      const { passes = 0, failures = 0, pending = 0 } = this.stats;
      appendFileSync(file, `${passes} ${failures} ${pending}\n`);
    });
  }
}
