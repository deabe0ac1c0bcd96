import { platformCiphers } from '#platform-ciphers';
import type { BlockCipherFactory, Engine, KeySlot, PacketWork } from '../engine.js';
import { SrtpError } from '../errors.js';
import type { Transform } from '../suites.js';
import { ctrHmac } from './ctr-hmac.js';
import { deriveSessionKeys, keyLabels } from './key-derivation.js';
import type { PacketTransform, TransformFactory } from './transform.js';

/** Where each kind of block cipher comes from. */
export type BlockCiphers = Readonly<Record<'aes' | 'aria' | 'seed', BlockCipherFactory>>;

const transforms: Readonly<Partial<Record<Transform, TransformFactory>>> = { 'ctr-hmac': ctrHmac };

const prfCipher = { 'aes-cm': 'aes', 'seed-ctr': 'seed', 'aria-ctr': 'aria' } as const;

/**
 * The engine that runs everywhere: transforms in TypeScript over block ciphers. AES is Node's under Node and that of
 * \@noble/ciphers elsewhere, unless `ciphers` says otherwise.
 *
 * @example
 * ```ts
 * const session = new SrtpSession({ send, receive, engine: portableEngine() });
 * ```
 */
export function portableEngine(ciphers: BlockCiphers = platformCiphers): Engine {
  return {
    name: 'portable',
    supports: suite => transforms[suite.transform] !== undefined,
    keySlot(suite, key, salt, r) {
      const transform = transforms[suite.transform];
      if (!transform) throw new SrtpError('unsupported-suite', `the portable engine has no transform for ${suite.name}`);
      const build = (labels: (typeof keyLabels)['srtp' | 'srtcp']): PacketTransform => {
        const keys = deriveSessionKeys(suite, ciphers[prfCipher[suite.prf]], key, salt, r, labels);
        const built = transform(suite, keys, suite.cipher === 'null' ? ciphers.aes : ciphers[suite.cipher]);
        for (const octets of Object.values(keys)) octets.fill(0);
        return built;
      };
      return new PortableSlot(build(keyLabels.srtp), build(keyLabels.srtcp));
    },
  };
}

class PortableSlot implements KeySlot {
  readonly #srtp: PacketTransform;
  readonly #srtcp: PacketTransform;

  constructor(srtp: PacketTransform, srtcp: PacketTransform) {
    this.#srtp = srtp;
    this.#srtcp = srtcp;
  }

  seal(work: PacketWork): number {
    return work.rtcp ? this.#srtcp.seal(work) : this.#srtp.seal(work);
  }

  open(work: PacketWork): number {
    return work.rtcp ? this.#srtcp.open(work) : this.#srtp.open(work);
  }

  close(): void {
    this.#srtp.close();
    this.#srtcp.close();
  }
}
