import { refusalOf, SrtpReceiver, SrtpSession, srtpParameters } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { needs } from '../../support/needs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { randomNumbers, rtpPackets } from '../packets.js';
import { type Case, expectEqual, keysOf, parametersOf, settingsOf, successes } from './comparison.js';
import { compileOracle, Oracle } from './oracle.js';

const ssrc = 0x12345678;
const one: Case = { title: '', suite: 'AES_CM_128_HMAC_SHA1_80' };
/** srtp_err_status_t of srtp.h. */
const statuses: Readonly<Record<number, string>> = { 0: 'accepted', 7: 'auth-failed', 9: 'replayed', 10: 'too-old' };

describe('libsrtp 2 and this engine, state for state', function () {
  this.timeout(60_000);
  if (!needs('cc', '/usr/include/srtp2/srtp.h')) return;
  const folder = temporaryFolder();
  let oracle: Oracle;
  before(() => {
    oracle = new Oracle(compileOracle('libsrtp', folder));
  });
  after(() => oracle?.close());

  for (const roc of [1, 77, 0x7fffffff, 0xfffffffe])
    it(`a stream that begins with ROC ${roc} (RFC 3711 §3.3.1)`, async () => {
      const packets = rtpPackets(1_000, { ssrc, firstSequence: 65_000, seed: roc });
      const bound = () => srtpParameters({ suite: one.suite, masterKeys: keysOf(one), streams: [{ ssrc, roc }] });
      const out = await oracle.open(settingsOf(one, ssrc.toString(16)));
      await oracle.setRoc(out, ssrc, roc);
      const theirs = successes('their protect', await oracle.run('protectRtp', out, packets));
      const sender = new SrtpSession({ send: [bound()] });
      expectEqual(
        'protected',
        packets.map(packet => sender.protectRtp(packet)),
        theirs,
      );
      sender.close();
      const receiver = new SrtpReceiver([bound()]);
      expectEqual(
        'opened',
        theirs.map(packet => receiver.unprotectRtp(packet)),
        packets,
      );
      receiver.close();
    });

  for (const windowSize of [64, 128, 1_024, 32_767])
    it(`a replay window of ${windowSize} (RFC 3711 §3.3.2): the same verdict for every late, repeated and forged packet`, async () => {
      const packets = rtpPackets(20_000 + windowSize, { ssrc, firstSequence: 60_000, seed: windowSize });
      const sender = new SrtpSession({ send: [parametersOf(one)] });
      const sent = packets.map(packet => sender.protectRtp(packet));
      sender.close();
      const random = randomNumbers(windowSize);
      const arriving = sent.flatMap((packet, i) => {
        const late = sent[Math.max(0, i - random(2 * windowSize))] as Uint8Array;
        const forged = Uint8Array.from(packet);
        forged[forged.length - 1 - random(10)]! ^= 1 << random(8);
        return [packet, late, packet, forged].filter(() => random(3) > 0);
      });
      // libsrtp rounds its window up to words of 32.
      const receiver = new SrtpReceiver([parametersOf(one)], { windowSize: { srtp: 32 * Math.ceil(windowSize / 32) } });
      const target = new Uint8Array(2_048);
      const ours = arriving.map(packet => {
        const octets = receiver.unprotectRtpInto(packet, target);
        return octets < 0 ? refusalOf(octets) : 'accepted';
      });
      receiver.close();
      const replies = await oracle.run(
        'unprotectRtp',
        await oracle.open(settingsOf({ ...one, settings: `window=${windowSize}` }, 'in')),
        arriving,
      );
      const theirs = replies.map(({ status }) => statuses[status] ?? `status ${status}`);
      // A packet more than 2^15 behind is taken for one of the next ROC (RFC 3711 Appendix A), so the largest window leaves none too old.
      const verdicts = ['accepted', 'replayed', 'auth-failed', ...(windowSize < 32_767 ? ['too-old'] : [])];
      for (const verdict of verdicts) expect(theirs).to.include(verdict);
      const first = theirs.findIndex((verdict, i) => verdict !== ours[i]);
      expect(first >= 0 ? `#${first}: ${ours[first]}` : '').to.equal(first >= 0 ? `#${first}: ${theirs[first]}` : '');
    });
});
