import { Secret, type SrtpParameters, type SrtpParametersInput, srtpParameters, suites } from '@sdpsec/srtp-core';

/** Parameters with fresh keys. */
export function freshParameters(input: Partial<Omit<SrtpParametersInput, 'masterKeys'>> = {}): SrtpParameters {
  const suite = input.suite ?? 'AES_CM_128_HMAC_SHA1_80';
  const { keyOctets, saltOctets } = suites[suite];
  return srtpParameters({ ...input, suite, masterKeys: [{ key: Secret.random(keyOctets), salt: Secret.random(saltOctets) }] });
}

/** An RTP packet whose payload depends on its sequence number and SSRC. */
export function rtpPacket(sequence: number, ssrc = 0x11223344, payloadOctets = 160): Uint8Array {
  const packet = new Uint8Array(12 + payloadOctets);
  const view = new DataView(packet.buffer);
  packet[0] = 0x80;
  view.setUint16(2, sequence & 0xffff);
  view.setUint32(4, sequence * 160);
  view.setUint32(8, ssrc);
  for (let i = 0; i < payloadOctets; i++) packet[12 + i] = (sequence * 31 + ssrc + i * 7) & 255;
  return packet;
}

/** An RTCP sender report followed by a BYE: compound, as RFC 3711 §3.4 wants it. */
export function rtcpPacket(ssrc = 0x11223344, mark = 0): Uint8Array {
  const packet = new Uint8Array(36);
  const view = new DataView(packet.buffer);
  packet.set([0x80, 200, 0, 6], 0);
  view.setUint32(4, ssrc);
  view.setUint32(8, mark);
  packet.set([0x81, 203, 0, 1], 28);
  view.setUint32(32, ssrc);
  return packet;
}
