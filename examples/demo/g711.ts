// Two seconds of a 440 Hz tone as G.711 µ-law, cut into RTP packets of 20 ms, and the sender reports beside them (RFC 3550).

const sampleRate = 8000;
const packetSamples = 160;

/** G.711 µ-law of one 16-bit sample (ITU-T G.711, bias 0x84). */
function muLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), 32635) + 0x84;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

export function tone(seconds: number, hertz = 440): Uint8Array {
  return Uint8Array.from({ length: seconds * sampleRate }, (_, at) =>
    muLaw(Math.sin((2 * Math.PI * hertz * at) / sampleRate) * 8000),
  );
}

export interface Source {
  readonly ssrc: number;
  readonly firstSequence: number;
  readonly payloadType: number;
}

/** The audio as RTP packets (RFC 3550 §5.1, RFC 3551 §4.5.14). */
export function rtpPackets(audio: Uint8Array, { ssrc, firstSequence, payloadType }: Source): Uint8Array[] {
  return Array.from({ length: audio.length / packetSamples }, (_, at) => {
    const packet = new Uint8Array(12 + packetSamples);
    const view = new DataView(packet.buffer);
    packet[0] = 0x80;
    packet[1] = payloadType;
    view.setUint16(2, (firstSequence + at) & 0xffff);
    view.setUint32(4, at * packetSamples);
    view.setUint32(8, ssrc);
    packet.set(audio.subarray(at * packetSamples, (at + 1) * packetSamples), 12);
    return packet;
  });
}

/** A compound packet as RFC 3550 §6.1 wants it: sender report and CNAME. */
export function senderReport(ssrc: number, packets: number): Uint8Array {
  const packet = new Uint8Array(28 + 20);
  const view = new DataView(packet.buffer);
  view.setUint32(0, 0x80c80006);
  view.setUint32(4, ssrc);
  view.setUint32(8, Math.floor(Date.now() / 1000) + 2_208_988_800);
  view.setUint32(16, packets * packetSamples);
  view.setUint32(20, packets);
  view.setUint32(24, packets * packetSamples);
  view.setUint32(28, 0x81ca0004);
  view.setUint32(32, ssrc);
  packet.set([1, 8, ...new TextEncoder().encode('demo@lan')], 36);
  return packet;
}
