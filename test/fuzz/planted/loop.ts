import type { FuzzTarget } from '../target.js';
import { loop } from './bug.mjs';

export const target: FuzzTarget = { seeds: () => [new Uint8Array(8)], run: input => void loop(input) };
