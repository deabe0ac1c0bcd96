import type { Endpoint } from './endpoint.js';
import { dotted } from './ipv4.js';
import { colons } from './ipv6.js';

/** ChannelData (RFC 8656 §12.4): a channel number 0x4000..0x4FFF, a length, and the data of a peer. */
export function readChannelData(octets: Buffer): { channel: number; data: Buffer } | undefined {
  if (octets.length < 4) return undefined;
  const channel = octets.readUInt16BE(0);
  const end = 4 + octets.readUInt16BE(2);
  // Over UDP padding is optional, never more than three octets (§12.5).
  if (channel < 0x4000 || channel > 0x4fff || end > octets.length || octets.length - end > 3) return undefined;
  return { channel, data: octets.subarray(4, end) };
}

/** What the messages of TURN say that matters to media (RFC 8656): where a relay relays, and what comes and goes through it. */
export type TurnMessage =
  | { readonly kind: 'allocated'; readonly relayed: Endpoint }
  | { readonly kind: 'channel-bind'; readonly channel: number; readonly peer: Endpoint }
  | { readonly kind: 'send' | 'data'; readonly peer: Endpoint; readonly data: Buffer };

const magicCookie = 0x2112a442;
const headerOctets = 20;
/** STUN message types: class and method together (RFC 8489 §5, RFC 8656 §17). */
const messageTypes = {
  allocateSuccess: 0x0103,
  channelBindRequest: 0x0009,
  sendIndication: 0x0016,
  dataIndication: 0x0017,
} as const;
/** RFC 8656 §18. */
const attributeTypes = { channelNumber: 0x000c, xorPeerAddress: 0x0012, data: 0x0013, xorRelayedAddress: 0x0016 } as const;
const addressFamilies = { ipv4: 1, ipv6: 2 } as const;

/** Reads a message of TURN; `undefined` for everything else, other messages of STUN too. */
export function readTurn(octets: Buffer): TurnMessage | undefined {
  if (octets.length < headerOctets || octets.readUInt32BE(4) !== magicCookie) return undefined;
  const type = octets.readUInt16BE(0);
  switch (type) {
    case messageTypes.allocateSuccess: {
      const relayed = xorAddress(octets, attributeTypes.xorRelayedAddress);
      return relayed && { kind: 'allocated', relayed };
    }
    case messageTypes.channelBindRequest: {
      const channel = attribute(octets, attributeTypes.channelNumber);
      const peer = xorAddress(octets, attributeTypes.xorPeerAddress);
      return channel && channel.length >= 2 && peer
        ? { kind: 'channel-bind', channel: channel.readUInt16BE(0), peer }
        : undefined;
    }
    case messageTypes.sendIndication:
    case messageTypes.dataIndication: {
      const data = attribute(octets, attributeTypes.data);
      const peer = xorAddress(octets, attributeTypes.xorPeerAddress);
      return data && peer && { kind: type === messageTypes.sendIndication ? 'send' : 'data', peer, data };
    }
    default:
      return undefined;
  }
}

/** The value of the first attribute of that type (RFC 8489 §14). */
function attribute(octets: Buffer, type: number): Buffer | undefined {
  const end = Math.min(octets.length, headerOctets + octets.readUInt16BE(2));
  for (let at = headerOctets; at + 4 <= end; ) {
    const length = octets.readUInt16BE(at + 2);
    if (at + 4 + length > end) return undefined;
    if (octets.readUInt16BE(at) === type) return octets.subarray(at + 4, at + 4 + length);
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return undefined;
}

/** An address in the form of XOR-MAPPED-ADDRESS: xored with magic cookie and transaction ID (RFC 8489 §14.2). */
function xorAddress(octets: Buffer, type: number): Endpoint | undefined {
  const value = attribute(octets, type);
  if (!value || value.length < 8) return undefined;
  const isIpv6 = value[1] === addressFamilies.ipv6;
  if (!isIpv6 && value[1] !== addressFamilies.ipv4) return undefined;
  if (value.length !== (isIpv6 ? headerOctets : 8)) return undefined;
  const port = value.readUInt16BE(2) ^ (magicCookie >>> 16);
  const address = Buffer.from(value.subarray(4).map((octet, index) => octet ^ (octets[4 + index] as number)));
  return { host: isIpv6 ? colons(address, 0) : dotted(address, 0), port };
}
