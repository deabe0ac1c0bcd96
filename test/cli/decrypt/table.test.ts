import { expect } from 'chai';
import { textReport } from '../../../packages/cli/src/decrypt/index.js';
import { bob, CallCapture, decrypt, inline, key, sdp, voice } from './call.js';
import { SrtpSender } from './srtp-sender.js';

describe('the report of decrypt in text', () => {
  const line = (octets: Buffer) => `a=crypto:1 AES_CM_128_HMAC_SHA1_80 ${inline(octets)}`;

  it('keeps within the columns of a terminal, and says the same in a pipe with each finding on one line', async () => {
    const call = new CallCapture().exchange(
      sdp({ lines: [line(key(1))] }),
      sdp({ host: bob, port: 5000, lines: [line(key(2))] }),
    );
    // Alice takes the key of the other direction: a finding of more than 100 characters.
    for (let at = 0; at < 4; at++) call.fromAlice(new SrtpSender({ key: key(2) }).rtp(1, at, voice(at)).packet);
    const { report } = await decrypt(call.file());
    const piped = textReport(report).trimEnd().split('\n');
    expect(piped.filter(one => one.startsWith('error: '))).to.have.length(1);
    expect(piped.at(-1)).to.match(/^error: 00000001: .{100,} \[cli\/other-direction-key\]$/);
    for (const width of [60, 80, 100]) {
      const lines = textReport(report, width).trimEnd().split('\n');
      expect(Math.max(...lines.map(one => one.length))).to.be.at.most(width);
      const from = lines.findIndex(one => one.startsWith('error: '));
      expect(lines.slice(from).join('\n').replaceAll('\n  ', ' ')).to.equal(piped.at(-1));
    }
  });
});
