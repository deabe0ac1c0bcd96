import {
  type CryptoAttribute,
  cryptoToParameters,
  formatCrypto,
  type GenerateCryptoInput,
  generateCrypto,
  parametersToCrypto,
  parseCrypto,
  SdesError,
  type SessionParameter,
} from '@sdpsec/sdes';
import { Secret, type SrtpParametersInput, srtpParameters } from '@sdpsec/srtp-core/parameters';
import { expect } from 'chai';

const cm = 'AES_CM_128_HMAC_SHA1_80';
// 16 octets of key and 14 of salt, which count from 0; 28 and 46 octets, made alike with base64(1).
const key30 = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd';
const key28 = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGw==';
const key46 = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLQ==';

function read(value: string): CryptoAttribute {
  const line = parseCrypto(value);
  if (line.kind === 'problem') throw new Error(`${line.code} at ${line.offset}: ${line.message}`);
  return line;
}

/** The code and the message of the refusal. */
function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof SdesError) return `${error.name} ${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('expected a refusal');
}

describe('formatCrypto (RFC 4568 §9.1, §9.2)', () => {
  for (const value of [
    `1 ${cm} inline:${key30}`,
    `999999999 ${cm} inline:${key30}|2^20|1:4 KDR=1 UNENCRYPTED_SRTCP`,
    `2 ${cm} inline:${key30}|1:4 WSH=128 FEC_ORDER=FEC_SRTP`,
    `2 ${cm} inline:${key30}|100 FEC_ORDER=SRTP_FEC KDR=24`,
    `3 ${cm} inline:${key30}|2^20|1:4;inline:${key30}|2^20|2:4 UNENCRYPTED_SRTP UNAUTHENTICATED_SRTP`,
    `4 ${cm} inline:${key30} FEC_ORDER=FEC_SRTP FEC_KEY=inline:${key30}|2^20|3:1;inline:${key30}|4:1`,
    `5 AES_256_CM_HMAC_SHA1_80 inline:${key46} -FOO -BAR=a=b`,
    `6 AEAD_AES_128_GCM inline:${key28} UNENCRYPTED_SRTCP`,
  ])
    it(`writes ${value.replaceAll(/[A-Za-z0-9+/]{36,}=*/g, 'KEY')} as it was read`, () => {
      expect(formatCrypto(read(value))).to.equal(value);
    });

  it('writes keys with padding or without, in FEC_KEY too (§6.1: padding is discarded)', () => {
    const value = `6 AEAD_AES_128_GCM inline:${key28} FEC_KEY=inline:${key28}`;
    expect(formatCrypto(read(value), { padding: false })).to.equal(value.replaceAll('==', ''));
    expect(formatCrypto(read(value.replaceAll('==', '')))).to.equal(value);
  });

  it('writes what is registered, or tag and suite as they were read for an echo', () => {
    const line = read(`007 aes_cm_128_hmac_sha1_80 inline:${key30}`);
    expect(formatCrypto(line)).to.equal(`7 ${cm} inline:${key30}`);
    expect(formatCrypto(line, { spelling: 'registered' })).to.equal(`7 ${cm} inline:${key30}`);
    expect(formatCrypto(line, { spelling: 'as-read' })).to.equal(`007 aes_cm_128_hmac_sha1_80 inline:${key30}`);
  });
});

describe('generateCrypto (RFC 4568 §6.1, §6.3)', () => {
  const make = (input: Partial<GenerateCryptoInput>) => generateCrypto({ tag: 1, suite: cm, ...input });
  const text = (input: Partial<GenerateCryptoInput>) =>
    formatCrypto(generateCrypto({ tag: 1, suite: cm, ...input }, octets => octets.fill(0))).replaceAll(/A{20,}=*/g, 'KEY');

  it('writes all that it is given', () => {
    const mkis = [
      { value: 1n, length: 4 },
      { value: 256n, length: 4 },
    ] as const;
    const sessionParameters = [{ kind: 'kdr', exponent: 3 }, { kind: 'unencrypted-srtcp' }] as const;
    expect(text({ tag: 7, lifetime: 2 ** 20, mkis, sessionParameters })).to.equal(
      `7 ${cm} inline:KEY|2^20|1:4;inline:KEY|2^20|256:4 KDR=3 UNENCRYPTED_SRTCP`,
    );
    expect(text({ suite: 'AEAD_AES_256_GCM' })).to.equal('1 AEAD_AES_256_GCM inline:KEY');
  });

  it('gives a line without deviations that nothing can change', () => {
    const mki = { value: 1n, length: 1 };
    const line = make({ tag: 3, lifetime: 1000, mkis: [mki], sessionParameters: [{ kind: 'kdr', exponent: 1 }] });
    expect(line).to.deep.include({ kind: 'crypto', tag: 3, suite: cm, spelling: { tag: '3', suite: cm }, deviations: [] });
    for (const part of [line, line.keys, line.keys[0], line.keys[0].mki, line.spelling, line.sessionParameters, line.deviations])
      expect(Object.isFrozen(part)).to.equal(true);
    expect(line.keys[0].lifetime).to.deep.equal({ text: '1000', srtp: 1000, srtcp: 1000 });
    expect(make({}).sessionParameters).to.deep.equal([]);
    expect(make({}).keys[0]).to.have.all.keys('key', 'salt');
  });

  it('echoes the spelling that an answer repeats (RFC 4568 §5.1.2)', () => {
    const line = make({ tag: 7, spelling: { tag: '007', suite: 'aes_cm_128_hmac_sha1_80' } });
    expect(formatCrypto(line, { spelling: 'as-read' })).to.match(/^007 aes_cm_128_hmac_sha1_80 inline:/);
  });

  it('takes tags of one to nine digits (§9.1)', () => {
    for (const tag of [0, 1, 999_999_999]) expect(make({ tag }).tag).to.equal(tag);
    for (const tag of [-1, 1_000_000_000, 0.5, Number.NaN, Infinity])
      expect(refusal(() => make({ tag }))).to.match(/^SdesError bad-input: expected a tag in 0\.\.999999999, got /);
  });

  it('takes lifetimes of 1 to 2^48 packets (RFC 3711 §9.2)', () => {
    expect(text({ lifetime: 1 })).to.equal(`1 ${cm} inline:KEY|2^0`);
    expect(text({ lifetime: 3 })).to.equal(`1 ${cm} inline:KEY|3`);
    expect(text({ lifetime: 2 ** 48 - 1 })).to.equal(`1 ${cm} inline:KEY|281474976710655`);
    expect(text({ lifetime: 2 ** 48 })).to.equal(`1 ${cm} inline:KEY|2^48`);
    expect(make({ lifetime: 2 ** 48 }).keys[0].lifetime).to.deep.equal({ text: '2^48', srtp: 2 ** 48, srtcp: 2 ** 31 });
    for (const lifetime of [0, -1, 2 ** 48 + 1, 1.5, Number.NaN])
      expect(refusal(() => make({ lifetime }))).to.match(/^SdesError bad-input: expected a lifetime of 1\.\.2\^48 packets, got /);
  });

  it('takes MKIs of 1 to 128 octets, of one length, which differ (§6.1)', () => {
    for (const mki of [
      { value: 1n, length: 1 },
      { value: 255n, length: 1 },
      { value: (1n << 1024n) - 1n, length: 128 },
    ])
      expect(make({ mkis: [mki] }).keys[0].mki).to.deep.equal(mki);
    const refused = (...mkis: { value: bigint; length: number }[]) =>
      refusal(() => make({ mkis: mkis as [{ value: bigint; length: number }] }));
    for (const length of [0, -1, 129, 1.5])
      expect(refused({ value: 1n, length })).to.match(
        /^SdesError bad-input: expected all MKIs to have one length of 1\.\.128 octets/,
      );
    expect(refused({ value: 1n, length: 1 }, { value: 2n, length: 2 })).to.contain('one length');
    for (const value of [0n, -1n, 256n, 257n])
      expect(refused({ value, length: 1 })).to.match(/^SdesError bad-input: expected a positive MKI that fits in 1 octets, got /);
    expect(refused({ value: 1n, length: 4 }, { value: 1n, length: 4 })).to.equal(
      'SdesError bad-input: expected all MKIs to differ',
    );
  });

  it('refuses suites that have no name in a=crypto (RFC 8269 registers ARIA for DTLS-SRTP alone)', () => {
    for (const suite of ['AEAD_ARIA_128_GCM', 'toString', 'NO_SUCH'] as 'AEAD_ARIA_128_GCM'[])
      expect(refusal(() => make({ suite }))).to.equal(`SdesError no-sdes-name: ${suite} has no name in a=crypto`);
  });

  it('takes keys for FEC, with their padding (§6.3.5)', () => {
    const fec = { key: Secret.from(new Uint8Array(16)), salt: Secret.from(new Uint8Array(12)) };
    const line = make({ suite: 'AEAD_AES_128_GCM', sessionParameters: [{ kind: 'fec-key', keys: [fec] }] });
    expect(formatCrypto(line)).to.match(/ FEC_KEY=inline:A{38}==$/);
  });

  it('refuses session parameters that would read as something else (§6.3, §9.2)', () => {
    const refused = (parameter: unknown) => refusal(() => make({ sessionParameters: [parameter as SessionParameter] }));
    for (const parameter of [
      { kind: 'kdr', exponent: 0 },
      { kind: 'kdr', exponent: '1 KDR=2' },
      { kind: 'wsh', packets: 63 },
      { kind: 'wsh', packets: 32_769 },
      { kind: 'optional', name: 'FOO -BAR' },
      { kind: 'optional', name: ' FOO' },
    ])
      expect(refused(parameter), JSON.stringify(parameter)).to.match(
        /^SdesError bad-input: session parameter (kdr|wsh|optional)/,
      );
    expect(refused({ kind: 'kdr', exponent: 25 })).to.equal(
      'SdesError bad-input: session parameter kdr: expected KDR=1 to KDR=24',
    );
  });
});

describe('a=crypto and SRTP parameters (RFC 4568 §6)', () => {
  const octets = (length: number, first = 0) => Uint8Array.from({ length }, (_, i) => first + i);
  const build = (more: Partial<SrtpParametersInput> = {}, limits: object = {}) =>
    srtpParameters({
      suite: cm,
      masterKeys: [{ key: Secret.from(octets(16)), salt: Secret.from(octets(14, 16)), ...limits }],
      ...more,
    });

  for (const [parameters, expected] of [
    ['', {}],
    ['KDR=1', { keyDerivationRate: 2 }],
    ['KDR=24', { keyDerivationRate: 2 ** 24 }],
    ['FEC_ORDER=FEC_SRTP', { fecOrder: 'fec-srtp' }],
    ['FEC_ORDER=SRTP_FEC', { fecOrder: 'srtp-fec' }],
    ['UNENCRYPTED_SRTP', { unencryptedSrtp: true }],
    ['UNENCRYPTED_SRTCP', { unencryptedSrtcp: true }],
    ['UNAUTHENTICATED_SRTP', { unauthenticatedSrtp: true }],
    ['KDR=3 FEC_ORDER=SRTP_FEC', { keyDerivationRate: 8, fecOrder: 'srtp-fec' }],
    ['UNENCRYPTED_SRTP UNENCRYPTED_SRTCP KDR=3', { unencryptedSrtp: true, unencryptedSrtcp: true, keyDerivationRate: 8 }],
  ] as const)
    it(`${parameters || 'no session parameter'}: means ${JSON.stringify(expected)}, and back (§6.3)`, () => {
      const value = `1 ${cm} inline:${key30}${parameters && ` ${parameters}`}`;
      const { suite, streams, masterKeys, ...switches } = cryptoToParameters(read(value));
      expect({ suite, streams, switches }).to.deep.equal({ suite: cm, streams: 'any', switches: expected });
      expect(masterKeys.map(({ key, salt }) => [...key.reveal(), ...salt.reveal()])).to.deep.equal([[...octets(30)]]);
      expect(masterKeys[0]).to.have.all.keys('key', 'salt');
      const again = parametersToCrypto(build(expected), 1);
      expect(formatCrypto(again).split(' ').slice(0, 3).join(' ')).to.equal(`1 ${cm} inline:${key30}`);
      expect(formatCrypto(again).split(' ').slice(3)).to.have.members(parameters.split(' ').filter(Boolean));
    });

  it('WSH, FEC_KEY and optional parameters are no matter of the SRTP parameters', () => {
    const line = read(`1 ${cm} inline:${key30} WSH=128 FEC_KEY=inline:${key30} -FOO`);
    expect(cryptoToParameters(line)).to.have.all.keys('suite', 'masterKeys', 'streams');
  });

  it('carries lifetime and MKI over, both ways (§6.1)', () => {
    const [both, lifetime, mki] = ['|2^20|258:2', '|1000', '|5:1'].map(
      limits => cryptoToParameters(read(`1 ${cm} inline:${key30}${limits}`)).masterKeys[0],
    );
    expect(both).to.deep.include({ mki: Uint8Array.of(1, 2), lifetime: { srtp: 2 ** 20, srtcp: 2 ** 20 } });
    expect(lifetime)
      .to.deep.include({ lifetime: { srtp: 1000, srtcp: 1000 } })
      .and.not.to.have.property('mki');
    expect(mki)
      .to.deep.include({ mki: Uint8Array.of(5) })
      .and.not.to.have.property('lifetime');
    const written = (limits: object) => formatCrypto(parametersToCrypto(build({}, limits), 1)).split(' ')[2];
    expect(written({ mki: Uint8Array.of(1, 2) })).to.equal(`inline:${key30}|258:2`);
    expect(written({ lifetime: { srtp: 2 ** 20, srtcp: 2 ** 20 } })).to.equal(`inline:${key30}|2^20`);
    expect(written({ lifetime: { srtp: 2 ** 40, srtcp: 2 ** 31 } })).to.equal(`inline:${key30}|2^40`);
    expect(written({ lifetime: { srtp: 2 ** 48, srtcp: 2 ** 31 } })).to.equal(`inline:${key30}`);
    expect(written({ lifetime: { srtp: 2 ** 48 - 1, srtcp: 2 ** 31 } })).to.equal(`inline:${key30}|281474976710655`);
  });

  it('takes a tag length of SRTCP from this side, which a=crypto cannot say', () => {
    for (const parameters of ['', ' KDR=1'])
      expect(cryptoToParameters(read(`1 ${cm} inline:${key30}${parameters}`), { srtcpTagOctets: 4 }).srtcpTagOctets).to.equal(4);
  });

  it('gives a line that nothing can change, with its tag and the registered name', () => {
    const line = parametersToCrypto(build({}, { mki: Uint8Array.of(1), lifetime: { srtp: 8, srtcp: 8 } }), 12);
    expect(line).to.deep.include({ kind: 'crypto', tag: 12, suite: cm, spelling: { tag: '12', suite: cm }, deviations: [] });
    for (const part of [line, line.keys, line.keys[0], line.keys[0].mki, line.spelling, line.sessionParameters, line.deviations])
      expect(Object.isFrozen(part)).to.equal(true);
  });

  it('refuses what a=crypto cannot say', () => {
    const aria = build({
      suite: 'AEAD_ARIA_128_GCM',
      masterKeys: [{ key: Secret.from(octets(16)), salt: Secret.from(octets(12)) }],
    });
    for (const [parameters, expected] of [
      [aria, /^SdesError no-sdes-name: AEAD_ARIA_128_GCM has no name in a=crypto$/],
      [build({ streams: [{ ssrc: 1 }] }), /^SdesError not-expressible: .*SSRC/],
      [build({ rcc: { mode: 1, rate: 1, tagOctets: 10 } }), /^SdesError not-expressible: .*RFC 4771/],
      [build({}, { validity: { from: 0, to: 9 } }), /^SdesError not-expressible: .*<From, To>/],
      [build({}, { lifetime: { srtp: 2 ** 20, srtcp: 2 ** 19 } }), /^SdesError not-expressible: .*got 1048576 SRTP and 524288/],
      [build({}, { lifetime: { srtp: 2 ** 48, srtcp: 5 } }), /^SdesError not-expressible: .*one lifetime/],
      [build({}, { lifetime: { srtp: 2 ** 40, srtcp: 2 ** 30 } }), /^SdesError not-expressible: .*one lifetime/],
      [build({ keyDerivationRate: 1 }), /^SdesError not-expressible: .*key derivation rate of 1/],
    ] as const)
      expect(refusal(() => parametersToCrypto(parameters, 1))).to.match(expected);
  });
});
