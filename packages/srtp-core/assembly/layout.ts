// Where things stand in the module's memory. Behind the constants come work areas that every packet uses in its turn;
// behind them the contexts, which TypeScript allocates.

/** The longest packet, its tag and everything else included: the largest datagram of UDP. */
export const PACKET_OCTETS: usize = 65536;
/** What vector loops, hash padding and tags may overwrite behind a packet. */
const SLACK_OCTETS: usize = 256;
const AREA_OCTETS: usize = PACKET_OCTETS + SLACK_OCTETS;

/** The packet, transformed in place. */
export const PACKET: usize = (__heap_base + 63) & ~63;
/** Key stream of the packet, when none was prepared. */
export const KEYSTREAM: usize = PACKET + AREA_OCTETS;
/** Additional authenticated data, padded to blocks. */
export const HEAD: usize = KEYSTREAM + AREA_OCTETS;
/** The packets of a batch, each in a place of its own. The stride is an odd number of cache lines, so that short ones share no set. */
export const BATCH: usize = HEAD + AREA_OCTETS;
export const BATCH_PACKETS: i32 = 64;
const BATCH_STRIDE: usize = 33 * 64;
/** The longest packet of a batch; longer ones gain nothing there. */
const BATCH_PACKET_OCTETS: usize = BATCH_STRIDE - 128;
const CONTEXTS: usize = BATCH + <usize>BATCH_PACKETS * BATCH_STRIDE;

// A context: the session keys of SRTP or of SRTCP of one master key.

/** Rounds of AES, 0 with the NULL cipher. */
export const ROUNDS: usize = 0;
/** Session salt as it enters the IV. */
export const SALT: usize = 16;
/** HMAC-SHA1 states after the padded keys. */
export const INNER: usize = 32;
export const OUTER: usize = 64;
export const ROUND_KEYS: usize = 96;
/** GCM: tables of the powers of H. */
export const TABLES: usize = ROUND_KEYS + 15 * 16;
const TABLE_OCTETS: usize = 512;

export function packetArea(): usize {
  return PACKET;
}

export function packetOctets(): usize {
  return PACKET_OCTETS;
}

export function batchPackets(): i32 {
  return BATCH_PACKETS;
}

export function batchPacketOctets(): usize {
  return BATCH_PACKET_OCTETS;
}

/** Where a packet of the batch stands. */
export function batchPacket(place: i32): usize {
  return BATCH + <usize>place * BATCH_STRIDE;
}

export function contextsStart(): usize {
  return CONTEXTS;
}

export function contextOctets(powers: i32): usize {
  return TABLES + <usize>powers * TABLE_OCTETS;
}
