/**
 * Module hooks: counts the statements, functions and branches of our packages' code as it is loaded, into
 * `globalThis.__coverage__` (Istanbul's format).
 */
import { createInstrumenter } from 'istanbul-lib-instrument';

const ours = /\/packages\/[^/]+\/(dist|src)\/|\/test\/fuzz\/planted\//;
const instrumenter = createInstrumenter({ esModules: true, compact: true });

export async function load(url, context, next) {
  const loaded = await next(url, context);
  if (loaded.format !== 'module' || !ours.test(url)) return loaded;
  return { ...loaded, source: instrumenter.instrumentSync(String(loaded.source), url) };
}
