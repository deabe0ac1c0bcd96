import {
  type CryptoAttribute,
  cryptoToParameters,
  findKeySpans,
  formatCrypto,
  generateCrypto,
  parametersToCrypto,
  parseCrypto,
  SdesError,
  type SessionParameter,
} from '@sdpsec/sdes';
import { type SuiteName, suites } from '@sdpsec/srtp-core/suites';
import { expect } from 'chai';
import fc from 'fast-check';

const named = Object.values(suites).filter(suite => suite.sdes !== undefined);
const aead = (suite: SuiteName) => suites[suite].authKeyOctets === 0;

const parameters = (suite: SuiteName): fc.Arbitrary<SessionParameter[]> =>
  fc.uniqueArray(
    fc.oneof<fc.Arbitrary<SessionParameter>[]>(
      fc.integer({ min: 1, max: 24 }).map(exponent => ({ kind: 'kdr', exponent })),
      fc.integer({ min: 64, max: 32_768 }).map(packets => ({ kind: 'wsh', packets })),
      fc.constantFrom('fec-srtp' as const, 'srtp-fec' as const).map(order => ({ kind: 'fec-order', order })),
      fc.constantFrom<SessionParameter>({ kind: 'unencrypted-srtcp' }, { kind: 'optional', name: 'FOO' }),
      ...(aead(suite) ? [] : [fc.constantFrom<SessionParameter>({ kind: 'unencrypted-srtp' }, { kind: 'unauthenticated-srtp' })]),
    ),
    { selector: ({ kind }) => kind },
  );

const attribute: fc.Arbitrary<CryptoAttribute> = fc.constantFrom(...named.map(({ name }) => name)).chain(suite =>
  fc
    .record({
      tag: fc.integer({ min: 0, max: 999_999_999 }),
      lifetime: fc.option(
        fc.oneof(
          fc.integer({ min: 1, max: 2 ** 48 }),
          fc.integer({ min: 0, max: 48 }).map(n => 2 ** n),
        ),
        { nil: undefined },
      ),
      mkis: fc.option(
        fc
          .integer({ min: 1, max: 128 })
          .chain(length =>
            fc
              .uniqueArray(fc.bigInt({ min: 1n, max: (1n << BigInt(8 * length)) - 1n }), { minLength: 1, maxLength: 3 })
              .map(values => values.map(value => ({ value, length })) as [{ value: bigint; length: number }]),
          ),
        { nil: undefined },
      ),
      sessionParameters: parameters(suite),
    })
    .map(({ tag, lifetime, mkis, sessionParameters }) =>
      generateCrypto({ tag, suite, sessionParameters, ...(lifetime !== undefined && { lifetime }), ...(mkis && { mkis }) }),
    ),
);

function reread(text: string): CryptoAttribute {
  const line = parseCrypto(text);
  if (line.kind === 'problem') throw new Error(`${line.code}: ${line.message}`);
  return line;
}

const revealed = ({ keys }: CryptoAttribute) => keys.map(({ key, salt }) => [...key.reveal(), ...salt.reveal()].join());

describe('a=crypto properties', () => {
  it('what is written reads back the same, in every style', () =>
    fc.assert(
      fc.property(attribute, fc.boolean(), (line, padding) => {
        const again = reread(formatCrypto(line, { padding }));
        expect(again).to.deep.include({ tag: line.tag, suite: line.suite, sessionParameters: line.sessionParameters });
        expect(revealed(again)).to.deep.equal(revealed(line));
        expect(again.keys.map(({ mki, lifetime }) => [mki, lifetime])).to.deep.equal(
          line.keys.map(({ mki, lifetime }) => [mki, lifetime]),
        );
      }),
    ));

  it('what is written in the registered spelling has no deviation but those that are legal', () =>
    fc.assert(
      fc.property(attribute, line => {
        const legal = ['tag-zero', 'suite-unregistered', 'lifetime-over-srtcp'];
        expect(reread(formatCrypto(line)).deviations.filter(({ code }) => !legal.includes(code))).to.deep.equal([]);
      }),
    ));

  it('SRTP parameters and back keep all that a=crypto says of one direction', () =>
    fc.assert(
      fc.property(attribute, line => {
        const kept = ({ kind }: SessionParameter) => kind !== 'wsh' && kind !== 'optional';
        const again = parametersToCrypto(cryptoToParameters(line), line.tag);
        expect(revealed(again)).to.deep.equal(revealed(line));
        expect(again.keys.map(({ mki }) => mki)).to.deep.equal(line.keys.map(({ mki }) => mki));
        expect(again.sessionParameters).to.have.deep.members(line.sessionParameters.filter(kept));
      }),
    ));

  it('any text gives a value, and its places lie inside the text', () =>
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), mangled()), text => {
        const line = parseCrypto(text);
        const spans = line.kind === 'problem' ? [line] : line.deviations;
        for (const { offset, length } of [...spans, ...findKeySpans(text)]) {
          expect(offset).to.be.at.least(0);
          expect(length).to.be.at.least(0);
          expect(offset + length).to.be.at.most(text.length);
        }
      }),
      { numRuns: 2000 },
    ));

  it('white space, letters and padding never change what a line means', () =>
    fc.assert(
      fc.property(attribute, fc.constantFrom('  ', '\t', ' \t '), (line, gap) => {
        const text = formatCrypto(line, { padding: false });
        const [tag, suite, ...rest] = text.split(' ');
        const again = reread(
          ` ${[tag, suite?.toLowerCase(), ...rest.map(field => field.replace('inline', 'InLine'))].join(gap)} `,
        );
        expect(again).to.deep.include({ tag: line.tag, suite: line.suite });
        expect(revealed(again)).to.deep.equal(revealed(line));
      }),
    ));
});

/** A good line with a few characters replaced, dropped or doubled. */
function mangled(): fc.Arbitrary<string> {
  const change = fc.record({ at: fc.nat(), drop: fc.nat(3), put: fc.string({ maxLength: 3 }) });
  return fc.tuple(attribute, fc.array(change, { maxLength: 4 })).map(([line, changes]) => {
    let text = formatCrypto(line);
    for (const { at, drop, put } of changes) {
      const where = at % (text.length + 1);
      text = text.slice(0, where) + put + text.slice(where + drop);
    }
    return text;
  });
}

describe('long values (linear time)', () => {
  const line = formatCrypto(generateCrypto({ tag: 1, suite: 'AES_CM_128_HMAC_SHA1_80' }));
  for (const [what, text] of [
    ['one megabyte of spaces', ' '.repeat(2 ** 20)],
    ['one megabyte of base64', `1 AES_CM_128_HMAC_SHA1_80 inline:${'A'.repeat(2 ** 20)}`],
    ['one megabyte of digits as MKI', `${line}|${'9'.repeat(2 ** 20)}:128`],
    ['one megabyte of zeroes as lifetime', `${line}|2^${'0'.repeat(2 ** 20)}`],
    [
      '20,000 keys',
      `1 AES_CM_128_HMAC_SHA1_80 ${Array.from({ length: 20_000 }, (_, i) => `${line.split(' ')[2]}|${i + 1}:4`).join('; ')}`,
    ],
    ['100,000 optional parameters', `${line}${Array.from({ length: 100_000 }, (_, i) => ` -P${i}=1`).join('')}`],
    ['a suite name of one megabyte', `1 ${'A_'.repeat(2 ** 19)} inline:x`],
    ['one megabyte of ";"', `${line}${';'.repeat(2 ** 20)}`],
    ['one megabyte of "inline:"', `1 AES_CM_128_HMAC_SHA1_80${'inline:'.repeat(150_000)}`],
  ] as const)
    it(what, () => {
      expect(parseCrypto(text).kind).to.be.oneOf(['crypto', 'problem']);
      expect(findKeySpans(text)).to.be.an('array');
    });
});

describe('generateCrypto', () => {
  it('takes its octets from the source that it is given, key first', () => {
    let next = 0;
    const counting = (target: Uint8Array) =>
      target.forEach((_, i) => {
        target[i] = next++;
      });
    const line = generateCrypto({ tag: 1, suite: 'AES_CM_128_HMAC_SHA1_80' }, counting);
    expect(formatCrypto(line)).to.equal('1 AES_CM_128_HMAC_SHA1_80 inline:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd');
  });

  it('takes them from the platform where it is given none (RFC 4568 §6.1: cryptographically random)', () => {
    const { getRandomValues } = globalThis.crypto;
    globalThis.crypto.getRandomValues = target => {
      new Uint8Array(target.buffer, target.byteOffset, target.byteLength).fill(0xab);
      return target;
    };
    try {
      const { keys } = generateCrypto({
        tag: 1,
        suite: 'AEAD_AES_128_GCM',
        mkis: [
          { value: 1n, length: 1 },
          { value: 2n, length: 1 },
        ],
      });
      for (const { key, salt } of keys)
        expect([...key.reveal(), ...salt.reveal()]).to.deep.equal(Array.from({ length: 28 }, () => 0xab));
    } finally {
      globalThis.crypto.getRandomValues = getRandomValues;
    }
  });

  it('gives every line other keys (RFC 4568 §6.1)', () => {
    const lines = Array.from({ length: 50 }, () => revealed(generateCrypto({ tag: 1, suite: 'AEAD_AES_256_GCM' })).join());
    expect(new Set(lines).size).to.equal(50);
  });

  it('refuses what has no place in a=crypto', () => {
    expect(() => generateCrypto({ tag: 1, suite: 'AEAD_ARIA_128_GCM' }))
      .to.throw(SdesError)
      .with.property('code', 'no-sdes-name');
    for (const input of [{ tag: -1 }, { tag: 1e9 }, { tag: 1.5 }, { tag: 1, lifetime: 0 }, { tag: 1, lifetime: 2 ** 49 }])
      expect(() => generateCrypto({ suite: 'AES_CM_128_HMAC_SHA1_80', ...input }))
        .to.throw(SdesError)
        .with.property('code', 'bad-input');
    for (const mkis of [
      [{ value: 256n, length: 1 }],
      [{ value: 0n, length: 1 }],
      [{ value: 1n, length: 129 }],
      [
        { value: 1n, length: 4 },
        { value: 1n, length: 4 },
      ],
    ])
      expect(() =>
        generateCrypto({ tag: 1, suite: 'AES_CM_128_HMAC_SHA1_80', mkis: mkis as [{ value: bigint; length: number }] }),
      ).to.throw(SdesError);
  });

  it('refuses session parameters that no line may have (RFC 4568 §6.3.1, §6.3.6, §6.3.7, §9.2; RFC 7714 §9)', () => {
    const make = (suite: SuiteName, ...sessionParameters: SessionParameter[]) =>
      generateCrypto({ tag: 1, suite, sessionParameters });
    for (const parameter of [
      { kind: 'kdr', exponent: 0 },
      { kind: 'kdr', exponent: 25 },
      { kind: 'kdr', exponent: 1.5 },
      { kind: 'wsh', packets: 63 },
      { kind: 'wsh', packets: -1 },
      { kind: 'optional', name: '-FOO' },
      { kind: 'optional', name: 'FOO BAR' },
      { kind: 'optional', name: '' },
    ] as const)
      expect(() => make('AES_CM_128_HMAC_SHA1_80', parameter), JSON.stringify(parameter))
        .to.throw(SdesError, /session parameter/)
        .with.property('code', 'bad-input');
    for (const kind of ['unencrypted-srtp', 'unauthenticated-srtp'] as const)
      expect(() => make('AEAD_AES_128_GCM', { kind })).to.throw(SdesError, 'cannot be combined');
    expect(formatCrypto(make('AES_CM_128_HMAC_SHA1_80', { kind: 'kdr', exponent: 24 }))).to.match(/ KDR=24$/);
  });

  it('offers every suite that IANA lists for a=crypto, by its name', () => {
    expect(named.filter(({ registered }) => registered).map(({ sdes }) => sdes)).to.include.members([
      'AES_CM_128_HMAC_SHA1_80',
      'AES_CM_128_HMAC_SHA1_32',
      'F8_128_HMAC_SHA1_80',
      'SEED_CTR_128_HMAC_SHA1_80',
      'SEED_128_CCM_80',
      'SEED_128_GCM_96',
      'AES_192_CM_HMAC_SHA1_80',
      'AES_192_CM_HMAC_SHA1_32',
      'AES_256_CM_HMAC_SHA1_80',
      'AES_256_CM_HMAC_SHA1_32',
      'AEAD_AES_128_GCM',
      'AEAD_AES_256_GCM',
    ]);
  });
});
