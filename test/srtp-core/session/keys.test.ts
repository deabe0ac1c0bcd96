import { Secret, type SrtpEvent, type SrtpParametersInput, SrtpReceiver, SrtpSession, srtpParameters } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { hex } from '../../support/vectors.js';
import { freshParameters, rtcpPacket, rtpPacket } from './packets.js';
import { refusal } from './refusal.js';

type KeyInput = SrtpParametersInput['masterKeys'][number];

function key(extra: Partial<KeyInput> = {}): KeyInput {
  return { key: Secret.random(16), salt: Secret.random(14), ...extra };
}

function withKeys(masterKeys: KeyInput[], extra: Partial<SrtpParametersInput> = {}) {
  return srtpParameters({ suite: 'AES_CM_128_HMAC_SHA1_80', masterKeys, ...extra });
}

describe('several master keys', () => {
  it('MKI: the sender switches at an index, the receiver selects by what the packet says (RFC 3711 §8.1)', () => {
    const parameters = withKeys([key({ mki: Uint8Array.of(0, 1) }), key({ mki: Uint8Array.of(0, 2) })]);
    const sender = new SrtpSession({ send: [parameters] });
    const receiver = new SrtpReceiver([parameters]);
    const mkiOf = (packet: Uint8Array) => packet[packet.length - 11];
    sender.useKey(Uint8Array.of(0, 2), 65_538);
    const packets = [65_535, 65_536, 65_537, 65_538, 65_539].map(i => sender.protectRtp(rtpPacket(i)));
    expect(packets.map(mkiOf)).to.deep.equal([1, 1, 1, 2, 2]);
    for (const packet of packets) receiver.unprotectRtp(packet);
    // SRTCP follows the stream's SRTP index.
    expect(mkiOf(sender.protectRtcp(rtcpPacket()))).to.equal(2);
    sender.useKey(Uint8Array.of(0, 1));
    const back = sender.protectRtp(rtpPacket(65_540));
    expect(mkiOf(back)).to.equal(1);
    receiver.unprotectRtp(back);
    expect(receiver.streams[0]?.mki).to.deep.equal(Uint8Array.of(0, 1));
    expect(refusal(() => sender.useKey(Uint8Array.of(0, 3)))).to.equal('unknown-mki');
    back[back.length - 11] = 9;
    expect(refusal(() => receiver.unprotectRtp(back))).to.equal('replayed');
    const next = sender.protectRtp(rtpPacket(65_541));
    next[next.length - 11] = 9;
    expect(refusal(() => receiver.unprotectRtp(next))).to.equal('unknown-mki');
    sender.close();
  });

  it('MKI: no key is tried but the one that the packet names (RFC 4568 §4.3)', () => {
    const parameters = withKeys([key({ mki: Uint8Array.of(0, 1) }), key({ mki: Uint8Array.of(0, 2) })]);
    const sender = new SrtpSession({ send: [parameters] });
    const receiver = new SrtpReceiver([parameters]);
    const [packet, report] = [sender.protectRtp(rtpPacket(1)), sender.protectRtcp(rtcpPacket())];
    const renamed = (octets: Uint8Array) => octets.map((octet, i) => (i === octets.length - 11 ? 2 : octet));
    expect(refusal(() => receiver.unprotectRtp(renamed(packet)))).to.equal('auth-failed');
    expect(refusal(() => receiver.unprotectRtcp(renamed(report)))).to.equal('auth-failed');
    receiver.unprotectRtp(packet);
    receiver.unprotectRtcp(report);
    sender.close();
  });

  it('MKI: before the tag of SRTCP, which has ten octets where that of SRTP has four (RFC 4568 §6.2.2; peer trap 3)', () => {
    const mki = Uint8Array.of(1, 2, 3, 4);
    const parameters = withKeys([key({ mki })], { suite: 'AES_CM_128_HMAC_SHA1_32' });
    const sender = new SrtpSession({ send: [parameters] });
    const receiver = new SrtpReceiver([parameters]);
    const [packet, report] = [sender.protectRtp(rtpPacket(1)), sender.protectRtcp(rtcpPacket())];
    expect(packet.subarray(-8, -4)).to.deep.equal(mki);
    expect(report.subarray(-14, -10)).to.deep.equal(mki);
    expect(receiver.unprotectRtp(packet)).to.deep.equal(rtpPacket(1));
    expect(receiver.unprotectRtcp(report)).to.deep.equal(rtcpPacket());
    sender.close();
  });

  it('keys come and go while traffic runs, and no packet is lost', () => {
    const keys = [1, 2, 3, 4].map(mki => key({ mki: Uint8Array.of(mki) }));
    const sender = new SrtpSession({ send: [withKeys(keys.slice(0, 1))] });
    const receiver = new SrtpSession({ receive: [withKeys(keys.slice(0, 1))] });
    let sequence = 0;
    const run = (packets: number) => {
      for (let i = 0; i < packets; i++, sequence++) receiver.unprotectRtp(sender.protectRtp(rtpPacket(sequence)));
    };
    run(10);
    for (let i = 1; i < 4; i++) {
      const both = withKeys(keys.slice(i - 1, i + 1));
      expect(receiver.update({ send: [], receive: [both] }).receive).to.equal(i === 1 ? 'keys-added' : 'rekeyed');
      run(5);
      const inFlight = sender.protectRtp(rtpPacket(sequence++));
      expect(sender.update({ send: [both], receive: [] }).send).to.equal(i === 1 ? 'keys-added' : 'rekeyed');
      expect(sender.update({ send: [both], receive: [] }).send).to.equal('unchanged');
      sender.useKey(Uint8Array.of(i + 1));
      run(5);
      receiver.unprotectRtp(inFlight);
    }
    expect(receiver.streams[0]).to.include({ packets: sequence, authFailures: 0 });
    sender.close();
  });

  it('<From, To>: the index chooses the key, on both sides (RFC 3711 §8.1.1)', () => {
    const parameters = withKeys([key({ validity: { from: 0, to: 99 } }), key({ validity: { from: 100, to: 199 } })]);
    const sender = new SrtpSession({ send: [parameters] });
    const receiver = new SrtpReceiver([parameters]);
    for (const sequence of [98, 100, 99, 101, 199]) {
      const packet = rtpPacket(sequence);
      expect(hex(receiver.unprotectRtp(sender.protectRtp(packet)))).to.equal(hex(packet));
      receiver.unprotectRtcp(sender.protectRtcp(rtcpPacket(undefined, sequence)));
    }
    expect(refusal(() => sender.protectRtp(rtpPacket(200)))).to.equal('no-valid-key');
    sender.close();
  });

  it('<From, To> of a designated stream decides for the others and for SRTCP, which may be a little late', () => {
    const parameters = withKeys([
      key({ validity: { from: 0, to: 99, ssrc: 1 } }),
      key({ validity: { from: 100, to: 2 ** 48 - 1, ssrc: 1 } }),
    ]);
    const sender = new SrtpSession({ send: [parameters] });
    const receiver = new SrtpReceiver([parameters]);
    receiver.unprotectRtp(sender.protectRtp(rtpPacket(99, 1)));
    const before = sender.protectRtp(rtpPacket(5000, 2));
    const reportBefore = sender.protectRtcp(rtcpPacket(2));
    receiver.unprotectRtp(sender.protectRtp(rtpPacket(100, 1)));
    receiver.unprotectRtp(sender.protectRtp(rtpPacket(5001, 2)));
    receiver.unprotectRtp(before);
    receiver.unprotectRtcp(reportBefore);
    expect(receiver.streams.map(({ packets }) => packets)).to.deep.equal([2, 2]);
    sender.close();
  });

  it('session keys change every key_derivation_rate packets, for SRTP and SRTCP (RFC 3711 §4.3.1)', () => {
    const parameters = freshParameters({ keyDerivationRate: 16 });
    const fixed = srtpParameters({
      suite: 'AES_CM_128_HMAC_SHA1_80',
      masterKeys: parameters.masterKeys,
    });
    const sender = new SrtpSession({ send: [parameters] });
    const receiver = new SrtpReceiver([parameters]);
    const constant = new SrtpReceiver([fixed]);
    const shuffled = [0, 15, 16, 14, 17, 33, 31, 32, 200, 150];
    for (const sequence of shuffled) {
      const packet = sender.protectRtp(rtpPacket(sequence));
      expect(hex(receiver.unprotectRtp(packet))).to.equal(hex(rtpPacket(sequence)));
      expect(refusal(() => constant.unprotectRtp(packet))).to.equal(sequence < 16 ? undefined : 'auth-failed');
    }
    for (let i = 0; i < 40; i++) receiver.unprotectRtcp(sender.protectRtcp(rtcpPacket(undefined, i)));
    sender.close();
  });
});

describe('key lifetime (RFC 3711 §9.2, RFC 4568 §6.1)', () => {
  it('Q10: is announced, and enforced on both sides; SRTP and SRTCP are counted apart', () => {
    const parameters = withKeys([key({ lifetime: { srtp: 20, srtcp: 10 } })]);
    const longer = withKeys([{ ...parameters.masterKeys[0], lifetime: { srtp: 1000, srtcp: 1000 } }]);
    const seen: SrtpEvent[] = [];
    const onEvent = (event: SrtpEvent) => event.kind.startsWith('key-') && seen.push(event);
    const sender = new SrtpSession({ send: [longer] });
    const receiver = new SrtpReceiver([parameters], { lifetimeMargin: 5, onEvent });
    for (let i = 0; i < 20; i++) receiver.unprotectRtp(sender.protectRtp(rtpPacket(i, i % 2)));
    expect(refusal(() => receiver.unprotectRtp(sender.protectRtp(rtpPacket(20))))).to.equal('key-expired');
    expect(seen).to.deep.equal([
      { kind: 'key-expiring', direction: 'receive', protocol: 'srtp', remaining: 5 },
      { kind: 'key-expired', direction: 'receive', protocol: 'srtp' },
    ]);
    for (let i = 0; i < 10; i++) receiver.unprotectRtcp(sender.protectRtcp(rtcpPacket(1, i)));
    expect(refusal(() => receiver.unprotectRtcp(sender.protectRtcp(rtcpPacket(1))))).to.equal('key-expired');
    sender.close();

    seen.length = 0;
    const limited = new SrtpSession({ send: [parameters], lifetimeMargin: 0, onEvent });
    for (let i = 0; i < 20; i++) limited.protectRtp(rtpPacket(i));
    expect(refusal(() => limited.protectRtp(rtpPacket(20)))).to.equal('key-expired');
    expect(seen.map(event => event.kind)).to.deep.equal(['key-expiring', 'key-expired']);
    limited.close();
  });

  it('ends earlier once a second SSRC uses the key (RFC 4568 §6.4.2)', () => {
    const parameters = withKeys([key({ sharedLimit: 10 })]);
    const one = new SrtpSession({ send: [parameters] });
    for (let i = 0; i < 15; i++) one.protectRtp(rtpPacket(i, 1));
    expect(refusal(() => one.protectRtp(rtpPacket(15, 2)))).to.equal('key-expired');
    one.protectRtp(rtpPacket(16, 1));
    one.close();
    const two = new SrtpSession({ send: [parameters] });
    for (let i = 0; i < 10; i++) two.protectRtp(rtpPacket(i, i % 2));
    expect(refusal(() => two.protectRtp(rtpPacket(11, 1)))).to.equal('key-expired');
    two.close();
  });

  it('by itself that is 2^31 packets, announced before (RFC 4568 §6.4.2)', () => {
    const events: SrtpEvent[] = [];
    const onEvent = (event: SrtpEvent) => event.kind === 'key-expiring' && events.push(event);
    const session = new SrtpSession({ send: [withKeys([key()])], lifetimeMargin: 2 ** 31 - 4, onEvent });
    for (let i = 0; i < 10; i++) session.protectRtp(rtpPacket(i, 1));
    expect(events).to.deep.equal([]);
    session.protectRtp(rtpPacket(0, 2));
    expect(events).to.deep.equal([{ kind: 'key-expiring', direction: 'send', protocol: 'srtp', remaining: 2 ** 31 - 11 }]);
    session.close();
  });

  it('does not begin anew when a key comes back', () => {
    const first = withKeys([key({ lifetime: { srtp: 10, srtcp: 10 } })]);
    const session = new SrtpSession({ send: [first] });
    for (let i = 0; i < 8; i++) session.protectRtp(rtpPacket(i));
    session.update({ send: [freshParameters()], receive: [] });
    session.update({ send: [first], receive: [] });
    for (let i = 8; i < 10; i++) session.protectRtp(rtpPacket(i));
    expect(refusal(() => session.protectRtp(rtpPacket(10)))).to.equal('key-expired');
    session.close();
  });

  it('the index space of an SSRC ends at 2^48 (RFC 3711 §9.2)', () => {
    const session = new SrtpSession({ send: [freshParameters()] });
    session.setRoc('send', 0x11223344, 2 ** 32 - 1);
    session.protectRtp(rtpPacket(65_535));
    expect(refusal(() => session.protectRtp(rtpPacket(0)))).to.equal('key-expired');
    session.close();
  });
});
