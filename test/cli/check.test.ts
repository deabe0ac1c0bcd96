import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { commandEntries } from '../../packages/cli/src/command-tree.js';
import { commands } from '../../packages/cli/src/commands/index.js';
import { k, sdp } from '../check/rule-cases.js';
import { sdpsec, shellCommand } from './run-sdpsec.js';

const good = sdp('m=audio 49170 RTP/SAVP 0', `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}`);
const short = sdp('m=audio 49170 RTP/SAVP 0', `a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:${k[1]}`);
const warning = sdp('m=audio 49170 RTP/AVP 0', `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}`);

describe('sdpsec check', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sdpsec-'));
    writeFileSync(join(folder, 'good.sdp'), good);
    writeFileSync(join(folder, 'short.sdp'), short);
  });
  after(() => rmSync(folder, { recursive: true }));

  it('shows rule, severity, section, and the masked line with a mark below the place', () => {
    const { code, out } = sdpsec(['check', join(folder, 'short.sdp')]);
    expect(code).to.equal(1);
    expect(out).to.include(
      'short.sdp:7:43 error AES_256_CM_HMAC_SHA1_80 takes a key of 32 and a salt of 14 octets: expected 46 octets, found 30',
    );
    expect(out).to.include('(sdes/key-length, RFC 4568 §6.1)');
    const lines = out.split('\n');
    const at = lines.findIndex(line => line.includes('7 | a=crypto:1'));
    expect(lines[at]).to.equal(`  7 | a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:${'*'.repeat(40)}`);
    expect(lines[at + 1]).to.equal(`    | ${' '.repeat(42)}${'^'.repeat(40)}`);
  });

  it('--peer and --policy judge an answer, and an SDP alone', () => {
    const [offer, answer] = [join(folder, 'tag1.sdp'), join(folder, 'tag9.sdp')];
    writeFileSync(offer, good);
    writeFileSync(answer, good.replace('a=crypto:1', 'a=crypto:9').replace(k[0] as string, k[1] as string));
    const pair = ['check', '--offer', offer, '--answer', answer];
    expect(sdpsec(pair).out).to.include('sdes/answer-tag-mismatch');
    expect(sdpsec([...pair, '--peer', 'pjsip']).out).not.to.include('sdes/answer-tag-mismatch');
    const policy = join(folder, 'strong.json');
    writeFileSync(policy, JSON.stringify({ security: { minimumStrength: { keyBits: 256 } } }));
    expect(sdpsec(['check', offer]).out).not.to.include('oa/');
    for (const rest of [[offer], ['--previous', offer, offer]]) {
      const { code, out } = sdpsec(['check', '--policy', policy, ...rest]);
      expect(code).to.equal(1);
      expect(out).to.include('is below the minimum of 256 key bits').and.to.include('oa/no-acceptable-keys');
    }
  });

  it('says nothing bad of a good SDP', () => {
    expect(sdpsec(['check', join(folder, 'good.sdp')])).to.deep.equal({ code: 0, out: '1 SDP: nothing found.\n', err: '' });
  });

  for (const [failOn, code] of [
    ['error', 0],
    ['warning', 1],
    ['info', 1],
    ['never', 0],
  ] as const)
    it(`exits with ${code} for a warning under --fail-on ${failOn}`, () => {
      expect(sdpsec(['check', '--fail-on', failOn, '-'], warning).code).to.equal(code);
    });

  it('exits with 0 for an error under --fail-on never', () => {
    expect(sdpsec(['check', '--fail-on', 'never', '-'], short).code).to.equal(0);
  });

  it('writes JSON without keys; --show-keys leaves them in', () => {
    const { out, code } = sdpsec(['check', '--json', '-'], short);
    const report = JSON.parse(out);
    expect(code).to.equal(1);
    expect(report.summary).to.deep.equal({ error: 2, warning: 0, info: 0 });
    expect(report.descriptions[0].findings[1]).to.include({
      rule: 'sdes/key-length',
      severity: 'error',
      line: 7,
      column: 43,
      document: 'sdp',
    });
    expect(out).not.to.include(k[1]);
    expect(sdpsec(['check', '--show-keys', '--json', '-'], short).out).to.include(k[1]);
  });

  describe('wrong input: one line, no stack', () => {
    const oneLine = /^sdpsec: [^\p{Cc}\p{Cf}]+\n$/u;
    for (const [name, args, input, code, says] of [
      ['no file', ['check'], '', 3, 'expected a file to check'],
      ['an unknown option', ['check', '--nope', '-'], '', 3, '--nope'],
      ['an option with terminal controls', ['check', '--\u001b[31mnope\u202e', '-'], '', 3, '[31mnope'],
      ['a choice with terminal controls', ['check', '--format', '\u001b]0;x\u0007', '-'], '', 3, ']0;x'],
      ['an unknown command', ['chekc', '-'], '', 3, 'chekc'],
      ['a severity that is none', ['check', '--fail-on', 'fatal', '-'], '', 3, 'fatal'],
      ['a file that is not there', ['check', '/no/such\nfile'], '', 2, 'no such file'],
      ['empty input', ['check', '-'], '', 2, 'standard input is empty'],
      ['octets that are no SDP', ['check', '-'], new Uint8Array(5000).map((_, i) => i * 37), 2, 'no SDP found'],
      ['a line of 1 MiB', ['check', '-'], 'x'.repeat(1 << 20), 2, 'no SDP found'],
    ] as const)
      it(name, () => {
        const run = sdpsec(args, input);
        expect(run.err).to.match(oneLine).and.include(says);
        expect(run.code).to.equal(code);
      });
  });

  it('checks the other files when one cannot be read, and exits with 2', () => {
    const { code, out, err } = sdpsec(['check', join(folder, 'missing.sdp'), join(folder, 'short.sdp')]);
    expect(code).to.equal(2);
    expect(err).to.include('missing.sdp: no such file');
    expect(out).to.include('sdes/key-length');
  });

  describe('--fix', () => {
    const faulty = sdp('m=audio 49170 RTP/SAVP 0', `a=crypto:01  aes_cm_128_hmac_sha1_80 INLINE:${k[0]}= `);
    const repaired = sdp('m=audio 49170 RTP/SAVP 0', `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${k[0]}`);

    it('writes the repaired SDP, keys and all, and reports what is left to standard error', () => {
      expect(sdpsec(['check', '--fix', '-'], faulty)).to.deep.equal({ code: 0, out: repaired, err: '1 SDP: nothing found.\n' });
    });

    it('writes -o FILE with mode 0600, over an older file of another mode too', () => {
      const file = join(folder, 'fixed.sdp');
      writeFileSync(file, 'old', { mode: 0o644 });
      expect(sdpsec(['check', '--fix', '-o', file, '-'], faulty).out).to.equal('');
      expect(statSync(file).mode & 0o777).to.equal(0o600);
      expect(readFileSync(file, 'utf8')).to.equal(repaired);
      expect(readdirSync(folder).filter(name => name.startsWith('.'))).to.deep.equal([]);
    });

    it('says in one line that it cannot write there, and leaves nothing behind', () => {
      const { code, err } = sdpsec(['check', '--fix', '-o', join(folder, 'none', 'x.sdp'), '-'], faulty);
      expect(code).to.equal(2);
      expect(err).to.match(/^sdpsec: cannot write [^\n]+: no such file\n$/);
    });

    it('judges the repaired SDP beside the same other one: a downgrade is told still', () => {
      const [before, after] = [join(folder, 'before.sdp'), join(folder, 'after.sdp')];
      writeFileSync(before, good);
      writeFileSync(after, sdp('m=audio 49170 RTP/AVP 0', 'a=sendrecv '));
      const { code, out, err } = sdpsec(['check', '--fix', '--previous', before, after]);
      expect(out).to.equal(sdp('m=audio 49170 RTP/AVP 0', 'a=sendrecv'));
      expect(err).to.include('oa/downgrade-on-reinvite').and.not.include('sdp/whitespace');
      expect(code).to.equal(1);
    });

    it('takes one SDP alone', () => {
      expect(sdpsec(['check', '--fix', '-'], faulty + faulty).code).to.equal(3);
    });
  });

  it('checks the files of a folder, and those below it', () => {
    mkdirSync(join(folder, 'more', 'deep'), { recursive: true });
    writeFileSync(join(folder, 'more', 'deep', 'a.sdp'), short);
    writeFileSync(join(folder, 'more', 'b.sip'), good);
    writeFileSync(join(folder, 'more', 'c.png'), short);
    writeFileSync(join(folder, 'more', 'notes.txt'), 'no SDP in here');
    const { code, out } = sdpsec(['check', join(folder, 'more')]);
    expect(code).to.equal(1);
    expect(out).to.include('2 SDPs: 2 errors');
  });

  it('names each .sdp of a folder that has no SDP, and checks those beside it', () => {
    const calls = join(folder, 'calls');
    mkdirSync(calls);
    writeFileSync(join(calls, 'a.sdp'), '');
    writeFileSync(join(calls, 'b.sdp'), Buffer.from(`\ufeff${good}`, 'utf16le'));
    writeFileSync(join(calls, 'c.sdp'), short);
    const { code, out, err } = sdpsec(['check', calls]);
    expect(err).to.include('a.sdp is empty').and.include('b.sdp: it is UTF-16, expected UTF-8');
    expect(out).to.include('c.sdp:7:43 error');
    expect(code).to.equal(2);
  });

  it('colours for a terminal only, and not under NO_COLOR', () => {
    const program = fileURLToPath(new URL('../../packages/cli/bin/sdpsec.js', import.meta.url));
    const run = (terminal: boolean, noColour: string) =>
      spawnSync(
        process.execPath,
        ['--import', `data:text/javascript,process.stdout.isTTY=${terminal}`, program, 'check', join(folder, 'short.sdp')],
        { encoding: 'utf8', env: { PATH: process.env.PATH, TERM: 'xterm-256color', ...(noColour && { NO_COLOR: noColour }) } },
      ).stdout;
    expect(run(true, '')).to.include('\u001b[31merror');
    expect(run(true, '1')).to.include('error').and.not.include('\u001b');
    expect(run(false, '')).to.include('error').and.not.include('\u001b');
  });

  it('switches rules off and on by id, and refuses ids that are none', () => {
    expect(sdpsec(['check', '-', '--off', 'sdes/key-length', 'sdp/no-usable-keying'], short).code).to.equal(0);
    expect(sdpsec(['check', '-', '--only', 'sdes/tag-zero'], short).code).to.equal(0);
    for (const flag of ['--off', '--only'])
      expect(sdpsec(['check', '-', flag, 'sdes/key-lenght'], short)).to.deep.equal({
        code: 3,
        out: '',
        err: 'sdpsec: unknown rule sdes/key-lenght; did you mean sdes/key-length?\n',
      });
  });

  it('suppresses findings with a reason; without one it refuses the list', () => {
    const list = join(folder, 'accepted.json');
    const rules = ['sdes/key-length', 'sdp/no-usable-keying'];
    writeFileSync(list, JSON.stringify(rules.map(rule => ({ rule, reason: 'an old phone' }))));
    expect(sdpsec(['check', '--suppress', list, '-'], short)).to.deep.equal({
      code: 0,
      out: '1 SDP: nothing found, 2 suppressed.\n',
      err: '',
    });
    writeFileSync(list, JSON.stringify([{ rule: 'sdes/key-length' }]));
    expect(sdpsec(['check', '--suppress', list, '-'], short)).to.deep.include({
      code: 2,
      err: `sdpsec: ${list}: 0.reason: Invalid input: expected string, received undefined\n`,
    });
  });

  it('refuses a list of suppressions that names a rule which is none', () => {
    const list = join(folder, 'accepted.json');
    writeFileSync(list, JSON.stringify([{ rule: 'sdp/key-length', reason: 'an old phone' }]));
    expect(sdpsec(['check', '--suppress', list, '-'], short)).to.deep.equal({
      code: 3,
      out: '',
      err: `sdpsec: ${list}: 0.rule: unknown rule sdp/key-length; did you mean sdes/key-length?\n`,
    });
  });

  it('says where a policy or a list of suppressions stops being JSON', () => {
    const file = join(folder, 'broken.json');
    writeFileSync(file, '{\n  "security": {\n    "security": "required",\n  }\n}\n');
    expect(sdpsec(['check', '--policy', file, '-'], short)).to.deep.equal({
      code: 2,
      out: '',
      err: `sdpsec: ${file}:4:3: not JSON: expected a name in quotes\n`,
    });
    writeFileSync(file, '[{"rule": "sdes/tag-zero", "reason": "so"}');
    expect(sdpsec(['check', '--suppress', file, '-'], short)).to.deep.equal({
      code: 2,
      out: '',
      err: `sdpsec: ${file}:1:43: not JSON: expected "," or "]"\n`,
    });
  });

  it('says which field of a policy is wrong', () => {
    const file = join(folder, 'policy.json');
    writeFileSync(file, JSON.stringify({ security: { suites: ['AES_CM_128_HMAC_SHA1_80', 'ROT13'] } }));
    const { code, err } = sdpsec(['check', '--policy', file, '-'], short);
    expect(code).to.equal(2);
    expect(err.startsWith(`sdpsec: ${file}: policy: security.suites.1: `)).to.equal(true, err);
  });

  it('reads the transport from the SIP message, and --transport goes before it', () => {
    const message = `INVITE sip:b@example.com SIP/2.0\r\nVia: SIP/2.0/UDP x\r\n\r\n${good}`;
    expect(sdpsec(['check', '-'], message).out).to.include('cli/plaintext-transport');
    expect(sdpsec(['check', '--transport', 'tls', '-'], message).code).to.equal(0);
  });

  it('reads the transport of an answer from its own message', () => {
    const [offer, answer] = [join(folder, 'offer.sip'), join(folder, 'answer.sip')];
    writeFileSync(offer, `INVITE sip:b@example.com SIP/2.0\r\nVia: SIP/2.0/TLS x\r\n\r\n${good}`);
    writeFileSync(answer, `SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP x\r\n\r\n${good.replace(k[0], k[1])}`);
    const { code, out } = sdpsec(['check', '--offer', offer, '--answer', answer]);
    expect(code).to.equal(1);
    expect(out).to.include('answer.sip:10:1 error SIP over UDP').and.not.include('offer.sip:');
  });

  it('writes SARIF and GitHub commands', () => {
    expect(JSON.parse(sdpsec(['check', '--format', 'sarif', '-'], short).out).version).to.equal('2.1.0');
    expect(sdpsec(['check', '--format', 'github', '-'], short).out).to.match(/^::error file=standard input,line=6/);
  });

  it('takes an SDP with a line of 1 MiB', () => {
    expect(sdpsec(['check', '-'], `${good}a=x:${'y'.repeat(1 << 20)}\r\n`).code).to.equal(0);
  });

  it('leaves quietly when its reader does (EPIPE)', () => {
    const many = short.repeat(2000);
    const { stderr, stdout } = spawnSync('/bin/sh', ['-c', `${shellCommand} check - | head -n 1`], {
      input: many,
      encoding: 'utf8',
    });
    expect(stderr).to.equal('');
    expect(stdout.split('\n')).to.have.length(2);
  });
});

describe('sdpsec', () => {
  it('tells its version and its help, with examples and exit codes', () => {
    expect(sdpsec(['--version']).out).to.match(/^\d+\.\d+\.\d+\n$/);
    const help = sdpsec(['--help']);
    expect(help.code).to.equal(0);
    expect(help.out).to.include('check').and.include('Exit codes: 0 fine, 1 findings');
    expect(sdpsec(['check', '--help']).out)
      .to.include('Examples:')
      .and.include('sdpsec check offer.sdp');
  });

  it('shows examples in the help of every command', () => {
    const paths = [...commandEntries(commands).map(({ path }) => path), 'mikey'];
    for (const path of paths) expect(sdpsec([...path.split(' '), '--help']).out, path).to.match(/Examples:\n {2}.*sdpsec /);
  });

  it('without a command shows its help as an error', () => {
    const { code, err } = sdpsec([]);
    expect(code).to.equal(3);
    expect(err).to.include('Usage: sdpsec');
  });
});
