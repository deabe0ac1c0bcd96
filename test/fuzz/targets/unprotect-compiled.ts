import { engines, unprotectTarget } from '../unprotect-target.js';

export const target = unprotectTarget(engines.compiled);
