import { Command, type Option } from 'commander';
import type { CommandDeclaration, CommandFamily } from './command.js';

/** A command with its options as its declaration makes them: what completion scripts and the man page are written from. */
export interface CommandEntry {
  /** `check`, or `mikey decode` for a command of a family. */
  readonly path: string;
  readonly summary: string;
  readonly arguments: readonly { readonly name: string; readonly description: string; readonly choices: readonly string[] }[];
  readonly options: readonly CommandOption[];
  readonly examples: CommandDeclaration['examples'];
  readonly note: CommandDeclaration['note'];
  /** `<file> [options]`. */
  readonly usage: string;
}

/** An option under all its names. */
export interface CommandOption {
  /** `-o`, `--output`. */
  readonly names: readonly string[];
  readonly description: string;
  /** `file` of `--output <file>`; absent in a switch. */
  readonly value?: string;
  /** What the value may be, where that is a closed list. */
  readonly choices: readonly string[];
  readonly default?: string;
}

/** Reads the declarations. */
export function commandEntries(declarations: readonly (CommandDeclaration | CommandFamily)[], family?: string): CommandEntry[] {
  return declarations.flatMap(declaration =>
    'commands' in declaration
      ? commandEntries(declaration.commands, declaration.name)
      : [readDeclaration(declaration, family === undefined ? declaration.name : `${family} ${declaration.name}`)],
  );
}

/** The first word of every path, in their order. */
export function firstWords(entries: readonly CommandEntry[]): string[] {
  return [...new Set(entries.map(({ path }) => path.split(' ')[0] as string))];
}

/** Commands that share their first word with the second words that follow it. */
export function families(entries: readonly CommandEntry[]): { readonly name: string; readonly members: readonly string[] }[] {
  return firstWords(entries).flatMap(name => {
    const members = entries.flatMap(({ path }) => (path.startsWith(`${name} `) ? [path.slice(name.length + 1)] : []));
    return members.length > 0 ? [{ name, members }] : [];
  });
}

function readDeclaration(declaration: CommandDeclaration, path: string): CommandEntry {
  const command = new Command(declaration.name);
  declaration.declare(command);
  return {
    path,
    summary: declaration.summary,
    arguments: command.registeredArguments.map(argument => ({
      name: argument.name(),
      description: argument.description,
      choices: argument.argChoices ?? [],
    })),
    options: command.options.map(readOption),
    examples: declaration.examples,
    note: declaration.note,
    usage: command.usage(),
  };
}

function readOption({ short, long, description, flags, argChoices, defaultValue }: Option): CommandOption {
  const value = /[<[]([^\]>]+)[\]>]/.exec(flags)?.[1];
  return {
    names: [short, long].filter(name => name !== undefined),
    description,
    choices: argChoices ?? [],
    ...(value !== undefined && { value }),
    ...(typeof defaultValue === 'string' && { default: defaultValue }),
  };
}
