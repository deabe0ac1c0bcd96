import type { Engine } from '@sdpsec/srtp-core';
import { type CompiledEngineOptions, engineOn } from '../../../packages/srtp-core/dist/compiled/compiled-engine.js';
import {
  loadPacketModule,
  type PacketModuleBuild,
  packetModuleBuilds,
} from '../../../packages/srtp-core/dist/compiled/module.js';
import { portableEngine } from '../../../packages/srtp-core/dist/portable/portable-engine.js';

/** The builds of the module that this runtime takes; Node 20 knows no relaxed SIMD. */
export const builds: readonly PacketModuleBuild[] = packetModuleBuilds.filter(build => loadPacketModule([build]));

/** A compiled engine on one of them. */
export function engineOf(build: PacketModuleBuild, options: CompiledEngineOptions = {}): Engine {
  const module = loadPacketModule([build]);
  if (!module) throw new Error(`this runtime does not take the ${build} build`);
  return engineOn(module, portableEngine(), options);
}
