import { behindEtherType, type NetworkPacket } from './ethertype.js';
import { loopback } from './loopback.js';
import { rawIp } from './raw-ip.js';

type LinkLayer = (frame: Buffer) => NetworkPacket | undefined;

/** Two addresses of six octets, then the EtherType (IEEE 802.3). */
const ethernet: LinkLayer = frame => behindEtherType(frame, 12);
/** LINKTYPE_LINUX_SLL: packet type, ARPHRD type, address length and 8 address octets come before the protocol. */
const linuxCooked: LinkLayer = frame => behindEtherType(frame, 14);
/** LINKTYPE_LINUX_SLL2: the protocol comes first in a header of 20 octets; a VLAN tag stands behind that header. */
const linuxCookedV2: LinkLayer = frame => {
  if (frame.length < 20) return undefined;
  return behindEtherType(Buffer.concat([frame.subarray(0, 2), frame.subarray(20)]), 0);
};

/** By LINKTYPE_ number (draft-ietf-opsawg-pcaplinktype); 12 and 14 are raw IP under the numbers of some BSD systems. */
const linkLayers: Readonly<Record<number, LinkLayer>> = {
  0: loopback,
  1: ethernet,
  12: rawIp,
  14: rawIp,
  101: rawIp,
  108: loopback,
  113: linuxCooked,
  228: rawIp,
  229: rawIp,
  276: linuxCookedV2,
};

/** Whether the packets of such a capture can be read at all. */
export function knowsLinkType(linkType: number): boolean {
  return Object.hasOwn(linkLayers, linkType);
}

/** The IP packet inside of a frame; `undefined` where there is none. */
export function networkPacket(linkType: number, frame: Buffer): NetworkPacket | undefined {
  return linkLayers[linkType]?.(frame);
}
