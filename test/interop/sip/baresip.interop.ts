import { join } from 'node:path';
import type { SuiteName } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { needs } from '../../support/needs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import type { Program } from '../program.js';
import { startBaresip } from './baresip.js';
import { SecureCall } from './secure-call.js';
import { steadyMedia } from './steady-media.js';

describe('baresip', function () {
  this.timeout(60_000);
  if (!needs('baresip')) return;
  const folder = temporaryFolder();
  let sipPort = 5_070;
  let call: SecureCall;
  let peer: Program;
  beforeEach(() => {
    sipPort += 10; // TLS takes the port above, and the RTP ports lie apart by as much
  });
  afterEach(async () => {
    await call?.close();
    await peer?.stop();
  });

  /** Three seconds both ways: all that came protected was accepted, and the peer could read all of ours. */
  async function threeSeconds(): Promise<void> {
    const received = await steadyMedia(call, { program: peer, failure: 'failed to decrypt' });
    expect(received.refused, peer.output).to.deep.equal({});
  }

  /** A call of ours, which it answers. */
  async function answered(name: string): Promise<void> {
    peer = await startBaresip(join(folder, name.replaceAll(' ', '-')), { sipPort, mediaEncryption: 'srtp-mand' });
    call = await SecureCall.open();
    await call.offer({ to: `sip:peer@127.0.0.1:${sipPort}` });
  }

  /** A call of its own, which we answer. */
  async function called(name: string): Promise<void> {
    call = await SecureCall.open();
    const established = call.agent.called();
    peer = await startBaresip(join(folder, name.replaceAll(' ', '-')), {
      sipPort,
      mediaEncryption: 'srtp-mand',
      dial: call.agent.uri,
    });
    await established;
    expect(call.agreement?.sections[0]).to.include({ kind: 'sdes', suite: 'AES_CM_128_HMAC_SHA1_80' });
  }

  const suites: readonly SuiteName[] = [
    'AES_CM_128_HMAC_SHA1_80',
    'AES_CM_128_HMAC_SHA1_32',
    'AEAD_AES_128_GCM',
    'AEAD_AES_256_GCM',
  ];
  for (const suite of suites)
    it(`answers our offer of ${suite}`, async () => {
      peer = await startBaresip(join(folder, suite), { sipPort, mediaEncryption: 'srtp-mand' });
      call = await SecureCall.open({ policy: { security: { suites: [suite] }, interop: { srtcpTagOctets: 4 } } });
      await call.offer({ to: `sip:peer@127.0.0.1:${sipPort}` });
      expect(call.agreement?.sections[0]).to.include({ kind: 'sdes', suite });
      await threeSeconds();
    });

  for (const [role, begin] of [
    ['answers our call', answered],
    ['calls us', called],
  ] as const) {
    it(`${role}, then hold and resume by our re-INVITEs, media both ways after that under the same keys`, async () => {
      await begin(`${role} holds`);
      await threeSeconds();
      for (const direction of ['sendonly', 'inactive'] as const) {
        await call.offer({ direction });
        expect(call.change).to.deep.equal({ send: 'unchanged', receive: 'unchanged' });
        await call.exchange(1);
        expect(call.received.refused).to.deep.equal({});
      }
      await call.offer();
      expect(call.change).to.deep.equal({ send: 'unchanged', receive: 'unchanged' });
      await threeSeconds();
    });

    it(`${role}, and hears nothing any more after our new key in a re-INVITE, which it answers without taking it up (baresip 1.0.0)`, async () => {
      await begin(`${role} rekey`);
      await threeSeconds();
      await call.offer({ rekey: true });
      expect(call.change).to.deep.equal({ send: 'rekeyed', receive: 'unchanged' });
      const mark = peer.output.length;
      await call.exchange(3);
      expect(call.received.refused).to.deep.equal({});
      expect(call.received.rtp).to.be.greaterThan(100);
      await peer.untilSaid('failed to decrypt', mark);
    });
  }

  it('holds and resumes by re-INVITEs of its own, media both ways after that under the same keys', async () => {
    peer = await startBaresip(join(folder, 'holds'), { sipPort, mediaEncryption: 'srtp-mand' });
    call = await SecureCall.open();
    await call.offer({ to: `sip:peer@127.0.0.1:${sipPort}` });
    await threeSeconds();
    peer.say('x');
    await call.untilAnswered(1);
    expect(call.change).to.deep.equal({ send: 'unchanged', receive: 'unchanged' });
    await call.exchange(1);
    peer.say('X');
    await call.untilAnswered(2);
    expect(call.change).to.deep.equal({ send: 'unchanged', receive: 'unchanged' });
    await threeSeconds();
  });
});
