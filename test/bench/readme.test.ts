import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { table } from './figures.js';
import { insertTable, tableIn } from './readme.js';

const figures = new URL('../../bench.json', import.meta.url);
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

describe('figures of the README', () => {
  it('are those of bench.json', () => {
    expect(existsSync(figures), 'bench.json').to.equal(true);
    expect(tableIn(readme)).to.equal(table(JSON.parse(readFileSync(figures, 'utf8'))));
  });

  it('go between the marks and nowhere else', () => {
    const text = 'a\n<!-- bench -->\nold\n<!-- /bench -->\nb';
    expect(insertTable(text, 'new')).to.equal('a\n<!-- bench -->\n\nnew\n\n<!-- /bench -->\nb');
    expect(insertTable('no marks', 'new')).to.equal('no marks');
  });
});
