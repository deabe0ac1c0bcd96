import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cryptoToParameters, formatCrypto, generateCrypto } from '@sdpsec/sdes';
import { SrtpReceiver, SrtpSession } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { needs } from '../../support/needs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { audio, payloadOf, pcmuPackets } from '../audio.js';
import { MediaPort, untilBound } from '../media-port.js';
import { Program } from '../program.js';

const quiet = ['-nostdin', '-hide_banner', '-loglevel', 'warning'];

describe('ffmpeg', () => {
  if (!needs('ffmpeg')) return;
  const folder = temporaryFolder();
  const sound = join(folder, 'sound.ulaw');
  const octets = audio(3);
  writeFileSync(sound, octets);

  /** Has ffmpeg send the sound to `media`, as SRTP when options are given; ends when ffmpeg does. */
  async function send(media: MediaPort, srtp?: readonly string[]): Promise<void> {
    const input = [
      '-re',
      '-f',
      'mulaw',
      '-ar',
      '8000',
      '-ac',
      '1',
      '-i',
      sound,
      '-c:a',
      'copy',
      '-f',
      'rtp',
      '-payload_type',
      '0',
    ];
    const sameInBothRuns = ['-ssrc', '305419896', '-seq', '65500'];
    const url = `${srtp ? 'srtp' : 'rtp'}://127.0.0.1:${media.port}?pkt_size=200&localaddr=127.0.0.1`;
    const program = new Program('ffmpeg', [...quiet, ...input, ...sameInBothRuns, ...(srtp ?? []), url]);
    expect(await program.ended, program.output).to.equal(0);
    await sleep(200);
  }

  let plain: Buffer[];
  before('the same sound as plain RTP', async function () {
    this.timeout(20_000);
    const media = await MediaPort.open();
    await send(media);
    media.close();
    plain = media.rtp.map(payloadOf);
    expect(Buffer.concat(plain).equals(octets)).to.equal(true);
  });

  const senders = [
    { name: 'AES_CM_128_HMAC_SHA1_80', suite: 'AES_CM_128_HMAC_SHA1_80' },
    // Under this name ffmpeg cuts the SRTCP tag too, against RFC 4568 §6.2.2; under the other it does not.
    { name: 'AES_CM_128_HMAC_SHA1_32', suite: 'AES_CM_128_HMAC_SHA1_32', srtcpTagOctets: 4 },
    { name: 'SRTP_AES128_CM_HMAC_SHA1_32', suite: 'AES_CM_128_HMAC_SHA1_32' },
  ] as const;
  for (const { name, suite, ...tag } of senders)
    it(`sends ${name} past a sequence wrap: every packet is accepted, payloads equal those of plain RTP`, async function () {
      this.timeout(20_000);
      const line = generateCrypto({ tag: 1, suite });
      const inline = /inline:(\S+)/.exec(formatCrypto(line))?.[1] as string;
      const media = await MediaPort.open();
      await send(media, ['-srtp_out_suite', name, '-srtp_out_params', inline]);
      media.close();
      const receiver = new SrtpReceiver([cryptoToParameters(line, tag)]);
      expect(
        Buffer.concat(media.rtp.map(packet => payloadOf(receiver.unprotectRtp(packet)))).equals(Buffer.concat(plain)),
      ).to.equal(true);
      expect(media.rtp.length).to.equal(plain.length);
      // At least the first sender report and the BYE with its report at the end (RFC 3550 §6.4.1).
      expect(media.rtcp.length).to.be.greaterThan(0);
      for (const packet of media.rtcp) expect(receiver.unprotectRtcp(packet)[1]).to.equal(200);
      receiver.close();
    });

  for (const suite of ['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'] as const)
    it(`receives ${suite} from an SDP of ours with a=crypto: its decoded octets equal the audio that we sent`, async function () {
      this.timeout(20_000);
      const line = generateCrypto({ tag: 1, suite });
      const media = await MediaPort.open();
      const theirs = await MediaPort.open();
      theirs.close();
      const theirPort = theirs.port;
      const sdp = join(folder, `${suite}.sdp`);
      const lines = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', `m=audio ${theirPort} RTP/SAVP 0`];
      writeFileSync(sdp, [...lines, 'a=rtpmap:0 PCMU/8000', `a=crypto:${formatCrypto(line)}`, ''].join('\r\n'));
      const decoded = join(folder, `${suite}.ulaw`);
      const from = ['-protocol_whitelist', 'file,rtp,udp,srtp', '-localaddr', '127.0.0.1', '-i', sdp];
      const program = new Program('ffmpeg', [...quiet, ...from, '-t', '2', '-c:a', 'copy', '-f', 'mulaw', '-y', decoded]);
      await untilBound(theirPort);
      const session = new SrtpSession({ send: [cryptoToParameters(line)] });
      for (const packet of pcmuPackets(octets, { ssrc: 0x0ff9e600, firstSequence: 65_500 })) {
        media.sendRtp(session.protectRtp(packet), theirPort);
        await sleep(15);
      }
      expect(await program.ended, program.output).to.equal(0);
      session.close();
      media.close();
      expect(program.output).to.not.contain('HMAC mismatch');
      const heard = readFileSync(decoded);
      expect(heard.length).to.be.at.least(16_000);
      expect(heard.equals(octets.subarray(0, heard.length))).to.equal(true);
    });
});
