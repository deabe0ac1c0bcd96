import { expect } from 'chai';
import { fuzz } from './watch.js';

const planted = (name: string) => new URL(`planted/${name}.ts`, import.meta.url);

describe('the fuzzing harness itself', () => {
  it('finds a planted bug behind five octets, which blind chance meets once in 2^40, and gives its input', async () => {
    const { defect, coverage } = await fuzz({ target: planted('parse'), seconds: 60, seed: 7 });
    expect(defect?.text).to.contain('RangeError: planted');
    expect(
      Buffer.from(defect?.input ?? [])
        .subarray(0, 5)
        .toString(),
    ).to.equal('mikey');
    expect(coverage.reached).to.be.greaterThan(5);
  }).timeout(120_000);

  it('finds a planted endless loop, and gives its input', async () => {
    const { defect } = await fuzz({ target: planted('loop'), seconds: 60, seed: 7, patience: 2 });
    expect(defect?.text).to.contain('took more than 2 s');
    expect(
      Buffer.from(defect?.input ?? [])
        .subarray(0, 3)
        .toString(),
    ).to.equal('tgk');
  }).timeout(120_000);
});
