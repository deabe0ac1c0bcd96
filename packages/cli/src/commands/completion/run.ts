import { commandEntries } from '../../command-tree.js';
import { bashCompletion } from '../../completion/bash.js';
import { fishCompletion } from '../../completion/fish.js';
import { withKnownValues } from '../../completion/known-values.js';
import { zshCompletion } from '../../completion/zsh.js';
import { type ExitCode, exitCodes } from '../../exit-code.js';
import { commands } from '../index.js';

const writers = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** `sdpsec completion`. */
export function runCompletion([shell = 'bash']: readonly string[]): ExitCode {
  const entries = withKnownValues(commandEntries(commands));
  process.stdout.write(writers[shell as keyof typeof writers](entries));
  return exitCodes.fine;
}
