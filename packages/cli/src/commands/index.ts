import type { CommandDeclaration } from '../command.js';
import { answerCommand } from './answer/command.js';
import { checkCommand } from './check/command.js';
import { decryptCommand } from './decrypt/command.js';
import { offerCommand } from './offer/command.js';

/** All commands, in the order of `--help`. */
export const commands: readonly CommandDeclaration[] = [checkCommand, offerCommand, answerCommand, decryptCommand];
