import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NegotiationError } from '@sdpsec/negotiation';
import { SdesError } from '@sdpsec/sdes';
import { type SrtpParametersInput, type SuiteName, srtpParameters, suites } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import fc from 'fast-check';
import { keyFormats } from '../../packages/cli/src/key-formats/index.js';
import { k } from '../check/rule-cases.js';
import { needs } from '../support/needs.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { readReport } from './published-schema.js';
import { sdpsec } from './run-sdpsec.js';

/** All that is in a set of keys, to compare two. */
const facts = ({ suite, masterKeys, ...rest }: SrtpParametersInput) => ({
  ...rest,
  suite,
  masterKeys: masterKeys.map(({ key, salt, ...more }) => ({
    ...more,
    octets: [key, salt].map(secret => Buffer.from(secret instanceof Uint8Array ? secret : secret.reveal()).toString('hex')),
  })),
});

const inputs = fc.constantFrom(...(Object.keys(suites) as SuiteName[])).chain(suite =>
  fc.record({
    suite: fc.constant(suite),
    octets: fc.uint8Array({
      minLength: suites[suite].keyOctets + suites[suite].saltOctets,
      maxLength: suites[suite].keyOctets + suites[suite].saltOctets,
    }),
    mki: fc.option(fc.uint8Array({ minLength: 1, maxLength: 8 }), { nil: undefined, freq: 1 }),
    shortTag: fc.boolean(),
  }),
);

const build = ({
  suite,
  octets,
  mki,
  shortTag,
}: {
  suite: SuiteName;
  octets: Uint8Array;
  mki?: Uint8Array;
  shortTag: boolean;
}) => {
  const { keyOctets, authKeyOctets, tagOctets } = suites[suite];
  return srtpParameters({
    suite,
    masterKeys: [{ key: octets.slice(0, keyOctets), salt: octets.slice(keyOctets), ...(mki && { mki }) }],
    ...(shortTag && authKeyOctets > 0 && tagOctets.srtp === 4 && { srtcpTagOctets: 4 as const }),
  });
};

describe('sdpsec gen and sdpsec convert', () => {
  const folder = temporaryFolder();

  for (const [name, format] of Object.entries(keyFormats))
    it(`${name}: what is written reads back the same, or is refused, whatever the suite and MKI`, () => {
      let written = 0;
      fc.assert(
        fc.property(inputs, input => {
          const parameters = build(input as Parameters<typeof build>[0]);
          let text: string;
          try {
            text = format.write(parameters);
          } catch (error) {
            expect(error instanceof NegotiationError || error instanceof SdesError, String(error)).to.equal(true);
            return;
          }
          written++;
          const { srtcpTagOctets, ...without } = facts(parameters);
          const expected = name === 'sdes' ? without : facts(parameters);
          expect(facts(format.read(text)!)).to.deep.equal(expected);
          expect(srtcpTagOctets === undefined || ['sdes', 'ffmpeg', 'gst'].includes(name)).to.equal(true);
        }),
        { numRuns: 600 },
      );
      expect(written).to.be.above(0);
    });

  it('no format reads another one, so that convert finds the right one by itself', () => {
    const parameters = build({ suite: 'AES_CM_128_HMAC_SHA1_80', octets: new Uint8Array(30).fill(7), shortTag: false });
    for (const [name, format] of Object.entries(keyFormats))
      for (const [other, reader] of Object.entries(keyFormats))
        expect(reader.read(format.write(parameters)) !== undefined, `${other} reads ${name}`).to.equal(name === other);
  });

  it('gen: a fresh key each time, in a file with mode 0600; --json satisfies its schema', () => {
    const output = join(folder, 'key.txt');
    expect(sdpsec(['gen', '-o', output])).to.include({ code: 0, out: '', err: '' });
    expect(statSync(output).mode & 0o777).to.equal(0o600);
    const first = readFileSync(output, 'utf8');
    expect(first).to.match(/^a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:[A-Za-z0-9+/]{40}\n$/);
    const second = readReport('gen', sdpsec(['gen', '--json', '--suite', 'aes_cm_256_hmac_sha1_80', '--format', 'gst']).out);
    expect(second).to.include({ suite: 'AES_256_CM_HMAC_SHA1_80', format: 'gst' });
    expect(sdpsec(['gen']).out).not.to.equal(first);
  });

  it('gen: refuses a suite that the format does not know, and one that nobody does', () => {
    expect(sdpsec(['gen', '--suite', 'AEAD_AES_256_GCM', '--format', 'janus'])).to.include({ code: 2, out: '' });
    expect(sdpsec(['gen', '--suite', 'ROT13'])).to.include({ code: 3, out: '' });
    expect(sdpsec(['gen', '--format', 'morse'])).to.include({ code: 3, out: '' });
  });

  it('convert: tells what gets lost, and refuses to lose what packets depend on', () => {
    const line = `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}|2^20`;
    const { code, out, err } = sdpsec(['convert', '--to', 'mediasoup', '-'], line);
    expect(code).to.equal(0);
    expect(JSON.parse(out)).to.deep.equal({ cryptoSuite: 'AES_CM_128_HMAC_SHA1_80', keyBase64: k[0] });
    expect(err).to.equal('lost: the lifetime of 1048576 packets: end the key yourself in time\n');
    const mki = sdpsec(['convert', '--to', 'mediasoup', '-'], `${line}|1:4`);
    expect(mki).to.include({ code: 2, out: '' });
    expect(mki.err).to.equal('sdpsec: mediasoup cannot hold an MKI\n');
    const short = sdpsec(['convert', '--to', 'janus', '-'], `-srtp_out_suite AES_CM_128_HMAC_SHA1_32 -srtp_out_params ${k[0]}`);
    expect(short.err).to.equal('sdpsec: Janus cannot hold SRTCP tags of 4 octets\n');
  });

  it('convert: caps of one stream lose their SSRC, and say so', () => {
    const caps = `application/x-srtp, ssrc=(uint)7, roc=(uint)2, srtp-key=(buffer)${'01'.repeat(30)}, srtp-cipher=(string)aes-128-icm, srtp-auth=(string)hmac-sha1-80, srtcp-cipher=(string)aes-128-icm, srtcp-auth=(string)hmac-sha1-80`;
    const report = readReport('convert', sdpsec(['convert', '--to', 'sdes', '--json', '-'], caps).out);
    expect(report).to.deep.include({ from: 'gst', to: 'sdes', lost: ['the SSRC 7 that the key belongs to, with ROC 2'] });
    expect(sdpsec(['convert', '--to', 'gst', '-'], caps).out).to.include('ssrc=(uint)7,roc=(uint)2');
  });

  it('convert: wrong input ends with one line', () => {
    for (const [args, input] of [
      [['--to', 'gst'], 'hello'],
      [['--to', 'gst'], ''],
      [['--to', 'gst'], `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:short`],
      [['--to', 'gst', '--from', 'janus'], `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}`],
      [['--to', 'sdes'], '{"srtpCryptoSuite":2,"srtp_key":"","srtp_salt":""}'],
      [['--to', 'sdes'], '{"cryptoSuite":"AES_CM_128_HMAC_SHA1_80"}'],
    ] as const) {
      const run = sdpsec(['convert', ...args, '-'], input);
      expect(run).to.include({ code: 2, out: '' });
      expect(run.err).to.match(/^sdpsec: [^\n]+\n$/);
    }
  });

  describe('libsrtp itself', () => {
    if (!needs('gcc', '/usr/include/srtp2/srtp.h')) return;
    it('compiles what is written, and takes it as a policy', () => {
      const blocks = ['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32', 'AES_256_CM_HMAC_SHA1_80', 'AEAD_AES_256_GCM'].map(
        suite => `{\n${sdpsec(['gen', '--format', 'libsrtp', '--suite', suite]).out}if (take(&policy)) return 1;\n}`,
      );
      const source = `#include <srtp2/srtp.h>
static int take(srtp_policy_t *policy) { srtp_t session; return srtp_create(&session, policy); }
int main(void) {
  srtp_policy_t policy = {0};
  policy.ssrc.type = ssrc_any_outbound;
  if (srtp_init()) return 2;
  ${blocks.join('\n')}
  return 0;
}
`;
      const [file, program] = [join(folder, 'policy.c'), join(folder, 'policy')];
      writeFileSync(file, source);
      execFileSync('gcc', ['-Wall', '-Werror', '-o', program, file, '-lsrtp2']);
      execFileSync(program);
    });
  });
});
