import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gstreamerCaps } from '@sdpsec/negotiation/adapters/gstreamer';
import { Secret, type SrtpParameters, SrtpReceiver, SrtpSession, srtpParameters, suites } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { needs } from '../../support/needs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { audio, payloadOf, pcmuPackets } from '../audio.js';
import { MediaPort, untilBound } from '../media-port.js';
import { Program } from '../program.js';
import { gstreamerSecurity, gstreamerSuites } from './security.js';

const seconds = 3;
const sound = audio(seconds);
const ssrc = 0x57ea_0001;

interface Case {
  readonly title: string;
  readonly suite: (typeof gstreamerSuites)[number];
  readonly mki?: Uint8Array;
  /** Of our first packet; srtpenc has no such setting. */
  readonly roc?: number;
}

const plain = gstreamerSuites.map((suite): Case => ({ title: suite, suite }));
const withMki: Case = {
  title: 'AES_CM_128_HMAC_SHA1_80 with an MKI of 4 octets',
  ...{ suite: 'AES_CM_128_HMAC_SHA1_80', mki: Uint8Array.of(0, 0, 0, 47) },
};
const withRoc: Case = { title: 'AES_CM_128_HMAC_SHA1_80 from ROC 77 on', suite: 'AES_CM_128_HMAC_SHA1_80', roc: 77 };

function parametersOf({ suite, mki }: Case): SrtpParameters {
  const { keyOctets, saltOctets } = suites[suite];
  return srtpParameters({
    ...{ suite, streams: [{ ssrc }] },
    masterKeys: [{ key: Secret.random(keyOctets), salt: Secret.random(saltOctets), ...(mki && { mki }) }],
  });
}

function gstLaunch(...pipeline: readonly string[]): Program {
  return new Program('timeout', [
    '-k',
    '1',
    '-s',
    'INT',
    '40',
    'gst-launch-1.0',
    '-q',
    ...pipeline.flatMap(part => part.split(' ')),
  ]);
}

describe('GStreamer, srtpenc and srtpdec, three seconds past a sequence wrap', function () {
  this.timeout(90_000);
  if (!needs('gst-launch-1.0')) return;
  const folder = temporaryFolder();
  const file = join(folder, 'sound.ulaw');
  writeFileSync(file, sound);

  describe('srtpenc sends to us', () => {
    const sent = new Map<Case, Promise<{ output: string; rtp: Uint8Array[]; rtcp: Uint8Array[] }>>();

    before('all at once', async () => {
      for (const one of [...plain, withMki]) sent.set(one, send(one));
      await Promise.allSettled(sent.values());
    });

    async function send(one: Case) {
      const parameters = parametersOf(one);
      const [{ key, salt }] = parameters.masterKeys;
      const media = await MediaPort.open();
      const { cipher, auth } = gstreamerSecurity[one.suite];
      // RFC 4568 §6.2.2 keeps the tag of SRTCP at 80 bits in the _32 suites.
      const rtcpAuth = auth === 'null' ? 'null' : 'hmac-sha1-80';
      const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex');
      const encoder = `srtpenc name=e key=${hex(key.reveal())}${hex(salt.reveal())}${one.mki ? ` mki=${hex(one.mki)}` : ''}`;
      const program = gstLaunch(
        'rtpbin name=r rtp-profile=savp',
        `${encoder} rtp-cipher=${cipher} rtcp-cipher=${cipher} rtp-auth=${auth} rtcp-auth=${rtcpAuth}`,
        `filesrc location=${file} ! rawaudioparse use-sink-caps=false format=mulaw sample-rate=8000 num-channels=1`,
        `! rtppcmupay pt=0 ssrc=${ssrc} seqnum-offset=65450 min-ptime=20000000 max-ptime=20000000 ! r.send_rtp_sink_0`,
        `r.send_rtp_src_0 ! e.rtp_sink_0 e.rtp_src_0 ! udpsink host=127.0.0.1 port=${media.port} bind-address=127.0.0.1`,
        'r.send_rtcp_src_0 ! e.rtcp_sink_0 e.rtcp_src_0',
        `! udpsink host=127.0.0.1 port=${media.port + 1} bind-address=127.0.0.1 sync=false async=false`,
      );
      // At its end rtpbin does not always let the program go: what counts is here by then.
      const due = sound.length / 160;
      for (let waited = 0; waited < 30_000 && (media.rtp.length < due || media.rtcp.length === 0); waited += 50) await sleep(50);
      await program.stop();
      media.close();
      const receiver = new SrtpReceiver([parameters]);
      const rtp = media.rtp.map(packet => receiver.unprotectRtp(packet));
      const rtcp = media.rtcp.map(packet => receiver.unprotectRtcp(packet));
      receiver.close();
      return { output: program.output, rtp, rtcp };
    }

    for (const one of [...plain, withMki])
      it(`${one.title}: every packet authenticates, the sound is whole`, async () => {
        const { output, rtp, rtcp } = await sent.get(one)!;
        expect(Buffer.concat(rtp.map(payloadOf)).equals(sound), `${rtp.length} packets; ${output}`).to.equal(true);
        expect(rtcp.length).to.be.greaterThan(0);
        // RFC 3550 §6.4.1: sender reports of the stream.
        for (const packet of rtcp) expect([packet[1], Buffer.from(packet).readUInt32BE(4)]).to.deep.equal([200, ssrc]);
      });
  });

  describe('srtpdec receives from us', () => {
    const heard = new Map<Case, Promise<{ output: string; rtp: Buffer; rtcp: Buffer; report: Buffer }>>();

    before('all at once', async () => {
      const cases = [...plain, withMki, withRoc];
      // All ports at once, so that no two are the same, and theirs given up only then.
      const ours = await Promise.all(cases.map(() => MediaPort.open()));
      const theirs = await Promise.all(cases.map(() => MediaPort.open()));
      for (const media of theirs) media.close();
      for (const [i, one] of cases.entries()) heard.set(one, receive(one, ours[i] as MediaPort, theirs[i]!.port));
      await Promise.allSettled(heard.values());
    });

    async function receive(one: Case, ours: MediaPort, port: number) {
      const parameters = parametersOf(one);
      const out = join(folder, `heard-${port}`);
      const keys = gstreamerCaps(parameters, { ssrc, ...(one.roc !== undefined && { roc: one.roc }) }).replace(
        'application/x-srtp,',
        '',
      );
      const media = `media=(string)audio,encoding-name=(string)PCMU,payload=(int)0,clock-rate=(int)8000,${keys}`;
      const sink = 'filesink sync=false async=false buffer-mode=unbuffered';
      const program = gstLaunch(
        'srtpdec name=d',
        `udpsrc address=127.0.0.1 port=${port} caps=application/x-srtp,${media} ! d.rtp_sink d.rtp_src`,
        `! rtppcmudepay ! ${sink} location=${out}`,
        `udpsrc address=127.0.0.1 port=${port + 1} caps=application/x-srtcp,${media} ! d.rtcp_sink d.rtcp_src`,
        `! ${sink} location=${out}.rtcp`,
      );
      const session = new SrtpSession({ send: [parameters] });
      try {
        await Promise.all([untilBound(port), untilBound(port + 1)]);
        if (one.roc !== undefined) session.setRoc('send', ssrc, one.roc);
        const size = (path: string) => (existsSync(path) ? readFileSync(path) : Buffer.alloc(0));
        // Its port is bound before it plays, and what comes in between may be lost: silence, until something is heard.
        const silence = pcmuPackets(Buffer.alloc(160 * 500, 0xff), { ssrc, firstSequence: 64_900 });
        for (let i = 0; i < silence.length && size(out).length === 0; i++) {
          ours.sendRtp(session.protectRtp(silence[i] as Buffer), port);
          await sleep(20);
        }
        const report = senderReport();
        for (const [i, packet] of pcmuPackets(sound, { ssrc, firstSequence: 65_450 }).entries()) {
          ours.sendRtp(session.protectRtp(packet), port);
          if (i === 50) ours.sendRtcp(session.protectRtcp(report), port + 1);
          await sleep(18);
        }
        for (let waited = 0; waited < 10_000 && !size(out).subarray(-sound.length).equals(sound); waited += 50) await sleep(50);
        return { output: program.output, rtp: size(out), rtcp: size(`${out}.rtcp`), report };
      } finally {
        session.close();
        ours.close();
        await program.stop();
      }
    }

    for (const one of [...plain, withMki, withRoc])
      it(`${one.title}: it hears all of our sound, and our report`, async () => {
        const { output, rtp, rtcp, report } = await heard.get(one)!;
        expect(rtp.subarray(-sound.length).equals(sound), `${rtp.length} octets; ${output}`).to.equal(true);
        expect(rtcp.equals(report), output).to.equal(true);
      });
  });
});

/** RFC 3550 §6.4.1, without report blocks. */
function senderReport(): Buffer {
  const report = Buffer.alloc(28, 0x11);
  report.writeUInt32BE(0x80c80006, 0);
  report.writeUInt32BE(ssrc, 4);
  return report;
}
