import type { Engine } from './engine.js';
import { portableEngine } from './portable/portable-engine.js';

let engine: Engine | undefined;

/** The engine of sessions that name none, one per process: its key slots are shared. */
export function defaultEngine(): Engine {
  engine ??= portableEngine();
  return engine;
}
