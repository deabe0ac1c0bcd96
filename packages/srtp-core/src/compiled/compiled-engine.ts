import type { Engine } from '../engine.js';
import type { SrtpSuite } from '../suites.js';
import type { EngineRoom } from './compiled-slot.js';
import { GcmSlot } from './gcm-slot.js';
import { HmacBatch } from './hmac-batch.js';
import { HmacSlot } from './hmac-slot.js';
import { loadPacketModule, type PacketModule } from './module.js';
import { ModuleMemory } from './module-memory.js';

/** Local choices of {@link compiledEngine}. */
export interface CompiledEngineOptions {
  /** The most octets the module's memory may take; default 4 GiB, as much as WebAssembly can address. */
  readonly memoryLimit?: number;
  /** Octets of key stream that one stream may have prepared, where the platform has an AES of its own; 0: none. Default 32,768. */
  readonly preparedOctets?: number;
}

/**
 * The engine in WebAssembly: AES-CM or NULL with HMAC-SHA1, and AES-GCM, in constant time, one call per packet. Under Node the
 * key stream of the packets to come is prepared by OpenSSL's AES. Everything else goes to `rare`: the suites that the module does
 * not know, and of those it knows the packets that need RFC 6904, Cryptex or more octets than a datagram has.
 *
 * Each engine has one module and one memory for all its key slots.
 *
 * @returns `undefined` where WebAssembly is missing or forbidden.
 * @example
 * ```ts
 * const portable = portableEngine();
 * const engine = compiledEngine(portable, { memoryLimit: 64 * 2 ** 20 }) ?? portable;
 * const session = new SrtpSession({ send, receive, engine });
 * ```
 */
export function compiledEngine(rare: Engine, options: CompiledEngineOptions = {}): Engine | undefined {
  const module = loadPacketModule();
  return module && engineOn(module, rare, options);
}

/** The engine on one build of the module. */
export function engineOn(module: PacketModule, rare: Engine, options: CompiledEngineOptions = {}): Engine {
  const memory = new ModuleMemory(module, options.memoryLimit ?? 2 ** 32);
  const room: EngineRoom = {
    module,
    memory,
    rare,
    preparedOctets: options.preparedOctets ?? 32_768,
    mostOctets: module.packetOctets(),
    mostBatchOctets: module.batchPacketOctets(),
    rings: 0,
  };
  const batch = new HmacBatch(room);
  return {
    name: 'compiled',
    supports: suite => isCompiled(suite) || rare.supports(suite),
    keySlot(suite, key, salt, r) {
      if (!isCompiled(suite)) return rare.keySlot(suite, key, salt, r);
      return suite.transform === 'gcm' ? new GcmSlot(room, suite, key, salt, r) : new HmacSlot(room, suite, key, salt, r);
    },
    sealBatch: (slots, works, count, results) => batch.seal(slots, works, count, results),
    openBatch: (slots, works, count, results) => batch.open(slots, works, count, results),
  };
}

/** Whether the module itself serves the suite. */
export function isCompiled({ cipher, transform }: SrtpSuite): boolean {
  return transform === 'gcm' ? cipher === 'aes' : transform === 'ctr-hmac' && (cipher === 'aes' || cipher === 'null');
}
