import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { root } from '../packaging/workspace.js';
import { needs } from '../support/needs.js';
import { runExample } from './run-example.js';

describe('examples', function () {
  this.timeout(120_000);

  it('answer-sdes takes a line of each offer, and refuses the one without keys with 488 and the reason', async () => {
    const lines = await runExample('answer-sdes');
    const crypto = lines.filter(line => line.includes('a=crypto'));
    // RFC 4568 §5.1.2: the first acceptable line wins; of the defective offer that is the third.
    expect(crypto).to.deep.equal([
      '  200 OK a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:(key)',
      '  200 OK a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:(key)',
      '  200 OK a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:(key)',
      '  200 OK a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:(key)',
    ]);
    expect(lines.at(-2)).to.equal('  488 Not Acceptable Here');
    expect(lines.at(-1)).to.match(/Warning: 399 example.org "the offer has no keys/);
  });

  it('answer-sdes-sip-js: SIP.js sends the same answers, and 488 where keys are missing', async () => {
    const lines = await runExample('answer-sdes-sip-js');
    expect(lines.filter(line => line === '  200 OK')).to.have.length(4);
    expect(lines.filter(line => line.endsWith('ready to send and receive'))).to.have.length(4);
    expect(lines.filter(line => line.includes('a=crypto'))).to.deep.equal([
      '  a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:(key)',
      '  a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:(key)',
      '  a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:(key)',
      '  a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:(key)',
    ]);
    expect(lines.at(-2)).to.equal('  488 Not Acceptable Here');
    expect(lines.at(-1)).to.match(/^ {2}Warning: 399 example.org "the offer has no keys/);
  });

  it('offer-with-forking hears both forks before the answer that counts, then one (RFC 4568 §7.3)', async () => {
    const lines = await runExample('offer-with-forking');
    expect(lines).to.deep.equal([
      'early media',
      '  from the desk: "ringing at the desk"',
      '  from the mobile: "ringing in the pocket"',
      'the mobile picks up: sending key unchanged, 1 stream known',
      '  from the mobile: "hello"',
      '  discarded: auth-failed',
      '  the mobile hears "hello yourself"',
      're-keying offers 1 line(s) to the mobile alone',
    ]);
  });

  it('srtp-to-rtp-gateway passes on every authentic packet of 20 calls, once', async () => {
    expect(await runExample('srtp-to-rtp-gateway')).to.deep.equal([
      '20 calls of 30 packets; 20 recorded whole and in order',
      'dropped 20 packets: auth-failed',
      'dropped 20 packets: replayed',
      'fewer batches than packets',
    ]);
  });

  describe('with Redis', () => {
    if (!needs('redis-server')) return;
    it('replay-cache-redis lets one server of a farm take a message, once (RFC 3830 §5.4)', async () => {
      expect(await runExample('replay-cache-redis')).to.deep.equal([
        'the first server: established',
        'the same message at the second: replayed',
        'a message at four servers at once: established, replayed, replayed, replayed',
        'a forged message: authentication-failed, 0 entries more',
        'entries live 120 minutes, twice the skew that is allowed',
      ]);
    });

    it('fail-over-redis goes on with a call whose server was killed, and uses no index twice (RFC 3711 §9.1)', async () => {
      const lines = await runExample('fail-over-redis');
      const [, last] = /the last of sequence number (\d+)/.exec(lines[0] ?? '') ?? [];
      const [, first] = /goes on with (\d+)/.exec(lines[1] ?? '') ?? [];
      expect(Number(first)).to.be.greaterThan(Number(last));
      expect(lines[2]).to.match(/refused 0 $/);
      expect(lines.slice(3)).to.deep.equal(['the standby accepted 100 packets of the peer', 'The call went on.']);
    });
  });

  describe('with openssl', () => {
    if (!needs('openssl')) return;
    it('mikey-in-sdp: every exchange keys a call, and media flows both ways (RFC 4567 §4.1)', async () => {
      const lines = await runExample('mikey-in-sdp');
      const messages = lines.flatMap(line => /a=key-mgmt:mikey (\S{8})/.exec(line)?.[1] ?? []);
      // The data types of RFC 3830 §6.1, RFC 4650 §4.1 and RFC 4738 §3.9.1, in the second octet.
      const types = messages.map(start => Buffer.from(start, 'base64')[1]);
      expect(types).to.deep.equal([0, 1, 2, 3, 4, 5, 7, 8, 9, 10]);
      expect(lines.filter(line => line === '  bob hears "hello"')).to.have.length(5);
      expect(lines.filter(line => line === '  alice hears "hello yourself"')).to.have.length(5);
      // RFC 4567 §4.1.2: keys before the answer where the offerer alone has chosen them.
      expect(lines.filter(line => line.endsWith('early media could be heard'))).to.have.length(2);
    });
  });

  it('mikey-sakke: one message in the offer keys a call of AES-GCM with the ROC in every packet (RFC 6509, RFC 4771)', async () => {
    const [offer, answer, ...media] = await runExample('mikey-sakke');
    const [, message = ''] = /^offer: a=key-mgmt:mikey (\S{8})/.exec(offer ?? '') ?? [];
    expect(Buffer.from(message, 'base64')[1]).to.equal(26);
    expect(answer).to.equal('answer: without a=key-mgmt, AEAD_AES_128_GCM, by signature');
    expect(media).to.deep.equal([
      '  a packet has 20 octets more: 16 of the GCM tag, 4 of the ROC',
      '  bob hears "hello"',
      '  alice hears "hello yourself"',
    ]);
  });

  describe('with ffmpeg', () => {
    if (!needs('ffmpeg')) return;
    it('keys-for-ffmpeg-gstreamer: what ffmpeg sends with our arguments authenticates; no key is shown', async () => {
      const lines = await runExample('keys-for-ffmpeg-gstreamer');
      const [, heard] = /^-> (\d+) packets of ffmpeg authenticated, 0 refused$/.exec(lines[1] ?? '') ?? [];
      // A second of G.711 in packets of 160 octets at most.
      expect(Number(heard)).to.be.at.least(50);
      expect(lines.join('\n'))
        .to.match(/-srtp_out_params \(key\)/)
        .and.match(/inline:\(key\)/)
        .and.match(/srtp-key=\(buffer\)\(key\)/);
    });
  });

  it('stand all in the list, and say by which command they run', () => {
    const files = readdirSync(`${root}examples`).filter(name => name.endsWith('.ts'));
    const list = readFileSync(`${root}examples/README.md`, 'utf8');
    for (const file of files) {
      expect(list, 'examples/README.md').to.contain(`](${file})`);
      const head = readFileSync(`${root}examples/${file}`, 'utf8').split(/^import /m)[0];
      expect(head, file).to.match(
        file === 'demo.ts' ? /npm run demo/ : new RegExp(`npm run example ${file.slice(0, -3)}|npx tsx examples/${file}`),
      );
    }
  });
});
