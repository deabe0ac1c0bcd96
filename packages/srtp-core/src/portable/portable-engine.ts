import { platformCiphers } from '#platform-ciphers';
import { separate } from '../aliasing.js';
import type { BlockCipherFactory, Engine, KeySlot, PacketWork } from '../engine.js';
import type { Transform } from '../suites.js';
import { ccm, gcm } from './aead.js';
import { ctrHmac } from './ctr-hmac.js';
import { doubleGcm } from './double-gcm.js';
import { f8Hmac } from './f8.js';
import { HeaderExtensionCipher } from './header-extension.js';
import { deriveSessionKeys, keyLabels } from './key-derivation.js';
import { copyOctets } from './octets.js';
import type { PacketTransform, SessionKeys, TransformFactory } from './transform.js';

/** Where each kind of block cipher comes from. */
export type BlockCiphers = Readonly<Record<'aes' | 'aria' | 'seed', BlockCipherFactory>>;

const transforms: Readonly<Record<Transform, TransformFactory>> = {
  'ctr-hmac': ctrHmac,
  'f8-hmac': f8Hmac,
  gcm,
  ccm,
  'double-gcm': doubleGcm,
};

const prfCipher = { 'aes-cm': 'aes', 'seed-ctr': 'seed', 'aria-ctr': 'aria' } as const;

/**
 * The engine that runs everywhere: transforms in TypeScript over block ciphers, for every suite. AES is Node's under Node and that
 * of \@noble/ciphers elsewhere, unless `ciphers` says otherwise.
 *
 * @example
 * ```ts
 * const session = new SrtpSession({ send, receive, engine: portableEngine() });
 * ```
 */
export function portableEngine(ciphers: BlockCiphers = platformCiphers): Engine {
  return {
    name: 'portable',
    supports: suite => Object.hasOwn(transforms, suite.transform),
    keySlot(suite, key, salt, r) {
      const cipher = suite.cipher === 'null' ? ciphers.aes : ciphers[suite.cipher];
      const keysFor = (labels: (typeof keyLabels)[keyof typeof keyLabels]) =>
        deriveSessionKeys(suite, ciphers[prfCipher[suite.prf]], key, salt, r, labels);
      const build = (labels: (typeof keyLabels)['srtp' | 'srtcp']) => {
        const keys = keysFor(labels);
        const built = transforms[suite.transform](suite, keys, cipher);
        wipe(keys);
        return built;
      };
      return new PortableSlot(
        build(keyLabels.srtp),
        build(keyLabels.srtcp),
        keysFor(keyLabels.headerExtension),
        keys => new HeaderExtensionCipher(suite, keys, cipher),
      );
    },
  };
}

class PortableSlot implements KeySlot {
  readonly #srtp: PacketTransform;
  readonly #srtcp: PacketTransform;
  readonly #extensionKeys: SessionKeys;
  readonly #makeExtensionCipher: (keys: SessionKeys) => HeaderExtensionCipher;
  /** Made for the first packet that has encrypted header extensions: most sessions never have one. */
  #extensionCipher: HeaderExtensionCipher | undefined;

  constructor(
    srtp: PacketTransform,
    srtcp: PacketTransform,
    extensionKeys: SessionKeys,
    makeExtensionCipher: (keys: SessionKeys) => HeaderExtensionCipher,
  ) {
    this.#srtp = srtp;
    this.#srtcp = srtcp;
    this.#extensionKeys = extensionKeys;
    this.#makeExtensionCipher = makeExtensionCipher;
  }

  seal(work: PacketWork): number {
    separate(work);
    if (work.rtcp) return this.#srtcp.seal(work);
    if (work.extensionCount === 0) return this.#srtp.seal(work);
    // RFC 6904 §3: encryption before authentication. On a copy in the target, because the source is the caller's.
    const { source, sourceStart, sourceEnd, target, targetStart } = work;
    copyOctets(source, sourceStart, sourceEnd, target, targetStart);
    this.#extensions().apply(work, target, targetStart);
    work.source = target;
    work.sourceStart = targetStart;
    work.sourceEnd = targetStart + sourceEnd - sourceStart;
    const octets = this.#srtp.seal(work);
    work.source = source;
    work.sourceStart = sourceStart;
    work.sourceEnd = sourceEnd;
    return octets;
  }

  open(work: PacketWork): number {
    separate(work);
    if (work.rtcp) return this.#srtcp.open(work);
    const octets = this.#srtp.open(work);
    if (octets >= 0 && work.extensionCount > 0) this.#extensions().apply(work, work.target, work.targetStart);
    return octets;
  }

  #extensions(): HeaderExtensionCipher {
    this.#extensionCipher ??= this.#makeExtensionCipher(this.#extensionKeys);
    return this.#extensionCipher;
  }

  close(): void {
    this.#srtp.close();
    this.#srtcp.close();
    this.#extensionCipher?.close();
    wipe(this.#extensionKeys);
  }
}

function wipe(keys: SessionKeys): void {
  for (const octets of Object.values(keys)) octets.fill(0);
}
