import { Secret, type SrtpParameters, SrtpReceiver, SrtpSession, srtpParameters } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { rtcpPacket, rtpPacket } from './packets.js';
import { refusal } from './refusal.js';

const suite = 'AES_CM_128_HMAC_SHA1_80';

interface Range {
  readonly from: number;
  readonly to: number;
  readonly ssrc?: number;
}

/** Keys with these ranges; parameters with all of them, and with each alone for every index. */
function keysFor(ranges: readonly Range[]) {
  const keys = ranges.map(validity => ({ key: Secret.random(16), salt: Secret.random(14), validity }));
  const [first, ...others] = keys as [(typeof keys)[0], ...typeof keys];
  return {
    all: srtpParameters({ suite, masterKeys: [first, ...others] }),
    alone: keys.map(({ key, salt }) => srtpParameters({ suite, masterKeys: [{ key, salt }] })),
  };
}

function protectedBy<T>(parameters: SrtpParameters | undefined, act: (sender: SrtpSession) => T): T {
  const sender = new SrtpSession({ send: parameters ? [parameters] : [] });
  try {
    return act(sender);
  } finally {
    sender.close();
  }
}

/** What a receiver says of a packet: nothing where it takes it. */
const judgeRtp = (receiver: SrtpReceiver, packet: Uint8Array) => refusal(() => receiver.unprotectRtp(packet)) ?? 'taken';
const judgeRtcp = (receiver: SrtpReceiver, packet: Uint8Array) => refusal(() => receiver.unprotectRtcp(packet)) ?? 'taken';

describe('<From, To> of master keys (RFC 3711 §8.1.1)', () => {
  it('a key opens nothing outside of its range, whatever their order, and no key opens what is in none', () => {
    const { all, alone } = keysFor([
      { from: 200, to: 299 },
      { from: 0, to: 99 },
      { from: 100, to: 199 },
    ]);
    const verdicts = alone.map(one =>
      [50, 150, 250, 350].map(index =>
        judgeRtp(
          new SrtpReceiver([all]),
          protectedBy(one, sender => sender.protectRtp(rtpPacket(index, 1))),
        ),
      ),
    );
    expect(verdicts).to.deep.equal([
      ['auth-failed', 'auth-failed', 'taken', 'no-valid-key'],
      ['taken', 'auth-failed', 'auth-failed', 'no-valid-key'],
      ['auth-failed', 'taken', 'auth-failed', 'no-valid-key'],
    ]);
  });

  it('the index of a designated stream decides exactly for its own packets, for others the keys before and after do, too', () => {
    const { all, alone } = keysFor([0, 10, 20, 30, 40].map(from => ({ from, to: from + 9, ssrc: 1 })));
    const judge = (key: number, ssrc: number, index: number) => {
      const receiver = new SrtpReceiver([all]);
      judgeRtp(
        receiver,
        protectedBy(alone[2], sender => sender.protectRtp(rtpPacket(24, 1))),
      );
      return judgeRtp(
        receiver,
        protectedBy(alone[key], sender => sender.protectRtp(rtpPacket(index, ssrc))),
      );
    };
    expect([0, 1, 2, 3, 4].map(key => judge(key, 1, 25))).to.deep.equal([
      'auth-failed',
      'auth-failed',
      'taken',
      'auth-failed',
      'auth-failed',
    ]);
    expect([0, 1, 2, 3, 4].map(key => judge(key, 2, 5))).to.deep.equal(['auth-failed', 'taken', 'taken', 'taken', 'auth-failed']);
  });

  it('SRTCP goes by the SRTP index of its stream: that key, the one before and the one after, whatever their order', () => {
    const { all, alone } = keysFor([20, 40, 0, 30, 10].map(from => ({ from, to: from + 9 })));
    const judge = (from: number, index: number) => {
      const receiver = new SrtpReceiver([all]);
      const at = (start: number) => alone[[20, 40, 0, 30, 10].indexOf(start)];
      judgeRtp(
        receiver,
        protectedBy(at(index - (index % 10)), sender => sender.protectRtp(rtpPacket(index, 1))),
      );
      return judgeRtcp(
        receiver,
        protectedBy(at(from), sender => sender.protectRtcp(rtcpPacket(1))),
      );
    };
    const verdicts = (index: number) => [0, 10, 20, 30, 40].map(from => judge(from, index));
    expect(verdicts(25)).to.deep.equal(['auth-failed', 'taken', 'taken', 'taken', 'auth-failed']);
    expect(verdicts(5)).to.deep.equal(['taken', 'taken', 'auth-failed', 'auth-failed', 'auth-failed']);
    expect(verdicts(45)).to.deep.equal(['auth-failed', 'auth-failed', 'auth-failed', 'taken', 'taken']);
  });

  it('before anything came of the designated stream its index is 0, for sender and receiver', () => {
    const { all, alone } = keysFor([
      { from: 0, to: 0, ssrc: 1 },
      { from: 1, to: 1, ssrc: 1 },
      { from: 2, to: 9, ssrc: 1 },
    ]);
    const verdicts = alone.map(one =>
      judgeRtp(
        new SrtpReceiver([all]),
        protectedBy(one, sender => sender.protectRtp(rtpPacket(7, 2))),
      ),
    );
    expect(verdicts).to.deep.equal(['taken', 'taken', 'auth-failed']);
    const sent = protectedBy(all, sender => sender.protectRtp(rtpPacket(7, 2)));
    expect(alone.map(one => judgeRtp(new SrtpReceiver([one]), sent))).to.deep.equal(['taken', 'auth-failed', 'auth-failed']);
  });

  it('a sender goes by what it has sent of the designated stream', () => {
    const { all, alone } = keysFor([
      { from: 0, to: 99, ssrc: 1 },
      { from: 100, to: 199, ssrc: 1 },
    ]);
    const sent = protectedBy(all, sender => {
      sender.protectRtp(rtpPacket(100, 1));
      return sender.protectRtp(rtpPacket(7, 2));
    });
    expect(alone.map(one => judgeRtp(new SrtpReceiver([one]), sent))).to.deep.equal(['auth-failed', 'taken']);
  });
});
