import { type SrtpParameters, type SrtpReceiver, SrtpSession } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { freshParameters, rtpPacket } from './packets.js';
import { refusal } from './refusal.js';

const parameters = freshParameters();
const widest = { srtp: 32_768, srtcp: 64 } as const;

/** The pseudocode of RFC 3711 Appendix A: the ROC that a receiver at `roc` and `last` (s_l) gives a packet. */
function appendixA(roc: number, last: number, sequence: number): number {
  if (last < 32_768) return sequence - last > 32_768 ? roc - 1 : roc;
  return last - 32_768 > sequence ? roc + 1 : roc;
}

/** A packet with this ROC. */
function packetOf(roc: number, sequence: number, keys: SrtpParameters = parameters): Uint8Array {
  const sender = new SrtpSession({ send: [keys] });
  sender.setRoc('send', 1, roc);
  const packet = sender.protectRtp(rtpPacket(sequence, 1));
  sender.close();
  return packet;
}

/** A receiver whose highest packet has this ROC and sequence number. */
function receiverAt(roc: number, last: number): SrtpReceiver {
  const session = new SrtpSession({ receive: [parameters], windowSize: widest });
  session.setRoc('receive', 1, roc);
  session.unprotectRtp(packetOf(roc, last));
  expect(session.streams[0]).to.include({ roc, index: roc * 65_536 + last });
  return session;
}

describe('index estimation (RFC 3711 §3.3.1, Appendix A)', () => {
  for (const roc of [1, 5, 2 ** 32 - 2])
    for (const last of [0, 1, 32_766, 32_767, 32_768, 32_769, 65_534, 65_535])
      it(`from ROC ${roc} and s_l ${last}`, () => {
        for (const sequence of [0, 1, 5, 32_766, 32_767, 32_768, 32_769, 65_530, 65_534, 65_535]) {
          const expected = appendixA(roc, last, sequence);
          const behind = roc * 65_536 + last - (expected * 65_536 + sequence);
          const outcome = behind === 0 ? 'replayed' : behind >= widest.srtp ? 'too-old' : undefined;
          const what = `sequence ${sequence}`;
          expect(
            refusal(() => receiverAt(roc, last).unprotectRtp(packetOf(expected, sequence))),
            what,
          ).to.equal(outcome);
          if (outcome) continue;
          for (const other of [expected - 1, expected + 1].filter(one => one >= 0 && one < 2 ** 32))
            expect(
              refusal(() => receiverAt(roc, last).unprotectRtp(packetOf(other, sequence))),
              `${what} of ROC ${other}`,
            ).to.equal('auth-failed');
        }
      });

  it('before ROC 0 there is none: a far sequence number is ahead', () => {
    const receiver = receiverAt(0, 100);
    receiver.unprotectRtp(packetOf(0, 100 + 32_769));
    expect(receiver.streams[0]).to.include({ roc: 0, index: 32_869 });
  });

  it('after ROC 2^32 - 1 there is none: the key has to be changed (§9.2)', () => {
    const sender = new SrtpSession({ send: [parameters] });
    sender.setRoc('send', 1, 2 ** 32 - 1);
    sender.protectRtp(rtpPacket(65_535, 1));
    expect(refusal(() => sender.protectRtp(rtpPacket(0, 1)))).to.equal('key-expired');
    sender.close();
    const last = packetOf(2 ** 32 - 1, 65_535);
    const receiver = receiverAt(2 ** 32 - 1, 65_534);
    receiver.unprotectRtp(last);
    expect(refusal(() => receiver.unprotectRtp(packetOf(0, 0)))).to.equal('too-old');
    expect(receiver.streams[0]?.index).to.equal(2 ** 48 - 1);
  });

  it('a sender numbers its packets by the same rule', () => {
    for (const [last, sequence, roc] of [
      [65_535, 0, 6],
      [32_769, 0, 6],
      [32_768, 0, 5],
      [0, 65_535, 4],
      [0, 32_768, 5],
      [0, 32_769, 4],
    ] as const) {
      const sender = new SrtpSession({ send: [parameters], windowSize: widest });
      sender.setRoc('send', 1, 5);
      sender.protectRtp(rtpPacket(last, 1));
      const what = `${sequence} after ${last}`;
      if (5 * 65_536 + last - (roc * 65_536 + sequence) >= widest.srtp)
        expect(
          refusal(() => sender.protectRtp(rtpPacket(sequence, 1))),
          what,
        ).to.equal('index-reused');
      else {
        const receiver = new SrtpSession({ receive: [parameters] });
        receiver.setRoc('receive', 1, roc);
        receiver.unprotectRtp(sender.protectRtp(rtpPacket(sequence, 1)));
        expect(receiver.streams[0]?.roc, what).to.equal(roc);
      }
      sender.close();
    }
  });

  it('a stream that begins is tried in the ROC before or after, too: of a told ROC the nearer one (quirk Q31)', () => {
    for (const [told, roc, sequence] of [
      [0, 1, 0],
      [0, 1, 32_767],
      [3, 4, 10],
      [3, 2, 65_000],
      [3, 2, 32_768],
    ] as const) {
      const receiver = new SrtpSession({ receive: [parameters] });
      receiver.setRoc('receive', 1, told);
      receiver.unprotectRtp(packetOf(roc, sequence));
      expect(receiver.streams[0]).to.include({ roc, index: roc * 65_536 + sequence });
    }
    for (const [told, roc, sequence] of [
      [0, 1, 32_768],
      [3, 2, 32_767],
      [3, 4, 32_768],
      [3, 5, 0],
    ] as const) {
      const receiver = new SrtpSession({ receive: [parameters] });
      receiver.setRoc('receive', 1, told);
      expect(refusal(() => receiver.unprotectRtp(packetOf(roc, sequence)))).to.equal('auth-failed');
      expect(receiver.streams).to.deep.equal([]);
    }
  });
});
