import { packetStatus, type SrtpParametersInput, SrtpSession, srtpParameters } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { hex } from '../../support/vectors.js';
import { freshParameters, rtcpPacket, rtpPacket } from './packets.js';
import { refusal } from './refusal.js';

const first = freshParameters();

/** The same key and salt with other parameters. */
function again(change: Partial<SrtpParametersInput>) {
  return srtpParameters({ ...first, ...change });
}

/** A header extension, so that Cryptex has something to take. */
function extendedPacket(sequence: number): Uint8Array {
  const packet = rtpPacket(sequence);
  const extended = new Uint8Array(packet.length + 8);
  extended.set(packet.subarray(0, 12));
  extended.set([0xbe, 0xde, 0, 1, 0x10, 0x55, 0, 0], 12);
  extended.set(packet.subarray(12), 20);
  extended[0] = 0x90;
  return extended;
}

describe('no keystream twice (RFC 3711 §9.1)', () => {
  for (const [what, change] of Object.entries({
    'another suite': { suite: 'AES_CM_128_HMAC_SHA1_32' },
    'a key derivation rate': { keyDerivationRate: 1024 },
  } as const)) {
    it(`the same key with ${what} does not let the ROC start again`, () => {
      const sender = new SrtpSession({ send: [first] });
      sender.protectRtp(rtpPacket(1));
      sender.update({ send: [again(change)], receive: [], roc: { send: 'reset' } });
      expect(refusal(() => sender.protectRtp(rtpPacket(1)))).to.equal('index-reused');
      sender.close();
    });

    it(`a key from before a reset does not come back with ${what}`, () => {
      const sender = new SrtpSession({ send: [first] });
      sender.protectRtp(rtpPacket(1));
      sender.update({ send: [freshParameters()], receive: [], roc: { send: 'reset' } });
      expect(refusal(() => sender.update({ send: [again(change)], receive: [] }))).to.equal('index-reused');
      sender.close();
    });
  }

  it('a receiver follows a change of suite under the same key, as its sender does it', () => {
    const receiver = new SrtpSession({ receive: [first] });
    const sender = new SrtpSession({ send: [first] });
    const old = sender.protectRtp(rtpPacket(65_535));
    receiver.unprotectRtp(old);
    const shorter = again({ suite: 'AES_CM_128_HMAC_SHA1_32' });
    sender.update({ send: [shorter], receive: [], roc: { send: 'reset' } });
    receiver.update({ send: [], receive: [shorter], roc: { receive: 'reset' } });
    expect(hex(receiver.unprotectRtp(sender.protectRtp(rtpPacket(65_536))))).to.equal(hex(rtpPacket(65_536)));
    expect(refusal(() => receiver.unprotectRtp(old))).to.equal('replayed');
    sender.close();
  });

  it('no index twice when the handler of snapshot-due sends, too', () => {
    const sent: Uint8Array[] = [];
    const sender: SrtpSession = new SrtpSession({
      send: [first],
      reserve: 64,
      onEvent: ({ kind }) => {
        if (kind !== 'snapshot-due' || sent.length > 1) return;
        sender.snapshot();
        sent.push(sent.length === 0 ? sender.protectRtcp(rtcpPacket()) : sender.protectRtp(rtpPacket(1)));
      },
    });
    sent.push(sender.protectRtcp(rtcpPacket()));
    const indices = sent.map(packet => hex(packet.subarray(packet.length - 14, packet.length - 10)));
    expect(indices).to.deep.equal(['80000000', '80000001']);
    sender.close();
  });

  it('no packet under keys that the handler of snapshot-due has closed', () => {
    const sender: SrtpSession = new SrtpSession({
      send: [first],
      reserve: 64,
      onEvent: () => {
        sender.snapshot();
        sender.close();
      },
    });
    expect(refusal(() => sender.protectRtp(rtpPacket(1)))).to.equal('no-valid-key');
  });

  it('a retransmission is refused once Cryptex would encrypt other octets (RFC 9335 §5)', () => {
    const sender = new SrtpSession({ send: [first], retransmission: 'identical' });
    const packet = sender.protectRtp(extendedPacket(1));
    sender.update({ send: [again({})], receive: [] });
    expect(hex(sender.protectRtp(extendedPacket(1)))).to.equal(hex(packet));
    sender.update({ send: [again({ cryptex: 'allowed' })], receive: [] });
    expect(refusal(() => sender.protectRtp(extendedPacket(1)))).to.equal('index-reused');
    sender.close();
  });

  it('new keys with a ROC of zero need a snapshot of their own', () => {
    const sender: SrtpSession = new SrtpSession({ send: [first], reserve: 64, onEvent: () => due.shift()?.() });
    const due = [() => sender.snapshot()];
    sender.protectRtp(rtpPacket(50_000));
    sender.update({ send: [freshParameters()], receive: [], roc: { send: 'reset' } });
    expect(refusal(() => sender.protectRtp(rtpPacket(1)))).to.equal('index-not-reserved');
    sender.close();
  });

  it('maxStreams holds with a reserve, too', () => {
    const sender: SrtpSession = new SrtpSession({ send: [first], reserve: 64, maxStreams: 1, onEvent: () => due() });
    const due = () => sender.snapshot();
    sender.protectRtp(rtpPacket(1, 1));
    expect(refusal(() => sender.protectRtp(rtpPacket(1, 2)))).to.equal('too-many-streams');
    sender.close();
  });

  for (const offset of [-1, Number.NaN, 0.5, Infinity])
    it(`an offset of ${offset} is a status, and uses no index`, () => {
      const sender = new SrtpSession({ send: [first] });
      const receiver = new SrtpSession({ receive: [first] });
      const target = new Uint8Array(300);
      expect(sender.protectRtpInto(rtpPacket(1), target, offset)).to.equal(packetStatus['target-too-small']);
      const packet = sender.protectRtp(rtpPacket(1));
      expect(receiver.unprotectRtpInto(packet, target, offset)).to.equal(packetStatus['target-too-small']);
      expect(hex(receiver.unprotectRtp(packet))).to.equal(hex(rtpPacket(1)));
      sender.close();
    });
});
