import { Command, CommanderError } from 'commander';
import type { CommandDeclaration, CommandFamily } from './command.js';
import { commands } from './commands/index.js';
import { type ExitCode, exitCodes } from './exit-code.js';
import { printable } from './output.js';

const footer = `
Exit codes: 0 fine, 1 findings at or above --fail-on, 2 input could not be read or parsed, 3 wrong usage.
Reports mask keys; commands whose product is an SDP write it with its keys.`;

/**
 * Parses a command line and runs the command that it names.
 *
 * @returns what the command returned, or 0 after `--help` and `--version`, or 3 for wrong usage.
 */
export async function runProgram(version: string, argv: readonly string[]): Promise<ExitCode> {
  let result: ExitCode = exitCodes.fine;
  const program = new Command('sdpsec')
    .description('Media keys in SDP: check, explain, negotiate, redact, decrypt')
    .version(version, '-V, --version')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      // What the user typed stands in it, and may hold terminal controls from anywhere.
      outputError: (text, write) => {
        const line = text
          .replace(/^error: /, '')
          // The value of an option that is none may be a key.
          .replace(/^(unknown option '-[^'=]*)=.*'/s, "$1'")
          .trim()
          .replace(/\s*\n\s*/g, ' ');
        write(`sdpsec: ${printable(line)} (--help shows what it takes)\n`);
      },
    })
    .addHelpText('after', footer);
  const done = (code: ExitCode) => (result = code);
  for (const declaration of commands)
    if ('commands' in declaration) addFamily(program, declaration, done);
    else addCommand(program, declaration, done);
  try {
    if (argv.length === 0) program.help({ error: true });
    await program.parseAsync([...argv], { from: 'user' });
    return result;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
  }
}

function addFamily(program: Command, { name, summary, commands: members }: CommandFamily, done: (code: ExitCode) => void): void {
  const firsts = members.flatMap(({ examples }) => examples.slice(0, 1));
  const family = program.command(name).description(summary).helpCommand(false).addHelpText('after', exampleText(firsts));
  for (const member of members) addCommand(family, member, done);
}

function addCommand(program: Command, declaration: CommandDeclaration, done: (code: ExitCode) => void): void {
  const command = program.command(declaration.name).description(declaration.summary);
  declaration.declare(command);
  command
    .allowExcessArguments(false)
    .addHelpText('after', exampleText(declaration.examples) + (declaration.note === undefined ? '' : `\n\n${declaration.note}`))
    .action(async () => done(await declaration.run(command.processedArgs.flat(), command.opts())));
}

function exampleText(examples: CommandDeclaration['examples']): string {
  return `\nExamples:\n${examples.map(([line, meaning]) => `  ${line}\n      ${meaning}`).join('\n')}`;
}
