/** Begins a fuzzing thread: hooks for TypeScript and for counting come first, as hooks see only what is loaded after them. */
import { register } from 'node:module';
import { register as registerTypeScript } from 'tsx/esm/api';

registerTypeScript();
register('./instrument.mjs', import.meta.url);
await import('./thread.ts');
