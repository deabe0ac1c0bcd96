import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { sdp } from '../check/rule-cases.js';
import { needs } from '../support/needs.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { readReport } from './published-schema.js';
import { sdpsec } from './run-sdpsec.js';

const psk = '00112233445566778899aabbccddeeff';

interface Keys {
  readonly masterKey: string;
  readonly masterSalt: string;
}

describe('sdpsec offer --state, accept', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const path = (name: string, text?: string) => {
    if (text !== undefined) writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const local = path('local.sdp', sdp('m=audio 49170 RTP/AVP 0'));
  const key = path('psk', psk);
  const other = path('other', psk.replace('00', '01'));
  let made = 0;

  /** An offer with its state, and the answer of another who has the same keys. */
  const exchange = (offering: readonly string[] = [], answering: readonly string[] = []) => {
    const [state, offer, answer] = ['state', 'offer', 'answer'].map(name => path(`${name}${made}`)) as [string, string, string];
    made++;
    expect(sdpsec(['offer', '--state', state, ...offering, local, '-o', offer])).to.deep.equal({ code: 0, out: '', err: '' });
    expect(sdpsec(['answer', offer, '--local', local, ...answering, '-o', answer])).to.include({ code: 0 });
    return { state, offer, answer };
  };
  const accepted = (state: string, answer: string, ...more: string[]) => {
    const { code, out } = sdpsec(['accept', state, answer, '--json', ...more]);
    expect(code).to.equal(0);
    const report = readReport('accept', out) as { rtpSessions: { send: { keys: Keys[] }[]; receive: { keys: Keys[] }[] }[] };
    const [session] = report.rtpSessions;
    return { out, send: session?.send[0]?.keys[0] as Keys, receive: session?.receive[0]?.keys[0] as Keys };
  };
  const inline = (file: string) => {
    const octets = Buffer.from(/a=crypto:1 \S+ inline:(\S+)/.exec(readFileSync(file, 'utf8'))?.[1] as string, 'base64');
    return { masterKey: octets.toString('hex', 0, 32), masterSalt: octets.toString('hex', 32) };
  };

  it('SDES: each side sends with the key of its own line (RFC 4568 §5.1.3); no key without --show-keys', () => {
    const { state, offer, answer } = exchange();
    const { out, send, receive } = accepted(state, answer, '--show-keys');
    expect(send).to.deep.equal(inline(offer));
    expect(receive).to.deep.equal(inline(answer));
    for (const options of [[], ['--json']]) {
      const hidden = sdpsec(['accept', state, answer, ...options]);
      for (const secret of [send, receive].flatMap(keys => [keys.masterKey, keys.masterSalt])) {
        expect(hidden.out + hidden.err).to.not.include(secret);
        expect(out).to.include(secret);
      }
    }
    expect(sdpsec(['accept', state, answer]).out).to.include('send with AEAD_AES_256_GCM, any SSRC; key hidden');
  });

  it('MIKEY under a pre-shared key: the keys that decode reads from the offer (RFC 3830 §3.1); no long-term key is kept', () => {
    for (const mode of ['psk', 'dhhmac']) {
      const { state, offer, answer } = exchange(['--mikey', mode, '--psk-file', key], ['--psk-file', key]);
      const { send, receive } = accepted(state, answer, '--psk-file', key, '--show-keys');
      const kept = readFileSync(state, 'utf8');
      expect(kept).to.not.include(psk).and.not.include(Buffer.from(psk, 'hex').toString('base64'));
      expect(send).to.not.deep.equal(receive);
      if (mode === 'dhhmac') continue;
      const decoded = JSON.parse(sdpsec(['mikey', 'decode', offer, '--psk-file', key, '--json', '--show-keys']).out);
      const sessions = decoded.messages[0].cryptoSessions.map(({ keys }: { keys: Keys[] }) => keys[0]);
      expect([send, receive]).to.have.deep.members(sessions);
    }
  });

  it('takes every fork, and refuses an answer that another key protects, or none', () => {
    const { state, offer, answer } = exchange(['--mikey', 'psk', '--psk-file', key], ['--psk-file', key]);
    const again = path('fork.sdp', sdpsec(['answer', offer, '--local', local, '--psk-file', key]).out);
    expect(accepted(state, answer, '--psk-file', key, '--show-keys').send).to.deep.equal(
      accepted(state, again, '--psk-file', key, '--show-keys').send,
    );
    const forged = path('forged.sdp', readFileSync(answer, 'utf8').replace(/.{4}(?=\r?\n)/g, 'AAAA'));
    expect(sdpsec(['accept', state, forged, '--psk-file', key])).to.include({ code: 1 });
    const wrong = sdpsec(['accept', state, answer, '--psk-file', other]);
    expect(wrong).to.deep.include({ code: 2, out: '' });
    expect(wrong.err).to.match(/are not those that its offer was made with\n$/);
    expect(sdpsec(['accept', state, answer]).err).to.equal('sdpsec: --mikey psk needs --psk-file\n');
  });

  describe('with openssl', () => {
    if (!needs('openssl')) return;
    it('certificates: what is signed and sealed at random comes out the same again (RFC 3830 §3.2, §3.3, RFC 4738)', () => {
      const [alice, bob] = ['alice', 'bob'].map(name => {
        const [privateKey, certificate] = [path(`${name}.key`), path(`${name}.pem`)];
        const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=-', '-keyout', privateKey];
        const names = ['keyUsage=critical,digitalSignature,keyEncipherment', `subjectAltName=URI:sip:${name}@example.org`];
        execFileSync('openssl', [...request, '-out', certificate, ...names.flatMap(one => ['-addext', one])], {
          stdio: 'ignore',
        });
        return { certificate, own: ['--private-key', privateKey, '--certificate', certificate] };
      }) as [{ certificate: string; own: string[] }, { certificate: string; own: string[] }];
      const trusting = [...alice.own, '--anchors', bob.certificate, '--peer-certificate', bob.certificate];
      const names = ['--identity', 'sip:alice@example.org', '--peer-identity', 'sip:bob@example.org'];
      const answering = [...bob.own, '--anchors', alice.certificate, '--identity', 'sip:bob@example.org'];
      for (const mode of ['public-key', 'dh', 'rsa-r']) {
        const { state, answer } = exchange(['--mikey', mode, ...trusting, ...names], answering);
        const run = sdpsec(['accept', state, answer, ...trusting]);
        expect(run.err, mode).to.equal('');
        expect(run.out).to.match(new RegExp(`^m= section 0: secured with MIKEY \\(${mode}\\)`));
        expect(readFileSync(state, 'utf8')).to.not.include('PRIVATE KEY');
      }
    });
  });

  it("the state is its owner's alone, and is never written over", () => {
    const { state, answer } = exchange();
    const before = readFileSync(state, 'utf8');
    expect(statSync(state).mode & 0o777).to.equal(0o600);
    const second = sdpsec(['offer', '--state', state, local]);
    expect(second).to.deep.equal({ code: 2, out: '', err: `sdpsec: cannot write ${state}: is there already\n` });
    expect(readFileSync(state, 'utf8')).to.equal(before);
    for (const mode of [0o640, 0o604]) {
      chmodSync(state, mode);
      const { code, out, err } = sdpsec(['accept', state, answer]);
      expect({ code, out }).to.deep.equal({ code: 2, out: '' });
      expect(err).to.include(`has mode 0${mode.toString(8)}: expected 0600`);
    }
  });

  it('shows nothing of a file that is no state', () => {
    for (const [text, words] of [
      [psk, /:1:2: not JSON/],
      [JSON.stringify({ version: 1, offer: psk }), /expected what offer --state has written; local: invalid_type\n$/],
    ] as const) {
      const file = path('none', text);
      chmodSync(file, 0o600);
      const { code, err } = sdpsec(['accept', file, local]);
      expect(code).to.equal(2);
      expect(err).to.match(words).and.not.include(psk);
    }
  });
});
