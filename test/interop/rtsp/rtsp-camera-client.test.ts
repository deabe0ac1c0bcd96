import { existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RtspKeyOwner } from '@sdpsec/mikey';
import type { SuiteName } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { runExample } from '../../examples/run-example.js';
import { needs } from '../../support/needs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { audio } from '../audio.js';
import { Camera } from './camera.js';
import { selfSigned } from './certificate.js';

const sound = audio(2);
const packets = sound.length / 160;

describe('examples/rtsp-camera-client against a camera (RFC 4567 §4.2, ONVIF)', function () {
  this.timeout(60_000);
  if (!needs('openssl')) return;
  const folder = temporaryFolder();
  const tls = selfSigned(folder);

  const cases = {
    "AES_CM_128_HMAC_SHA1_80, each end's key": { owner: 'sender', suite: 'AES_CM_128_HMAC_SHA1_80', args: ['--media', 'udp'] },
    "AES_CM_128_HMAC_SHA1_80, the client's key": { owner: 'client', suite: 'AES_CM_128_HMAC_SHA1_80', args: ['--onvif'] },
    "AEAD_AES_256_GCM, the client's key": { owner: 'client', suite: 'AEAD_AES_256_GCM', args: ['--onvif', '--media', 'udp'] },
  } as const;
  const played = new Map<string, Awaited<ReturnType<typeof play>>>();
  let deaf: Awaited<ReturnType<typeof play>>;

  /** The example's lines, what it heard, and the camera's view of it. */
  async function play(suite: SuiteName, keyOwner: RtspKeyOwner, ...args: string[]) {
    const out = join(mkdtempSync(join(folder, 'heard-')), 'sound');
    const heardAll = () => existsSync(out) && statSync(out).size >= sound.length;
    const camera = await Camera.open({ suite, sound, tls, keyOwner, firstSequence: 65_500, heardAll });
    try {
      const lines = await runExample('rtsp-camera-client', camera.url, '--ca', tls.files.certificate, '--out', out, ...args);
      return { lines, heard: readFileSync(out), session: camera.sessions[0]! };
    } finally {
      camera.close();
    }
  }

  before('all at once', async () => {
    const runs = Object.entries(cases).map(async ([title, { suite, owner, args }]) =>
      played.set(title, await play(suite, owner, '--rekey', ...args)),
    );
    deaf = await play('AES_CM_128_HMAC_SHA1_80', 'sender', '--onvif', '--seconds', '2');
    await Promise.all(runs);
  });

  for (const [title, { suite }] of Object.entries(cases))
    it(`${title}: takes a new key in mid-play and hears all`, () => {
      const { lines, heard, session } = played.get(title)!;
      expect(lines[0]).to.equal('m=audio: the device has taken a new key');
      expect(lines[1]).to.match(new RegExp(`^m=audio ${suite}: ${packets} RTP and [3-9] RTCP packets authenticated$`));
      expect(lines[2]).to.equal('  refused: none');
      expect(heard.equals(sound)).to.equal(true);
      expect([session.keys, session.refused]).to.deep.equal([2, []]);
      expect(session.reports.some(({ lastSenderReport }) => session.senderReports.includes(lastSenderReport))).to.equal(true);
    });

  it('hears nothing under the wrong practice, and says why: nothing is taken for media that is not', () => {
    expect(deaf.lines[0]).to.equal('m=audio AES_CM_128_HMAC_SHA1_80: 0 RTP and 0 RTCP packets authenticated');
    expect(deaf.lines[1]).to.match(/^ {2}refused: \d+ auth-failed$/);
    expect(deaf.heard.length).to.equal(0);
  });

  it('refuses a device that cannot prove who it is, and an address without TLS', async () => {
    const camera = await Camera.open({ suite: 'AES_CM_128_HMAC_SHA1_80', sound, tls, keyOwner: 'sender', firstSequence: 1 });
    try {
      for (const [url, reason] of [
        [camera.url, 'self-signed certificate'],
        [camera.url.replace('rtsps', 'rtsp'), 'expected an rtsps:// address'],
      ] as const)
        expect(await runExample('rtsp-camera-client', url).catch((error: Error) => error.message)).to.contain(reason);
      expect(camera.sessions).to.deep.equal([]);
    } finally {
      camera.close();
    }
  });
});
