import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Secret, SrtpReceiver, srtpParameters } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { hex } from '../../support/vectors.js';

const sender = fileURLToPath(new URL('fail-over-sender.ts', import.meta.url));

/** Runs a sender until it has sent its packets, then kills it without a warning; returns its lines. */
async function runAndKill(args: readonly string[]): Promise<string[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', sender, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'waiting') child.kill('SIGKILL');
    else lines.push(line);
  }
  return lines;
}

describe('fail-over', () => {
  it('a process is killed in mid-call and another one goes on: nothing that was sent is lost, no index comes twice', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sdpsec-fail-over-'));
    const key = Secret.random(16);
    const salt = Secret.random(14);
    const receiver = new SrtpReceiver([srtpParameters({ suite: 'AES_CM_128_HMAC_SHA1_80', masterKeys: [{ key, salt }] })]);
    const indices = { rtp: new Set<number>(), rtcp: new Set<number>() };
    let sent = 0;
    try {
      const fixed = [join(folder, 'snapshot'), hex(Secret.random(32).reveal()), hex(key.reveal()), hex(salt.reveal())];
      for (const count of [150, 333, 70]) {
        const lines = await runAndKill([...fixed, String(count)]);
        expect(lines.filter(line => line.startsWith('rtp'))).to.have.length(count);
        for (const line of lines) {
          const [kind, digits = ''] = line.split(' ') as ['rtp' | 'rtcp', string];
          const packet = Buffer.from(digits, 'hex');
          if (kind === 'rtp') receiver.unprotectRtp(packet);
          else receiver.unprotectRtcp(packet);
          const [stream] = receiver.streams;
          indices[kind].add((kind === 'rtp' ? stream?.index : stream?.srtcpIndex) as number);
          if (kind === 'rtp') sent++;
        }
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(indices.rtp.size).to.equal(553);
    expect(indices.rtcp.size).to.equal(15 + 34 + 7);
    expect(receiver.streams[0]).to.include({ packets: sent, roc: 1, replays: 0, authFailures: 0 });
  }).timeout(60_000);
});
