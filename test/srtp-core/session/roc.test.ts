import { type SrtpEvent, SrtpReceiver, SrtpSession } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { hex } from '../../support/vectors.js';
import { freshParameters, rtcpPacket, rtpPacket } from './packets.js';
import { refusal } from './refusal.js';

/** A sender whose stream 1 stands at ROC 2, and a receiver that has followed it. */
function atRocTwo(onEvent: (event: SrtpEvent) => void = () => {}) {
  const before = freshParameters();
  const sender = new SrtpSession({ send: [before] });
  const receiver = new SrtpSession({ receive: [before], onEvent });
  for (const sequence of [30_000, 60_000, 90_000, 120_000, 150_000])
    receiver.unprotectRtp(sender.protectRtp(rtpPacket(sequence, 1)));
  receiver.unprotectRtcp(sender.protectRtcp(rtcpPacket(1)));
  return { sender, receiver };
}

describe('rollover counter', () => {
  it('goes on through a rekey when the address stays (RFC 3711 §3.3.1), and SRTCP indices do too (§3.4)', () => {
    const { sender, receiver } = atRocTwo();
    const after = freshParameters();
    sender.update({ send: [after], receive: [] });
    receiver.update({ send: [], receive: [after] });
    receiver.unprotectRtp(sender.protectRtp(rtpPacket(150_001, 1)));
    receiver.unprotectRtcp(sender.protectRtcp(rtcpPacket(1)));
    expect(receiver.streams[0]).to.include({ roc: 2, srtcpIndex: 1 });
    sender.close();
  });

  it('starts at zero with a new key for a changed address (RFC 4568 §7.1.4)', () => {
    const { sender, receiver } = atRocTwo();
    const after = freshParameters();
    const late = sender.protectRtp(rtpPacket(150_001, 1));
    sender.update({ send: [after], receive: [], roc: { send: 'reset' } });
    receiver.update({ send: [], receive: [after], roc: { receive: 'reset' } });
    receiver.unprotectRtp(sender.protectRtp(rtpPacket(150_002, 1)));
    expect(receiver.streams[0]?.roc).to.equal(0);
    expect(hex(receiver.unprotectRtp(late))).to.equal(hex(rtpPacket(150_001, 1)));
    sender.close();
  });

  for (const kept of ['keep', 'reset'] as const)
    it(`is found by probing when the sender's choice is not known: ${kept} (quirk Q28)`, () => {
      const events: SrtpEvent[] = [];
      const { sender, receiver } = atRocTwo(event => events.push(event));
      const after = freshParameters();
      sender.update({ send: [after], receive: [], roc: { send: kept } });
      receiver.update({ send: [], receive: [after], roc: { receive: 'probe' } });
      const packet = sender.protectRtp(rtpPacket(150_001, 1));
      const forged = packet.map((octet, i) => (i === 50 ? octet ^ 1 : octet));
      expect(refusal(() => receiver.unprotectRtp(forged))).to.equal('auth-failed');
      expect(receiver.streams[0]?.roc).to.equal(2);
      receiver.unprotectRtp(packet);
      receiver.unprotectRtp(sender.protectRtp(rtpPacket(150_002, 1)));
      expect(receiver.streams[0]?.roc).to.equal(kept === 'keep' ? 2 : 0);
      expect(events.filter(event => event.kind === 'roc-found')).to.have.length(kept === 'keep' ? 0 : 1);
      sender.close();
    });

  it('never goes back under a key that stays or comes back', () => {
    const { sender, receiver } = atRocTwo();
    const one = freshParameters();
    const two = freshParameters();
    sender.update({ send: [one], receive: [] });
    sender.update({ send: [one], receive: [], roc: { send: 'reset' } });
    expect(sender.streams[0]?.roc).to.equal(2);
    sender.update({ send: [two], receive: [], roc: { send: 'reset' } });
    expect(sender.streams[0]?.roc).to.equal(0);
    expect(refusal(() => sender.update({ send: [one], receive: [] }))).to.equal('index-reused');
    receiver.update({ send: [], receive: [one], roc: { receive: 'reset' } });
    receiver.update({ send: [], receive: [two], roc: { receive: 'reset' } });
    expect(refusal(() => receiver.update({ send: [], receive: [one] }))).to.equal('index-reused');
    sender.close();
  });

  it('a key that comes back makes none of its packets new again', () => {
    const [one, two] = [freshParameters(), freshParameters()];
    const sender = new SrtpSession({ send: [one] });
    const receiver = new SrtpSession({ receive: [one] });
    const packets = [1, 2, 3].map(sequence => sender.protectRtp(rtpPacket(sequence, 1)));
    const report = sender.protectRtcp(rtcpPacket(1));
    receiver.unprotectRtp(packets[0] as Uint8Array);
    receiver.unprotectRtcp(report);
    receiver.update({ send: [], receive: [two] });
    receiver.unprotectRtp(packets[1] as Uint8Array);
    receiver.update({ send: [], receive: [one] });
    for (const packet of packets.slice(0, 2)) expect(refusal(() => receiver.unprotectRtp(packet))).to.equal('replayed');
    expect(refusal(() => receiver.unprotectRtcp(report))).to.equal('replayed');
    receiver.unprotectRtp(packets[2] as Uint8Array);
    sender.close();
  });

  it('late joiner: the receiver is told the ROC (RFC 3711 §3.3.1), by keying or by the caller', () => {
    const parameters = freshParameters();
    const sender = new SrtpSession({ send: [parameters] });
    sender.setRoc('send', 1, 7);
    const packets = [100, 101].map(sequence => sender.protectRtp(rtpPacket(sequence, 1)));
    const uninformed = new SrtpReceiver([parameters]);
    expect(refusal(() => uninformed.unprotectRtp(packets[0] as Uint8Array))).to.equal('auth-failed');
    const told = new SrtpSession({ receive: [parameters] });
    told.setRoc('receive', 1, 7);
    told.unprotectRtp(packets[0] as Uint8Array);
    expect(refusal(() => told.setRoc('receive', 1, 6))).to.equal('bad-parameters');
    expect(refusal(() => sender.setRoc('send', 1, 6))).to.equal('index-reused');
    sender.setRoc('send', 1, 9);
    const jumped = sender.protectRtp(rtpPacket(50, 1));
    told.setRoc('receive', 1, 9);
    told.unprotectRtp(jumped);
    expect(told.streams[0]?.roc).to.equal(9);
    sender.close();
  });

  it('finds a stream that began just before a wrap whose first packets were lost (quirk Q31)', () => {
    const parameters = freshParameters();
    const sender = new SrtpSession({ send: [parameters] });
    const receiver = new SrtpReceiver([parameters]);
    const early = sender.protectRtp(rtpPacket(65_530, 1));
    const first = sender.protectRtp(rtpPacket(65_540, 1));
    receiver.unprotectRtp(first);
    expect(receiver.streams[0]?.roc).to.equal(1);
    receiver.unprotectRtp(early);
    sender.close();
  });

  it('a sequence that restarts without a new key is refused and reported (quirk Q32)', () => {
    const events: SrtpEvent[] = [];
    const { sender, receiver } = atRocTwo(event => events.push(event));
    const stale = sender.protectRtp(rtpPacket(149_950, 1));
    receiver.unprotectRtp(sender.protectRtp(rtpPacket(151_000, 1)));
    for (let i = 0; i < 100; i++) expect(refusal(() => receiver.unprotectRtp(stale))).to.equal('too-old');
    expect(events.filter(event => event.kind === 'sequence-restarted')).to.have.length(1);
    sender.close();
  });
});
