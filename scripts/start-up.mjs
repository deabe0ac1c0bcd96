// How long commands take to start, as multiples of `node -e 0` in the same moment: the best of some runs each.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = new URL('..', import.meta.url);
const bin = fileURLToPath(new URL('packages/cli/bin/sdpsec.js', root));
const offer = fileURLToPath(new URL('examples/offers/video-call-bundle.sdp', root));
const runs = 20;

const commands = {
  'node -e 0': ['-e', '0'],
  'sdpsec --help': [bin, '--help'],
  'sdpsec check': [bin, 'check', '--fail-on', 'never', offer],
  'sdpsec explain': [bin, 'explain', offer],
  'sdpsec redact': [bin, 'redact', offer],
};
const best = new Map(Object.keys(commands).map(name => [name, Number.POSITIVE_INFINITY]));
for (let run = 0; run < runs; run++)
  for (const [name, args] of Object.entries(commands)) {
    const began = performance.now();
    spawnSync(process.execPath, args);
    best.set(name, Math.min(best.get(name), performance.now() - began));
  }
for (const [name, time] of best)
  console.log(`${name.padEnd(16)} ${time.toFixed(0).padStart(5)} ms ${(time / best.get('node -e 0')).toFixed(2).padStart(6)} x`);
