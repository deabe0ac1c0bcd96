import { type CryptoAttribute, type CryptoProblem, deviations, editDistance, parseCrypto } from '@sdpsec/sdes';
import { expect } from 'chai';

// 30, 38, 46, 28 and 44 octets, made with base64(1) from counting octets.
const key30 = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd';
const key38 = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCU=';
const key46 = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLQ==';
const key28 = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGw==';
const key44 = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKis=';
const cm = 'AES_CM_128_HMAC_SHA1_80';

function usable(value: string): CryptoAttribute {
  const line = parseCrypto(value);
  if (line.kind === 'problem') throw new Error(`${line.code} at ${line.offset}: ${line.message}`);
  return line;
}

function refused(value: string): CryptoProblem {
  const line = parseCrypto(value);
  if (line.kind === 'crypto') throw new Error('expected a problem');
  return line;
}

const codes = (value: string) => usable(value).deviations.map(({ code }) => code);
/** The text that a deviation or problem points at. */
const at = (value: string, { offset, length }: { offset: number; length: number }) => value.slice(offset, offset + length);
const pointed = (value: string) => usable(value).deviations.map(deviation => [deviation.code, at(value, deviation)]);

describe('parseCrypto', () => {
  describe('keys (RFC 4568 §6.1, §6.2; RFC 6188 §4; RFC 7714 §12)', () => {
    for (const [suite, text, keyOctets, saltOctets] of [
      [cm, key30, 16, 14],
      ['AES_CM_128_HMAC_SHA1_32', key30, 16, 14],
      ['F8_128_HMAC_SHA1_80', key30, 16, 14],
      ['AES_192_CM_HMAC_SHA1_80', key38, 24, 14],
      ['AES_256_CM_HMAC_SHA1_32', key46, 32, 14],
      ['AEAD_AES_128_GCM', key28, 16, 12],
      ['AEAD_AES_256_GCM', key44, 32, 12],
      ['SEED_CTR_128_HMAC_SHA1_80', key30, 16, 14],
    ] as const)
      it(`${suite}: ${keyOctets} octets of key, then ${saltOctets} of salt`, () => {
        const [{ key, salt }] = usable(`1 ${suite} inline:${text}`).keys;
        expect([...key.reveal(), ...salt.reveal()]).to.deep.equal(Array.from({ length: keyOctets + saltOctets }, (_, i) => i));
        expect([key.length, salt.length]).to.deep.equal([keyOctets, saltOctets]);
        expect(codes(`1 ${suite} inline:${text}`)).to.deep.equal([]);
      });

    it('Q1: takes keys without their padding and points at where it belongs', () => {
      for (const [suite, text] of [
        ['AES_192_CM_HMAC_SHA1_80', key38],
        ['AES_256_CM_HMAC_SHA1_80', key46],
        ['AEAD_AES_128_GCM', key28],
        ['AEAD_AES_256_GCM', key44],
      ] as const) {
        const bare = `1 ${suite} inline:${text.replaceAll('=', '')}`;
        expect(usable(bare).deviations).to.deep.equal([{ code: 'padding-missing', offset: bare.length, length: 0 }]);
        expect([...usable(bare).keys[0].salt.reveal()]).to.deep.equal([
          ...usable(`1 ${suite} inline:${text}`).keys[0].salt.reveal(),
        ]);
      }
    });

    it('takes a wrong number of "=" and says so', () => {
      expect(pointed(`1 ${cm} inline:${key30}==`)).to.deep.equal([['padding-wrong', '==']]);
      expect(pointed(`1 AEAD_AES_256_GCM inline:${key44}=`)).to.deep.equal([['padding-wrong', '==']]);
    });

    it('Q2: takes spare bits that are not zero (RFC 4648 §3.5)', () => {
      const noisy = `1 AES_256_CM_HMAC_SHA1_80 inline:${key46.replace('Q==', 'R==')}`;
      expect(key46).to.match(/LQ==$/);
      expect(pointed(noisy)).to.deep.equal([['base64-noncanonical', 'R']]);
      expect(usable(noisy).keys[0].salt.reveal().at(-1)).to.equal(45);
      // The four bits behind the last octet, one after the other.
      for (const last of ['x', 'y', '0', '4'])
        expect(pointed(`1 AEAD_AES_128_GCM inline:${key28.replace('w==', `${last}==`)}`)).to.deep.equal([
          ['base64-noncanonical', last],
        ]);
    });

    it('Q40: counts octets, wanted and found', () => {
      for (const [suite, text, expected, found] of [
        ['AES_256_CM_HMAC_SHA1_80', key30, 46, 30],
        [cm, key46, 30, 46],
        [cm, 'AAECAwQFBg==', 30, 7],
        [cm, 'a94uHpX0EdzQSd6y/Xic0Iz5aaQ=', 30, 20],
        [cm, key30.slice(0, 39), 30, 29],
        ['AEAD_AES_128_GCM', key30, 28, 30],
      ] as const) {
        const problem = refused(`4 ${suite} inline:${text}|2^31`);
        expect(problem).to.include({ code: 'key-length', expected, found, tag: 4 });
        expect(problem.message).to.contain(`expected ${expected} octets, found ${found}`);
        expect(at(`4 ${suite} inline:${text}|2^31`, problem)).to.equal(text);
      }
    });

    for (const [suite, octets] of [
      [cm, 30],
      ['AES_CM_128_HMAC_SHA1_32', 30],
      ['F8_128_HMAC_SHA1_80', 30],
      ['AES_192_CM_HMAC_SHA1_80', 38],
      ['AES_256_CM_HMAC_SHA1_32', 46],
      ['AEAD_AES_128_GCM', 28],
      ['AEAD_AES_256_GCM', 44],
    ] as const)
      it(`${suite}: one octet less or more than ${octets} makes the line invalid (§6.1)`, () => {
        const inline = (length: number) => `1 ${suite} inline:${Buffer.alloc(length, 7).toString('base64')}`;
        expect(usable(inline(octets)).suite).to.equal(suite);
        for (const length of [octets - 1, octets + 1]) expect(refused(inline(length)).code).to.equal('key-length');
      });

    it('refuses what is no base64, and never quotes it', () => {
      for (const text of [
        `${key30.slice(0, 20)}*${key30.slice(21)}`,
        `${key30.slice(0, 20)}=${key30.slice(21)}`,
        key30.slice(0, 37),
        '******',
        '\u00e9'.repeat(40),
        '\u0080'.repeat(40),
        '-_-_'.repeat(10),
      ]) {
        const problem = refused(`1 ${cm} inline:${text}`);
        expect(problem.code).to.equal('bad-base64');
        expect(problem.message).not.to.contain(text.slice(0, 6));
      }
      for (const place of [1, 2, 21, 40])
        expect(refused(`1 ${cm} inline:${key30.slice(0, place - 1)}*${key30.slice(place)}`).message).to.match(
          new RegExp(`at its place ${place}$`),
        );
    });

    it('refuses an empty key, a method without colon and another method (§4.3, corpus 022)', () => {
      expect(refused(`1 ${cm} inline:`).code).to.equal('missing-key');
      expect(refused(`1 ${cm} inline: ${key30}`).code).to.equal('missing-key');
      expect(refused(`0 ${cm} inline`).code).to.equal('missing-key');
      expect(refused(`1 ${cm} ${key30}`).code).to.equal('missing-key');
      expect(refused(`1 ${cm}`).code).to.equal('missing-key');
      expect(refused(`1 ${cm} url:${key30}`).code).to.equal('unknown-key-method');
    });

    it('takes several keys when each has an MKI of one length (§6.1)', () => {
      const line = usable(`1 ${cm} inline:${key30}|2^20|1:4;inline:${key30}|2^20|2:4`);
      expect(line.keys.map(({ mki }) => mki)).to.deep.equal([
        { value: 1n, length: 4 },
        { value: 2n, length: 4 },
      ]);
      for (const keys of [
        `inline:${key30};inline:${key30}`,
        `inline:${key30}|1:4;inline:${key30}`,
        `inline:${key30}|1:4;inline:${key30}|2:2`,
        `inline:${key30}|1:4;inline:${key30}|1:4`,
      ])
        expect(refused(`1 ${cm} ${keys}`).code).to.equal('mki-inconsistent');
    });

    it('says which rule several keys break, and points at all of them (§6.1, §4.3)', () => {
      for (const [first, second, message] of [
        ['', '', '2 keys in one line need an MKI each'],
        ['|1:4', '', '2 keys in one line need an MKI each'],
        ['|1:4', '|2:2', 'the MKIs of one line must have one length'],
        ['|1:4', '|1:4', 'two keys of one line have the same MKI'],
      ]) {
        const keys = `inline:${key30}${first}; inline:${key30}${second}`;
        const value = `1 ${cm} ${keys} KDR=1`;
        expect(refused(value)).to.include({ code: 'mki-inconsistent', message });
        // A ";" that ends a field is no part of its key.
        expect(at(value, refused(value))).to.equal(keys);
      }
      const three = `inline:${key30}|1:4; inline:${key30}|2:4; inline:${key30}|2:4`;
      expect(at(`1 ${cm} ${three}`, refused(`1 ${cm} ${three}`))).to.equal(three);
      expect(refused(`1 ${cm} inline:${key30}|1:4 inline:${key30}|2:4`).code).to.equal('unknown-parameter');
    });

    it('takes no key list that begins with nothing, in FEC_KEY either (§9.2)', () => {
      for (const value of [
        `1 ${cm} ;inline:${key30}`,
        `1 ${cm} inline:${key30} FEC_KEY=`,
        `1 ${cm} inline:${key30} FEC_KEY=;inline:${key30}`,
        `1 ${cm} inline:|2^20`,
      ])
        expect(refused(value).code, value).to.equal('missing-key');
      expect(at(`1 ${cm} inline:|2^20`, refused(`1 ${cm} inline:|2^20`))).to.equal('');
      expect(refused(`1 ${cm} :${key30}`).code).to.equal('unknown-key-method');
    });

    it('a key of the wrong length is named before a fault in its limits', () => {
      expect(refused(`1 ${cm} inline:AAAA|x`).code).to.equal('key-length');
    });
  });

  describe('lifetime (RFC 4568 §6.1, RFC 3711 §9.2)', () => {
    const line = (lifetime: string) => `1 ${cm} inline:${key30}|${lifetime}`;

    it('Q9: takes 2^n and decimal numbers and keeps their text', () => {
      expect(usable(line('2^20')).keys[0].lifetime).to.deep.equal({ text: '2^20', srtp: 1_048_576, srtcp: 1_048_576 });
      expect(usable(line('1048576')).keys[0].lifetime).to.deep.equal({ text: '1048576', srtp: 1_048_576, srtcp: 1_048_576 });
      expect(codes(line('2^31'))).to.deep.equal([]);
    });

    it('caps the SRTCP counter alone above 2^31', () => {
      for (const [text, srtp] of [
        ['2^32', 2 ** 32],
        ['2^48', 2 ** 48],
        ['281474976710656', 2 ** 48],
      ] as const) {
        expect(usable(line(text)).keys[0].lifetime).to.deep.equal({ text, srtp, srtcp: 2 ** 31 });
        expect(pointed(line(text))).to.deep.equal([['lifetime-over-srtcp', text]]);
      }
    });

    it('marks a value above 2^48 and leading zeroes as what makes a line invalid', () => {
      for (const text of ['2^49', '2^999999999999', '281474976710657', '9'.repeat(5000)]) {
        expect(usable(line(text)).keys[0].lifetime).to.include({ srtp: 2 ** 48, srtcp: 2 ** 31 });
        expect(codes(line(text))).to.deep.equal(['lifetime-over-limit']);
      }
      expect(codes(line('2^020'))).to.deep.equal(['lifetime-leading-zero']);
      expect(usable(line(`2^${'0'.repeat(20)}3`)).keys[0].lifetime).to.include({ srtp: 8, srtcp: 8 });
      expect(usable(line(`${'0'.repeat(20)}9`)).keys[0].lifetime).to.include({ srtp: 9, srtcp: 9 });
      expect(codes(line('0100'))).to.deep.equal(['lifetime-leading-zero']);
      expect(deviations['lifetime-over-limit']).to.have.property('invalidates', true);
      expect(deviations['lifetime-leading-zero']).to.have.property('invalidates', true);
    });

    it('refuses zero and what is no number', () => {
      for (const text of ['0', '00', '2^', '2^x', 'SHA1', '-1', '1e3', '2^-1', '٣'])
        expect(refused(line(text)).code).to.equal('bad-lifetime');
    });
  });

  describe('MKI (RFC 4568 §6.1)', () => {
    const line = (mki: string) => `1 ${cm} inline:${key30}|${mki}`;

    it('Q13: a ":" tells the MKI from the lifetime', () => {
      expect(usable(line('1066:4')).keys[0]).to.deep.include({ mki: { value: 1066n, length: 4 } });
      expect(usable(line('1066:4')).keys[0].lifetime).to.equal(undefined);
      expect(usable(line('2^20|66051:4')).keys[0].mki).to.deep.equal({ value: 66_051n, length: 4 });
      expect(usable(line('1:32')).keys[0].mki).to.deep.equal({ value: 1n, length: 32 });
    });

    it('holds numbers beyond 2^53, up to 128 octets', () => {
      expect(usable(line('18446744073709551615:8')).keys[0].mki?.value).to.equal(0xffff_ffff_ffff_ffffn);
      const most = (1n << 1024n) - 1n;
      expect(usable(line(`${most}:128`)).keys[0].mki?.value).to.equal(most);
      expect(refused(line(`${most + 1n}:128`)).code).to.equal('bad-mki');
    });

    it('refuses a value that does not fit, a length out of 1..128, and what is no number', () => {
      for (const mki of [
        '256:1',
        '65536:2',
        '1:0',
        '1:129',
        '1:1000',
        '0:0',
        ':4',
        '1:',
        '1:4:4',
        'x:4',
        '1:x',
        `${'9'.repeat(5000)}:128`,
      ])
        expect(refused(line(mki)).code).to.equal('bad-mki');
      expect(refused(line('2^20|1')).code).to.equal('bad-mki');
      expect(refused(line('1:4|2^20')).code).to.equal('bad-mki');
      expect(refused(line('2^20|1:4|1:4')).code).to.equal('bad-mki');
      expect(refused(line('2^20||1:4')).code).to.equal('bad-mki');
      expect(refused(line('1:4|2:4')).code).to.equal('bad-mki');
    });

    it('takes zero, leading zeroes and empty fields, each with its deviation', () => {
      expect(pointed(line('0:1'))).to.deep.equal([['mki-zero', '0']]);
      expect(pointed(line('01:4'))).to.deep.equal([['mki-leading-zero', '01:4']]);
      expect(pointed(line('2^20|'))).to.deep.equal([['empty-field', '|']]);
      expect(pointed(line('|1:4'))).to.deep.equal([['empty-field', '|']]);
    });
  });

  describe('session parameters (RFC 4568 §6.3)', () => {
    const line = (parameters: string, suite = cm, key = key30) => `1 ${suite} inline:${key} ${parameters}`;
    const read = (parameters: string) => usable(line(parameters)).sessionParameters;

    it('Q14: reads each of them, and several together', () => {
      expect(read('KDR=24 UNENCRYPTED_SRTCP UNENCRYPTED_SRTP UNAUTHENTICATED_SRTP FEC_ORDER=SRTP_FEC WSH=1024')).to.deep.equal([
        { kind: 'kdr', exponent: 24 },
        { kind: 'unencrypted-srtcp' },
        { kind: 'unencrypted-srtp' },
        { kind: 'unauthenticated-srtp' },
        { kind: 'fec-order', order: 'srtp-fec' },
        { kind: 'wsh', packets: 1024 },
      ]);
    });

    it('reads the keys of FEC_KEY, of the same suite (§6.3.5)', () => {
      const [parameter] = read(`FEC_KEY=inline:${key30}|2^20|1:4`);
      expect(parameter?.kind === 'fec-key' && parameter.keys[0].mki).to.deep.equal({ value: 1n, length: 4 });
      expect(refused(line('FEC_KEY=inline:AAAA')).code).to.equal('key-length');
      expect(refused(line('FEC_KEY')).code).to.equal('bad-parameter');
    });

    it('ignores "-" prefixed ones whatever they are called, and refuses unknown ones (§6.3.7)', () => {
      expect(read('-FOO=1 -UNENCRYPTED_SRTP')).to.deep.include({ kind: 'optional', name: 'UNENCRYPTED_SRTP' });
      expect(read('-FOO=1').map(({ kind }) => kind)).to.deep.equal(['optional']);
      const problem = refused(line('FOO=1'));
      expect([problem.code, problem.reference, at(line('FOO=1'), problem)]).to.deep.equal([
        'unknown-parameter',
        'RFC 4568 §6.3.7',
        'FOO',
      ]);
      expect(problem.message).to.equal('unknown session parameter FOO: without a leading "-" it must be understood');
      // What does not look like the name of a parameter could be anything, a key too.
      expect(refused(line('FOO1=1')).message).to.match(/^unknown session parameter: /);
      expect(refused(line('-')).code).to.equal('bad-parameter');
      expect(refused(line('--FOO')).code).to.equal('bad-parameter');
    });

    it('KDR: 1..24; 0 counts as absent (§6.3.1)', () => {
      expect(read('KDR=0')).to.deep.equal([]);
      expect(codes(line('KDR=0'))).to.deep.equal(['kdr-zero']);
      for (const text of ['KDR=25', 'KDR=', 'KDR', 'KDR=x', 'KDR=-1']) expect(refused(line(text)).code).to.equal('bad-parameter');
    });

    it('WSH: below 64 counts as 64, above 32768 as 32768 (§6.3.6)', () => {
      expect(read('WSH=63')).to.deep.equal([{ kind: 'wsh', packets: 64 }]);
      expect(read(`WSH=${'9'.repeat(400)}`)).to.deep.equal([{ kind: 'wsh', packets: 32_768 }]);
      expect(pointed(line('WSH=63'))).to.deep.equal([['wsh-clamped', '63']]);
      expect(codes(line('WSH=64'))).to.deep.equal([]);
      for (const [text, pointed] of [
        ['WSH=many', 'many'],
        ['WSH', 'WSH'],
        ['WSH=', ''],
      ] as const) {
        expect(refused(line(text)).code).to.equal('bad-parameter');
        expect(at(line(text), refused(line(text)))).to.equal(pointed);
      }
    });

    it('AEAD knows only unencrypted SRTCP (RFC 7714 §9)', () => {
      for (const flag of ['UNENCRYPTED_SRTP', 'UNAUTHENTICATED_SRTP'])
        expect(refused(line(flag, 'AEAD_AES_128_GCM', key28)).code).to.equal('parameter-not-for-suite');
      expect(usable(line('UNENCRYPTED_SRTCP', 'AEAD_AES_128_GCM', key28)).sessionParameters).to.have.length(1);
    });

    it('takes a repetition, refuses a contradiction', () => {
      expect(codes(line('KDR=1 KDR=1'))).to.deep.equal(['parameter-repeated']);
      expect(refused(line('KDR=1 KDR=2')).code).to.equal('parameter-conflict');
    });

    it('reads letters of any case and leading zeroes, each with its deviation', () => {
      expect(pointed(line('unencrypted_srtcp fec_order=Fec_srtp KDR=01'))).to.deep.equal([
        ['parameter-case', 'unencrypted_srtcp'],
        ['parameter-case', 'fec_order'],
        ['parameter-case', 'Fec_srtp'],
        ['parameter-leading-zero', '01'],
      ]);
    });

    it('refuses a flag with a value and an unknown FEC order', () => {
      for (const text of ['UNENCRYPTED_SRTP=0', 'FEC_ORDER=NONE', 'FEC_ORDER'])
        expect(refused(line(text)).code).to.equal('bad-parameter');
    });
  });

  describe('tag (RFC 4568 §4.1, §9.1)', () => {
    const line = (tag: string) => `${tag} ${cm} inline:${key30}`;

    it('Q6: 0 is legal', () => {
      expect(usable(line('0'))).to.include({ tag: 0 });
      expect(pointed(line('0'))).to.deep.equal([['tag-zero', '0']]);
    });

    it('Q7: takes one to nine digits, reads leading zeroes and keeps their text for the echo', () => {
      expect(usable(line('999999999'))).to.include({ tag: 999_999_999 });
      expect(usable(line('007')))
        .to.include({ tag: 7 })
        .and.to.deep.include({ spelling: { tag: '007', suite: cm } });
      expect(codes(line('007'))).to.deep.equal(['tag-leading-zero']);
    });

    it('Q7: refuses anything else', () => {
      for (const tag of ['x', '-1', '+1', '1.0', '1000000000', '１', '0x1', '1,'])
        expect(refused(line(tag)).code).to.equal('bad-tag');
      expect(refused('').code).to.equal('bad-tag');
      expect(refused('1').code).to.equal('missing-suite');
    });
  });

  describe('crypto-suite (RFC 4568 §4.2)', () => {
    it('Q3: reads other spellings of the same suite', () => {
      const value = `1 AES_CM_256_HMAC_SHA1_80 inline:${key46}`;
      expect(usable(value)).to.include({ suite: 'AES_256_CM_HMAC_SHA1_80' });
      expect(pointed(value)).to.deep.equal([['suite-alias', 'AES_CM_256_HMAC_SHA1_80']]);
      expect(usable(`1 SRTP_AES128_CM_HMAC_SHA1_80 inline:${key30}`)).to.include({ suite: cm });
    });

    it('Q4: GCM with an 8-octet tag is a suite of its own, and not registered', () => {
      const value = `1 AEAD_AES_256_GCM_8 inline:${key44}`;
      expect(usable(value)).to.include({ suite: 'AEAD_AES_256_GCM_8' });
      expect(codes(value)).to.deep.equal(['suite-unregistered']);
    });

    it('Q38: reads names and method in any case', () => {
      expect(pointed(`1 AeS_Cm_128_hMaC_sHa1_80 INLINE:${key30}`)).to.deep.equal([
        ['suite-case', 'AeS_Cm_128_hMaC_sHa1_80'],
        ['method-case', 'INLINE'],
      ]);
    });

    it('Q39: says which suite a misspelled one is near', () => {
      for (const [typo, suggestion] of [
        ['AES_CM_128_HMAW_SHA1_32', 'AES_CM_128_HMAC_SHA1_32'],
        ['AES_CM_128_HMAC_SHA_80', cm],
        ['AES_CM_128_HMACSHA1_80', cm],
        ['AEAD_AES_256_GMC', 'AEAD_AES_256_GCM'],
      ] as const) {
        const problem = refused(`9 ${typo} inline:${key30}`);
        expect(problem).to.include({ code: 'unknown-suite', suggestion, tag: 9 });
        expect(at(`9 ${typo} inline:${key30}`, problem)).to.equal(typo);
      }
      expect(refused(`1 X_UNKNOWN inline:${key30}`))
        .to.include({ code: 'unknown-suite', message: 'unknown crypto-suite X_UNKNOWN' })
        .and.not.to.have.property('suggestion');
      expect(refused(`1 XYZ_UNKNOWN inline:${key30}`).message).to.equal('unknown crypto-suite XYZ_UNKNOWN');
      for (const other of ['.XYZ_UNKNOWN', 'XYZ_UNKNOWN.', 'XYZUNKNOWN'])
        expect(refused(`1 ${other} inline:${key30}`).message).to.equal('unknown crypto-suite');
    });

    it('Q39: three edits are near, four are not', () => {
      expect(refused(`1 AEAD_AES_256_GCMXYZ inline:${key44}`).suggestion).to.equal('AEAD_AES_256_GCM');
      expect(refused(`1 AEAD_AES_256_GCMXYZW inline:${key44}`).suggestion).to.equal(undefined);
    });

    it('reads the NULL ciphers, which RFC 5764 §4.1.2 registers for DTLS-SRTP alone, and says that they are not registered', () => {
      const value = `1 NULL_HMAC_SHA1_80 inline:${key30}`;
      expect(usable(value)).to.include({ kind: 'crypto', suite: 'NULL_HMAC_SHA1_80' });
      expect(pointed(value)).to.deep.equal([['suite-unregistered', 'NULL_HMAC_SHA1_80']]);
    });

    it('points at what stands in the place of the suite', () => {
      for (const other of [`inline:${key30}`, `url:${key30}`]) {
        const value = `1 ${other} inline:${key30}`;
        expect(refused(value)).to.deep.include({ code: 'unknown-suite', deviations: [] });
        expect(at(value, refused(value))).to.equal(other);
      }
    });

    it('knows no ARIA in a=crypto: RFC 8269 registers it for DTLS-SRTP alone', () => {
      expect(refused(`1 ARIA_128_CTR_HMAC_SHA1_80 inline:${key30}`).code).to.equal('unknown-suite');
    });

    it('does not quote a key that stands where the suite should', () => {
      expect(refused(`1 ${key30} ${cm}`).message).not.to.contain(key30.slice(0, 8));
      expect(refused(`1 ${cm} inline:${key30} ${key30}=x`).message).not.to.contain(key30.slice(0, 8));
    });
  });

  describe('white space (RFC 4568 §9.1, Q37)', () => {
    it('reads more than one, a tab, and blanks at both ends', () => {
      const value = ` 1  ${cm}\tinline:${key30}|2^31  `;
      expect(pointed(value)).to.deep.equal([
        ['leading-space', ' '],
        ['extra-space', '  '],
        ['extra-space', '\t'],
        ['trailing-space', '  '],
      ]);
      expect(usable(`1 ${cm} inline:${key30} `).deviations).to.deep.equal([{ code: 'trailing-space', offset: 73, length: 1 }]);
      expect(refused('  ')).to.deep.include({ code: 'bad-tag', deviations: [] });
    });

    it('reads a suite without a space before "inline:", as 3GPP TS 34.229-1 prints it', () => {
      const value = `1 ${cm}inline:${key30}`;
      expect(usable(value).deviations).to.deep.equal([{ code: 'missing-space', offset: 25, length: 0 }]);
    });

    it('reads keys with a blank after the ";", as RFC 4568 §7.1.5 prints them, and a ";" at the end', () => {
      const value = `1 ${cm} inline:${key30}|1:1; inline:${key30}|2:1;`;
      expect(usable(value).keys.map(({ mki }) => mki?.value)).to.deep.equal([1n, 2n]);
      expect(pointed(value)).to.deep.equal([
        ['space-in-key-list', ' '],
        ['empty-key', ';'],
      ]);
      expect(usable(`1 ${cm} inline:${key30}; `).deviations).to.deep.equal([
        { code: 'empty-key', offset: 73, length: 1 },
        { code: 'trailing-space', offset: 74, length: 1 },
      ]);
      expect(refused(`1 ${cm} inline:${key30}|1:1; ${key30}`).code).to.equal('unknown-parameter');
    });
  });

  describe('several faults in one line, each of which stands by itself (RFC 4568 §5.1.2)', () => {
    for (const [value, ...faults] of [
      [`1 ${cm} inline:${key30}|1:129 FOO`, ['bad-mki', '129'], ['unknown-parameter', 'FOO']],
      [`1 ${cm} inline:${key28}|SHA1`, ['key-length', key28], ['bad-lifetime', 'SHA1']],
      [`1 ${cm} inline:${key30}|x|1:0`, ['bad-lifetime', 'x'], ['bad-mki', '0']],
      [`1 ${cm} inline:${key30}|1:4;inline:***|2:4 KDR=25`, ['bad-base64', '***'], ['bad-parameter', '25']],
      [`x ${cm} inline:${key28}`, ['bad-tag', 'x'], ['key-length', key28]],
      [`1 NOPE_1 inline:${key30}|0 KDR=99`, ['unknown-suite', 'NOPE_1'], ['bad-lifetime', '0'], ['bad-parameter', '99']],
      [
        `1 AEAD_AES_128_GCM inline:${key28} UNENCRYPTED_SRTP WSH=1 WSH=99`,
        ['parameter-not-for-suite', 'UNENCRYPTED_SRTP'],
        ['parameter-conflict', 'WSH=99'],
      ],
    ] as const)
      it(value.replaceAll(key30, 'KEY30').replaceAll(key28, 'KEY28'), () => {
        const line = refused(value);
        expect([line, ...(line.others ?? [])].map(fault => [fault.code, at(value, fault)])).to.deep.equal(faults);
      });

    it('tells none that follows from another one', () => {
      // An MKI each, a suite that is a guess, the second half of a key, and fields behind a tag that is missing.
      for (const value of [
        `1 ${cm} inline:${key30}|1:200;inline:${key30}`,
        `1 AES_CM_128_HMAC_SHA_80 inline:${key28} UNENCRYPTED_SRTP`,
        `1 ${cm} inline:${key30.slice(0, 20)} ${key30.slice(20)}`,
        `${cm} inline:${key30} KDR=99`,
        `1 ${cm} inline:${key30}|1:4;inline:***|2:4 FOO`,
      ])
        expect(refused(value).others, value).to.equal(undefined);
    });

    it('tells none of what stands behind a suite or a method that nobody knows, unless it has the form of a key', () => {
      for (const [value, code] of [
        ['1 NOPE_1', 'unknown-suite'],
        ['1 NOPE_1 foo', 'unknown-suite'],
        [`1 NOPE_1 inline:${key30} UNENCRYPTED_SRTP`, 'unknown-suite'],
        [`1 ${cm} clear:abc;inline:***`, 'unknown-key-method'],
        // ARIA has no place in a=crypto (RFC 8269): without a tag its name says no more than any other.
        [`x ARIA_128_CTR_HMAC_SHA1_80 inline:${key30} KDR=99`, 'bad-tag'],
      ] as const) {
        expect(refused(value).code, value).to.equal(code);
        expect(refused(value).others, value).to.equal(undefined);
      }
    });

    it('has no field for what could not be read', () => {
      expect(refused(`x ${cm} inline:${key30}`)).not.to.have.property('tag');
      expect(refused('1 NOPE_1 foo')).not.to.have.property('readable');
    });

    it('tells sixteen at most', () => {
      expect(refused(`1 ${cm} inline:${key30}${' KDR=99'.repeat(1_000)}`).others).to.have.length(15);
    });

    it('hands out what could be read all the same, with the suite that is meant', () => {
      const { readable } = refused(`1 AES_CM_128_HMAC_SHA_80 inline:${key30};inline:***`);
      expect(readable?.suite).to.equal('AES_CM_128_HMAC_SHA1_80');
      expect(readable?.keys.map(key => key?.key.length)).to.deep.equal([16, undefined]);
      expect(refused(`1 NOPE_1 inline:${key30} WSH=99`).readable).to.deep.equal({
        keys: [undefined],
        sessionParameters: [{ kind: 'wsh', packets: 99 }],
      });
    });
  });
});

describe('editDistance (Levenshtein)', () => {
  for (const [a, b, edits] of [
    ['kitten', 'sitting', 3],
    ['saturday', 'sunday', 3],
    ['flaw', 'lawn', 2],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['abc', 'abcd', 1],
    ['abcd', 'abc', 1],
    ['same', 'same', 0],
  ] as const)
    it(`${a || 'nothing'} is ${edits} from ${b || 'nothing'}`, () => {
      expect(editDistance(a, b)).to.equal(edits);
    });
});
