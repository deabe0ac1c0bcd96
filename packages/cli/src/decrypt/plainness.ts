/** Values from which on 256 counters differ from chance by more than six standard deviations (chi-square, 255 degrees of freedom). */
const unlikely = 255 + 6 * Math.sqrt(2 * 255);
const leastOctets = 128;
const leastPackets = 8;

/**
 * Tells whether payloads look like ciphertext. Ciphertext is uniform in every place; uncompressed audio is not, and compressed media
 * repeat their first octet (a table of contents, a NAL header) from packet to packet.
 */
export class Plainness {
  readonly #counts = new Uint32Array(256);
  readonly #firstOctets = new Set<number>();
  #octets = 0;
  #packets = 0;

  add(payload: Buffer): void {
    if (payload.length === 0) return;
    this.#packets++;
    this.#firstOctets.add(payload[0] as number);
    for (const octet of payload) (this.#counts[octet] as number)++;
    this.#octets += payload.length;
  }

  get looksPlain(): boolean {
    if (this.#packets >= leastPackets && this.#firstOctets.size * 4 <= this.#packets) return true;
    if (this.#octets < leastOctets) return false;
    const expected = this.#octets / 256;
    let chiSquare = 0;
    for (const count of this.#counts) chiSquare += (count - expected) ** 2 / expected;
    return chiSquare > unlikely;
  }
}

/** Whether an RTCP packet is a compound packet to its last octet (RFC 3550 §6.1): SRTCP appends at least an index and a tag. */
export function isPlainRtcp(packet: Buffer): boolean {
  let at = 0;
  while (at + 4 <= packet.length) {
    const type = packet[at + 1] as number;
    if ((packet[at] as number) >> 6 !== 2 || type < 192 || type > 223) return false;
    at += 4 * (packet.readUInt16BE(at + 2) + 1);
  }
  return at === packet.length && at > 0;
}
