import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { FuzzTarget } from './target.js';

const crashers = new URL('crashers/', import.meta.url);

/** `npm run fuzz` keeps what it finds in `crashers/TARGET/`; each such input must be handled ever after. */
describe('fuzz targets', () => {
  for (const file of readdirSync(new URL('targets/', import.meta.url))) {
    const name = file.replace(/\.ts$/, '');
    const found = new URL(`${name}/`, crashers);
    it(`${name}: takes its seeds, nothing, and every input that was once a defect`, async () => {
      const { target } = (await import(new URL(`targets/${file}`, import.meta.url).href)) as { target: FuzzTarget };
      const kept = existsSync(found) ? readdirSync(found).map(input => new Uint8Array(readFileSync(new URL(input, found)))) : [];
      const seeds = await target.seeds();
      expect(seeds).to.not.be.empty;
      for (const input of [...seeds, new Uint8Array(), ...kept]) await target.run(input);
    });
  }
});
