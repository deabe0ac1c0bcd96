import { randomNumbers } from '../packets.js';

/** Octets of PCMU in which no two packets are alike, without the two that stand for zero: encoders differ in which one they choose. */
export function mulawOctets(seconds: number, seed: number): Buffer {
  const random = randomNumbers(seed);
  const zero = [0x7f, 0xff];
  return Buffer.from(
    Array.from({ length: 8_000 * seconds }, () => {
      const octet = random(256);
      return zero.includes(octet) ? 0x40 : octet;
    }),
  );
}

/** What these octets sound like: 16-bit samples that every encoder turns into the same octets again (ITU-T G.711, table 2a). */
export function mulawSamples(octets: Buffer): Buffer {
  const samples = Buffer.alloc(2 * octets.length);
  for (const [at, octet] of octets.entries()) {
    const bits = ~octet & 0xff;
    const magnitude = ((((bits & 0x0f) << 3) + 0x84) << ((bits & 0x70) >> 4)) - 0x84;
    samples.writeInt16LE(bits & 0x80 ? -magnitude : magnitude, 2 * at);
  }
  return samples;
}
