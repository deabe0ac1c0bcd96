import type { suites } from '../targets.js';

/** Packets of a round. */
export const packetsPerRound = 512;

/** Rounds that a contender does when it is asked for one; the last one counts, the others are for its caches. */
export const roundsPerOrder = 4;

/** Something that protects packets, held ready for one suite and one length of payload. */
export interface Subject {
  /** Protects the next `packetsPerRound` packets of a stream. */
  protect(): void;
  /** Unprotects those. Throws when one is refused. */
  unprotect(): void;
}

export type MakeSubject = (suite: (typeof suites)[number], payloadOctets: number) => Subject;

/** A round of RTP packets: payload type 0, SSRC 9. */
export function plainPackets(payloadOctets: number, count = packetsPerRound): Buffer[] {
  return Array.from({ length: count }, (_, i) => {
    const packet = Buffer.alloc(12 + payloadOctets, i);
    packet.writeUInt32BE(0x80000000);
    packet.writeUInt32BE(0, 4);
    packet.writeUInt32BE(9, 8);
    return packet;
  });
}

/** Room for the packets of a round, with the longest tail. */
export function targets(payloadOctets: number, count = packetsPerRound): Buffer[] {
  return Array.from({ length: count }, () => Buffer.alloc(12 + payloadOctets + 32));
}
