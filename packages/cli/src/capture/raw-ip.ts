import type { NetworkPacket } from './ethertype.js';

/** No link layer: the version nibble of the packet says which IP it is. */
export function rawIp(frame: Buffer): NetworkPacket | undefined {
  const version = (frame[0] ?? 0) >> 4;
  return version === 4 || version === 6 ? { version, octets: frame } : undefined;
}
