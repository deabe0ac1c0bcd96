import { moduleBase64 } from './module.generated.js';

/** What the AssemblyScript module under `assembly/` exports; addresses and lengths are octets of its memory. */
export interface PacketModule {
  /** A `WebAssembly.Memory`, as far as needed: our declarations must hold without the types of a browser or of Node. */
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  packetArea(): number;
  packetOctets(): number;
  contextsStart(): number;
  contextOctets(powers: number): number;
  masterArea(): number;
  derivedArea(): number;
  deriveContext(context: number, keyOctets: number, label: number, r: number, powers: number, encrypts: boolean): void;
  deriveOctets(keyOctets: number, label: number, r: number, octets: number): void;
  wipeMaster(): void;
  sealHmac: HmacPacket<void>;
  openHmac: HmacPacket<number>;
  sealGcm: GcmPacket<void>;
  openGcm: GcmPacket<number>;
  batchPackets(): number;
  batchPacketOctets(): number;
  batchPacket(place: number): number;
  stageSeal(
    place: number,
    context: number,
    octets: number,
    clear: number,
    ssrc: number,
    upper: number,
    lower: number,
    word: number,
    encrypt: boolean,
    stream: number,
  ): void;
  stageOpen(place: number, context: number, octets: number, word: number, tagAt: number): void;
  authenticateBatch(count: number): void;
  sealStaged(place: number, octets: number, tagAt: number): void;
  openStaged(
    place: number,
    context: number,
    octets: number,
    clear: number,
    ssrc: number,
    upper: number,
    lower: number,
    encrypt: boolean,
    stream: number,
    tagOctets: number,
  ): number;
  counterBlocks: CounterBlocks;
  gcmCounterBlocks: CounterBlocks;
}

type HmacPacket<Result> = (
  context: number,
  octets: number,
  clear: number,
  ssrc: number,
  upper: number,
  lower: number,
  word: number,
  encrypt: boolean,
  stream: number,
  tagOctets: number,
  tagAt: number,
) => Result;

type GcmPacket<Result> = (
  context: number,
  octets: number,
  clear: number,
  ssrc: number,
  upper: number,
  lower: number,
  word: number,
  rtcp: boolean,
  stream: number,
  tagOctets: number,
) => Result;

/** Writes the counter blocks of `count` packets from `index` on, `blocks` each, to `out`. */
export type CounterBlocks = (context: number, out: number, ssrc: number, index: number, count: number, blocks: number) => void;

/**
 * The builds of the module: `relaxed` has the faster look-up of relaxed SIMD, which Node has from 22 on and not every browser.
 * They give the same octets.
 */
export const packetModuleBuilds = ['relaxed', 'plain'] as const;
export type PacketModuleBuild = (typeof packetModuleBuilds)[number];

/**
 * Compiles an embedded module, the fastest one that this runtime takes unless a build is named. `undefined` where WebAssembly is
 * missing, is forbidden (a content security policy without `wasm-unsafe-eval`) or lacks the vector instructions.
 */
export function loadPacketModule(builds: readonly PacketModuleBuild[] = packetModuleBuilds): PacketModule | undefined {
  for (const build of builds)
    try {
      const octets = Uint8Array.from(atob(moduleBase64[build]), character => character.charCodeAt(0));
      if (WebAssembly.validate(octets))
        return new WebAssembly.Instance(new WebAssembly.Module(octets)).exports as unknown as PacketModule;
    } catch {
      // Forbidden, or missing altogether.
    }
  return undefined;
}
