import type { Secret } from './secret.js';
import type { SrtpSuite } from './suites.js';

/**
 * Does the cryptography of one packet and nothing else: it keeps no index, no window, no counter and no switch. All of these
 * belong to the session, which asks for a {@link KeySlot} per set of session keys and hands it one {@link PacketWork} per packet,
 * to be left as it was.
 */
export interface Engine {
  readonly name: string;
  /** Whether {@link keySlot} can serve the suite. */
  supports(suite: SrtpSuite): boolean;
  /**
   * The session keys of one master key: SRTP and SRTCP (labels 0..5 of RFC 3711 §4.3) and header extensions (labels 6 and 7
   * of RFC 6904 §3), for one `r` = index DIV key_derivation_rate (0 without a rate). Key and salt are copied out of the
   * secrets; the caller keeps them. An engine makes a new slot at each call: `KeySlots` shares them.
   *
   * @throws SrtpError `unsupported-suite`, `out-of-memory`.
   */
  keySlot(suite: SrtpSuite, key: Secret, salt: Secret, r: number): KeySlot;
  /**
   * Seals many packets faster than one after the other: {@link sealPackets} calls it where it is there. `slots[i]` and `works[i]`
   * belong together for every i below `count`; the slots are of this engine, the same one may stand there often. What
   * {@link KeySlot.seal} would return comes in `results[i]`.
   *
   * No target may share octets with another packet's source or target; sources may be the same.
   */
  sealBatch?(slots: readonly KeySlot[], works: readonly PacketWork[], count: number, results: Int32Array): void;
  /** Opens many packets, as {@link sealBatch} seals them: every packet by itself is authentic or changes nothing. */
  openBatch?(slots: readonly KeySlot[], works: readonly PacketWork[], count: number, results: Int32Array): void;
}

/**
 * Seals `works[i]` by `slots[i]` for every i below `count`, at once where the engine can: see {@link Engine.sealBatch}.
 *
 * @example
 * ```ts
 * const engine = portableEngine();
 * const slot = engine.keySlot(suites.AES_CM_128_HMAC_SHA1_80, key, salt, 0);
 * const work = new PacketWork();
 * Object.assign(work, { source: rtp, sourceEnd: rtp.length, target, ssrc: 1, index: 1, clear: 12, tagOctets: 10 });
 * const results = new Int32Array(1);
 * sealPackets(engine, [slot], [work], 1, results); // results[0]: octets of the SRTP packet in target
 * ```
 */
export function sealPackets(
  engine: Engine,
  slots: readonly KeySlot[],
  works: readonly PacketWork[],
  count: number,
  results: Int32Array,
): void {
  if (engine.sealBatch) engine.sealBatch(slots, works, count, results);
  else for (let i = 0; i < count; i++) results[i] = (slots[i] as KeySlot).seal(works[i] as PacketWork);
}

/**
 * Opens `works[i]` by `slots[i]` for every i below `count`, at once where the engine can: see {@link Engine.openBatch}.
 *
 * @example
 * ```ts
 * const engine = portableEngine();
 * const slot = engine.keySlot(suites.AES_CM_128_HMAC_SHA1_80, key, salt, 0);
 * const work = new PacketWork();
 * Object.assign(work, { source: received, sourceEnd: received.length, target, ssrc: 1, index: 1, clear: 12, tagOctets: 10 });
 * const results = new Int32Array(1);
 * openPackets(engine, [slot], [work], 1, results);
 * ```
 */
export function openPackets(
  engine: Engine,
  slots: readonly KeySlot[],
  works: readonly PacketWork[],
  count: number,
  results: Int32Array,
): void {
  if (engine.openBatch) engine.openBatch(slots, works, count, results);
  else for (let i = 0; i < count; i++) results[i] = (slots[i] as KeySlot).open(works[i] as PacketWork);
}

/** Session keys in the form an engine likes best. */
export interface KeySlot {
  /** RTP or RTCP in, SRTP or SRTCP out; returns the octets written. Called only where the target has room for them. */
  seal(work: PacketWork): number;
  /**
   * SRTP or SRTCP in, RTP or RTCP out; returns the octets written, or the `auth-failed` of `packetStatus`. Verifies the whole
   * tag in constant time before it writes one octet of the target, so that a forged packet changes nothing (RFC 7714 §5.3).
   */
  open(work: PacketWork): number;
  /** Overwrites the session keys. The slot is not used afterwards. */
  close(): void;
}

/**
 * One packet on its way through a {@link KeySlot}. A session fills the same object again and again: every field always has the
 * same type, and no packet allocates anything. What is the same for the next packet of a stream it does not write again, so an
 * engine leaves the work as it found it. It may only replace the source by a copy that begins at 0.
 *
 * ```text
 * plain       source[sourceStart, sourceEnd)  = clear octets || payload
 * protected, octets in this order; [] only where the field says so:
 *   SRTP,  HMAC   clear || payload ||              [MKI] || [ROC] || tag     RFC 3711 §3.1, RFC 4771 §2
 *   SRTP,  AEAD   clear || payload || tag ||       [MKI] || [ROC]            RFC 7714 §8.2
 *   SRTCP, HMAC   clear || payload || E + index || [MKI] || tag              RFC 3711 §3.4
 *   SRTCP, AEAD   clear || payload || tag || E + index || [MKI]              RFC 7714 §9.2
 * authenticated:
 *   SRTP,  HMAC   clear || payload, then the ROC of {@link roc} (RFC 3711 §4.2)
 *   SRTP,  AEAD   clear as AAD, payload (RFC 7714 §8.2)
 *   SRTCP, HMAC   clear || payload || E + index
 *   SRTCP, AEAD   E = 1: clear || E + index as AAD, payload; E = 0: clear || payload || E + index as AAD, nothing
 *                 encrypted, and the tag still stands behind the payload (RFC 7714 §9.3)
 * ```
 *
 * MKI and carried ROC are never authenticated. The tag, MKI and ROC lengths and {@link clear} have been checked by the session:
 * the source is long enough for them.
 *
 * @example
 * ```ts
 * const engine = portableEngine();
 * const slot = engine.keySlot(suites.AES_CM_128_HMAC_SHA1_80, key, salt, 0);
 * const work = new PacketWork();
 * Object.assign(work, { source: rtp, sourceEnd: rtp.length, target, ssrc: 1, index: 1, clear: 12, tagOctets: 10 });
 * slot.seal(work); // octets of the SRTP packet in target
 * ```
 */
export class PacketWork {
  /** Holds the packet in [sourceStart, sourceEnd): plain for `seal`; for `open` everything from the header to the last octet. */
  source: Uint8Array = nothing;
  sourceStart = 0;
  sourceEnd = 0;
  /** Receives the packet from `targetStart` on. May lie over the source in any way: an engine reads before it overwrites. */
  target: Uint8Array = nothing;
  targetStart = 0;

  rtcp = false;
  /** 32 bits, signed: so it never takes a number object of its own. */
  ssrc = 0;
  /** Rollover counter, 32 bits, unsigned; SRTP only. */
  roc = 0;
  /** SRTP: 2^16 * ROC + SEQ, 48 bits. SRTCP: the SRTCP index, 31 bits. */
  index = 0;
  /**
   * Octets at the front that are not encrypted. SRTP: fixed header, CSRCs and header extension; with Cryptex the extension's
   * first four octets are the last of them. SRTCP: 8, also when {@link encrypt} is false.
   */
  clear = 0;
  /**
   * Cryptex (RFC 9335 §6.2): octets of CSRCs from offset 12 on that are encrypted although they stand inside {@link clear}. The
   * plaintext is these followed by what is behind `clear`, one keystream; the AAD is the first 12 octets followed by the
   * extension header. The order of the octets in source and target, and so the input of the HMAC, is that of the wire.
   */
  encryptedCsrcOctets = 0;
  /** Whether the payload is encrypted; for SRTCP `seal` writes it as the E bit, `open` finds the bit in the packet. */
  encrypt = true;
  /** Octets of the authentication tag on the wire, 0: not authenticated (RFC 4568 §6.3.3, RFC 4771 modes 1 and 3). */
  tagOctets = 0;
  /** The MKI, 0 octets: none. `seal` writes it; for `open` the session has already matched it and only its length counts. */
  mki: Uint8Array = nothing;
  /** Whether four octets of ROC stand in the tail (RFC 4771 §2). `seal` writes {@link roc}. */
  carriesRoc = false;
  /**
   * RFC 6904: the header extension elements to encrypt, as pairs (offset from the start of the packet, length) in the first
   * `2 * extensionCount` members; they lie inside `clear`. Encryption comes before authentication, decryption after it (§3).
   */
  readonly extensions = new Int32Array(2 * 256);
  extensionCount = 0;
  /** Offset from the start of the packet at which the header extension's keystream begins (RFC 6904 §3). */
  extensionStart = 0;
}

/** E bit and SRTCP index (RFC 3711 §3.4). */
export const srtcpIndexOctets = 4;
/** A carried ROC (RFC 4771 §2). */
export const rocOctets = 4;

/** A 16-octet block cipher with its key: what the modes of the portable engine (CTR, F8, GCM, CCM) and the key derivation stand on. */
export interface BlockCipher {
  /**
   * Encrypts `blocks` blocks, each by itself (ECB), from `source` at `sourceStart` into `target` at `targetStart`. Both may be
   * the same octets. Modes prepare as many blocks as they can first: one call for a packet's whole keystream.
   */
  encryptBlocks(source: Uint8Array, sourceStart: number, target: Uint8Array, targetStart: number, blocks: number): void;
  /** Overwrites the round keys. */
  close(): void;
}

/** Makes block ciphers of one kind; the key is copied. */
export type BlockCipherFactory = (key: Uint8Array) => BlockCipher;

const nothing = new Uint8Array(0);
