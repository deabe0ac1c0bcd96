import { CliError } from './errors.js';
import type { ExitCode } from './exit-code.js';
import { complain } from './output.js';
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
  // A reader such as `head` may leave before all is written; that is its right and no error.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', error => {
      if (!('code' in error && error.code === 'EPIPE')) throw error;
    });
  try {
    return await runProgram(packageVersion(), argv);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    complain(error);
    return error.exitCode;
  }
}
