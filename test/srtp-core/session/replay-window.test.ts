import { SrtpReceiver, SrtpSession } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { freshParameters, rtcpPacket, rtpPacket } from './packets.js';
import { refusal } from './refusal.js';

const windowSize = 64;

/** Packets of one stream with these indices, protected in order, and a receiver that has seen none. */
function stream(indices: readonly number[], rtcp = false) {
  const parameters = freshParameters();
  const packets = new Map<number, Uint8Array>();
  const sender = new SrtpSession({ send: [parameters] });
  for (const index of indices) packets.set(index, sender.protectRtp(rtpPacket(index, 1)));
  const reports = rtcp ? indices.map(index => sender.protectRtcp(rtcpPacket(1, index))) : [];
  sender.close();
  const receiver = new SrtpReceiver([parameters], { windowSize: { srtp: windowSize, srtcp: windowSize } });
  const judge = (index: number) => {
    try {
      receiver.unprotectRtp(packets.get(index) as Uint8Array);
      return 'fresh';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  return { judge, receiver, reports };
}

describe('replay window (RFC 3711 §3.3.2)', () => {
  it('reaches exactly its size back from the highest index', () => {
    const { judge } = stream([1000, 1001, 1002, 1064, 1065]);
    expect(judge(1065)).to.equal('fresh');
    expect(judge(1001)).to.equal('too-old');
    expect(judge(1002)).to.equal('fresh');
    expect(judge(1002)).to.equal('replayed');
  });

  for (const step of [1, 63, 64, 65, 128, 1000])
    it(`a step of ${step} forgets what falls out of it, and nothing else`, () => {
      const indices = Array.from({ length: 70 }, (_, i) => 2000 + i);
      const last = 2069 + step;
      const missing = Array.from({ length: step }, (_, i) => 2070 + i).filter(index => index < last);
      const { judge } = stream([...indices, ...missing, last]);
      for (const index of indices) expect(judge(index)).to.equal('fresh');
      expect(judge(last)).to.equal('fresh');
      for (const index of indices)
        expect(judge(index), String(index)).to.equal(last - index >= windowSize ? 'too-old' : 'replayed');
      for (const index of missing) expect(judge(index), String(index)).to.equal(last - index >= windowSize ? 'too-old' : 'fresh');
    });

  it('SRTCP has one of its own, of the indices in the packets (§3.4)', () => {
    const { receiver, reports } = stream(
      Array.from({ length: 70 }, (_, i) => i + 1),
      true,
    );
    const [first, second, ...others] = reports as [Uint8Array, Uint8Array, ...Uint8Array[]];
    receiver.unprotectRtcp(first);
    receiver.unprotectRtcp(others.at(-1) as Uint8Array);
    expect(refusal(() => receiver.unprotectRtcp(second))).to.equal('too-old');
    expect(refusal(() => receiver.unprotectRtcp(others.at(-1) as Uint8Array))).to.equal('replayed');
    receiver.unprotectRtcp(others[4] as Uint8Array);
    expect(refusal(() => receiver.unprotectRtcp(others[3] as Uint8Array))).to.equal('too-old');
  });
});
