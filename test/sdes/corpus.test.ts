import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCrypto } from '@sdpsec/sdes';
import { expect } from 'chai';
import { sharedFolder } from '../support/needs.js';

/** Made by hand from the "known_defects" of the sidecars: file number, tag as written, what is wrong with the line. */
const unusable: readonly (readonly [string, string, string])[] = [
  ['019', 'x', 'bad-tag'],
  ['022', '0', 'missing-key'],
  ['025', '1', 'key-length'],
  ['079', '1', 'key-length'],
  ...['1', '2', '3', '4', '5'].map(tag => ['097', tag, 'missing-key'] as const),
];

describe('a=crypto lines of real products', () => {
  const corpus = sharedFolder('corpus');
  if (!corpus) return;
  const lines = readdirSync(corpus)
    .filter(name => name.endsWith('.sdp'))
    .flatMap(name =>
      readFileSync(join(corpus, name), 'utf8')
        .split(/\r?\n/)
        .filter(line => line.startsWith('a=crypto:'))
        .map(line => ({ file: name.slice(0, 3), value: line.slice('a=crypto:'.length) })),
    );

  it('are seventy or more', () => expect(lines).to.have.length.above(70));

  it('are usable but for the known defects', () => {
    const found = new Set(
      lines.flatMap(({ file, value }) => {
        const line = parseCrypto(value);
        return line.kind === 'problem' ? [`${file} ${value.split(' ')[0]} ${line.code}`] : [];
      }),
    );
    expect([...found].sort()).to.deep.equal(unusable.map(entry => entry.join(' ')).sort());
  });

  it('depart from the grammar only in ways that have a name', () => {
    const found = new Set(
      lines.flatMap(({ file, value }) => {
        const line = parseCrypto(value);
        return line.kind === 'crypto' ? line.deviations.map(({ code }) => `${file} ${code}`) : [];
      }),
    );
    expect([...found].sort()).to.deep.equal([
      '028 lifetime-over-srtcp',
      '028 padding-missing',
      '064 lifetime-over-srtcp',
      '064 tag-zero',
      '073 suite-alias',
      '094 padding-missing',
      '106 trailing-space',
    ]);
  });
});
