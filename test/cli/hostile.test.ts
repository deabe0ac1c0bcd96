import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { defectText } from '../../packages/cli/src/output.js';
import { root } from '../packaging/workspace.js';
import { needs } from '../support/needs.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { sdpsec, shellCommand } from './run-sdpsec.js';

const key = 'WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz';
const offer = [
  ...['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0', 'm=audio 40000 RTP/SAVP 0'],
  ...[`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}`, ''],
].join('\r\n');
const shell = (line: string) => {
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', line], { encoding: 'utf8', timeout: 30_000 });
  return { code: status, out: stdout, err: stderr };
};

describe('the command among hostile files and pipes', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const path = (name: string) => join(folder, name);
  before(() => writeFileSync(path('offer.sdp'), offer));

  it('says that a name cannot be read: a loop of links, a name that is too long', () => {
    symlinkSync('loop', path('loop'));
    for (const command of ['check', 'redact', 'decrypt'])
      for (const [name, words] of [
        [path('loop'), 'too many symbolic links'],
        [path('a'.repeat(300)), 'the name is too long'],
      ] as const)
        expect(sdpsec([...command.split(' '), name]), command).to.deep.equal({
          ...{ code: 2, out: '', err: `sdpsec: cannot read ${name}: ${words}\n` },
        });
  });

  it('never tells the value of an option that is none: it may be a key', () => {
    const { code, err } = sdpsec(['check', `--key=${key}`, path('offer.sdp')]);
    expect(code).to.equal(3);
    expect(err).to.equal("sdpsec: unknown option '--key' (--help shows what it takes)\n");
  });

  it('reports a defect without the message, in which a key may stand', () => {
    const text = defectText(new TypeError(`${key} is no function`));
    expect(text).to.include('TypeError').and.include('hostile.test.ts').and.not.include(key);
    expect(defectText(key)).to.not.include(key);
  });

  describe('with /dev/full and /dev/zero', () => {
    if (!needs('/dev/full', '/dev/zero')) return;

    for (const line of ['--help', 'gen', 'completion bash', 'check', 'check --json', 'explain', 'redact', 'strip'])
      it(`${line} exits with 2 where its output finds no room`, () => {
        const file = /^(?:--help|gen|completion)/.test(line) ? '' : path('offer.sdp');
        const { code, err } = shell(`${shellCommand} ${line} ${file} > /dev/full`);
        expect(code).to.equal(2);
        expect(err.trimEnd().split('\n').at(-1)).to.equal('sdpsec: cannot write standard output: no space left on the device');
        expect(err).to.not.include(key);
      });

    it('stops reading what never ends', () => {
      for (const line of ['check - < /dev/zero', 'redact /dev/zero']) {
        const { code, err } = shell(`${shellCommand} ${line}`);
        expect(code, line).to.equal(2);
        expect(err).to.match(/^sdpsec: (?:standard input|\/dev\/zero) has more than 128 MiB: give it in pieces/);
      }
      for (const line of ['decrypt - < /dev/zero', 'decrypt /dev/zero']) {
        const { code, err } = shell(`${shellCommand} ${line}`);
        expect(code, line).to.equal(2);
        expect(err).to.include('expected a pcap or pcapng file, got one that begins with 00000000');
      }
    });
  });

  describe('with mkfifo', () => {
    if (!needs('mkfifo')) return;

    it('reads a pipe by its name', () => {
      execFileSync('mkfifo', [path('named')]);
      const line = `cat '${path('offer.sdp')}' > '${path('named')}' & ${shellCommand} redact '${path('named')}'`;
      expect(shell(line).err).to.equal('#a1: master key, 30 octets, once\n');
    });

    it('waits where a pipe does not block and nothing has come yet: that is no empty input', async () => {
      execFileSync('mkfifo', [path('late')]);
      const [reading, writing] = [constants.O_RDONLY, constants.O_RDWR].map(flag =>
        openSync(path('late'), flag | constants.O_NONBLOCK),
      ) as [number, number];
      const child = spawn('/bin/sh', ['-c', `${shellCommand} redact -`], { stdio: [reading, 'pipe', 'pipe'] });
      const ended = once(child, 'close');
      let out = '';
      child.stdout?.on('data', piece => (out += piece));
      await sleep(700);
      writeSync(writing, offer);
      closeSync(reading);
      closeSync(writing);
      expect((await ended)[0]).to.equal(0);
      expect(out).to.include('inline:<redacted 30 octets #a1>').and.not.include(key);
    });
  });

  describe('killed in mid-run', () => {
    if (!needs('/proc/self/fd')) return;

    it('decrypt leaves no copy of the capture that came through a pipe', async () => {
      const bin = `${root}packages/cli/bin/sdpsec.js`;
      const child = spawn(process.execPath, [bin, 'decrypt', '-'], { env: { ...process.env, TMPDIR: folder } });
      const ended = once(child, 'close');
      child.stdin.write(Buffer.from('d4c3b2a1020004000000000000000000ffff000001000000', 'hex'));
      const links = () => {
        const descriptors = `/proc/${child.pid}/fd`;
        if (!existsSync(descriptors)) return [];
        return readdirSync(descriptors).map(name => {
          try {
            return readlinkSync(join(descriptors, name));
          } catch {
            return '';
          }
        });
      };
      while (!links().some(link => link.includes('capture') && link.endsWith('(deleted)')) && child.exitCode === null)
        await sleep(20);
      child.kill('SIGKILL');
      await ended;
      expect(readdirSync(folder).filter(name => name.startsWith('sdpsec-'))).to.deep.equal([]);
    });
  });
});
