import { openSnapshot, packetStatus, Secret, SrtpReceiver, SrtpSession, type SuiteName, sealSnapshot } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import fc from 'fast-check';
import { hex } from '../../support/vectors.js';
import { freshParameters, rtcpPacket, rtpPacket } from './packets.js';

const suites: readonly SuiteName[] = [
  'AES_CM_128_HMAC_SHA1_80',
  'AES_CM_128_HMAC_SHA1_32',
  'AEAD_AES_128_GCM',
  'AES_256_CM_HMAC_SHA1_80',
];

/** All that a receiver remembers, as the parts of its snapshot that hold state. */
function stateOf(session: SrtpSession): string {
  const { receive, send } = session.snapshot();
  const octets = (_: string, value: unknown) => (value instanceof Uint8Array ? hex(value) : value);
  const epochs = receive.epochs.map(epoch => ({ ...epoch, parameters: epoch.parameters.length }));
  return JSON.stringify([epochs, receive.signalledRoc, send.streams, send.lives], octets);
}

/** A small generator whose seed fast-check chooses, for streams that are too long for its own values. */
function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('properties of sessions', () => {
  it('200,000 packets with loss, reorder up to the window and duplicates: each is delivered once, or was lost', () => {
    const packets = 200_000;
    const windowSize = 128;
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 0xffff }), fc.nat({ max: 20 }), (seed, first, loss) => {
        const random = generator(seed);
        const parameters = freshParameters();
        const sender = new SrtpSession({ send: [parameters] });
        const receiver = new SrtpReceiver([parameters], { windowSize: { srtp: windowSize } });
        const target = new Uint8Array(100);
        // What is on its way, by the step at which it arrives: at most half a window late.
        const arrivals = new Map<number, Uint8Array[]>();
        const delivered = new Uint8Array(packets);
        let lost = 0;
        let duplicates = 0;
        let replayed = 0;
        for (let step = 0; step < packets + windowSize; step++) {
          if (step < packets) {
            const packet = sender.protectRtp(rtpPacket(first + step, 1, 8));
            // The first packet opens the stream; before it a receiver knows nothing of its ROC.
            const copies = step === 0 ? 1 : random(100) < loss ? 0 : random(50) === 0 ? 2 : 1;
            if (copies === 0) lost++;
            duplicates += Math.max(0, copies - 1);
            for (let copy = 0; copy < copies; copy++) {
              const at = step + (step > 0 && random(4) === 0 ? random(windowSize / 2) : 0);
              arrivals.set(at, [...(arrivals.get(at) ?? []), packet]);
            }
          }
          for (const packet of arrivals.get(step) ?? []) {
            const octets = receiver.unprotectRtpInto(packet, target);
            if (octets === packetStatus.replayed) replayed++;
            else {
              expect(octets).to.equal(20);
              const sequence = (((target[2] as number) << 8) | (target[3] as number)) - first;
              const index = nearest(step, sequence);
              expect(delivered[index]).to.equal(0);
              delivered[index] = 1;
            }
          }
          arrivals.delete(step);
        }
        const count = delivered.reduce((sum, one) => sum + one, 0);
        expect(count).to.equal(packets - lost);
        expect(replayed).to.equal(duplicates);
        sender.close();
      }),
      { numRuns: 1 },
    );
  }).timeout(120_000);

  it('any change of one bit of a protected packet is refused and changes nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...suites),
        fc.nat({ max: 40 }),
        fc.boolean(),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (suite, payload, rtcp, place) => {
          const parameters = freshParameters({ suite });
          const sender = new SrtpSession({ send: [parameters] });
          const receiver = new SrtpSession({ receive: [parameters] });
          for (const sequence of [5, 7, 6]) receiver.unprotectRtp(sender.protectRtp(rtpPacket(sequence)));
          receiver.unprotectRtcp(sender.protectRtcp(rtcpPacket()));
          const packet = rtcp ? sender.protectRtcp(rtcpPacket()) : sender.protectRtp(rtpPacket(8, undefined, payload));
          const bit = Math.floor(place * packet.length * 8);
          const changed = packet.map((octet, i) => (i === bit >> 3 ? octet ^ (1 << (bit & 7)) : octet));
          const before = stateOf(receiver);
          const target = new Uint8Array(300);
          const octets = rtcp ? receiver.unprotectRtcpInto(changed, target) : receiver.unprotectRtpInto(changed, target);
          expect(octets).to.be.lessThan(0);
          expect(stateOf(receiver)).to.equal(before);
          expect(target.every(octet => octet === 0)).to.equal(true);
          const plain = rtcp ? receiver.unprotectRtcp(packet) : receiver.unprotectRtp(packet);
          expect(hex(plain)).to.equal(hex(rtcp ? rtcpPacket() : rtpPacket(8, undefined, payload)));
          sender.close();
          receiver.close();
        },
      ),
      { numRuns: 300 },
    );
  });

  it('any octets give a status', () => {
    const receiver = new SrtpReceiver([freshParameters({ cryptex: 'allowed', encryptedExtensions: [1, 2, 200] })]);
    const session = new SrtpSession({ send: [freshParameters({ cryptex: 'allowed', encryptedExtensions: [1, 2] })] });
    const target = new Uint8Array(2000);
    const header = fc.constantFrom(0x80, 0x8f, 0x90, 0x9f, 0xb0);
    const rtpLike = fc.tuple(header, fc.uint8Array({ maxLength: 200 })).map(([first, rest]) => Uint8Array.of(first, ...rest));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), rtpLike), octets => {
        for (const status of [receiver.unprotectRtpInto(octets, target), receiver.unprotectRtcpInto(octets, target)])
          expect(status).to.be.lessThan(0);
        const sealed = session.protectRtpInto(octets, target);
        const report = session.protectRtcpInto(octets, target);
        for (const status of [sealed, report]) expect(Number.isInteger(status)).to.equal(true);
      }),
      { numRuns: 2000 },
    );
    expect(receiver.streams).to.deep.equal([]);
    session.close();
  });

  it('a receiver cannot tell a session from its successor, wherever the snapshot was taken', () => {
    const wrappingKey = Secret.random(32);
    fc.assert(
      fc.property(
        fc.constantFrom(...suites),
        fc.nat({ max: 0xffff }),
        fc.nat({ max: 60 }),
        fc.nat(),
        (suite, first, at, seed) => {
          const random = generator(seed);
          const [out, back] = [freshParameters({ suite }), freshParameters({ suite })];
          let session = new SrtpSession({ send: [out], receive: [back] });
          const peer = new SrtpSession({ send: [back], receive: [out] });
          const held: Uint8Array[] = [];
          for (let i = 0; i < 60; i++) {
            if (i === at) {
              const stored = sealSnapshot(session.snapshot(), wrappingKey);
              session.close();
              session = SrtpSession.restore(openSnapshot(stored, wrappingKey));
            }
            expect(hex(peer.unprotectRtp(session.protectRtp(rtpPacket(first + i))))).to.equal(hex(rtpPacket(first + i)));
            if (random(5) === 0) peer.unprotectRtcp(session.protectRtcp(rtcpPacket(undefined, i)));
            const packet = peer.protectRtp(rtpPacket(first + i, 2));
            if (i > 0 && random(3) === 0) held.push(packet);
            else session.unprotectRtp(packet);
            expect(session.unprotectRtpInto(packet, new Uint8Array(300)) < 0).to.equal(!held.includes(packet));
            held.length = 0;
          }
          session.close();
          peer.close();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('two sessions with mirrored keying and any sequence of updates never lose each other', () => {
    const step = fc.record({
      action: fc.constantFrom('rekey', 'same', 'add', 'suite', 'stop', 'none'),
      roc: fc.constantFrom('keep', 'reset', 'probe'),
      packets: fc.nat({ max: 6 }),
      late: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), fc.nat({ max: 0xffff }), (steps, first) => {
        const ends = { out: freshParameters(), back: freshParameters() };
        const a = new SrtpSession({ send: [ends.out], receive: [ends.back] });
        const b = new SrtpSession({ send: [ends.back], receive: [ends.out] });
        let sequence = first;
        let stopped = false;
        const talk = () => {
          sequence++;
          if (stopped) return;
          expect(hex(b.unprotectRtp(a.protectRtp(rtpPacket(sequence, 1))))).to.equal(hex(rtpPacket(sequence, 1)));
          expect(hex(a.unprotectRtp(b.protectRtp(rtpPacket(sequence, 2))))).to.equal(hex(rtpPacket(sequence, 2)));
          b.unprotectRtcp(a.protectRtcp(rtcpPacket(1)));
        };
        talk();
        for (const { action, roc, packets, late } of steps) {
          sequence++;
          const inFlight = stopped ? undefined : a.protectRtp(rtpPacket(sequence, 1));
          if (action === 'rekey' || action === 'add') Object.assign(ends, { out: freshParameters(), back: freshParameters() });
          if (action === 'suite') Object.assign(ends, { out: freshParameters({ suite: 'AEAD_AES_256_GCM' }) });
          if (action !== 'none') stopped = action === 'stop';
          const send = roc === 'probe' ? 'keep' : roc;
          const { out, back } = ends;
          if (action !== 'none') {
            a.update({ send: stopped ? [] : [out], receive: stopped ? [] : [back], roc: { send, receive: roc } });
            b.update({ send: stopped ? [] : [back], receive: stopped ? [] : [out], roc: { send, receive: roc } });
          }
          if (inFlight && late && !stopped) expect(hex(b.unprotectRtp(inFlight))).to.equal(hex(rtpPacket(sequence, 1)));
          for (let i = 0; i < packets; i++) talk();
          if (stopped && packets > 0 && action === 'stop') {
            // What was stopped resumes with keys that were never used.
            Object.assign(ends, { out: freshParameters(), back: freshParameters() });
            stopped = false;
            a.update({ send: [ends.out], receive: [ends.back], roc: { send, receive: roc } });
            b.update({ send: [ends.back], receive: [ends.out], roc: { send, receive: roc } });
            talk();
          }
        }
        a.close();
        b.close();
      }),
      { numRuns: 200 },
    );
  });
});

/** The index next to `around` that has this sequence number modulo 2^16. */
function nearest(around: number, sequence: number): number {
  const distance = ((((sequence - around) % 0x10000) + 0x18000) % 0x10000) - 0x8000;
  return around + distance;
}
