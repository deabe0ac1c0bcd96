import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { decodeMessage, drive, formatKeyMgmt, numberOf, rtspInitiator } from '@sdpsec/mikey';
import { createOffer } from '@sdpsec/negotiation';
import { parseCrypto } from '@sdpsec/sdes';
import type { SuiteName } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { needs } from '../../support/needs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const head = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0'];
const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex');

describe('tshark, its dissectors of SDP and MIKEY', () => {
  if (!needs('tshark', 'text2pcap')) return;
  const folder = temporaryFolder();

  /** The values of each field in one datagram to a port, and whether it is called malformed. */
  function dissect(datagram: Uint8Array | string, port: number, fields: readonly string[]): string[][] {
    const octets = Array.from(Buffer.from(datagram), octet => octet.toString(16).padStart(2, '0')).join(' ');
    const capture = join(folder, 'datagram.pcap');
    const udp = ['-q', '-4', '127.0.0.1,127.0.0.1', '-u', `${port},${port}`];
    const written = spawnSync('text2pcap', [...udp, '-', capture], { input: `000000 ${octets}\n` });
    expect(written.status, String(written.stderr)).to.equal(0);
    const columns = [...fields, '_ws.malformed'].flatMap(field => ['-e', field]);
    const { stdout } = spawnSync('tshark', ['-r', capture, '-T', 'fields', ...columns], { encoding: 'utf8' });
    return stdout
      .replace(/\n$/, '')
      .split('\t')
      .map(values => values.split(','));
  }

  function invite(sdp: string): string {
    const from = ['Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK1', 'From: <sip:a@127.0.0.1>;tag=1', 'To: <sip:b@127.0.0.1>'];
    const rest = ['Call-ID: 1', 'CSeq: 1 INVITE', 'Content-Type: application/sdp', `Content-Length: ${sdp.length}`];
    return ['INVITE sip:b@127.0.0.1 SIP/2.0', ...from, ...rest, '', sdp].join('\r\n');
  }

  it('reads the a=crypto lines of our offer: tags, suites, and key and salt of AES_CM_128', () => {
    const suites: readonly SuiteName[] = ['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'];
    const local = [...head, 'm=audio 5004 RTP/AVP 0', ''].join('\r\n');
    const { sdp } = createOffer(local, { policy: { security: { suites: [...suites] } } });
    const lines = [...sdp.matchAll(/^a=crypto:(.*)\r$/gm)].map(([, value]) => parseCrypto(value as string));
    const fields = ['proto', 'crypto.tag', 'crypto.crypto_suite', 'crypto.master_key', 'crypto.master_salt'];
    const found = dissect(
      invite(sdp),
      5_060,
      fields.map((field, i) => (i === 0 ? `sdp.media.${field}` : `sdp.${field}`)),
    );
    const keys = lines.map(line => (line.kind === 'crypto' ? line.keys[0]! : expect.fail(line.message)));
    expect(found).to.deep.equal([
      ['RTP/SAVP'],
      ['1', '2'],
      [...suites],
      keys.map(({ key }) => hex(key.reveal())),
      keys.map(({ salt }) => hex(salt.reveal())),
      [''],
    ]);
  });

  for (const suite of ['AES_CM_128_HMAC_SHA1_80', 'AES_256_CM_HMAC_SHA1_80', 'AEAD_AES_256_GCM'] as const)
    it(`reads our MIKEY message for RTSP with ${suite}, alone and in a=key-mgmt: the payloads are ours, nothing is malformed`, () => {
      const offered = drive(
        rtspInitiator({ withinTls: true, policy: { suite }, ssrc: 0xabcd, mki: Uint8Array.of(0, 0, 0, 1) }).start(Date.now()),
        {
          claimReplay: () => true,
        },
      );
      if (offered.kind !== 'offered') throw new Error(offered.code);
      const payloads = [...decodeMessage(offered.message).payloads.map(numberOf), 0].map(String);
      const fields = ['mikey.srtp_id.ssrc', 'mikey.sp.encr_len', 'mikey.next_payload'];
      const [ssrc, keyOctets, next] = dissect(offered.message, 2_269, fields);
      const expected = ['0x0000abcd', suite.includes('256') ? '32' : '16'];
      expect([ssrc, keyOctets]).to.deep.equal(expected.map(value => [value]));
      expect(next?.slice(0, payloads.length)).to.deep.equal(payloads);
      const sdp = [...head, `a=key-mgmt:${formatKeyMgmt(offered.message)}`, 'm=audio 5004 RTP/SAVP 0', ''].join('\r\n');
      const [inSdp, , , malformed] = dissect(invite(sdp), 5_060, fields);
      expect([inSdp, malformed]).to.deep.equal([['0x0000abcd'], ['']]);
    });
});
