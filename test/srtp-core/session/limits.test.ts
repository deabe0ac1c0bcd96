import { portableEngine, type SrtpEvent, SrtpReceiver, SrtpSession, srtpParameters, suites } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { keyNames, LiveKey } from '../../../packages/srtp-core/dist/live-key.js';
import { settingsOf } from '../../../packages/srtp-core/dist/options.js';
import { hex } from '../../support/vectors.js';
import { freshParameters, rtcpPacket, rtpPacket } from './packets.js';
import { refusal } from './refusal.js';

describe('limits of RFC 3711', () => {
  it('the replay window is never smaller than 64 packets (§3.3.2)', () => {
    for (const kind of ['srtp', 'srtcp'] as const) {
      for (const size of [63, 1, 0, -1, 64.5])
        expect(
          refusal(() => new SrtpReceiver([freshParameters()], { windowSize: { [kind]: size } })),
          `${kind} ${size}`,
        ).to.equal('bad-parameters');
      new SrtpReceiver([freshParameters()], { windowSize: { [kind]: 64 } }).close();
    }
  });

  it('a master key protects 2^48 SRTP and 2^31 SRTCP packets at most, whatever the suite (§9.2, RFC 7714 §10)', () => {
    for (const suite of Object.values(suites)) {
      const [master] = freshParameters({ suite: suite.name }).masterKeys;
      const settings = settingsOf({ engine: portableEngine() });
      const key = new LiveKey(keyNames(suite, master, 0, []), suite, master, 0, 'send', settings);
      for (const [life, most] of [
        [key.srtp, 2 ** 48],
        [key.srtcp, 2 ** 31],
      ] as const) {
        life.count(1);
        life.skip(most - 2);
        expect(life.expiredFor(1), `${suite.name}: the last packet`).to.equal(false);
        life.count(1);
        expect(life.expiredFor(1), `${suite.name}: one more`).to.equal(true);
      }
      key.close();
    }
  });

  it('a sender counts its SRTCP packets, too, apart from SRTP, and sends none beyond the limit (§3.4, §9.2)', () => {
    const [{ key, salt }] = freshParameters().masterKeys;
    const lifetime = { srtp: 100, srtcp: 5 };
    const send = srtpParameters({ suite: 'AES_CM_128_HMAC_SHA1_80', masterKeys: [{ key, salt, lifetime }] });
    const events: SrtpEvent[] = [];
    const session = new SrtpSession({ send: [send], lifetimeMargin: 1, onEvent: event => events.push(event) });
    for (let i = 0; i < 5; i++) session.protectRtcp(rtcpPacket());
    expect(refusal(() => session.protectRtcp(rtcpPacket()))).to.equal('key-expired');
    expect(events.filter(({ kind }) => kind !== 'stream-started')).to.deep.equal([
      { kind: 'key-expiring', direction: 'send', protocol: 'srtcp', remaining: 1 },
      { kind: 'key-expired', direction: 'send', protocol: 'srtcp' },
    ]);
    session.protectRtp(rtpPacket(1));
    session.close();
  });

  it('the SRTCP index goes on modulo 2^31 (§3.4)', () => {
    const session = new SrtpSession({ send: [freshParameters()], initialSrtcpIndex: 2 ** 31 - 1 });
    const words = [0, 1].map(() => hex(session.protectRtcp(rtcpPacket()).subarray(36, 40)));
    expect(words).to.deep.equal(['ffffffff', '80000000']);
    session.close();
  });

  it('a packet has no more octets than 2^16 blocks of key stream, nor than a datagram (§4.1.1)', () => {
    const parameters = freshParameters();
    const session = new SrtpSession({ send: [parameters], receive: [parameters] });
    const largest = rtpPacket(1, 1, 65_535 - 12 - 10);
    expect(session.protectRtp(largest)).to.have.length(65_535);
    expect(refusal(() => session.protectRtp(rtpPacket(2, 1, 65_535 - 12 - 9)))).to.equal('malformed-packet');
    expect(refusal(() => session.protectRtp(rtpPacket(2, 1, 2 ** 20 + 1)))).to.equal('malformed-packet');
    expect(refusal(() => session.unprotectRtp(new Uint8Array(65_536).fill(0x80)))).to.equal('malformed-packet');
    session.close();
  });
});
