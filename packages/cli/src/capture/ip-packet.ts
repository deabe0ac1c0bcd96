/** A fragment's place in its packet. */
export interface FragmentPlace {
  readonly id: number;
  /** Offset in octets. */
  readonly offset: number;
  readonly more: boolean;
}

/** What an IPv4 or IPv6 packet carries, or one fragment of that. */
export interface IpPacket {
  readonly source: string;
  readonly destination: string;
  /** IANA protocol number of the payload. */
  readonly protocol: number;
  readonly payload: Buffer;
  /** The capture holds less of the packet than its header announces. */
  readonly cut: boolean;
  readonly fragment?: FragmentPlace;
}

export const ipProtocol = { tcp: 6, udp: 17 } as const;
