import {
  type Engine,
  portableEngine,
  Secret,
  type SrtpKeying,
  SrtpReceiver,
  SrtpSession,
  srtpParameters,
} from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { hex } from '../../support/vectors.js';
import { freshParameters, rtpPacket } from './packets.js';
import { refusal } from './refusal.js';

describe('what forgers and slips must not change', () => {
  it('RCC mode 1: packets without a tag do not end the time of the old keys (RFC 4771 §3)', () => {
    const rcc = { mode: 1, rate: 1024, tagOctets: 14 } as const;
    const old = freshParameters({ rcc });
    const sender = new SrtpSession({ send: [old] });
    const receiver = new SrtpSession({ receive: [old] });
    receiver.unprotectRtp(sender.protectRtp(rtpPacket(1024)));
    const late = sender.protectRtp(rtpPacket(2048));
    receiver.update({ send: [], receive: [freshParameters({ rcc })] });
    for (let i = 1; i < 300; i++) receiver.unprotectRtp(rtpPacket(1024 + i));
    expect(hex(receiver.unprotectRtp(late))).to.equal(hex(rtpPacket(2048)));
    sender.close();
  });

  it('at the limit, the stream that is idle for longest makes room, whatever came in between', () => {
    let now = 0;
    const parameters = freshParameters();
    const sender = new SrtpSession({ send: [parameters] });
    const receiver = new SrtpReceiver([parameters], { maxStreams: 2, idleTimeout: 100, now: () => now });
    const receive = (sequence: number, ssrc: number) => receiver.unprotectRtp(sender.protectRtp(rtpPacket(sequence, ssrc)));
    receive(1, 1);
    now = 10;
    receive(1, 2);
    expect(refusal(() => receive(1, 3))).to.equal('too-many-streams');
    now = 105;
    receive(2, 1);
    expect(refusal(() => receive(2, 3))).to.equal('too-many-streams');
    now = 110;
    receive(3, 3);
    expect(receiver.streams.map(stream => stream.ssrc)).to.deep.equal([1, 3]);
    sender.close();
  });

  it('with a key derivation rate, forged indices do not push out the session keys of good packets (RFC 3711 §4.3.1)', () => {
    const portable = portableEngine();
    let derived = 0;
    const engine: Engine = {
      name: 'counting',
      supports: suite => portable.supports(suite),
      keySlot: (suite, key, salt, r) => {
        derived++;
        return portable.keySlot(suite, key, salt, r);
      },
    };
    const parameters = freshParameters({ keyDerivationRate: 16 });
    const sender = new SrtpSession({ send: [parameters], engine: portable });
    const receiver = new SrtpReceiver([parameters], { engine, windowSize: { srtp: 1024, srtcp: 64 } });
    receiver.unprotectRtp(sender.protectRtp(rtpPacket(500)));
    const late = sender.protectRtp(rtpPacket(501));
    const forged = sender.protectRtp(rtpPacket(502));
    const before = derived;
    for (let i = 0; i < 40; i++) {
      // Another sequence number: another r, and a tag that cannot be right.
      new DataView(forged.buffer, forged.byteOffset).setUint16(2, 600 + 16 * i);
      expect(refusal(() => receiver.unprotectRtp(forged))).to.equal('auth-failed');
    }
    expect(derived).to.equal(before + 40);
    expect(hex(receiver.unprotectRtp(late))).to.equal(hex(rtpPacket(501)));
    expect(derived, 'the good packet found its session keys').to.equal(before + 40);
    sender.close();
  });

  it('a second ROC is tried under two key generations at most, however many rekeys are pending', () => {
    const portable = portableEngine();
    let opened = 0;
    const engine: Engine = {
      name: 'counting',
      supports: suite => portable.supports(suite),
      keySlot: (suite, key, salt, r) => {
        const slot = portable.keySlot(suite, key, salt, r);
        const open: typeof slot.open = work => {
          opened++;
          return slot.open(work);
        };
        return { seal: work => slot.seal(work), open, close: () => slot.close() };
      },
    };
    const first = freshParameters();
    const sender = new SrtpSession({ send: [first] });
    const receiver = new SrtpSession({ receive: [first], engine });
    receiver.unprotectRtp(sender.protectRtp(rtpPacket(65_000)));
    receiver.unprotectRtp(sender.protectRtp(rtpPacket(10)));
    for (let rekeys = 0; rekeys < 3; rekeys++)
      receiver.update({ send: [], receive: [freshParameters()], roc: { receive: 'probe' } });
    const forged = new Uint8Array(rtpPacket(11).length + 10);
    forged.set(rtpPacket(11));
    opened = 0;
    expect(refusal(() => receiver.unprotectRtp(forged))).to.equal('auth-failed');
    // Two indices under the current keys, two under those before them, one under the oldest.
    expect(opened).to.equal(5);
    sender.close();
  });

  it('wrong types from plain JavaScript are bad-parameters', () => {
    const session = new SrtpSession({});
    const update = (keying: unknown) => refusal(() => session.update(keying as SrtpKeying));
    expect(update({})).to.equal('bad-parameters');
    expect(update({ send: [], receive: [], roc: { send: 'rset' } })).to.equal('bad-parameters');
    expect(update({ send: [], receive: [], roc: { receive: 'Probe' } })).to.equal('bad-parameters');
    expect(refusal(() => session.setRoc('sedn' as 'send', 1, 1))).to.equal('bad-parameters');
    for (const wrong of [{ onEvent: 3 }, { now: 'x' }])
      expect(refusal(() => new SrtpSession(wrong as unknown as { send: [] }))).to.equal('bad-parameters');
    const masterKeys = [{ key: Secret.random(16), salt: Secret.random(14) }];
    const streams = [null] as unknown as [];
    expect(refusal(() => srtpParameters({ suite: 'AES_CM_128_HMAC_SHA1_80', masterKeys, streams }))).to.equal('bad-parameters');
  });
});
