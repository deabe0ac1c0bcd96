import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { k, sdp } from '../check/rule-cases.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { readReport } from './published-schema.js';
import { sdpsec } from './run-sdpsec.js';

const offer = sdp(
  'm=audio 49170 RTP/SAVP 0',
  `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}|2^31`,
  `a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:${k[0]}`,
);

describe('sdpsec redact', () => {
  const folder = temporaryFolder();

  it('writes the text to standard output and what it took out to standard error', () => {
    const { code, out, err } = sdpsec(['redact', '-'], offer);
    expect(code).to.equal(0);
    expect(out).to.equal(offer.replaceAll(k[0], '<redacted 30 octets #a1>'));
    expect(err).to.equal('#a1: master key, 30 octets, 2 times\n');
  });

  it('--json satisfies its schema and holds no key; -o has mode 0600', () => {
    const output = join(folder, 'redacted.sdp');
    const { out, err } = sdpsec(['redact', '-', '--json', '-o', output], offer);
    expect(out).to.equal('');
    expect(readReport('redact', err).secrets).to.deep.equal([
      { mark: 'a1', kind: 'master-key', size: 30, unit: 'octets', times: 2 },
    ]);
    expect(readFileSync(output, 'utf8')).to.include('#a1');
    expect(statSync(output).mode & 0o777).to.equal(0o600);
  });

  it('refuses what would hide a key: compressed files, captures, UTF-16, dumps in other than hexadecimal digits', () => {
    const octal = [...Buffer.from('a=crypto:1')].map(octet => octet.toString(8).padStart(3, '0')).join(' ');
    const inputs: Readonly<Record<string, [Buffer, RegExp]>> = {
      gzip: [gzipSync(offer), /is compressed \(gzip\)/],
      capture: [Buffer.from('d4c3b2a1020004000000', 'hex'), /is a capture/],
      'utf-16': [Buffer.from(offer, 'utf16le'), /is in UTF-16/],
      'utf-16 with a mark': [Buffer.from(`\ufeff${offer}`, 'utf16le'), /is in UTF-16/],
      'tcpdump -A': [
        Buffer.from(
          `12:34:56.789012 IP 192.0.2.1.5060 > 192.0.2.2.5060: tcp\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0].slice(0, 20)}\n12:34:56.789013 IP 192.0.2.1.5060 > 192.0.2.2.5060: tcp\nE..${k[0].slice(20)}\n`,
        ),
        /a packet that ends inside of line 2; give what tcpdump -X writes/,
      ],
      od: [Buffer.from(`0000000 ${octal}\n`), /octal or binary digits, or of single characters, at line 1;/],
    };
    for (const [name, [octets, expected]] of Object.entries(inputs)) {
      const path = join(folder, name);
      writeFileSync(path, octets);
      const { code, out, err } = sdpsec(['redact', path]);
      expect({ code, out }, name).to.deep.equal({ code: 2, out: '' });
      expect(err)
        .to.match(expected)
        .and.match(/: a key in it would stay\n$/);
    }
  });

  it('warns where a segment of TCP is missing: nothing tells that what follows is the rest of a key', () => {
    const packet = (sequence: number, payload: string) =>
      `450000000000000000060000000000000000000013c413c40000${sequence.toString(16).padStart(4, '0')}000000005018000000000000`
        .replace(/^45000000/, `4500${(40 + payload.length).toString(16).padStart(4, '0')}`)
        .concat(Buffer.from(payload).toString('hex'));
    const key = `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}`;
    const whole = sdpsec(['redact', '-'], `${packet(0, key.slice(0, 60))}\n${packet(60, key.slice(60))}\n`);
    expect(whole.err).to.equal('#a1: master key, 30 octets, 2 times\n');
    const lacking = sdpsec(['redact', '-'], `${packet(0, key.slice(0, 60))}\n${packet(99, key.slice(60))}\n`);
    expect(lacking.err).to.match(/\nwarning: 1 flow of packets lacks something in between/);
  });

  it('takes what is no SDP as it is', () => {
    const octets = Buffer.from([0, 255, 254, 10, 13, 0]);
    writeFileSync(join(folder, 'binary'), octets);
    expect(sdpsec(['redact', join(folder, 'binary')])).to.include({ code: 0, err: 'no key and no password found\n' });
    expect(sdpsec(['redact', '-'], '')).to.include({ code: 0, out: '' });
    expect(sdpsec(['redact', folder])).to.include({ code: 2, out: '' });
  });
});

describe('sdpsec strip', () => {
  const decrypted = sdp(
    'm=audio 49170 RTP/AVP 0',
    'k=clear:x',
    `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}`,
    'm=video 49172 RTP/SAVP 96',
    `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[1]}`,
    'm=audio 0 RTP/SAVP 0',
    `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[2]}`,
    'm=video 49174 UDP/TLS/RTP/SAVPF 96',
    `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}`,
  );

  it('removes keys that key nothing, says so, and leaves those that secure media (RFC 3264 §6, RFC 5764)', () => {
    const { code, out, err } = sdpsec(['strip', '-'], decrypted);
    expect(code).to.equal(0);
    expect(out.match(/^(?:k=|a=crypto).*$/gm)).to.deep.equal([`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[1]}`]);
    expect(err.split('\n')).to.deep.equal([
      'line 7: k= removed: it is obsolete and must not be used (RFC 8866 §5.12)',
      'line 8: a=crypto removed: under RTP/AVP media is not encrypted',
      'line 12: a=crypto removed: the m= section has port 0 and carries no media (RFC 3264 §6)',
      'line 14: a=crypto removed: under UDP/TLS/RTP/SAVPF keys come from the DTLS handshake (RFC 5764)',
      '',
    ]);
  });

  it('leaves the keys of RTSP, whose SDP has port 0 until SETUP (RFC 2326 §C.1.2)', () => {
    const described = sdp('m=audio 0 RTP/SAVP 0', `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}`, 'a=control:stream=0');
    expect(sdpsec(['strip', '-'], described)).to.include({ code: 0, out: described });
  });

  it('--json satisfies its schema', () => {
    const { removed } = readReport('strip', sdpsec(['strip', '-', '--json'], decrypted).err);
    expect(removed).to.have.length(4);
  });

  it('needs an SDP', () => {
    expect(sdpsec(['strip', '-'], 'hello')).to.include({ code: 2, out: '' });
  });
});
