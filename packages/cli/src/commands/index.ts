import type { CommandDeclaration, CommandFamily } from '../command.js';
import { acceptCommand } from './accept/command.js';
import { answerCommand } from './answer/command.js';
import { checkCommand } from './check/command.js';
import { completionCommand } from './completion/command.js';
import { convertCommand } from './convert/command.js';
import { decryptCommand } from './decrypt/command.js';
import { diffCommand } from './diff/command.js';
import { explainCommand } from './explain/command.js';
import { genCommand } from './gen/command.js';
import { mikeyCommand } from './mikey/command.js';
import { negotiateCommand } from './negotiate/command.js';
import { offerCommand } from './offer/command.js';
import { redactCommand } from './redact/command.js';
import { stripCommand } from './strip/command.js';

/** All commands, in the order of `--help`. */
export const commands: readonly (CommandDeclaration | CommandFamily)[] = [
  checkCommand,
  explainCommand,
  negotiateCommand,
  offerCommand,
  answerCommand,
  acceptCommand,
  diffCommand,
  redactCommand,
  stripCommand,
  decryptCommand,
  genCommand,
  convertCommand,
  completionCommand,
  mikeyCommand,
];
