import { expect } from 'chai';
import { Progress } from '../../../packages/cli/src/commands/decrypt/progress.js';

describe('the progress bar', () => {
  const clock = Date.now;
  let now = 0;
  beforeEach(() => {
    now = 1_000_000;
    Date.now = () => now;
  });
  afterEach(() => {
    Date.now = clock;
  });

  const run = (isTTY: boolean, steps: number, stepTime: number) => {
    const written: string[] = [];
    const stream = { isTTY, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
    const progress = new Progress(1000, stream);
    for (let step = 0; step < steps; step++) {
      now += stepTime;
      progress.advance(1000 / steps);
    }
    progress.end();
    return written.join('');
  };

  it('grows on a terminal, and goes away at the end', () => {
    const drawn = run(true, 10, 200).split('\r').slice(1);
    expect(drawn.at(-1)).to.equal('\x1b[K');
    const parts = drawn.slice(0, -1).map(one => Number(/(\d+)%$/.exec(one)?.[1]));
    expect(parts).to.deep.equal([30, 40, 50, 60, 70, 80, 90, 100]);
    for (const one of drawn.slice(0, -1))
      expect(one)
        .to.match(/^\[#*\.*\] +\d+%$/)
        .and.have.length(37);
  });

  it('is silent where there is nothing to wait for, and in a file', () => {
    expect(run(true, 10, 10)).to.equal('');
    expect(run(false, 10, 1000)).to.equal('');
  });
});
