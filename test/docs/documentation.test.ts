import { expect } from 'chai';
import { allExamples, publicExports } from './doc-comments.js';
import { ExampleModules } from './example-modules.js';

describe('documentation', function () {
  this.timeout(120_000);
  const exports = publicExports();
  const names = new Map([...exports.values()].flat().map(one => [`${one.place} ${one.name}`, one]));

  it('says of every public name what it is', () => {
    expect(names.size).to.be.greaterThan(300);
    expect([...names].filter(([, { documented }]) => !documented).map(([name]) => name)).to.deep.equal([]);
  });

  it('shows an example of every public function and class', () => {
    const without = [...names].filter(([, { callable, examples }]) => callable && examples === 0);
    expect(without.map(([name]) => name)).to.deep.equal([]);
  });

  describe('examples in TSDoc and READMEs', () => {
    const examples = allExamples();
    const modules = new ExampleModules(examples, exports);
    let problems: string[][];
    before(() => {
      problems = modules.compile();
    });
    after(() => modules.remove());

    for (const [at, { place }] of examples.entries())
      it(`${place} compiles and runs`, async () => {
        expect(problems[at]).to.deep.equal([]);
        await modules.run(at);
      });
  });
});
