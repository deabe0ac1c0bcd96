// What `needs.test.ts` runs in a mocha of its own: as which user, UID_OF_FIXTURE says.
import { needs, sharedFolder } from './needs.js';

process.getuid = () => Number(process.env.UID_OF_FIXTURE);

describe('a program that is there', () => {
  if (needs('node')) it('is run', () => {});
});

describe('a program that is missing', () => {
  if (needs('node', 'sdpsec-made-up-peer')) it('is run', () => {});
});

describe('notes that are missing', () => {
  if (sharedFolder('made-up-notes')) it('are read', () => {});
});
