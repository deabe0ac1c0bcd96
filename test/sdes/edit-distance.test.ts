import { editDistance } from '@sdpsec/sdes';
import { expect } from 'chai';
import fc from 'fast-check';

/** Levenshtein's own definition, one character at a time. */
function defined(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  if (a[0] === b[0]) return defined(a.slice(1), b.slice(1));
  return 1 + Math.min(defined(a.slice(1), b), defined(a, b.slice(1)), defined(a.slice(1), b.slice(1)));
}

const word = fc.string({ unit: fc.constantFrom('A', 'E', 'S'), maxLength: 6 });

describe('editDistance', () => {
  it('counts what the definition counts', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b)).to.equal(defined(a, b));
      }),
    );
  });

  it('counts exactly up to the edits that are of interest, and says "more" beyond', () => {
    fc.assert(
      fc.property(word, word, fc.nat(6), (a, b, most) => {
        const edits = defined(a, b);
        if (edits <= most) expect(editDistance(a, b, most)).to.equal(edits);
        else expect(editDistance(a, b, most)).to.be.greaterThan(most);
      }),
    );
  });
});
