import { createPrivateKey } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { uri } from '@sdpsec/mikey';
import { KeyAuthority, KmsPublicKey, monthlyIdentifier, SigningKey, sakkeHost } from '@sdpsec/mikey/sakke';
import { createOffer } from '@sdpsec/negotiation';
import { Secret, type SrtpParameters } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { Keyring } from '../../../packages/cli/src/decrypt/index.js';
import { unhex, vector, vectorPem } from '../../mikey/material.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { sdpsec } from '../run-sdpsec.js';
import { CallCapture, decrypt, sdp, voice } from './call.js';
import { SrtpSender } from './srtp-sender.js';

/** SSRC and ROC of the two crypto sessions in the messages that libmikey made. */
const streams = [
  { ssrc: 0x11111111, roc: 0 },
  { ssrc: 0x22222222, roc: 7 },
];

/** A call whose offer has a message of libmikey; Alice sends in its first crypto session, Bob in its second. */
function callOf(name: string): CallCapture {
  const { i_message: message, r_message: answer, crypto_sessions: sessions } = vector(name);
  const capture = new CallCapture().exchange(
    sdp({ lines: [`a=key-mgmt:mikey ${message}`] }),
    sdp({ host: '192.0.2.20', port: 5000, lines: [`a=key-mgmt:mikey ${answer}`] }),
  );
  const senders = sessions.map(
    ({ tek16, salt14 }) =>
      new SrtpSender({ key: Buffer.concat([unhex(tek16), unhex(salt14)].map(octets => Buffer.from(octets))) }),
  );
  for (let number = 0; number < 50; number++)
    for (const [way, sender] of senders.entries()) {
      const { ssrc, roc } = streams[way]!;
      const sent = sender.rtp(ssrc, roc * 65_536 + 100 + number, voice(number));
      capture.expect(sent);
      if (way === 0) capture.fromAlice(sent.packet);
      else capture.fromBob(sent.packet);
    }
  return capture;
}

describe('decrypt: calls keyed by MIKEY messages of libmikey', () => {
  const folder = temporaryFolder();

  it('pre-shared key (RFC 3830 §3.1): both directions open, the right one of several keys is found', async () => {
    const name = 'libmikey-psk16-tgk16';
    const capture = callOf(name);
    const psks = [Secret.from(new Uint8Array(16)), Secret.from(unhex(vector(name).psk as string))];
    const { plain, report, rules } = await decrypt(capture.file(), { keyring: new Keyring({ psks }) });
    expect(plain).to.deep.equal(capture.expected);
    expect(rules.filter(rule => rule !== 'cli/first-roc')).to.deep.equal([]);
    expect(report.streams.map(({ rtp }) => rtp.opened)).to.deep.equal([50, 50]);
  });

  it('public key (§3.2): the private key of the Responder opens both directions', async () => {
    const capture = callOf('libmikey-pke-tgk16');
    const keyring = new Keyring({ privateKey: createPrivateKey(vectorPem('kb')) });
    expect((await decrypt(capture.file(), { keyring })).plain).to.deep.equal(capture.expected);
  });

  it('RSA-R (RFC 4738): the private key of the Initiator opens what the answer brings', async () => {
    const capture = callOf('libmikey-rsar-tgk16');
    const keyring = new Keyring({ privateKey: createPrivateKey(vectorPem('ka')) });
    expect((await decrypt(capture.file(), { keyring })).plain).to.deep.equal(capture.expected);
    const other = new Keyring({ privateKey: createPrivateKey(vectorPem('kb')) });
    expect((await decrypt(capture.file(), { keyring: other })).plain).to.deep.equal([]);
  });

  it('SAKKE (RFC 6509): what a KMS gave to the receiver opens both directions, and to nobody else', () => {
    const authority = KeyAuthority.random();
    const kms = 'kms.example.org';
    const [alice, bob] = ['tel:+447700900123', 'tel:+447700900456'] as const;
    const known = { uri: kms, kpak: authority.kpak, z: KmsPublicKey.from(authority.z) };
    const signing = SigningKey.from(authority.signingKeyMaterial(monthlyIdentifier(alice, Date.now())));
    const pending = createOffer(sdp({}), {
      policy: { security: { keying: ['mikey'], suites: ['AES_CM_128_HMAC_SHA1_80'], mikey: { offer: ['sakke'] } } },
      mikey: {
        host: { ...sakkeHost({ kms: [known], signingKeys: [signing] }), claimReplay: () => true },
        ...{ identity: uri(alice), peer: uri(bob), sakke: { domain: { scheme: 'tel-month', kms } } },
      },
    });
    const answer = sdp({ host: '192.0.2.20', port: 5000 });
    const [keying] = pending.accept(answer).agreement.rtpSessions;
    const capture = new CallCapture().exchange(pending.sdp, answer);
    const senderOf = ([parameters]: readonly SrtpParameters[] = []) => {
      const [{ key, salt }] = (parameters as SrtpParameters).masterKeys;
      return new SrtpSender({ key: Buffer.concat([key.reveal(), salt.reveal()]) });
    };
    const [fromAlice, fromBob] = [senderOf(keying?.send), senderOf(keying?.receive)];
    for (let number = 0; number < 20; number++) {
      capture.fromAlice(fromAlice.rtp(0x11111111, number, voice(number)).packet);
      capture.fromBob(fromBob.rtp(0x22222222, number, voice(number)).packet);
    }
    const file = join(folder, 'sakke.pcap');
    writeFileSync(file, capture.file());
    const keysOf = (user: string) => {
      const path = join(folder, `${user.slice(-3)}.json`);
      const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex');
      const rsk = hex(authority.receiverSecretKey(monthlyIdentifier(user, Date.now())).reveal());
      writeFileSync(path, JSON.stringify({ user, rsk, kpak: hex(authority.kpak), z: hex(authority.z), kms }));
      return path;
    };
    const run = sdpsec(['decrypt', file, '--json', '--sakke-keys', keysOf(bob)]);
    expect(run.code, run.err).to.equal(0);
    const { streams } = JSON.parse(run.out) as { streams: { outcome: string; rtp: { opened: number } }[] };
    expect(streams.map(({ outcome, rtp }) => `${outcome} ${rtp.opened}`)).to.deep.equal(['decrypted 20', 'decrypted 20']);
    const other = sdpsec(['decrypt', file, '--sakke-keys', keysOf('tel:+447700900789')]);
    expect(other.code).to.equal(1);
    expect(other.out).to.include('it depends on SAKKE (RFC 6509): give the keys of whom the message is for by --sakke-keys');
  });

  for (const [name, words] of [
    ['libmikey-dh-group2', /Diffie-Hellman \(RFC 3830 §3\.3\).*no message holds the exponents/],
    ['libmikey-dhhmac-group0', /Diffie-Hellman \(RFC 4650\).*no message holds the exponents/],
    ['libmikey-psk16-tgk16', /pre-shared key.*--psk-file/],
    ['libmikey-rsar-tgk16', /RSA-R \(RFC 4738\).*--private-key/],
  ] as const)
    it(`${name}: the finding says what its keys depend on`, async () => {
      const { report } = await decrypt(callOf(name).file());
      expect(report.findings.find(({ rule }) => rule === 'cli/no-key')?.message).to.match(words);
    });

  it('without its key, or with another one, nothing opens', async () => {
    const file = callOf('libmikey-psk16-tgk16').file();
    for (const keyring of [new Keyring(), new Keyring({ psks: [Secret.from(new Uint8Array(16))] })]) {
      const { plain, report } = await decrypt(file, { keyring });
      expect(plain).to.deep.equal([]);
      expect(report.findings.map(({ severity }) => severity)).to.include('error');
    }
  });

  it('the command takes the keys from files, and names the line that holds none', () => {
    const file = (name: string, content: string | Uint8Array) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const capture = file('call.pcap', callOf('libmikey-psk16-tgk16').file());
    const psk = vector('libmikey-psk16-tgk16').psk as string;
    expect(sdpsec(['decrypt', capture]).code).to.equal(1);
    const run = sdpsec(['decrypt', capture, '--psk-file', file('alice.psk', `# Alice\n${psk}\n`)]);
    expect(run.code).to.equal(0);
    expect(run.out).to.include('11111111').and.not.include(psk);
    const wrong = sdpsec(['decrypt', capture, '--psk-file', file('bad.psk', `${psk}\n???\n`)]);
    expect(wrong).to.include({ code: 2, out: '' });
    expect(wrong.err).to.match(/bad\.psk, line 2: expected a pre-shared key/);
    expect(sdpsec(['decrypt', capture, '--private-key', file('bad.pem', 'hello')])).to.include({ code: 2, out: '' });
  });
});
