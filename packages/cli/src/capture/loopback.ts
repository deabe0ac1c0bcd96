import type { NetworkPacket } from './ethertype.js';

/** AF_INET is 2 everywhere; AF_INET6 differs by system: 10 Linux, 24 NetBSD, 28 FreeBSD, 30 macOS. */
const families: Readonly<Record<number, 4 | 6>> = { 2: 4, 10: 6, 24: 6, 28: 6, 30: 6 };

/**
 * LINKTYPE_NULL and LINKTYPE_LOOP: four octets of address family, in the byte order of the machine that captured or in network
 * order. All families are below 256, so whichever way reads as one is right.
 */
export function loopback(frame: Buffer): NetworkPacket | undefined {
  if (frame.length < 4) return undefined;
  const version = families[frame.readUInt32LE(0)] ?? families[frame.readUInt32BE(0)];
  return version && { version, octets: frame.subarray(4) };
}
