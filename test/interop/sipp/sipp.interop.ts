import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cryptoToParameters, formatCrypto, generateCrypto } from '@sdpsec/sdes';
import { SrtpReceiver, SrtpSession, type SuiteName } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { ethernet, ipv4, pcap, udp } from '../../cli/capture/frames.js';
import { needs } from '../../support/needs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { audio, payloadOf, pcmuPackets } from '../audio.js';
import { MediaPort, untilBound } from '../media-port.js';
import { Program } from '../program.js';
import { SecureCall } from '../sip/secure-call.js';
import { calledScenario, callingScenario, type ScenarioKeys } from './scenarios.js';

const seconds = 3;
const suites: readonly SuiteName[] = [
  'AES_CM_128_HMAC_SHA1_80',
  'AES_CM_128_HMAC_SHA1_32',
  'AES_256_CM_HMAC_SHA1_80',
  'AEAD_AES_128_GCM',
];

describe('SIPp, its scenarios check our SDP; media it plays and echoes as it is', function () {
  this.timeout(60_000);
  if (!needs('sipp')) return;
  // It sends captured packets through a raw socket.
  if (process.getuid?.() !== 0) {
    it('needs root');
    return;
  }
  const folder = temporaryFolder();
  let call: SecureCall;
  let sipp: Program;
  afterEach(async () => {
    await call?.close();
    await sipp?.stop();
  });

  /** Starts it on ports that were free a moment ago; it ends with status 0 when its scenario came true. */
  async function start(name: string, text: string, ...args: string[]): Promise<number> {
    const file = join(folder, `${name}.xml`);
    writeFileSync(file, text);
    const ports = [await MediaPort.open(), await MediaPort.open()];
    const [sip = 0, media = 0] = ports.map(({ port }) => port);
    for (const port of ports) port.close();
    const where = ['-i', '127.0.0.1', '-p', `${sip}`, '-mi', '127.0.0.1', '-mp', `${media}`];
    const limits = ['-m', '1', '-nostdin', '-trace_err', '-error_file', join(folder, `${name}.err`)];
    sipp = new Program('timeout', ['-k', '0.5', '40', 'sipp', '-sf', file, ...where, ...limits, ...args], { cwd: folder });
    await untilBound(sip);
    return sip;
  }

  async function expectSuccess(name: string): Promise<void> {
    const status = await sipp.ended;
    const errors = (() => {
      try {
        return readFileSync(join(folder, `${name}.err`), 'utf8');
      } catch {
        return sipp.output.slice(-2_000);
      }
    })();
    expect(status, errors).to.equal(0);
  }

  for (const suite of suites)
    it(`offers ${suite} and plays packets that were protected before: all authenticate past a sequence wrap, the sound is whole`, async () => {
      const line = generateCrypto({ tag: 7, suite });
      const session = new SrtpSession({ send: [cryptoToParameters(line)] });
      const sound = audio(seconds);
      const frames = pcmuPackets(sound, { ssrc: 0x51bb, firstSequence: 65_450 }).map((packet, i) => ({
        octets: ethernet(ipv4(udp(Buffer.from(session.protectRtp(packet))))),
        at: 20_000 * i,
      }));
      session.close();
      writeFileSync(join(folder, `${suite}.pcap`), pcap(frames, { linkType: 1 }));
      call = await SecureCall.open({ policy: { security: { suites: [suite] } } });
      const called = call.agent.called();
      const keys: ScenarioKeys = { crypto: formatCrypto(line), expected: `7 ${suite} inline:[A-Za-z0-9+/]+=*` };
      const scenario = callingScenario(keys, `${suite}.pcap`, 1_000 * seconds + 1_000);
      await start(`calls-${suite}`, scenario, `127.0.0.1:${call.agent.port}`);
      await called;
      await expectSuccess(`calls-${suite}`);
      expect(call.received.refused).to.deep.equal({});
      expect(call.received.rtp).to.equal(50 * seconds);
      const receiver = new SrtpReceiver([cryptoToParameters(line)]);
      expect(Buffer.concat(call.media.rtp.map(packet => payloadOf(receiver.unprotectRtp(packet)))).equals(sound)).to.equal(true);
      receiver.close();
    });

  for (const suite of suites)
    it(`takes our offer of ${suite} and echoes what we send: three seconds come back as they went`, async () => {
      const line = generateCrypto({ tag: 1, suite });
      const keys: ScenarioKeys = { crypto: formatCrypto(line), expected: `1 ${suite} inline:[A-Za-z0-9+/]+=*` };
      const sip = await start(`called-${suite}`, calledScenario(keys), '-rtp_echo');
      call = await SecureCall.open({ policy: { security: { suites: [suite] } }, firstSequence: 65_450 });
      await call.offer({ to: `sip:sipp@127.0.0.1:${sip}` });
      expect(call.agreement?.sections[0]).to.include({ kind: 'sdes', suite, tag: 1 });
      await call.exchange(seconds);
      for (let waited = 0; waited < 5_000 && call.media.rtp.length < 50 * seconds; waited += 50) await sleep(50);
      await call.agent.bye();
      await expectSuccess(`called-${suite}`);
      // Under the key that we send with; under the one we receive with, nothing may pass.
      expect(call.received.rtp).to.equal(0);
      const receiver = new SrtpReceiver(call.agreement?.rtpSessions[0]?.send ?? []);
      const opened = call.media.rtp.map(packet => payloadOf(receiver.unprotectRtp(packet)));
      receiver.close();
      expect(opened.length).to.equal(50 * seconds);
      expect(Buffer.concat(opened).equals(audio(seconds)), 'the sound').to.equal(true);
    });
});
