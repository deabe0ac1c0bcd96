import type { StreamInfo } from '@sdpsec/srtp-core';

/** A sender report of the device, as far as a receiver report refers to it (RFC 3550 §6.4.1). */
export interface SenderReport {
  /** The middle 32 bits of its NTP timestamp. */
  readonly ntp: number;
  /** When it came, milliseconds. */
  readonly at: number;
}

/** Reads the sender report that a compound packet begins with, if it does. */
export function senderReport(packet: Uint8Array, now: number): SenderReport | undefined {
  if (packet[1] !== 200 || packet.length < 28) return undefined;
  return { ntp: new DataView(packet.buffer, packet.byteOffset).getUint32(10), at: now };
}

/** A receiver report about one stream, and the source description that goes with it (RFC 3550 §6.4.2, §6.5). */
export function receiverReport(ssrc: number, stream: StreamInfo, last: SenderReport | undefined, now: number): Buffer {
  const report = Buffer.alloc(32 + 20);
  report.writeUInt32BE(0x81c90007, 0);
  report.writeUInt32BE(ssrc, 4);
  report.writeUInt32BE(stream.ssrc, 8);
  // The SRTP index is the extended sequence number, counted on beyond 32 bits.
  report.writeUInt32BE((stream.index ?? 0) % 2 ** 32, 16);
  report.writeUInt32BE(last?.ntp ?? 0, 24);
  report.writeUInt32BE(last ? Math.round(((now - last.at) * 65_536) / 1_000) % 2 ** 32 : 0, 28);
  report.writeUInt32BE(0x81ca0004, 32);
  report.writeUInt32BE(ssrc, 36);
  report.write('\x01\x06sdpsec', 40, 'latin1');
  return report;
}
