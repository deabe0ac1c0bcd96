import type { FuzzTarget } from '../target.js';
import { parse } from './bug.mjs';

export const target: FuzzTarget = { seeds: () => [new Uint8Array(8)], run: input => void parse(input) };
