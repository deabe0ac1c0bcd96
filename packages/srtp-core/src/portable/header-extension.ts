import { xorKeystream } from '../ciphers/keystream.js';
import type { BlockCipherFactory, PacketWork } from '../engine.js';
import type { SrtpSuite } from '../suites.js';
import { CounterMode } from './counter-mode.js';
import { F8Keystream } from './f8.js';
import type { PacketKeystream } from './packet-keystream.js';
import type { SessionKeys } from './transform.js';

/**
 * Encrypts and decrypts header extension elements (RFC 6904), under their own keys (labels 6 and 7). The keystream is the suite's
 * f8, and counter mode with all others: §3.2 says so of SEED-CCM and SEED-GCM, and libsrtp does the same with AES-GCM, whose
 * 96-bit salt it fills up with zeros. The double transform uses the outer half of its keys (RFC 8723 §5.1).
 */
export class HeaderExtensionCipher {
  /** NULL has none: its keystream is all zeros (§3.2). */
  readonly #keystream: PacketKeystream | undefined;

  constructor(suite: SrtpSuite, keys: SessionKeys, cipher: BlockCipherFactory) {
    const outer = (octets: Uint8Array) => (suite.transform === 'double-gcm' ? octets.subarray(octets.length / 2) : octets);
    if (suite.cipher === 'null') this.#keystream = undefined;
    else if (suite.transform === 'f8-hmac') this.#keystream = new F8Keystream(keys, cipher);
    else this.#keystream = new CounterMode(cipher(outer(keys.encryption)), outer(keys.salt));
  }

  /** XORs the elements that `work` names; the packet stands in `octets` from `start` on. */
  apply(work: PacketWork, octets: Uint8Array, start: number): void {
    const { extensions, extensionCount, extensionStart } = work;
    if (!this.#keystream || extensionCount === 0) return;
    const end = (extensions[2 * extensionCount - 2] as number) + (extensions[2 * extensionCount - 1] as number);
    const keystream = this.#keystream.make(work, end - extensionStart);
    for (let i = 0; i < 2 * extensionCount; i += 2) {
      const at = extensions[i] as number;
      xorKeystream(octets, start + at, keystream, at - extensionStart, octets, start + at, extensions[i + 1] as number);
    }
  }

  close(): void {
    this.#keystream?.close();
  }
}
