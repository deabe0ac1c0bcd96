import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SuiteName } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { runExample } from '../../examples/run-example.js';
import { needs } from '../../support/needs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { audio } from '../audio.js';
import { Program } from '../program.js';
import { Camera } from '../rtsp/camera.js';
import type { CameraSession } from '../rtsp/camera-session.js';
import { selfSigned } from '../rtsp/certificate.js';
import { gstreamerSecurity, gstreamerSuites } from './security.js';

const seconds = 3;
const sound = audio(seconds);
const python = '/usr/bin/python3';
const ways = ['tcp', 'udp'] as const;

/** rtspsrc takes the length of the tag from the parameter that is about the length of the key, and so a _32 suite for its _80. */
const readByRtspsrc = gstreamerSuites.filter(suite => !suite.endsWith('_32'));

describe('GStreamer, MIKEY over RTSP inside TLS, three seconds past a sequence wrap', function () {
  this.timeout(90_000);
  if (!needs('gst-launch-1.0', 'openssl', python, '/usr/lib/x86_64-linux-gnu/girepository-1.0/GstRtspServer-1.0.typelib')) return;
  const folder = temporaryFolder();
  const tls = selfSigned(folder);
  const file = join(folder, 'sound.ulaw');
  writeFileSync(file, sound);

  describe('rtspsrc plays from our server', () => {
    const runs = new Map<string, Promise<{ status: number | null; output: string; heard: Buffer; session: CameraSession }>>();

    before('all at once', async () => {
      for (const suite of readByRtspsrc) for (const way of ways) runs.set(`${suite} ${way}`, play(suite, way));
      await Promise.allSettled(runs.values());
    });

    async function play(suite: (typeof readByRtspsrc)[number], way: (typeof ways)[number]) {
      const heard = join(folder, `${suite}-${way}`);
      const heardAll = () => existsSync(heard) && statSync(heard).size >= sound.length;
      const style = { keyOwner: 'sender', joinSalt: true, firstSequence: 65_450 } as const;
      const camera = await Camera.open({ suite, sound, tls, ...style, heardAll });
      const source = ['rtspsrc', `location=${camera.url}`, `protocols=${way}+tls`, 'tls-validation-flags=0', 'latency=500'];
      const pipeline = [...source, '!', 'rtppcmudepay', '!', 'filesink', `location=${heard}`, 'buffer-mode=unbuffered'];
      const program = new Program('timeout', ['-k', '0.5', '40', 'gst-launch-1.0', ...pipeline]);
      try {
        const status = await program.ended;
        return { status, output: program.output, heard: readFileSync(heard), session: camera.sessions[0]! };
      } finally {
        camera.close();
      }
    }

    for (const suite of readByRtspsrc)
      for (const way of ways)
        it(`${suite} over ${way}: it hears all of our sound, and its reports authenticate under its own key`, async () => {
          const { status, output, heard, session } = await runs.get(`${suite} ${way}`)!;
          expect(status, output).to.equal(0);
          expect(heard.equals(sound), `${heard.length} of ${sound.length} octets`).to.equal(true);
          expect(session.keys).to.equal(1);
          // It found our sender reports authentic: it refers to them (RFC 3550 §6.4.1, LSR).
          expect(session.senderReports).to.include(session.reports[0]?.lastSenderReport);
          // Over UDP it opens the way through firewalls with a few packets of 200 arbitrary octets.
          expect(session.refused.filter(refused => !refused.startsWith('rtp of 200 octets: '))).to.deep.equal([]);
          if (way === 'tcp') expect(session.refused).to.deep.equal([]);
        });
  });

  describe('our client, examples/rtsp-camera-client, plays from gst-rtsp-server', () => {
    let server: Program;
    let address: string;
    const runs = new Map<string, Promise<{ lines: string[]; heard: Buffer }>>();

    before('all at once', async () => {
      const mounts = gstreamerSuites.flatMap(suite => {
        const { cipher, auth } = gstreamerSecurity[suite];
        return ways.map(way => `${suite}-${way}=${cipher},${auth}`);
      });
      const script = new URL('rtsp-server.py', import.meta.url).pathname;
      const { certificate, key } = tls.files;
      server = new Program('timeout', ['-k', '0.5', '80', python, script, file, certificate, key, ...mounts]);
      await server.untilSaid('port ');
      address = `rtsps://127.0.0.1:${/port (\d+)/.exec(server.output)?.[1]}`;
      for (const suite of gstreamerSuites) for (const way of ways) runs.set(`${suite} ${way}`, play(suite, way));
      await Promise.allSettled(runs.values());
    });
    after(() => server?.stop());

    async function play(suite: SuiteName, media: (typeof ways)[number]) {
      const out = join(folder, `heard-${suite}-${media}`);
      const own = ['--ca', tls.files.certificate, '--media', media, '--seconds', '60', '--rekey', '--out', out];
      const lines = await runExample('rtsp-camera-client', `${address}/${suite}-${media}`, ...own);
      return { lines, heard: readFileSync(out) };
    }

    for (const suite of gstreamerSuites)
      for (const way of ways)
        it(`${suite} over ${way}: all packets authenticate, the sound is whole, our reports are read; a new key is refused by 451`, async () => {
          const { lines, heard } = await runs.get(`${suite} ${way}`)!;
          const [newKey, media, refused] = lines;
          expect(newKey).to.equal('m=audio: no new key (SET_PARAMETER: RTSP/1.0 451 Parameter Not Understood)');
          expect(media).to.match(new RegExp(`^m=audio ${suite}: ${50 * seconds} RTP and [1-9]\\d* RTCP packets authenticated$`));
          expect(refused).to.equal('  refused: none');
          expect(heard.equals(sound), `${heard.length} of ${sound.length} octets`).to.equal(true);
          // It tells its own SSRC, and ours once it has decrypted a report of ours.
          await until(() => server.output.split(`heard /${suite}-${way} `).length > 2);
        });

    async function until(holds: () => boolean): Promise<void> {
      for (let waited = 0; !holds() && waited < 30_000; waited += 50) await sleep(50);
      if (!holds()) throw new Error(`gave up waiting; the server said:\n${server.output}`);
    }
  });
});
