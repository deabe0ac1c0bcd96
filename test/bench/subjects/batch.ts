import { protectRtpBatch, suites, unprotectRtpBatch } from '@sdpsec/srtp-core';
import { sessionPair } from './sdpsec.js';
import { type MakeSubject, packetsPerRound, plainPackets, targets } from './subject.js';

const perCall = 64;

/** Ours, 64 packets in one call. */
export const batches: MakeSubject = (suite, payloadOctets) => {
  const { sender, receiver } = sessionPair(suite);
  const wire = targets(payloadOctets);
  const chunks = <T>(all: readonly T[]) =>
    Array.from({ length: packetsPerRound / perCall }, (_, i) => all.slice(perCall * i, perCall * (i + 1)));
  const plain = chunks(plainPackets(payloadOctets));
  const protectedTargets = chunks(wire);
  const sealed = chunks(wire.map(target => target.subarray(0, 12 + payloadOctets + suites[suite].tagOctets.srtp)));
  const opened = chunks(targets(payloadOctets));
  const senders = Array.from({ length: perCall }, () => sender);
  const receivers = Array.from({ length: perCall }, () => receiver);
  const statuses = new Int32Array(perCall);
  let sequence = 0;
  const done = () => {
    for (let i = 0; i < perCall; i++) if ((statuses[i] as number) < 0) throw new Error('refused');
  };
  return {
    protect() {
      for (let call = 0; call < plain.length; call++) {
        const packets = plain[call] as Buffer[];
        for (const packet of packets) {
          sequence = (sequence + 1) & 0xffff;
          packet[2] = sequence >> 8;
          packet[3] = sequence;
        }
        protectRtpBatch(senders, packets, protectedTargets[call] as Buffer[], statuses);
        done();
      }
    },
    unprotect() {
      for (let call = 0; call < sealed.length; call++) {
        unprotectRtpBatch(receivers, sealed[call] as Buffer[], opened[call] as Buffer[], statuses);
        done();
      }
    },
  };
};
