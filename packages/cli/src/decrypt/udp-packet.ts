import { type Endpoint, hostOctets } from '../capture/index.js';

const longestPayload = { 4: 65_507, 6: 65_527 } as const;
const hopLimit = 64;
const udpProtocol = 17;

/** A UDP packet in IPv4 or IPv6, without link layer (RFC 768, RFC 791, RFC 8200); `undefined` where the payload does not fit. */
export function udpPacket(source: Endpoint, destination: Endpoint, payload: Buffer): Buffer | undefined {
  const addresses = Buffer.concat([hostOctets(source.host), hostOctets(destination.host)]);
  const version = addresses.length === 8 ? 4 : 6;
  if (payload.length > longestPayload[version]) return undefined;
  const udp = Buffer.alloc(8);
  udp.writeUInt16BE(source.port & 0xffff, 0);
  udp.writeUInt16BE(destination.port & 0xffff, 2);
  udp.writeUInt16BE(8 + payload.length, 4);
  // IPv4 allows a UDP packet without checksum, IPv6 does not (RFC 8200 §8.1).
  if (version === 4) return Buffer.concat([ipv4Header(addresses, 8 + payload.length), udp, payload]);
  const pseudoHeader = Buffer.alloc(8);
  pseudoHeader.writeUInt32BE(8 + payload.length, 0);
  pseudoHeader[7] = udpProtocol;
  udp.writeUInt16BE(checksum(Buffer.concat([addresses, pseudoHeader, udp, payload])) || 0xffff, 6);
  return Buffer.concat([ipv6Header(addresses, 8 + payload.length), udp, payload]);
}

function ipv4Header(addresses: Buffer, length: number): Buffer {
  const header = Buffer.alloc(20);
  header[0] = 0x45;
  header.writeUInt16BE(20 + length, 2);
  header[8] = hopLimit;
  header[9] = udpProtocol;
  addresses.copy(header, 12);
  header.writeUInt16BE(checksum(header), 10);
  return header;
}

function ipv6Header(addresses: Buffer, length: number): Buffer {
  const header = Buffer.alloc(40);
  header[0] = 0x60;
  header.writeUInt16BE(length, 4);
  header[6] = udpProtocol;
  header[7] = hopLimit;
  addresses.copy(header, 8);
  return header;
}

/** The internet checksum (RFC 1071). */
function checksum(octets: Buffer): number {
  let sum = 0;
  for (let at = 0; at < octets.length; at += 2) sum += ((octets[at] as number) << 8) | (octets[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 65_536);
  return ~sum & 0xffff;
}
