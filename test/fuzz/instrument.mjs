/**
 * Module hooks: counts the statements, functions and branches of our packages' code as it is loaded. The places are Istanbul's; its counters
 * are objects behind a call, which cost more than the code that they count, so each becomes an octet of an array of the module.
 */
import { createInstrumenter } from 'istanbul-lib-instrument';

const ours = /\/packages\/[^/]+\/(dist|src)\/|\/test\/fuzz\/planted\//;
const instrumenter = createInstrumenter({ esModules: true, compact: true });

export async function load(url, context, next) {
  const loaded = await next(url, context);
  if (loaded.format !== 'module' || !ours.test(url)) return loaded;
  return { ...loaded, source: withOctets(instrumenter.instrumentSync(String(loaded.source), url)) };
}

/** Istanbul's code begins with a function that makes the counters, and a call of it. */
function withOctets(code) {
  const [head, name] = /^function (cov_\w+)\(\)\{[\s\S]*?return actualCoverage;\}\1\(\);/.exec(code) ?? [];
  if (head === undefined) throw new Error(`no counters where Istanbul puts them: ${code.slice(0, 60)}`);
  const places = new Map();
  const body = code.slice(head.length).replace(/\bcov_\w+\(\)\.([sfb](?:\[\d+\]){1,2})\+\+/g, (_, place) => {
    if (!places.has(place)) places.set(place, places.size);
    return `${name}[${places.get(place)}]++`;
  });
  return `var ${name}=new Uint8Array(${places.size});(globalThis.fuzzCounters??=[]).push(${name});${body}`;
}
