import { type Engine, portableEngine, SrtpSession } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { freshParameters, rtpPacket } from './packets.js';

/** An engine that knows how many of its session keys have not been erased yet. */
function countingEngine() {
  const inner = portableEngine();
  let kept = 0;
  const engine: Engine = {
    name: 'counting',
    supports: suite => inner.supports(suite),
    keySlot(...material) {
      const slot = inner.keySlot(...material);
      kept++;
      return {
        seal: work => slot.seal(work),
        open: work => slot.open(work),
        close() {
          kept--;
          slot.close();
        },
      };
    },
  };
  return { engine, kept: () => kept };
}

describe('session keys are erased as soon as nothing can need them', () => {
  it('when the session is closed, those of old keys that still count too', () => {
    const { engine, kept } = countingEngine();
    const session = new SrtpSession({ send: [freshParameters()], receive: [freshParameters()], engine });
    session.update({ send: [freshParameters()], receive: [freshParameters()] });
    expect(kept(), 'sending, receiving, and what may still be on its way').to.equal(3);
    session.close();
    expect(kept()).to.equal(0);
  });

  it('of a sender at once with the change of keys', () => {
    const { engine, kept } = countingEngine();
    const session = new SrtpSession({ send: [freshParameters()], engine });
    session.update({ send: [freshParameters()], receive: [] });
    expect(kept()).to.equal(1);
    session.close();
  });

  it('of a receiver with the packet that ends the time of the old keys, and at once where it stops', () => {
    const { engine, kept } = countingEngine();
    const renewed = freshParameters();
    const sender = new SrtpSession({ send: [renewed] });
    const session = new SrtpSession({ receive: [freshParameters()], windowSize: { srtp: 64 }, engine });
    session.update({ send: [], receive: [renewed] });
    for (let index = 0; index < 63; index++) session.unprotectRtp(sender.protectRtp(rtpPacket(index, 1)));
    expect(kept()).to.equal(2);
    session.unprotectRtp(sender.protectRtp(rtpPacket(63, 1)));
    expect(kept()).to.equal(1);
    session.update({ send: [], receive: [] });
    expect(kept()).to.equal(0);
    session.close();
    sender.close();
  });
});
