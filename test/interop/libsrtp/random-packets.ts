import type { Random } from '../../srtp-core/compiled/random.js';

/**
 * An RTP packet with anything that a header can have (RFC 3550 §5.1, §5.3.1; RFC 8285 §4.2, §4.3).
 *
 * @param plain - extensions are of RFC 8285 and have no padding between their elements.
 */
export function randomRtp(random: Random, ssrc: number, sequence: number, { plain = false } = {}): Buffer {
  const csrcs = random.oneIn(3) ? random.below(16) : 0;
  const extension = random.oneIn(2) ? randomExtension(random, plain) : Buffer.alloc(0);
  const payload = random.octets(random.oneIn(8) ? 0 : random.below(300));
  const padding = payload.length > 0 && random.oneIn(6);
  if (padding) payload[payload.length - 1] = 1 + random.below(Math.min(255, payload.length));
  const head = random.octets(12 + 4 * csrcs);
  head[0] = 0x80 | (padding ? 0x20 : 0) | (extension.length > 0 ? 0x10 : 0) | csrcs;
  // No payload type that RTCP has as packet type (RFC 5761 §4).
  head[1] = (random.below(2) << 7) | random.below(64);
  head.writeUInt16BE(sequence, 2);
  head.writeUInt32BE(ssrc, 8);
  return Buffer.concat([head, extension, payload]);
}

function randomExtension(random: Random, plain: boolean): Buffer {
  const words = random.below(8);
  const profile = random.pick([0xbede, 0x1000, ...(plain ? [] : [random.below(0x10000)])]);
  const octets = Buffer.alloc(4 + 4 * words);
  octets.writeUInt16BE(profile, 0);
  octets.writeUInt16BE(words, 2);
  const idOctets = profile === 0xbede ? 1 : 2;
  for (let at = 4; at < octets.length; ) {
    const length = Math.min(1 + random.below(6), octets.length - at - idOctets);
    if (length < 1) break;
    if (!plain && random.oneIn(8)) {
      at++;
      continue;
    }
    const id = 1 + random.below(14);
    if (idOctets === 1) octets[at] = (id << 4) | (length - 1);
    else octets.set([id, length], at);
    random.octets(length).copy(octets, at + idOctets);
    at += idOctets + length;
  }
  return octets;
}

const packetTypes = {
  senderReport: 200,
  receiverReport: 201,
  description: 202,
  bye: 203,
  application: 204,
  feedback: 205,
} as const;

/** A compound of one to four RTCP packets, the first a report (RFC 3550 §6.1). */
export function randomRtcp(random: Random, ssrc: number): Buffer {
  const { senderReport, receiverReport, ...others } = packetTypes;
  const types: number[] = [random.pick([senderReport, receiverReport])];
  for (let more = random.below(4); more > 0; more--) types.push(random.pick(Object.values(others)));
  return Buffer.concat(
    types.map(type => {
      const octets = random.octets(8 + 4 * random.below(12) + (type === senderReport ? 20 : 0));
      octets[0] = 0x80 | random.below(32);
      octets[1] = type;
      octets.writeUInt16BE(octets.length / 4 - 1, 2);
      octets.writeUInt32BE(ssrc, 4);
      return octets;
    }),
  );
}

/** A packet that no sender sent: one bit changed, cut, longer, or without sense. */
export function forged(random: Random, packet: Uint8Array): Buffer {
  const octets = Buffer.from(packet);
  switch (random.below(8)) {
    case 0:
      return octets.subarray(0, random.below(octets.length));
    case 1:
      return Buffer.concat([octets, random.octets(1 + random.below(12))]);
    case 2:
      return random.octets(random.below(80));
    case 3: {
      // Nearer to the end stand tag, MKI and SRTCP index.
      const at = octets.length - 1 - random.below(Math.min(octets.length, 24));
      octets[at] = (octets[at] as number) ^ (1 << random.below(8));
      return octets;
    }
    default: {
      const at = random.below(octets.length);
      octets[at] = (octets[at] as number) ^ (1 << random.below(8));
      return octets;
    }
  }
}
