import { inspect } from 'node:util';
import { openSnapshot, Secret, type SrtpEvent, SrtpReceiver, SrtpSession, sealSnapshot } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { hex } from '../../support/vectors.js';
import { freshParameters, rtcpPacket, rtpPacket } from './packets.js';
import { refusal } from './refusal.js';

const wrappingKey = Secret.random(32);

describe('snapshots', () => {
  it('move a session: both directions go on where they were, through the stored form', () => {
    const out = freshParameters();
    const back = freshParameters({ suite: 'AEAD_AES_128_GCM', cryptex: 'allowed', encryptedExtensions: [3] });
    const session = new SrtpSession({ send: [out], receive: [back] });
    const peer = new SrtpSession({ send: [back], receive: [out] });
    for (let i = 65_500; i < 65_600; i++) {
      peer.unprotectRtp(session.protectRtp(rtpPacket(i, 1)));
      session.unprotectRtp(peer.protectRtp(rtpPacket(i, 2)));
    }
    peer.unprotectRtcp(session.protectRtcp(rtcpPacket(1)));
    const late = peer.protectRtp(rtpPacket(65_600, 2));
    const early = peer.protectRtp(rtpPacket(65_601, 2));
    session.unprotectRtp(early);

    const stored = sealSnapshot(session.snapshot(), wrappingKey);
    session.close();
    const successor = SrtpSession.restore(openSnapshot(stored, wrappingKey));
    expect(refusal(() => successor.unprotectRtp(early))).to.equal('replayed');
    expect(hex(successor.unprotectRtp(late))).to.equal(hex(rtpPacket(65_600, 2)));
    expect(refusal(() => successor.protectRtp(rtpPacket(65_599, 1)))).to.equal('index-reused');
    expect(hex(peer.unprotectRtp(successor.protectRtp(rtpPacket(65_600, 1))))).to.equal(hex(rtpPacket(65_600, 1)));
    expect(hex(peer.unprotectRtcp(successor.protectRtcp(rtcpPacket(1, 7))))).to.equal(hex(rtcpPacket(1, 7)));
    expect(successor.streams.find(stream => stream.direction === 'send')?.roc).to.equal(1);
    successor.close();
    peer.close();
  });

  it('are redacted, and open with their own key only', () => {
    const parameters = freshParameters();
    const session = new SrtpSession({ send: [parameters] });
    const snapshot = session.snapshot();
    session.close();
    const key = hex(parameters.masterKeys[0].key.reveal());
    const wrappingOctets = Buffer.from(wrappingKey.reveal());
    const stored = sealSnapshot(snapshot, wrappingOctets);
    expect(hex(wrappingOctets)).to.equal(hex(wrappingKey.reveal()));
    for (const shown of [inspect(snapshot, { depth: 9 }), JSON.stringify(snapshot), String(snapshot), hex(stored)])
      expect(shown).not.to.contain(key);
    expect(refusal(() => openSnapshot(stored, Secret.random(32)))).to.equal('bad-snapshot');
    for (let at = 0; at < stored.length; at += 7) {
      const changed = stored.slice();
      changed[at] = (changed[at] as number) ^ 1;
      expect(
        refusal(() => openSnapshot(changed, wrappingKey)),
        `octet ${at}`,
      ).to.equal('bad-snapshot');
    }
    for (const length of [0, 4, 5, 20, stored.length - 1])
      expect(refusal(() => openSnapshot(stored.subarray(0, length), wrappingKey))).to.equal('bad-snapshot');
  });

  it('reserve indices: nothing beyond is sent, and a successor begins behind them', () => {
    const parameters = freshParameters();
    const events: SrtpEvent[] = [];
    const session = new SrtpSession({ send: [parameters], reserve: 10, onEvent: event => events.push(event) });
    expect(refusal(() => session.protectRtp(rtpPacket(100)))).to.equal('index-not-reserved');
    expect(events).to.deep.equal([{ kind: 'snapshot-due', ssrc: 0x11223344 }]);
    const snapshot = session.snapshot();
    for (let i = 100; i < 110; i++) session.protectRtp(rtpPacket(i));
    expect(events.filter(event => event.kind === 'snapshot-due')).to.have.length(2);
    expect(refusal(() => session.protectRtp(rtpPacket(110)))).to.equal('index-not-reserved');
    for (let i = 0; i < 10; i++) session.protectRtcp(rtcpPacket());
    expect(refusal(() => session.protectRtcp(rtcpPacket()))).to.equal('index-not-reserved');
    session.close();

    const successor = SrtpSession.restore(snapshot);
    expect(successor.streams[0]?.firstSafeSequence).to.equal(110);
    expect(successor.streams[0]?.srtcpIndex).to.equal(10);
    expect(refusal(() => successor.protectRtp(rtpPacket(109)))).to.equal('index-reused');
    successor.protectRtp(rtpPacket(110));
    successor.close();
  });

  it('a handler that stores a snapshot at once keeps the packets flowing', () => {
    const session: SrtpSession = new SrtpSession({
      send: [freshParameters()],
      reserve: 4,
      onEvent: event => event.kind === 'snapshot-due' && session.snapshot(),
    });
    for (let i = 0; i < 50; i++) {
      session.protectRtp(rtpPacket(i));
      session.protectRtcp(rtcpPacket());
    }
    session.close();
  });

  it('keep the old receiving keys while a rekey is under way', () => {
    const before = freshParameters();
    const after = freshParameters();
    const old = new SrtpSession({ send: [before] });
    const renewed = new SrtpSession({ send: [after] });
    const receiver = new SrtpSession({ receive: [before] });
    receiver.unprotectRtp(old.protectRtp(rtpPacket(1)));
    receiver.update({ send: [], receive: [after] });
    const successor = SrtpSession.restore(openSnapshot(sealSnapshot(receiver.snapshot(), wrappingKey), wrappingKey));
    successor.unprotectRtp(old.protectRtp(rtpPacket(2)));
    successor.unprotectRtp(renewed.protectRtp(rtpPacket(3)));
    for (const session of [old, renewed, receiver, successor]) session.close();
  });

  it('need a live session', () => {
    const session = new SrtpSession({});
    session.close();
    expect(refusal(() => session.snapshot())).to.equal('closed');
    expect(new SrtpReceiver([]).closed).to.equal(false);
  });
});
