import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SuiteName } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { CameraClient } from '../../../examples/rtsp-camera-client/camera-client.js';
import { needs } from '../../support/needs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { audio, payloadOf } from '../audio.js';
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
    const runs = new Map<string, Promise<{ client: CameraClient; heard: Buffer; newKey: string }>>();

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
      const heard: Uint8Array[] = [];
      const client = await CameraClient.open({
        ...{ url: `${address}/${suite}-${media}`, ca: tls.certificate, media, keyOwner: 'sender' },
        onRtp: packet => heard.push(payloadOf(packet)),
      });
      const stream = client.streams[0]!;
      try {
        await client.play();
        await until(() => heard.length >= 50);
        const newKey = await client.rekey(stream).then(
          () => 'taken',
          (error: Error) => error.message,
        );
        // BYE may overtake the last packets on its own port. That the server knows our SSRC tells that it has read a report of ours.
        const read = `heard /${suite}-${media} ${stream.ssrc}\n`;
        await until(() => stream.ended && stream.accepted.rtp >= 50 * seconds && server.output.includes(read));
        return { client, heard: Buffer.concat(heard), newKey };
      } finally {
        await client.close();
      }
    }

    for (const suite of gstreamerSuites)
      for (const way of ways)
        it(`${suite} over ${way}: all packets authenticate, the sound is whole, our reports are read; a new key is refused by 451`, async () => {
          const { client, heard, newKey } = await runs.get(`${suite} ${way}`)!;
          const { keys, accepted, refused } = client.streams[0]!;
          expect(keys.suite).to.equal(suite);
          expect(heard.equals(sound), `${heard.length} of ${sound.length} octets`).to.equal(true);
          expect(accepted.rtp).to.equal(50 * seconds);
          expect(accepted.rtcp).to.be.greaterThan(0);
          expect(refused).to.deep.equal({});
          expect(newKey).to.equal('SET_PARAMETER: RTSP/1.0 451 Parameter Not Understood');
        });

    async function until(holds: () => boolean): Promise<void> {
      for (let waited = 0; !holds() && waited < 30_000; waited += 50) await sleep(50);
      if (!holds()) throw new Error(`gave up waiting; the server said:\n${server.output}`);
    }
  });
});
