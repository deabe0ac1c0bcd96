import { CliError } from './errors.js';
import { type ExitCode, exitCodes } from './exit-code.js';
import { reasonFor } from './input.js';
import { complain, defectText } from './output.js';
import { runProgram } from './program.js';
import { packageVersion } from './version.js';

/**
 * The command `sdpsec`: runs a command line and tells its exit code.
 *
 * @param argv - the arguments alone, without the names of node and the script.
 * @example
 * ```ts
 * process.exitCode = await run(['--version']);
 * ```
 */
export async function run(argv: readonly string[]): Promise<ExitCode> {
  let broken = false;
  for (const [stream, name] of [
    [process.stdout, 'standard output'],
    [process.stderr, 'standard error'],
  ] as const)
    stream.on('error', error => {
      // A reader such as `head` may leave before all is written; that is its right and no error.
      if ('code' in error && error.code === 'EPIPE') return;
      if (!broken && stream === process.stdout)
        complain(new CliError('not-written', `cannot write ${name}: ${reasonFor(error)}`));
      broken = true;
      process.exitCode = exitCodes.badInput;
    });
  const exitCode = await runProgram(packageVersion(), argv).catch(told);
  return broken ? exitCodes.badInput : exitCode;
}

function told(error: unknown): ExitCode {
  if (error instanceof CliError) {
    complain(error);
    return error.exitCode;
  }
  process.stderr.write(defectText(error));
  return exitCodes.badInput;
}
