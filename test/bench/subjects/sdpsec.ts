import { Secret, SrtpSession, srtpParameters, suites } from '@sdpsec/srtp-core';
import { type MakeSubject, packetsPerRound, plainPackets, targets } from './subject.js';

/** A sending and a receiving session of ours with one key. */
export function sessionPair(suite: keyof typeof suites): { sender: SrtpSession; receiver: SrtpSession } {
  const { keyOctets, saltOctets } = suites[suite];
  const parameters = srtpParameters({ suite, masterKeys: [{ key: Secret.random(keyOctets), salt: Secret.random(saltOctets) }] });
  return { sender: new SrtpSession({ send: [parameters] }), receiver: new SrtpSession({ receive: [parameters] }) };
}

export const sdpsec: MakeSubject = (suite, payloadOctets) => {
  const { sender, receiver } = sessionPair(suite);
  const plain = plainPackets(payloadOctets);
  const wire = targets(payloadOctets);
  const opened = targets(payloadOctets);
  // Exact lengths, as a socket delivers them.
  const sealed = wire.map(target => target.subarray(0, 12 + payloadOctets + suites[suite].tagOctets.srtp));
  let sequence = 0;
  return {
    protect() {
      for (let i = 0; i < packetsPerRound; i++) {
        const packet = plain[i] as Buffer;
        sequence = (sequence + 1) & 0xffff;
        packet[2] = sequence >> 8;
        packet[3] = sequence;
        if (sender.protectRtpInto(packet, wire[i] as Buffer) < 0) throw new Error('not protected');
      }
    },
    unprotect() {
      for (let i = 0; i < packetsPerRound; i++)
        if (receiver.unprotectRtpInto(sealed[i] as Buffer, opened[i] as Buffer) < 0) throw new Error('refused');
    },
  };
};
