import { Secret, type SrtpEvent, SrtpSession, srtpParameters } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { hex } from '../../support/vectors.js';
import { freshParameters, rtpPacket } from './packets.js';
import { refusal } from './refusal.js';

const parameters = freshParameters();
const [{ key, salt }] = parameters.masterKeys;

/** A session that has sent and received packets 1 to 20 in order, and so decides about the next ones in advance. */
function running(options: Partial<ConstructorParameters<typeof SrtpSession>[0]> = {}) {
  const session = new SrtpSession({ send: [parameters], receive: [parameters], ...options });
  for (let i = 1; i <= 20; i++) session.unprotectRtp(session.protectRtp(rtpPacket(i)));
  return session;
}

/** What another receiver makes of a packet. */
function opened(packet: Uint8Array, roc = 0, receive = parameters): string {
  const receiver = new SrtpSession({ receive: [receive] });
  receiver.setRoc('receive', 0x11223344, roc);
  return hex(receiver.unprotectRtp(packet));
}

describe('a stream whose packets come in order, and then something changes', () => {
  it('useKey counts with the next packet, and at its index (RFC 3711 §8.1)', () => {
    const masterKeys = [1, 2].map(mki => ({ key: Secret.random(16), salt: Secret.random(14), mki: Uint8Array.of(mki) }));
    const keys = [srtpParameters({ suite: 'AES_CM_128_HMAC_SHA1_80', masterKeys })];
    const session = running({ send: keys, receive: keys });
    const mkiOf = (packet: Uint8Array) => packet[packet.length - 11];
    session.useKey(Uint8Array.of(2));
    const second = session.protectRtp(rtpPacket(21));
    expect(mkiOf(second)).to.equal(2);
    session.useKey(Uint8Array.of(1), 23);
    const packets = [22, 23, 24].map(i => session.protectRtp(rtpPacket(i)));
    expect(packets.map(mkiOf)).to.deep.equal([2, 1, 1]);
    for (const [i, packet] of [second, ...packets].entries())
      expect(hex(session.unprotectRtp(packet))).to.equal(hex(rtpPacket(21 + i)));
    session.close();
  });

  it('a ROC that was set counts with the next packet, in both directions (RFC 3711 §3.3.1)', () => {
    const session = running();
    session.setRoc('send', 0x11223344, 7);
    const packet = session.protectRtp(rtpPacket(21));
    expect(opened(packet, 7)).to.equal(hex(rtpPacket(21)));
    session.setRoc('receive', 0x11223344, 7);
    session.unprotectRtp(packet);
    expect(session.streams.map(({ roc }) => roc)).to.deep.equal([7, 7]);
    session.close();
  });

  it('the next packet is under the keys and switches of an update', () => {
    const session = running();
    const clear = srtpParameters({ ...parameters, unencryptedSrtp: true });
    session.update({ send: [clear], receive: [clear] });
    const packet = session.protectRtp(rtpPacket(21));
    expect(hex(packet.subarray(0, -10))).to.equal(hex(rtpPacket(21)));
    expect(hex(session.unprotectRtp(packet))).to.equal(hex(rtpPacket(21)));
    const fresh = freshParameters();
    const late = session.protectRtp(rtpPacket(22));
    session.update({ send: [fresh], receive: [fresh] });
    const next = session.protectRtp(rtpPacket(23));
    expect(opened(next, 0, fresh)).to.equal(hex(rtpPacket(23)));
    session.unprotectRtp(next);
    expect(hex(session.unprotectRtp(late)), 'a packet under the keys before').to.equal(hex(rtpPacket(22)));
    session.close();
  });

  it('no index is used again, nor accepted again, after the stream was removed (RFC 3711 §9.1, §3.3.2)', () => {
    const session = running();
    const next = session.protectRtp(rtpPacket(21));
    session.unprotectRtp(next);
    expect(refusal(() => session.protectRtp(rtpPacket(21)))).to.equal('index-reused');
    expect(refusal(() => session.unprotectRtp(next))).to.equal('replayed');
    session.removeStream(0x11223344);
    expect(refusal(() => session.protectRtp(rtpPacket(21)))).to.equal('index-reused');
    expect(refusal(() => session.unprotectRtp(next))).to.equal('too-old');
    session.unprotectRtp(session.protectRtp(rtpPacket(22)));
    session.close();
  });

  it('a key ends at its limit, with its events at their packets (RFC 3711 §9.2, RFC 4568 §6.1)', () => {
    const events: [number, SrtpEvent['kind']][] = [];
    let sent = 0;
    const limited = srtpParameters({
      suite: parameters.suite,
      masterKeys: [{ key, salt, lifetime: { srtp: 25, srtcp: 25 } }],
    });
    const session = new SrtpSession({
      send: [limited],
      lifetimeMargin: 3,
      onEvent: ({ kind }) => events.push([sent, kind]),
    });
    for (sent = 1; sent <= 25; sent++) session.protectRtp(rtpPacket(sent));
    expect(events).to.deep.equal([
      [1, 'stream-started'],
      [22, 'key-expiring'],
      [25, 'key-expired'],
    ]);
    expect(refusal(() => session.protectRtp(rtpPacket(26)))).to.equal('key-expired');
    session.close();
  });

  it('no index is used that no snapshot reserves', () => {
    let due = 0;
    const session = new SrtpSession({
      send: [parameters],
      reserve: 10,
      onEvent: ({ kind }) => {
        if (kind === 'snapshot-due' && ++due === 1) session.snapshot();
      },
    });
    const statuses = Array.from({ length: 12 }, (_, i) => refusal(() => session.protectRtp(rtpPacket(i + 1))) ?? 'sent');
    expect(statuses).to.deep.equal([...Array(10).fill('sent'), 'index-not-reserved', 'index-not-reserved']);
    expect(due, 'at the first packet, at half the reserve, and for each packet that had to be refused').to.equal(4);
    session.close();
  });

  it('indices go on over the wrap of the sequence number, and nothing comes behind the last (RFC 3711 §3.3.1)', () => {
    const session = running();
    session.setRoc('send', 0x11223344, 2 ** 32 - 2);
    session.setRoc('receive', 0x11223344, 2 ** 32 - 2);
    for (const i of [65_533, 65_534, 65_535, 65_536, 65_537]) session.unprotectRtp(session.protectRtp(rtpPacket(i)));
    expect(session.streams.map(({ index }) => index)).to.deep.equal([2 ** 48 - 65_535, 2 ** 48 - 65_535]);
    for (const i of [30_000, 60_000, 65_535]) session.unprotectRtp(session.protectRtp(rtpPacket(i)));
    expect(refusal(() => session.protectRtp(rtpPacket(65_536)))).to.equal('key-expired');
    session.close();
  });

  it('streams in turn are each found again, also one of which a forged packet came first', () => {
    const sender = new SrtpSession({ send: [parameters] });
    const receiver = new SrtpSession({ receive: [parameters] });
    const forged = sender.protectRtp(rtpPacket(1, 7));
    forged[30] = (forged[30] as number) ^ 1;
    expect(refusal(() => receiver.unprotectRtp(forged))).to.equal('auth-failed');
    for (let i = 2; i <= 20; i++)
      for (const ssrc of [7, 8, 9])
        expect(hex(receiver.unprotectRtp(sender.protectRtp(rtpPacket(i, ssrc))))).to.equal(hex(rtpPacket(i, ssrc)));
    expect(receiver.streams.map(({ ssrc, packets }) => [ssrc, packets])).to.deep.equal([
      [7, 19],
      [8, 19],
      [9, 19],
    ]);
    sender.close();
  });

  it('counts what it protects and unprotects', () => {
    const session = running();
    for (const { packets, octets, index } of session.streams)
      expect({ packets, octets, index }).to.deep.equal({ packets: 20, octets: 20 * 172, index: 20 });
    session.close();
  });
});
