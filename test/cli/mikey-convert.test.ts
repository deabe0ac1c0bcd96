import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drive, rtspInitiator } from '@sdpsec/mikey';
import { Secret } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { peerMessages, vector } from '../mikey/material.js';
import { now, offered } from '../mikey/parties.js';
import { readReport } from './published-schema.js';
import { sdpsec } from './run-sdpsec.js';

const key = 'e1f97a0d3e018be0d64fa32c06de4139';
const salt = '0ec675ad498afeebb6960b3aabe6';

/** A message of an RTSP camera with a known key. */
function camera(mki?: string): Uint8Array {
  const octets = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
  const initiating = rtspInitiator({
    ...{ withinTls: true, policy: { suite: 'AES_CM_128_HMAC_SHA1_80' }, ssrc: 7, roc: 2 },
    ...{ key: Secret.from(octets(key)), salt: Secret.from(octets(salt)), ...(mki && { mki: octets(mki) }) },
  });
  return offered(drive(initiating.start(now), { claimReplay: () => true })).message;
}
const keyAndSalt = Buffer.from(key + salt, 'hex').toString('base64');

describe('sdpsec mikey to-sdes, to-gst-caps, to-ffmpeg', () => {
  const convert = (product: string, input: string | Uint8Array, ...options: readonly string[]) => {
    const { code, out, err } = sdpsec(['mikey', product, ...options], input);
    return code === 0 ? out : `${code} ${err}`;
  };

  it('write the keys in the form of each, with the MKI where there is one', () => {
    expect(convert('to-sdes', camera('0000002f'))).to.equal(`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${keyAndSalt}|47:4\n`);
    expect(convert('to-gst-caps', camera())).to.equal(
      [
        ...['application/x-srtp', 'ssrc=(uint)7', 'roc=(uint)2', `srtp-key=(buffer)${key}${salt}`],
        ...['srtp-cipher=(string)aes-128-icm', 'srtp-auth=(string)hmac-sha1-80'],
        'srtcp-cipher=(string)aes-128-icm,srtcp-auth=(string)hmac-sha1-80\n',
      ].join(','),
    );
    expect(convert('to-ffmpeg', camera())).to.equal(`-srtp_out_suite AES_CM_128_HMAC_SHA1_80 -srtp_out_params ${keyAndSalt}\n`);
  });

  it('open protected messages with their key, and take one crypto session of several', () => {
    const { i_message, psk, crypto_sessions } = vector('libmikey-psk16-tgk16');
    const lines = convert('to-sdes', i_message, '--key', psk as string)
      .trim()
      .split('\n');
    const inline = crypto_sessions.map(({ tek16, salt14 }) => Buffer.from(tek16 + salt14, 'hex').toString('base64'));
    expect(lines.map(line => /inline:(\S+)/.exec(line)?.[1])).to.deep.equal(inline);
    expect(convert('to-gst-caps', i_message, '--key', psk as string, '--cs', '2')).to.include('ssrc=(uint)572662306,roc=(uint)7');
  });

  it('write JSON with the same lines', () => {
    for (const product of ['to-sdes', 'to-gst-caps', 'to-ffmpeg']) {
      const { cryptoSessions } = readReport('mikey-conversion', convert(product, camera(), '--json'));
      const [session, ...others] = cryptoSessions as { csId: number; text: string }[];
      expect(others).to.deep.equal([]);
      expect(`${session?.text}\n`).to.equal(convert(product, camera()));
    }
  });

  it('write to a file that its owner alone may read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sdpsec-'));
    const file = join(folder, 'keys');
    expect(convert('to-sdes', camera(), '-o', file)).to.equal('');
    expect(readFileSync(file, 'utf8')).to.include(keyAndSalt);
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    rmSync(folder, { recursive: true });
  });

  it('say in one line what there is no form or no key for', () => {
    const { i_message } = vector('libmikey-psk16-tgk16');
    expect(convert('to-ffmpeg', camera('0000002f'))).to.equal(
      '2 sdpsec: standard input, crypto session 1: ffmpeg cannot hold an MKI\n',
    );
    expect(convert('to-sdes', i_message)).to.equal(
      '2 sdpsec: standard input: no keys: give --psk-file or --key to verify and decrypt it\n',
    );
    expect(convert('to-sdes', i_message, '--key', '11'.repeat(16))).to.equal(
      '2 sdpsec: standard input: the MAC of KEMAC is wrong\n',
    );
    expect(convert('to-sdes', camera(), '--cs', '9')).to.equal(
      '2 sdpsec: standard input: no keys: there is no crypto session 9, but 1\n',
    );
    expect(convert('to-sdes', camera(), '--cs', 'x')).to.equal('3 sdpsec: --cs: expected a number of 0 to 255, got x\n');
  });

  describe('messages of others', () => {
    const gstreamer = peerMessages().find(({ name }) => name.startsWith('gst122'));
    if (!gstreamer) return;
    it('GStreamer’s own becomes caps with its key', () => {
      const edata = gstreamer.dump.map(line => /edata=([0-9a-f]+)/.exec(line)?.[1]).find(Boolean) as string;
      expect(convert('to-gst-caps', gstreamer.base64)).to.include(`srtp-key=(buffer)${edata.slice(8, 68)},`);
    });
  });
});
