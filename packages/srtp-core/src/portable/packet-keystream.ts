import type { PacketWork } from '../engine.js';

/** Makes the keystream that one packet's payload is XORed with: counter mode or f8. */
export interface PacketKeystream {
  /** At least `octets` octets for the packet of `work`. They last until the next keystream, whosever it is. */
  make(work: PacketWork, octets: number): Uint8Array;
  /** Overwrites what depends on the key. */
  close(): void;
}
