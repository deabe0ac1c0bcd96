import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { importsOf } from './imports.js';
import { layeringViolations, type SourceFile } from './layers.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

function sources(): SourceFile[] {
  return readdirSync(`${root}packages`).flatMap(folder =>
    readdirSync(`${root}packages/${folder}/src`, { recursive: true, encoding: 'utf8' })
      .map(name => `packages/${folder}/src/${name.replaceAll('\\', '/')}`)
      .filter(path => /\.tsx?$/.test(path))
      .map(path => ({ path, text: readFileSync(root + path, 'utf8') })),
  );
}

describe('layering', () => {
  it('holds in every source file: cli -> check -> negotiation -> {sdes, mikey} -> srtp-core', () => {
    const files = sources();
    expect(files.length).to.be.greaterThan(10);
    expect(layeringViolations(files)).to.deep.equal([]);
  });

  it('is declared: what a package imports stands in its dependencies', () => {
    const undeclared = sources().flatMap(({ path, text }) => {
      const folder = path.split('/')[1] as string;
      const { dependencies = {} } = JSON.parse(readFileSync(`${root}packages/${folder}/package.json`, 'utf8'));
      return importsOf(path, text)
        .map(({ specifier }) => specifier)
        .filter(specifier => !/^(\.|#|node:)/.test(specifier))
        .map(specifier => specifier.match(/^(@[^/]+\/)?[^/]+/)?.[0] as string)
        .filter(name => !Object.hasOwn(dependencies, name))
        .map(name => `${path}: ${name}`);
    });
    expect(undeclared).to.deep.equal([]);
  });

  const planted: readonly [what: string, path: string, text: string, expected: RegExp | undefined][] = [
    [
      'a lower package importing a higher one',
      'packages/sdes/src/a.ts',
      `import { check } from '@sdpsec/check';`,
      /not below it/,
    ],
    ['sdes importing mikey', 'packages/sdes/src/a.ts', `import type { MikeyMessage } from '@sdpsec/mikey';`, /not below it/],
    ['an engine in a parser', 'packages/mikey/src/a.ts', `import { SrtpSession } from '@sdpsec/srtp-core';`, /only @sdpsec/],
    ['a re-export', 'packages/negotiation/src/policy/a.ts', `export * from '../offer-answer/choose.js';`, /higher room/],
    ['a type import', 'packages/negotiation/src/document/a.ts', `type T = import('../reading/line.js').Line;`, /higher room/],
    ['a dynamic import', 'packages/negotiation/src/reading/a.ts', `await import('../policy/index.js');`, /higher room/],
    [
      'an adapter imported by a package below the command',
      'packages/check/src/a.ts',
      `import { toHap } from '@sdpsec/negotiation/adapters/homekit';`,
      /adapter/,
    ],
    [
      'an adapter imported by the command',
      'packages/cli/src/a.ts',
      `import { toHap } from '@sdpsec/negotiation/adapters/homekit';`,
      undefined,
    ],
    ['an adapter imported', 'packages/negotiation/src/index.ts', `export * from './adapters/werift.js';`, /adapter/],
    ['a room importing the root', 'packages/negotiation/src/policy/a.ts', `import { x } from '../index.js';`, /package's root/],
    [
      'a file in no room',
      'packages/negotiation/src/utils/a.ts',
      `import { x } from '../document/index.js';`,
      /none of the rooms/,
    ],
    [
      'a parser called by policy',
      'packages/negotiation/src/policy/a.ts',
      `import { parseCrypto } from '@sdpsec/sdes';`,
      /only neg/,
    ],
    ['a parser under another name', 'packages/check/src/a.ts', `import { decodeMessage as d } from '@sdpsec/mikey';`, /only neg/],
    ['a parser by namespace', 'packages/negotiation/src/offer-answer/a.ts', `import * as s from '@sdpsec/sdes';`, /takes all/],
    ['a path around the package name', 'packages/check/src/a.ts', `import x from '../../sdes/src/x.js';`, /outside its own/],
    ['a package of no layer', 'packages/common/src/a.ts', `import x from '@sdpsec/sdes';`, /no layer/],
    [
      'a parser called by reading',
      'packages/negotiation/src/reading/a.ts',
      `import { parseCrypto } from '@sdpsec/sdes';`,
      undefined,
    ],
    ['a parser called by the command', 'packages/cli/src/a.ts', `import { parseCrypto } from '@sdpsec/sdes';`, undefined],
    ['a layer skipped', 'packages/cli/src/a.ts', `import { SrtpSession } from '@sdpsec/srtp-core';`, undefined],
    [
      'formatting by offer-answer',
      'packages/negotiation/src/offer-answer/a.ts',
      `import { formatCrypto } from '@sdpsec/sdes';`,
      undefined,
    ],
  ];
  for (const [what, path, text, expected] of planted)
    it(`${expected ? 'catches' : 'allows'} ${what}`, () => {
      const found = layeringViolations([{ path, text: `\n${text}\n` }]);
      if (!expected) expect(found).to.deep.equal([]);
      else {
        expect(found).to.have.length(1);
        expect(found[0]).to.match(expected).and.to.contain(`${path}:2: `);
      }
    });
});
