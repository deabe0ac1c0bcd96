import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { protectRtpBatch, type SrtpParameters, SrtpReceiver, SrtpSession, unprotectRtpBatch } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { freshParameters, rtpPacket } from './packets.js';
import { refusal } from './refusal.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const packets = Array.from({ length: 20 }, (_, i) => rtpPacket(i));

/** What a session that nobody holds any more had done with its last packets. Its handler holds it, as handlers do. */
const lastWords: Readonly<Record<string, (parameters: SrtpParameters) => WeakRef<object>>> = {
  'protected packet by packet': parameters => {
    const session: SrtpSession = new SrtpSession({ send: [parameters], onEvent: () => session.streams });
    for (const packet of packets) session.protectRtp(packet);
    return new WeakRef(session);
  },
  'protected a batch': parameters => {
    const session: SrtpSession = new SrtpSession({ send: [parameters], onEvent: () => session.streams });
    batch(protectRtpBatch, session, packets);
    return new WeakRef(session);
  },
  'unprotected packet by packet': parameters => {
    const receiver: SrtpReceiver = new SrtpReceiver([parameters], { onEvent: () => receiver.streams });
    for (const packet of sealed(parameters)) receiver.unprotectRtp(packet);
    return new WeakRef(receiver);
  },
  'unprotected a batch': parameters => {
    const receiver: SrtpReceiver = new SrtpReceiver([parameters], { onEvent: () => receiver.streams });
    batch(unprotectRtpBatch, receiver, sealed(parameters));
    return new WeakRef(receiver);
  },
};

function sealed(parameters: SrtpParameters): Uint8Array[] {
  const sender = new SrtpSession({ send: [parameters] });
  const result = packets.map(packet => sender.protectRtp(packet));
  sender.close();
  return result;
}

function batch<Session>(run: typeof protectRtpBatch | typeof unprotectRtpBatch, session: Session, list: Uint8Array[]): void {
  const statuses = new Int32Array(list.length);
  const targets = list.map(() => new Uint8Array(300));
  run(
    list.map(() => session as SrtpSession),
    list,
    targets,
    statuses,
  );
  expect([...statuses].every(status => status > 0)).to.equal(true);
}

describe('a session that was dropped without close()', () => {
  for (const [what, use] of Object.entries(lastWords))
    it(`is collected, and its key may send again: ${what}`, async () => {
      const parameters = freshParameters();
      const dropped = use(parameters);
      for (let i = 0; i < 20 && dropped.deref(); i++) {
        await turn();
        collectGarbage();
      }
      expect(dropped.deref() === undefined, 'collected').to.equal(true);
      expect(refusal(() => new SrtpSession({ send: [parameters] }).close())).to.equal(undefined);
    });
});
