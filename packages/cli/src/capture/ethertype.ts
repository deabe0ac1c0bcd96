/** Which internet protocol a frame carries, and where in it that begins. */
export interface NetworkPacket {
  readonly version: 4 | 6;
  readonly octets: Buffer;
}

const etherType = { ipv4: 0x0800, ipv6: 0x86dd } as const;
/** Tags of IEEE 802.1Q (C-tag, S-tag) and the older stacked ones of vendors. */
const vlanTags: readonly number[] = [0x8100, 0x88a8, 0x9100, 0x9200];
const mostTags = 4;

/** Follows an EtherType at `at` through VLAN tags to the packet behind it; `undefined` where that is not IP. */
export function behindEtherType(frame: Buffer, at: number): NetworkPacket | undefined {
  let offset = at;
  for (let tags = 0; tags <= mostTags && offset + 2 <= frame.length; tags++) {
    const type = frame.readUInt16BE(offset);
    if (type === etherType.ipv4) return { version: 4, octets: frame.subarray(offset + 2) };
    if (type === etherType.ipv6) return { version: 6, octets: frame.subarray(offset + 2) };
    if (!vlanTags.includes(type)) return undefined;
    offset += 4;
  }
  return undefined;
}
