import { randomNumbers } from './packets.js';

/** `seconds` of G.711 octets in which no two packets are alike. */
export function audio(seconds: number): Buffer {
  const random = randomNumbers(0x711);
  return Buffer.from(Array.from({ length: 8_000 * seconds }, () => random(256)));
}

/** RTP packets of 20 ms of PCMU each (RFC 3551 §4.5.14: payload type 0, 8,000 a second). */
export function pcmuPackets(octets: Buffer, options: { ssrc: number; firstSequence: number }): Buffer[] {
  return Array.from({ length: Math.ceil(octets.length / 160) }, (_, i) => {
    const head = Buffer.alloc(12);
    head[0] = 0x80;
    head.writeUInt16BE((options.firstSequence + i) & 0xffff, 2);
    head.writeUInt32BE(160 * i, 4);
    head.writeUInt32BE(options.ssrc, 8);
    return Buffer.concat([head, octets.subarray(160 * i, 160 * (i + 1))]);
  });
}

/** What follows the fixed header of a packet without CSRCs, extension or padding. */
export const payloadOf = (packet: Uint8Array): Buffer => Buffer.from(packet.subarray(12));

/** A WAV file of 16-bit PCM at 8,000 a second: a tone, which a peer reads instead of a microphone. */
export function toneFile(seconds: number): Buffer {
  const samples = Buffer.alloc(16_000 * seconds);
  for (let i = 0; i < samples.length / 2; i++)
    samples.writeInt16LE(Math.round(8_000 * Math.sin((2 * Math.PI * 440 * i) / 8_000)), 2 * i);
  return wavFile(samples);
}

/** A WAV file of 16-bit PCM at 8,000 a second. */
export function wavFile(samples: Buffer): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}
