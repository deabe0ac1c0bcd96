import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { needs } from '../../support/needs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { readReport } from '../published-schema.js';
import { sdpsec } from '../run-sdpsec.js';
import { alice, bob, CallCapture, inline, key, sdp, voice } from './call.js';
import { SrtpSender } from './srtp-sender.js';

const line = (octets: Buffer) => `a=crypto:1 AES_CM_128_HMAC_SHA1_80 ${inline(octets)}`;
const offer = sdp({ host: alice, lines: [line(key(1))] });
const answer = sdp({ host: bob, port: 5000, lines: [line(key(2))] });
const ssrc = 0xa11ce;

/** Alice speaks, loses packet 53, says two packets in the wrong order, and reports by SRTCP. */
function conversation(call: CallCapture, sender = new SrtpSender({ key: key(1) })): CallCapture {
  const order = [50, 51, 52, 55, 54, 56, 57, 58, 59, 60];
  for (const at of order) call.fromAlice(sender.rtp(ssrc, at, voice(at)).packet);
  return call.fromAlice(sender.rtcp(ssrc, 0).packet, 4001, 5001);
}

/** What must be heard: silence (0xff, RFC 3551 §4.5.14) where packet 53 is missing. */
const heard = Buffer.concat(
  [50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60].map(at => (at === 53 ? Buffer.alloc(160, 0xff) : voice(at))),
);

describe('sdpsec decrypt', () => {
  const folder = temporaryFolder();
  const path = (name: string) => join(folder, name);
  const good = conversation(new CallCapture().exchange(offer, answer)).file();
  before(() => {
    writeFileSync(path('call.pcap'), good);
    writeFileSync(path('media.pcap'), conversation(new CallCapture()).file());
    writeFileSync(path('offer.sdp'), offer);
    writeFileSync(path('answer.sdp'), answer);
  });

  it('prints a row for each SSRC and exits with 0', () => {
    const { code, out, err } = sdpsec(['decrypt', path('call.pcap')]);
    expect({ code, err }).to.deep.equal({ code: 0, err: '' });
    expect(out.split('\n')[1]?.split(/\s{2,}/)).to.deep.equal([
      ...[
        '000a11ce',
        '192.0.2.10:4000',
        '192.0.2.20:5000',
        'PCMU',
        'AES_CM_128_HMAC_SHA1_80',
        '10',
        '1',
        '1',
        '0',
        '0',
        '0',
        '0',
        '0',
      ],
      'decrypted',
    ]);
  });

  it('reads gzip and standard input the same', () => {
    const expected = sdpsec(['decrypt', path('call.pcap')]);
    expect(sdpsec(['decrypt', '-'], good)).to.deep.equal(expected);
    expect(sdpsec(['decrypt', '-'], gzipSync(good))).to.deep.equal(expected);
  });

  it('writes G.711 as WAV, every packet in its place, readable by the owner alone', () => {
    sdpsec(['decrypt', '--wav', folder, path('call.pcap')]);
    const wav = readFileSync(path('000a11ce.wav'));
    expect(wav.subarray(58).equals(heard)).to.equal(true);
    // RIFF: format tag 7 (µ-law), one channel, 8000 samples a second, and lengths that fit.
    expect([wav.readUInt16LE(20), wav.readUInt16LE(22), wav.readUInt32LE(24)]).to.deep.equal([7, 1, 8000]);
    expect([wav.readUInt32LE(4), wav.readUInt32LE(46), wav.readUInt32LE(54)]).to.deep.equal([
      wav.length - 8,
      heard.length,
      heard.length,
    ]);
    expect(statSync(path('000a11ce.wav')).mode & 0o777).to.equal(0o600);
  });

  it('makes the folder of --wav, and says at once where it cannot', () => {
    expect(sdpsec(['decrypt', '--wav', path('new/audio'), path('call.pcap')])).to.include({ code: 0 });
    expect(readdirSync(path('new/audio'))).to.deep.equal(['000a11ce.wav']);
    const refused = sdpsec(['decrypt', '--wav', path('call.pcap'), '-o', path('never.pcap'), path('call.pcap')]);
    expect(refused).to.include({ code: 2, out: '' });
    expect(existsSync(path('never.pcap'))).to.equal(false);
  });

  it("makes files that were there before its owner's alone", () => {
    for (const name of ['old.pcap', '000a11ce.wav']) {
      writeFileSync(path(name), 'old');
      chmodSync(path(name), 0o644);
    }
    sdpsec(['decrypt', path('call.pcap'), '-o', path('old.pcap'), '--wav', folder]);
    for (const name of ['old.pcap', '000a11ce.wav']) expect(statSync(path(name)).mode & 0o777, name).to.equal(0o600);
  });

  it('says so where --wav writes nothing', () => {
    const { out } = sdpsec(['decrypt', path('media.pcap'), '--wav', folder]);
    expect(out).to.include('warning: no WAV is written: nothing that opened is G.711');
  });

  it('takes keys, SDPs and DTLS keying material from elsewhere', () => {
    const material = Buffer.concat([key(1).subarray(0, 16), key(2).subarray(0, 16), key(1).subarray(16), key(2).subarray(16)]);
    writeFileSync(path('keys.txt'), `# Alice\n${line(key(1))}\n`);
    writeFileSync(path('keymat.txt'), `SRTP_AES128_CM_HMAC_SHA1_80 ${material.toString('hex')}\n`);
    for (const options of [
      ['--sdp', path('offer.sdp'), '--sdp', path('answer.sdp')],
      ['--key', key(1).toString('base64')],
      ['--key', inline(key(1)), '--suite', 'aes_cm_128_hmac_sha1_80'],
      ['--key-file', path('keys.txt')],
      ['--dtls-keymat', path('keymat.txt')],
      ['--key', inline(key(1)), '--ssrc', '000a11ce', '--roc', '0'],
    ])
      expect(sdpsec(['decrypt', ...options, path('media.pcap')]), options[0]).to.include({ code: 0 });
  });

  it('says that an SSRC is not there', () => {
    const { code, out } = sdpsec(['decrypt', '--ssrc', '1', '--ssrc', '000a11ce', path('call.pcap')]);
    expect(code).to.equal(1);
    expect(out)
      .to.match(/^000a11ce .* decrypted$/m)
      .and.to.include('error: no packet has the SSRC 00000001 [cli/no-such-ssrc]');
    expect(sdpsec(['decrypt', '--ssrc', '1', path('call.pcap')])).to.include({ code: 1 });
  });

  it('exits with 1 when something does not open, and says what would help', () => {
    const { code, out } = sdpsec(['decrypt', path('media.pcap')]);
    expect(code).to.equal(1);
    expect(out).to.include('error: 000a11ce: no key for 10 SRTP packets').and.to.include('--sdp');
    expect(sdpsec(['decrypt', '--fail-on', 'never', path('media.pcap')]).code).to.equal(0);
  });

  it('exits with 1 where a stream opens in part alone, and with 0 where everything that is protected opens', () => {
    const call = new CallCapture().exchange(offer, answer);
    const sender = new SrtpSender({ key: key(1) });
    const packets = [50, 51, 52].map(at => sender.rtp(ssrc, at, voice(at)).packet);
    (packets[1] as Buffer)[20] = ((packets[1] as Buffer)[20] as number) ^ 1;
    for (const packet of packets) call.fromAlice(packet);
    writeFileSync(path('part.pcap'), call.file());
    const { code, out } = sdpsec(['decrypt', path('part.pcap')]);
    expect(out)
      .to.match(/^000a11ce .* in-part$/m)
      .and.to.include('error: 000a11ce: 1 SRTP packet of 3 did not authenticate');
    expect(code).to.equal(1);
    expect(sdpsec(['decrypt', '--fail-on', 'never', path('part.pcap')]).code).to.equal(0);
    expect(sdpsec(['decrypt', '--help']).out).to.include('1 where any protected packet does not open');
  });

  it('mentions SDPs of --sdp that no stream uses', () => {
    writeFileSync(path('other.sdp'), offer.replace(inline(key(1)), inline(key(9))));
    writeFileSync(path('keyless.sdp'), offer.replace(/^a=crypto:.*\r\n/gm, ''));
    const run = (...sdps: string[]) => sdpsec(['decrypt', ...sdps.flatMap(sdp => ['--sdp', path(sdp)]), path('call.pcap')]);
    const unused = 'warning: no stream is protected with a key of';
    expect(run('other.sdp').out).to.include(`${unused} the SDP given by --sdp [cli/unused-sdp]`);
    expect(run('keyless.sdp').out).to.include('warning: no key that can be used is in the SDP given by --sdp [cli/unused-sdp]');
    expect(run('other.sdp', 'keyless.sdp').out.replace(/\s+/g, ' ')).to.include(
      `${unused} the offer given by --sdp or the answer given by --sdp [cli/unused-sdp]`,
    );
    // Media go one way here: the key of the answer has nothing to open.
    expect(sdpsec(['decrypt', '--sdp', path('offer.sdp'), '--sdp', path('answer.sdp'), path('media.pcap')]).out).not.to.include(
      'cli/unused-sdp',
    );
  });

  it('exits with 2 for a file of keys that cannot be read, as for any other file, with 3 for a key in the command line', () => {
    const short = key(1).subarray(1).toString('hex');
    writeFileSync(path('bad-keys'), `# Alice\n${short}\n`);
    writeFileSync(path('bad-line'), 'crypto:1 NO_SUCH_SUITE inline:x\n');
    writeFileSync(path('bad-psk'), 'öä\n');
    for (const [option, name, message] of [
      ['--key-file', 'bad-keys', 'line 2: expected master key and salt'],
      ['--key-file', 'bad-line', 'line 1: '],
      ['--dtls-keymat', 'bad-keys', 'line 2: expected a DTLS-SRTP profile'],
      ['--psk-file', 'bad-psk', 'line 1: expected a pre-shared key'],
      ['--private-key', 'bad-keys', 'expected an RSA private key'],
      ['--sakke-keys', 'bad-keys', 'expected JSON'],
      ['--key-file', 'absent', 'no such file'],
    ] as const) {
      const { code, err } = sdpsec(['decrypt', option, path(name), path('call.pcap')]);
      expect(err, option).to.include(path(name)).and.to.include(message);
      expect(code, `${option} ${name}`).to.equal(2);
    }
    expect(sdpsec(['decrypt', '--key', short, path('call.pcap')])).to.include({ code: 3, out: '' });
  });

  it('shows no key unless asked to', () => {
    const secrets = [1, 2].flatMap(number => [
      key(number).toString('base64').slice(0, 20),
      key(number).toString('hex').slice(0, 24),
    ]);
    for (const options of [[], ['--json']]) {
      const { out, err } = sdpsec(['decrypt', ...options, path('call.pcap')]);
      for (const secret of secrets) expect(out + err).not.to.include(secret);
      expect(sdpsec(['decrypt', '--show-keys', ...options, path('call.pcap')]).out).to.include(key(1).toString('base64'));
    }
    const wrong = sdpsec(['decrypt', '--key', inline(key(1).subarray(1)), path('call.pcap')]);
    expect(wrong.code).to.equal(3);
    expect(wrong.err).not.to.include(key(1).subarray(1).toString('base64').slice(0, 12));
  });

  it('writes JSON that satisfies its schema', () => {
    const report = readReport('decrypt', sdpsec(['decrypt', '--json', path('call.pcap')]).out);
    expect(report).to.deep.include({ packets: 13, findings: [] });
    expect((report.streams as object[])[0]).to.deep.include({ ssrc: '000a11ce', outcome: 'decrypted', lost: 1, firstRoc: 0 });
  });

  it('exits with 2 for what cannot be read, with 3 for wrong usage', () => {
    expect(sdpsec(['decrypt', path('absent.pcap')])).to.deep.include({
      code: 2,
      err: `sdpsec: cannot read ${path('absent.pcap')}: no such file\n`,
    });
    expect(sdpsec(['decrypt', path('offer.sdp')])).to.include({ code: 2 });
    expect(sdpsec(['decrypt', '-o', path('no/such/folder'), path('call.pcap')])).to.include({ code: 2 });
    expect(sdpsec(['decrypt', '--suite', 'ROT13', path('call.pcap')])).to.include({ code: 3 });
    expect(sdpsec(['decrypt', '--ssrc', 'x', path('call.pcap')])).to.include({ code: 3 });
    expect(sdpsec(['decrypt', '-o', path('call.pcap'), path('call.pcap')])).to.include({ code: 3 });
    expect(sdpsec(['decrypt', '-o', '-', path('call.pcap')])).to.include({ code: 3, out: '' });
    expect(readFileSync(path('call.pcap')).equals(good)).to.equal(true);
  });

  it('says where a capture breaks off and goes on with the rest', () => {
    writeFileSync(path('cut.pcap'), good.subarray(0, good.length - 5));
    const { code, out } = sdpsec(['decrypt', path('cut.pcap')]);
    expect(code).to.equal(0);
    expect(out).to.match(/warning: offset \d+: the file ends inside of packet 13 \[cli\/capture\]/);
  });

  it('leaves no copy of standard input behind', () => {
    const before = readdirSync(folder);
    execFileSync(process.execPath, [join(import.meta.dirname, '../../../packages/cli/bin/sdpsec.js'), 'decrypt', '-'], {
      input: good,
      env: { ...process.env, TMPDIR: folder },
    });
    expect(readdirSync(folder)).to.deep.equal(before);
  });

  describe('the plain capture, read by tshark', () => {
    if (!needs('tshark')) return;
    const tshark = (...options: string[]) =>
      execFileSync('tshark', ['-r', path('plain.pcap'), ...options], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    before(() => void sdpsec(['decrypt', '-o', path('plain.pcap'), path('call.pcap')]));

    it('is plain RTP with the payloads that were sent, without further options', () => {
      const fields = tshark(
        '-Y',
        'rtp',
        '-T',
        'fields',
        '-e',
        'rtp.ssrc',
        '-e',
        'rtp.seq',
        '-e',
        'rtp.p_type',
        '-e',
        'rtp.payload',
      )
        .trim()
        .split('\n');
      const expected = [50, 51, 52, 55, 54, 56, 57, 58, 59, 60].map(at => `0x000a11ce\t${at}\t0\t${voice(at).toString('hex')}`);
      expect(fields).to.deep.equal(expected);
      expect(tshark('-Y', 'srtp.enc_payload || srtp.auth_tag')).to.equal('');
    });

    it('has stream statistics that agree with the table', () => {
      const row =
        tshark('-q', '-z', 'rtp,streams')
          .split('\n')
          .find(text => text.includes('0x000A11CE'))
          ?.trim()
          .split(/\s+/) ?? [];
      // start, end, source, port, destination, port, SSRC, payload, packets, lost
      expect(row.slice(2, 10)).to.deep.equal(['192.0.2.10', '4000', '192.0.2.20', '5000', '0x000A11CE', 'g711U', '10', '1']);
    });

    it('has plain RTCP, the times of the call, and no key', () => {
      expect(tshark('-Y', 'rtcp', '-T', 'fields', '-e', 'rtcp.pt').trim()).to.equal('201,203');
      const times = (file: string) =>
        execFileSync('tshark', ['-r', path(file), '-Y', 'udp.port == 5000', '-T', 'fields', '-e', 'frame.time_epoch'], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        });
      expect(times('plain.pcap')).to.equal(times('call.pcap'));
      expect(readFileSync(path('plain.pcap')).includes('inline:')).to.equal(false);
      expect(existsSync(path('plain.pcap')) && statSync(path('plain.pcap')).mode & 0o777).to.equal(0o600);
    });
  });
});
