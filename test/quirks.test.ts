import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { sharedFolder } from './support/needs.js';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Everything that is told of peers: rows of SDES, offer/answer and SRTP, rows of MIKEY, and traps seen in running programs. */
const rows = [
  ...Array.from({ length: 50 }, (_, i) => `Q${i + 1}`),
  ...Array.from({ length: 9 }, (_, i) => `M${i + 1}`),
  // The tests of MIKEY count traps of their own: these are the peers'.
  ...Array.from({ length: 14 }, (_, i) => `peer trap ${i + 1}`),
];

/** Statements about documents and users, which ask for no behaviour. */
const noBehaviour = ['M5', 'M6'];

/** Where a test, or the table that tests are made from, names a row: string literals outside of comments, by file. */
const literals = readdirSync(root, { recursive: true })
  .map(String)
  .filter(name => /\.(?:test|interop)\.ts$|-cases\.ts$/.test(name) && !name.startsWith('quirks'))
  .flatMap(name => {
    const code = readFileSync(join(root, name), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    return Array.from(code.matchAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g), ([literal]) => literal);
  });

describe('what is known of peers has a test each', () => {
  for (const row of rows.filter(name => !noBehaviour.includes(name)))
    it(row, () => expect(literals.filter(text => new RegExp(`\\b${row}\\b(?!-)`).test(text))).not.to.be.empty);

  const notes = sharedFolder('quirks.md');
  if (notes)
    it('and no row of the notes is left out', () => {
      const known = [...readFileSync(notes, 'utf8').matchAll(/^\| ([QM]\d+) \|/gm)].map(([, row]) => row);
      expect(known).to.have.members(rows.filter(row => !row.startsWith('peer trap')));
    });
});
