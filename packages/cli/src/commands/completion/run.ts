import { commandEntries } from '../../command-tree.js';
import { bashCompletion } from '../../completion/bash.js';
import { fishCompletion } from '../../completion/fish.js';
import { withKnownValues } from '../../completion/known-values.js';
import { zshCompletion } from '../../completion/zsh.js';
import { CliError } from '../../errors.js';
import { type ExitCode, exitCodes } from '../../exit-code.js';
import { jsonText } from '../../output.js';
import { commands } from '../index.js';

const writers = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** `sdpsec completion`. */
export function runCompletion([shell]: readonly string[], { json }: Readonly<Record<string, unknown>>): ExitCode {
  const entries = withKnownValues(commandEntries(commands));
  if (json) process.stdout.write(jsonText({ version: 1, commands: entries }));
  else if (shell === undefined) throw new CliError('usage', `expected a shell (${Object.keys(writers).join(', ')}) or --json`);
  else process.stdout.write(writers[shell as keyof typeof writers](entries));
  return exitCodes.fine;
}
