import { type Command, Option } from 'commander';
import type { ExitCode } from './exit-code.js';

/** A command of `sdpsec`: what `--help` shows stands here, what it does is imported when it runs. */
export interface CommandDeclaration {
  readonly name: string;
  readonly summary: string;
  /** Adds arguments and options. */
  declare(command: Command): void;
  /** Lines of `--help`, each a command with what it does. */
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  /** What else one must know to use it in a script. */
  readonly note?: string;
  /** Imports the code and runs it with the arguments and options of the command line. */
  run(positional: readonly string[], options: Readonly<Record<string, unknown>>): Promise<ExitCode>;
}

/** Commands that belong together under one name, such as `mikey decode`. */
export interface CommandFamily {
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly CommandDeclaration[];
}

/** Options that several commands share, in one wording. */
export const sharedOptions = {
  json: (what = 'write a report for programs') => new Option('--json', what),
  peer: () => new Option('--peer <name>', 'meet this peer as its profile says'),
  policy: () => new Option('--policy <file>', 'policy as JSON'),
  showKeys: () => new Option('--show-keys', 'do not mask keys in reports'),
  output: () => new Option('-o, --output <file>', 'write there, with mode 0600, instead of to standard output'),
  failOn: () =>
    new Option('--fail-on <severity>', 'exit with 1 for findings of this severity or worse')
      .choices(['error', 'warning', 'info', 'never'])
      .default('error'),
} as const;
