import type { BlockCipherFactory, PacketWork } from '../engine.js';
import type { SrtpSuite } from '../suites.js';

/** The session keys of SRTP or of SRTCP (RFC 3711 §4.3.1); the arrays are wiped once a transform has taken what it needs. */
export interface SessionKeys {
  readonly encryption: Uint8Array;
  /** Empty with AEAD. */
  readonly authentication: Uint8Array;
  readonly salt: Uint8Array;
}

/** One way of turning payload into ciphertext and tag, keyed for SRTP or for SRTCP. `seal` and `open` are those of a key slot. */
export interface PacketTransform {
  seal(work: PacketWork): number;
  open(work: PacketWork): number;
  close(): void;
}

/** Builds a transform; `cipher` is the block cipher of the suite. */
export type TransformFactory = (suite: SrtpSuite, keys: SessionKeys, cipher: BlockCipherFactory) => PacketTransform;
