import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import draft2020 from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { type MessageReport, messageReport } from '../../packages/cli/src/commands/mikey/decode-report.js';
import { findMessages } from '../../packages/cli/src/commands/mikey/message-source.js';
import { Opener } from '../../packages/cli/src/commands/mikey/opener.js';
import type { TreePayload } from '../../packages/cli/src/commands/mikey/payload-tree.js';
import { type KeyFlags, readKeys } from '../../packages/cli/src/mikey-keys.js';
import { peerMessages, unbase64, vector, vectors } from '../mikey/material.js';
import { sharedFolder } from '../support/needs.js';
import { sdpsec } from './run-sdpsec.js';

const pem = (name: string) => fileURLToPath(new URL(`../vectors/mikey/keys/${name}.pem`, import.meta.url));
const published = JSON.parse(readFileSync(new URL('../../docs/schemas/mikey-decode.schema.json', import.meta.url), 'utf8'));
const validate = new draft2020.default().compile(published);

/** What `--json` prints, without a process for each. */
async function decode(
  input: string | Uint8Array,
  flags: KeyFlags & { readonly showKeys?: boolean } = {},
): Promise<MessageReport[]> {
  const file = join(folder, 'input');
  writeFileSync(file, input);
  const opener = new Opener(readKeys(flags));
  const reports: MessageReport[] = [];
  for (const found of findMessages(file)) reports.push(messageReport(found, await opener.open(found), flags.showKeys ?? false));
  validate(JSON.parse(JSON.stringify({ version: 1, messages: reports })));
  expect(validate.errors).to.equal(null);
  return reports;
}

/** Both messages of a recorded exchange, as lines of an SDP. */
const lines = (name: string) => {
  const { i_message, r_message } = vector(name);
  return `v=0\r\na=key-mgmt:mikey ${i_message}\r\nm=audio 5004 RTP/SAVP 0\r\na=key-mgmt:mikey ${r_message}\r\n`;
};
const field = ({ fields }: TreePayload, name: string) => fields.find(one => one.name === name);
const key = (message: MessageReport | undefined) => message?.payloads.find(({ payload }) => payload === 'KEMAC')?.inside?.at(-1);

let folder: string;

describe('sdpsec mikey decode', () => {
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sdpsec-'));
    for (const { name, psk } of vectors) if (psk) writeFileSync(join(folder, name), psk);
  });
  after(() => rmSync(folder, { recursive: true }));

  it('reads binary, base64, hex, an attribute, a header, a SET_PARAMETER body and a whole SDP alike', async () => {
    const { i_message } = vector('libmikey-psk16-tgk16');
    const octets = unbase64(i_message);
    const hex = Buffer.from(octets).toString('hex');
    const forms: readonly (string | Uint8Array)[] = [
      ...[octets, `${i_message}\n`, i_message.replace(/.{60}/g, '$&\n'), hex, hex.replace(/../g, '$& ').toUpperCase()],
      ...[`a=key-mgmt:mikey ${i_message}`, `mikey ${i_message}`, `a=key-mgt:mikey ${i_message}\r\n`],
      ...[`KeyMgmt: prot=mikey; uri=""; data="${i_message}"\r\n`, `prot=mikey;data="${i_message}"`, `mikey: ${i_message}\r\n`],
      `v=0\r\no=- 0 0 IN IP4 h\r\ns=-\r\nt=0 0\r\na=key-mgmt:mikey ${i_message}\r\n`,
    ];
    const payloads: unknown[] = [];
    for (const form of forms) payloads.push((await decode(form))[0]?.payloads);
    for (const [index, one] of payloads.entries()) expect(one, `form ${index}`).to.deep.equal(payloads[0]);
    expect(
      (payloads[0] as TreePayload[]).map(({ payload, offset, octets: size }) => `${payload} ${offset}+${size}`),
    ).to.deep.equal([...['HDR 0+28', 'T 28+10', 'SP 38+44', 'RAND 82+18', 'KEMAC 100+45']]);
  });

  describe('MIKEY-SAKKE (RFC 6509)', () => {
    const messages = sharedFolder('messages');
    if (!messages) return;
    const { hex, keys, kms, users } = JSON.parse(readFileSync(join(messages, 'sakke-streamwide-v5-gmk.json'), 'utf8'));
    /** The file of `--sakke-keys` for a user of the recorded KMS. */
    const keysFile = (user: string, changes: object = {}) => {
      const file = join(folder, 'sakke.json');
      const period = { seconds: kms.user_key_period, offset: kms.user_key_offset };
      const { rsk } = users[user];
      writeFileSync(file, JSON.stringify({ ...{ user, rsk, kpak: kms.KPAK, z: kms.Z, kms: kms.uri, period }, ...changes }));
      return file;
    };

    it('verifies and opens the message of another implementation with what its KMS gave to the receiver', async () => {
      const [report] = await decode(hex, { sakkeKeys: keysFile(keys.responder), showKeys: true });
      expect(report).to.include({
        verdict: 'verified',
        reason: `its signature is right, that of Byte string ${users[keys.initiator].uid}; it brings a GMK, status 1`,
      });
      const [ssv] = report?.payloads.find(({ payload }) => payload === 'SAKKE')?.inside ?? [];
      expect(ssv && field(ssv, 'Key data')?.value).to.equal(keys.ssv);
      expect(report?.cryptoSessions.map(({ csId, suite }) => [csId, suite])).to.deep.equal([[4, 'AEAD_AES_128_GCM']]);
    });

    it('shows no key unasked, and says what it takes to open it', async () => {
      const [open] = await decode(hex, { sakkeKeys: keysFile(keys.responder) });
      expect(JSON.stringify(open)).not.to.include(keys.ssv);
      const [closed] = await decode(hex);
      expect(closed).to.include({ verdict: 'not-checked', reason: 'give --sakke-keys to verify and open it' });
      const extension = closed?.payloads.find(({ payload }) => payload === 'EXT');
      expect(extension && field(extension, 'DPPK-ID')?.value).to.equal(`0x${keys.guk_id}`);
    });

    it('does not verify a changed message, nor open it for somebody else', async () => {
      const changed = `${hex.slice(0, -2)}${hex.endsWith('00') ? '01' : '00'}`;
      expect((await decode(changed, { sakkeKeys: keysFile(keys.responder) }))[0]?.verdict).to.equal('wrong');
      expect((await decode(hex, { sakkeKeys: keysFile(keys.initiator) }))[0]?.verdict).to.equal('wrong');
    });

    it('names what is wrong with a key file, and shows none of its keys', async () => {
      const rsk = users[keys.initiator].rsk;
      for (const [changes, expected] of [
        [{ z: kms.KPAK }, 'z: the KMS public key is no point'],
        [{ kpak: 'xyz' }, 'kpak: invalid_format'],
        [{ kpak: kms.KPAK.replace(/..$/, '') }, 'kpak: the KMS public authentication key is no point'],
        [{ kms: undefined, period: undefined }, 'user: expected a tel URI'],
        [{ kms: undefined }, 'expected kms'],
        [{ more: 1 }, 'unrecognized_keys'],
      ] as const) {
        const message = await decode(hex, { sakkeKeys: keysFile(keys.responder, changes) }).then(
          () => 'nothing',
          error => String(error),
        );
        expect(message).to.include(expected).and.not.include(rsk);
      }
      // What fits no message of one time may fit the next one of the input.
      const [report] = await decode(hex, { sakkeKeys: keysFile(keys.responder, { rsk }) });
      expect(report).to.include({
        verdict: 'wrong',
        reason: 'rsk of --sakke-keys does not fit user, z and the key period of the message',
      });
    });
  });

  it('tells the policy in words, and what protects a message of each mode', async () => {
    const { out } = sdpsec(['mikey', 'decode'], lines('libmikey-psk16-tgk16'));
    expect(out).to.include('MIKEY message of 145 octets, a=key-mgmt in line 2 of standard input');
    expect(out).to.include('  protected by HMAC-SHA-1-160 under the pre-shared key, keys encrypted with AES-CM-128');
    expect(out).to.include('  not verified: give --psk-file or --key to verify and decrypt it');
    expect(out).to.include('Policy no: 0 (AES_CM_128_HMAC_SHA1_80, FEC before SRTP)');
    expect(out).to.include('TS value: e8fe6f8080000000 (2023-11-14T22:13:20.500Z)');
    const [pke, answer] = await decode(lines('libmikey-pke-tgk16'));
    expect(pke?.protection).to.deep.equal({
      ...{ by: 'signature', words: 'a signature (RSA/PKCS#1/1.5), keys encrypted with AES-CM-128 under an envelope key' },
    });
    expect(answer?.protection.by).to.equal('mac');
  });

  it('verifies and decrypts every recorded exchange with its key', async () => {
    const cases: readonly (readonly [name: string, flags: KeyFlags])[] = [
      ['libmikey-psk16-tgk16', { pskFile: join(folder, 'libmikey-psk16-tgk16') }],
      ['libmikey-psk20-tgk16', { key: vector('libmikey-psk20-tgk16').psk as string }],
      ['libmikey-pke-tgk16', { privateKey: pem('kb') }],
      ['libmikey-pke-tgk16', { key: vector('libmikey-pke-tgk16').env_key as string }],
      ['libmikey-rsar-tgk16', { privateKey: pem('ka') }],
    ];
    for (const [name, flags] of cases) {
      const messages = await decode(lines(name), { ...flags, showKeys: true });
      expect(
        messages.map(({ verdict }) => verdict),
        name,
      ).to.deep.equal(['verified', 'verified']);
      const { tgk, crypto_sessions } = vector(name);
      const open = messages.find(message => key(message)) as MessageReport;
      expect(field(key(open) as TreePayload, 'Key data')?.value, name).to.equal(tgk);
      const teks = crypto_sessions.map(({ tek16 }) => tek16);
      expect(
        open.cryptoSessions.map(({ keys }) => keys[0]?.masterKey),
        name,
      ).to.deep.equal(teks);
    }
    const dhhmac = await decode(lines('libmikey-dhhmac-group0'), { pskFile: join(folder, 'libmikey-dhhmac-group0') });
    expect(dhhmac.map(({ verdict }) => verdict)).to.deep.equal(['verified', 'verified']);
    const dh = await decode(lines('libmikey-dh-group2'));
    expect(dh.map(({ verdict }) => verdict)).to.deep.equal(['verified', 'verified']);
  });

  it('says so, and exits with 1, where a message does not verify under the key', async () => {
    const wrong = sdpsec(['mikey', 'decode', '--key', '00'.repeat(16)], lines('libmikey-psk16-tgk16'));
    expect(wrong.code).to.equal(1);
    expect(wrong.out).to.include('NOT VERIFIED: the MAC of KEMAC is wrong');
    expect(wrong.out).to.not.include('crypto session 1');
    const [request] = await decode(lines('libmikey-dh-group2').replace(/[A-Za-z0-9+/]{8}(=*\r\nm=)/, 'AAAAAAAA$1'));
    expect([request?.verdict, request?.reason]).to.deep.equal(['wrong', 'the signature is wrong']);
  });

  it('hides keys, those that NULL encryption leaves in the clear too, unless they are asked for', () => {
    const options = ['--psk-file', join(folder, 'libmikey-psk16-tgk16')];
    const { tgk, crypto_sessions } = vector('libmikey-psk16-tgk16');
    const secrets = [tgk, ...crypto_sessions.flatMap(({ tek16, salt14 }) => [tek16, salt14])];
    for (const form of [[], ['--json']]) {
      const { out } = sdpsec(['mikey', 'decode', ...form, ...options], lines('libmikey-psk16-tgk16'));
      for (const secret of secrets) expect(out).to.not.include(secret);
    }
  });

  it('ends with one line and exit code 2 for what is no message, naming payload and offset', () => {
    const octets = unbase64(vector('libmikey-psk16-tgk16').i_message);
    const inputs: Record<string, string | Uint8Array> = {
      'input is empty': '',
      'no MIKEY message found in input: expected a=key-mgmt, KeyMgmt, base64, hex or binary': 'v=0\r\ns=-\r\n',
      'input: HDR, offset 3: expected 1 more octets, got 0': Uint8Array.of(1, 0, 5),
      'input: RAND, offset 84: expected 16 more octets, got 6': octets.subarray(0, 90),
      'a=key-mgmt in line 1 of input: not a base64 character': 'a=key-mgmt:mikey AQ!A',
      'KeyMgmt in line 1 of input: expected data="...", base64': 'KeyMgmt: prot=mikey',
    };
    const file = join(folder, 'input');
    for (const [message, input] of Object.entries(inputs)) {
      writeFileSync(file, input);
      expect(() => findMessages(file))
        .to.throw(message.replace('input', file))
        .with.property('exitCode', 2);
    }
    const { code, out, err } = sdpsec(['mikey', 'decode'], octets.subarray(0, 90));
    expect([code, out, err]).to.deep.equal([
      ...[2, '', 'sdpsec: standard input: RAND, offset 84: expected 16 more octets, got 6\n'],
    ]);
    expect(() => readKeys({ key: '?' }))
      .to.throw('--key: expected a key in base64 or hex')
      .with.property('exitCode', 3);
    expect(() => readKeys({ key: '00', pskFile: 'x' }))
      .to.throw('got both')
      .with.property('exitCode', 3);
    const noKey = join(folder, 'libmikey-psk16-tgk16');
    expect(() => readKeys({ privateKey: noKey }))
      .to.throw('expected an RSA private key in PEM')
      .with.property('exitCode', 2);
    expect(sdpsec(['mikey']).code).to.equal(3);
  });

  it('takes any octets and any change of a message: a report, or one line', async () => {
    const { i_message } = vector('libmikey-psk16-tgk16');
    const octets = unbase64(i_message);
    const flags = { key: vector('libmikey-psk16-tgk16').psk as string };
    const outcome = async (input: Uint8Array) => {
      try {
        return (await decode(input, flags))[0]?.verdict;
      } catch (error) {
        expect(error).to.have.property('name', 'CliError');
        return 'unreadable';
      }
    };
    for (let at = 0; at < octets.length; at++) {
      expect(await outcome(octets.map((octet, i) => (i === at ? octet ^ 0x41 : octet))), `octet ${at}`).to.not.equal('verified');
      expect(await outcome(octets.subarray(0, at)), `length ${at}`).to.equal('unreadable');
    }
  });

  describe('messages of others', () => {
    const messages = peerMessages();
    if (messages.length === 0) return;
    it('are all decoded, to their last octet', async () => {
      const read = await decode(messages.map(({ base64 }) => `a=key-mgmt:mikey ${base64}\r\n`).join(''));
      expect(read).to.have.length(messages.length);
      for (const [index, { name, len }] of messages.entries()) {
        expect(read[index]?.octets, name).to.equal(len);
        const places = read[index]?.payloads ?? [];
        for (const [at, { offset, octets }] of places.entries()) {
          const next = places[at + 1];
          if (next) expect(offset + octets, name).to.equal(next.offset);
        }
      }
    });

    it('rely on TLS where they say NULL', () => {
      const camera = messages.find(({ name }) => name === 'onvif-genetec-setup');
      const { out } = sdpsec(['mikey', 'decode'], `${camera?.base64}\n`);
      expect(out).to.include('  protected by NULL: relies on TLS\n');
      expect(out).to.match(
        / {2}crypto session 1: AES_CM_128_HMAC_SHA1_80, SSRC [0-9a-f]{8}, ROC 0; MKI [0-9a-f]{8}, key hidden\n/,
      );
    });
  });
});
