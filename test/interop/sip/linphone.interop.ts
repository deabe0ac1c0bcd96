import { join } from 'node:path';
import type { SuiteName } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { needs } from '../../support/needs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import type { Program } from '../program.js';
import { startLinphone } from './linphone.js';
import { SecureCall } from './secure-call.js';
import { steadyMedia } from './steady-media.js';

describe('linphone', function () {
  this.timeout(60_000);
  if (!needs('linphonec')) return;
  const folder = temporaryFolder();
  let sipPort = 5_170;
  let call: SecureCall;
  let peer: Program;
  beforeEach(() => {
    sipPort += 10;
  });
  afterEach(async () => {
    await call?.close();
    await peer?.stop();
  });

  /** Three seconds both ways: all that came protected was accepted, and the peer could read all of ours. */
  async function threeSeconds(): Promise<void> {
    onlyReplays(await steadyMedia(call, { program: peer, failure: 'srtp_unprotect() failed' }));
  }

  /** When linphone restarts its stream it keeps its key and yet counts its SRTCP packets from 1 again: replays, until it is past the old count. */
  function onlyReplays(received: SecureCall['received']): void {
    const { 'Rtcp replayed': replayed = 0, ...refused } = received.refused;
    expect(replayed).to.be.at.most(3);
    expect(refused).to.deep.equal({});
  }

  /** A call of ours, which it answers. */
  async function answered(name: string): Promise<void> {
    peer = await startLinphone(join(folder, name), { sipPort });
    call = await SecureCall.open();
    await call.offer({ to: `sip:peer@127.0.0.1:${sipPort}` });
  }

  /** A call of its own, which we answer. */
  async function called(name: string): Promise<void> {
    call = await SecureCall.open();
    const established = call.agent.called();
    peer = await startLinphone(join(folder, name), { sipPort, dial: call.agent.uri });
    await established;
    expect(call.agreement?.sections[0]).to.include({ kind: 'sdes' });
  }

  const suites: readonly SuiteName[] = [
    'AES_CM_128_HMAC_SHA1_80',
    'AES_CM_128_HMAC_SHA1_32',
    'AES_256_CM_HMAC_SHA1_80',
    'AES_256_CM_HMAC_SHA1_32',
  ];
  for (const suite of suites)
    it(`answers our offer of ${suite}`, async () => {
      peer = await startLinphone(join(folder, suite), { sipPort, suites });
      call = await SecureCall.open({ policy: { security: { suites: [suite] }, interop: { srtcpTagOctets: 4 } } });
      await call.offer({ to: `sip:peer@127.0.0.1:${sipPort}` });
      expect(call.agreement?.sections[0]).to.include({ kind: 'sdes', suite });
      await threeSeconds();
    });

  for (const [role, begin] of [
    ['answers our call', answered],
    ['calls us', called],
  ] as const)
    it(`${role}, then hold, resume and a new key by our re-INVITEs, media both ways after each`, async () => {
      await begin(role);
      await threeSeconds();
      for (const direction of ['sendonly', 'inactive'] as const) {
        await call.offer({ direction });
        expect(call.change.send).to.equal('unchanged');
        await call.exchange(1);
        onlyReplays(call.received);
      }
      await call.offer();
      expect(call.change.send).to.equal('unchanged');
      await threeSeconds();
      await call.offer({ rekey: true });
      expect(call.change.send).to.equal('rekeyed');
      await threeSeconds();
    });

  it('holds and resumes by re-INVITEs of its own, media both ways after that under the same keys', async () => {
    peer = await startLinphone(join(folder, 'holds'), { sipPort });
    call = await SecureCall.open();
    await call.offer({ to: `sip:peer@127.0.0.1:${sipPort}` });
    await threeSeconds();
    peer.say('pause');
    await call.untilAnswered(1);
    expect(call.change).to.deep.equal({ send: 'unchanged', receive: 'unchanged' });
    await call.exchange(1);
    onlyReplays(call.received);
    peer.say('resume');
    await call.untilAnswered(2);
    expect(call.change).to.deep.equal({ send: 'unchanged', receive: 'unchanged' });
    await threeSeconds();
  });

  it('begins at ROC 0 with our new key after a sequence wrap, and so does our sender by the profile of linphone', async () => {
    peer = await startLinphone(join(folder, 'wraps'), { sipPort });
    call = await SecureCall.open({ firstSequence: 65_450, policy: { peer: 'linphone' } });
    await call.offer({ to: `sip:peer@127.0.0.1:${sipPort}` });
    await threeSeconds();
    await call.offer({ rekey: true });
    await threeSeconds();
  });
});
