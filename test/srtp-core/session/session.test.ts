import { packetStatus, SrtpReceiver, SrtpSession, srtpParameters } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { hex, octets } from '../../support/vectors.js';
import { freshParameters, rtcpPacket, rtpPacket } from './packets.js';
import { refusal } from './refusal.js';

describe('SrtpSession', () => {
  it('makes the packets that libsrtp makes (its test "srtp_validate": master key of RFC 3711 B.3)', () => {
    const send = srtpParameters({
      suite: 'AES_CM_128_HMAC_SHA1_80',
      masterKeys: [{ key: octets('e1f97a0d3e018be0d64fa32c06de4139'), salt: octets('0ec675ad498afeebb6960b3aabe6') }],
    });
    const session = new SrtpSession({ send: [send] });
    const protectedRtp = session.protectRtp(octets(`800f1234decafbadcafebabe${'ab'.repeat(16)}`));
    expect(hex(protectedRtp)).to.equal('800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb');
    session.close();
  });

  it('carries 70,000 packets past the wrap of the sequence number (quirk Q30)', () => {
    const parameters = freshParameters();
    const sender = new SrtpSession({ send: [parameters] });
    const receiver = new SrtpReceiver([parameters]);
    for (let i = 0; i < 70_000; i++) {
      const packet = rtpPacket(i, 1, 20);
      expect(hex(receiver.unprotectRtp(sender.protectRtp(packet)))).to.equal(hex(packet));
    }
    expect(receiver.streams[0]).to.include({ roc: 1, packets: 70_000 });
    sender.close();
  }).timeout(60_000);

  it('keeps a ROC per SSRC (quirk Q30): one stream wraps, the other does not', () => {
    const parameters = freshParameters();
    const sender = new SrtpSession({ send: [parameters] });
    const receiver = new SrtpReceiver([parameters]);
    for (const sequence of [65_534, 65_535, 65_536, 65_537]) {
      receiver.unprotectRtp(sender.protectRtp(rtpPacket(sequence, 1)));
      receiver.unprotectRtp(sender.protectRtp(rtpPacket(sequence - 60_000, 2)));
    }
    expect(receiver.streams.map(({ ssrc, roc }) => [ssrc, roc])).to.deep.equal([
      [1, 1],
      [2, 0],
    ]);
    sender.close();
  });

  it('refuses replays, old packets and forgeries, and moves nothing (RFC 3711 §3.3.2)', () => {
    const parameters = freshParameters();
    const sender = new SrtpSession({ send: [parameters] });
    const receiver = new SrtpReceiver([parameters]);
    const packets = Array.from({ length: 200 }, (_, i) => sender.protectRtp(rtpPacket(i)));
    expect(refusal(() => receiver.unprotectRtp(packets[0]!.map((octet, i) => (i === 100 ? octet ^ 1 : octet))))).to.equal(
      'auth-failed',
    );
    expect(receiver.streams).to.deep.equal([]);
    receiver.unprotectRtp(packets[0]!);
    expect(refusal(() => receiver.unprotectRtp(packets[0]!))).to.equal('replayed');
    receiver.unprotectRtp(packets[199]!);
    expect(refusal(() => receiver.unprotectRtp(packets[71]!))).to.equal('too-old');
    receiver.unprotectRtp(packets[72]!);
    expect(receiver.streams[0]).to.include({ packets: 3, replays: 1, tooOld: 1, authFailures: 0 });
    expect(receiver.refusals).to.include({ 'auth-failed': 1, replayed: 1, 'too-old': 1 });
    sender.close();
  });

  it('returns statuses from the Into forms, and leaves the target alone when it refuses', () => {
    const parameters = freshParameters();
    const sender = new SrtpSession({ send: [parameters] });
    const receiver = new SrtpReceiver([parameters]);
    const packet = sender.protectRtp(rtpPacket(1));
    packet[20] = (packet[20] as number) ^ 0x80;
    const target = new Uint8Array(300);
    expect(receiver.unprotectRtpInto(packet, target, 8)).to.equal(packetStatus['auth-failed']);
    expect(target.every(octet => octet === 0)).to.equal(true);
    expect(receiver.unprotectRtpInto(packet, target.subarray(0, 100))).to.equal(packetStatus['target-too-small']);
    packet[20] = (packet[20] as number) ^ 0x80;
    expect(receiver.unprotectRtpInto(packet, target, 8)).to.equal(172);
    expect(hex(target.subarray(8, 180))).to.equal(hex(rtpPacket(1)));
    sender.close();
  });

  for (const make of [(octets: number) => new Uint8Array(octets), (octets: number) => Buffer.alloc(octets)])
    it(`works in place, and at an offset in the same buffer (${make(0).constructor.name})`, () => {
      const parameters = freshParameters();
      const sender = new SrtpSession({ send: [parameters] });
      const receiver = new SrtpReceiver([parameters]);
      const buffer = make(400);
      for (const [sequence, shift] of [
        [1, 0],
        [2, 16],
        [3, 5],
      ] as const) {
        buffer.set(rtpPacket(sequence), 32);
        const length = sender.protectRtpInto(buffer.subarray(32, 204), buffer, 32 + shift);
        const back = receiver.unprotectRtpInto(buffer.subarray(32 + shift, 32 + shift + length), buffer, 32);
        expect(hex(buffer.subarray(32, 32 + back))).to.equal(hex(rtpPacket(sequence)));
      }
      sender.close();
    });

  it('refuses an index that was used, allows an unused one inside the window (errata: Readings)', () => {
    const session = new SrtpSession({ send: [freshParameters()] });
    session.protectRtp(rtpPacket(10));
    session.protectRtp(rtpPacket(12));
    session.protectRtp(rtpPacket(11));
    expect(refusal(() => session.protectRtp(rtpPacket(11)))).to.equal('index-reused');
    session.protectRtp(rtpPacket(1000));
    expect(refusal(() => session.protectRtp(rtpPacket(13)))).to.equal('index-reused');
    session.close();
  });

  it('lets a send key have one live sender', () => {
    const parameters = freshParameters();
    const again = srtpParameters({
      suite: 'AES_CM_128_HMAC_SHA1_80',
      masterKeys: parameters.masterKeys.map(({ key, salt }) => ({ key: key.reveal(), salt: salt.reveal() })),
    });
    const session = new SrtpSession({ send: [parameters] });
    expect(refusal(() => new SrtpSession({ send: [again] }))).to.equal('key-already-sending');
    session.close();
    expect(refusal(() => session.protectRtp(rtpPacket(1)))).to.equal('closed');
    new SrtpSession({ send: [again] }).close();
  });

  it('tells plain RTCP and other protocols apart from forgeries (Q16, peer trap 5, peer trap 6, RFC 7983)', () => {
    const receiver = new SrtpReceiver([freshParameters()]);
    expect(refusal(() => receiver.unprotectRtcp(rtcpPacket()))).to.equal('not-protected');
    expect(refusal(() => receiver.unprotectRtp(octets('000100002112a442000102030405060708090a0b')))).to.equal('not-protected');
    expect(receiver.refusals['not-protected']).to.equal(2);
  });

  it('numbers SRTCP from 0, or as it is told (RFC 3711 §3.4), and accepts both', () => {
    for (const initialSrtcpIndex of [0, 1]) {
      const parameters = freshParameters();
      const sender = new SrtpSession({ send: [parameters], initialSrtcpIndex });
      const receiver = new SrtpReceiver([parameters]);
      for (let i = 0; i < 3; i++) {
        const packet = sender.protectRtcp(rtcpPacket(1, i));
        const word = new DataView(packet.buffer, packet.byteOffset).getUint32(packet.length - 14);
        expect(word).to.equal(0x80000000 + initialSrtcpIndex + i);
        expect(hex(receiver.unprotectRtcp(packet))).to.equal(hex(rtcpPacket(1, i)));
        expect(refusal(() => receiver.unprotectRtcp(packet))).to.equal('replayed');
      }
      sender.close();
    }
  });

  it('never shows keys', () => {
    const parameters = freshParameters();
    const session = new SrtpSession({ send: [parameters] });
    expect(JSON.stringify(session)).to.equal('"[SrtpSession: 0 streams]"');
    expect(String(session)).to.equal('[SrtpSession: 0 streams]');
    session.close();
  });
});
