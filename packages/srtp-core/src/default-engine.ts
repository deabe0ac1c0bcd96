import { compiledEngine } from './compiled/compiled-engine.js';
import type { Engine } from './engine.js';
import { portableEngine } from './portable/portable-engine.js';

let engine: Engine | undefined;

/**
 * The engine of sessions that name none, one per process: compiled where WebAssembly may run. Its key slots and memory are shared.
 *
 * @example
 * ```ts
 * defaultEngine().name; // 'compiled', or 'portable' where WebAssembly may not run
 * ```
 */
export function defaultEngine(): Engine {
  engine ??= bestEngine();
  return engine;
}

function bestEngine(): Engine {
  const portable = portableEngine();
  return compiledEngine(portable) ?? portable;
}
