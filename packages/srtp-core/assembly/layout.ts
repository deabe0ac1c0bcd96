// Where things stand in the module's memory. Behind the constants come three work areas that every packet uses in its turn;
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
const CONTEXTS: usize = HEAD + AREA_OCTETS;

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

export function contextsStart(): usize {
  return CONTEXTS;
}

export function contextOctets(powers: i32): usize {
  return TABLES + <usize>powers * TABLE_OCTETS;
}
