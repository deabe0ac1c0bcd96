import { expect } from 'chai';
import fc from 'fast-check';
import { findJsonFault } from '../../packages/cli/src/json-fault.js';

const parts = [
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '"a"',
  '"\\u00e4"',
  '"\\x"',
  '"',
  '-0.1e+3',
  '01',
  '1.',
  'true',
  'null',
  ' ',
  '\n',
  'x',
];
const part = fc.constantFrom(...parts);
/** JSON with a part put in, or in place of a character. */
const broken = fc.tuple(fc.json(), fc.nat(), part).map(([text, at, put]) => {
  const place = at % (text.length + 1);
  return text.slice(0, place) + put + text.slice(place + (at % 2));
});
const texts = fc.oneof(
  fc.json(),
  broken,
  fc.array(part, { maxLength: 8 }).map(some => some.join('')),
);

describe('findJsonFault', () => {
  it('takes every text for JSON that the platform takes, and no other', () => {
    fc.assert(
      fc.property(texts, text => {
        expect(findJsonFault(text) === undefined).to.equal(isJson(text), text);
      }),
      { numRuns: 2000 },
    );
  });

  it('finds the first place that no continuation could mend', () => {
    const places: Readonly<Record<string, number>> = {
      '': 0,
      '{"a": 1,}': 8,
      '[1 2]': 3,
      '{a: 1}': 1,
      '[1, 2': 5,
      '{"a" 1}': 5,
      '[]]': 2,
      '["a\nb"]': 1,
      '[01]': 2,
      "['a']": 1,
    };
    for (const [text, offset] of Object.entries(places)) expect(findJsonFault(text)?.offset, text).to.equal(offset);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
