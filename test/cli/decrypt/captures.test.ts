import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { addKey, addSdps } from '../../../packages/cli/src/decrypt/index.js';
import { Keyring } from '../../../packages/cli/src/decrypt/keyring.js';
import { sharedFolder } from '../../support/needs.js';
import { decrypt, type Outcome } from './call.js';

/** What a sidecar says about a capture; how each field came about stands in the notes beside the captures. */
interface Sidecar {
  readonly offer?: string;
  readonly answer?: string;
  readonly streams: readonly {
    readonly from: string;
    readonly suite: string;
    readonly keyHex: string;
    readonly params?: string;
    readonly dports?: readonly number[];
    readonly ssrc?: string;
    /** Of all plain RTP packets of the SSRC, one behind the other. */
    readonly sha256OfPlainRtp?: string;
    readonly rtpOk?: number;
    readonly rtcpOk?: number;
    readonly failed?: Readonly<Record<string, number>>;
    readonly plaintext?: readonly { readonly srtp: string; readonly plain: string }[];
  }[];
  readonly plaintextFromAnswerer?: readonly string[];
}

/** How far one field of all streams sums up. */
const sum = (outcome: Outcome, kind: 'rtp' | 'rtcp', ports: readonly number[] | undefined) =>
  outcome.report.streams
    .filter(stream => !ports || ports.includes(Number(stream.to.split(':').at(-1))))
    .reduce((total, stream) => total + stream[kind].opened, 0);

describe('calls of other programs', () => {
  const folder = sharedFolder('captures');
  if (!folder) return;
  for (const file of readdirSync(folder).filter(name => name.endsWith('.json'))) {
    const name = file.replace(/\.json$/, '');
    describe(name, () => {
      const sidecar = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Sidecar;
      const capture = readFileSync(join(folder, `${name}.pcap`));
      const hasSignalling = capture.includes('INVITE sip:');

      const check = (outcome: Outcome) => {
        const plain = new Set(outcome.plain.map(octets => octets.toString('hex')));
        for (const stream of sidecar.streams) {
          if (stream.rtpOk !== undefined)
            expect(sum(outcome, 'rtp', stream.dports), `RTP from ${stream.from}`).to.be.at.least(stream.rtpOk);
          if (stream.rtcpOk !== undefined)
            expect(sum(outcome, 'rtcp', stream.dports), `RTCP from ${stream.from}`).to.be.at.least(stream.rtcpOk);
          for (const { plain: expected } of stream.plaintext ?? [])
            expect(plain.has(expected), expected.slice(0, 40)).to.equal(true);
        }
        for (const { ssrc, sha256OfPlainRtp } of sidecar.streams) {
          if (ssrc === undefined) continue;
          const rtp = outcome.plain.filter(octets => (octets[1] as number) < 192 || (octets[1] as number) > 223);
          const own = rtp.filter(octets => octets.toString('hex', 8, 12) === ssrc);
          expect(createHash('sha256').update(Buffer.concat(own)).digest('hex'), ssrc).to.equal(sha256OfPlainRtp);
        }
        for (const expected of sidecar.plaintextFromAnswerer ?? [])
          expect(plain.has(expected), expected.slice(0, 40)).to.equal(true);
      };

      if (hasSignalling) it('decrypts with the keys of its own signalling', async () => check(await decrypt(capture)));
      if (sidecar.offer && sidecar.answer)
        it('decrypts with the SDPs of the sidecar', async () => {
          const keyring = new Keyring();
          addSdps(
            keyring,
            [sidecar.offer, sidecar.answer].map(text => Buffer.from(text as string)),
          );
          check(await decrypt(capture, { keyring }));
        });
      if (sidecar.streams.every(stream => !stream.params))
        it('decrypts with the bare keys, whatever their suite', async () => {
          const keyring = new Keyring();
          for (const { keyHex } of sidecar.streams) addKey(keyring, keyHex, '--key', undefined);
          check(await decrypt(capture, { keyring }));
        });

      it('explains what does not decrypt', async () => {
        const keyring = new Keyring();
        if (sidecar.offer && sidecar.answer)
          addSdps(
            keyring,
            [sidecar.offer, sidecar.answer].map(text => Buffer.from(text as string)),
          );
        else for (const { keyHex } of sidecar.streams) addKey(keyring, keyHex, '--key', undefined);
        const { report, rules } = await decrypt(capture, { keyring });
        const failed = sidecar.streams.flatMap(stream => Object.entries(stream.failed ?? {}));
        const all = failed.reduce((total, [, count]) => total + count, 0);
        // bad_param: libsrtp sees no room for index and tag. cant_check: it sees no E bit where one belongs, in plain RTCP or in noise.
        const noise = failed.some(([what]) => what.includes('auth_fail'));
        const total = (field: 'plain' | 'authFailed') =>
          report.streams.reduce((sum, { rtp, rtcp }) => sum + rtp[field] + rtcp[field], 0);
        expect(total('plain'), 'in the clear').to.equal(noise ? 0 : all);
        expect(total('authFailed'), 'not authenticated').to.equal(noise ? all : 0);
        expect(rules.includes('srtp/rtcp-in-clear')).to.equal(!noise && all > 0);
        expect(rules.includes('cli/missing-srtcp-tag')).to.equal(noise);
      });
    });
  }
});
