import type { CommandDeclaration } from '../command.js';
import { checkCommand } from './check/command.js';

/** All commands, in the order of `--help`. */
export const commands: readonly CommandDeclaration[] = [checkCommand];
