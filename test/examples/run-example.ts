import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { root } from '../packaging/workspace.js';

/** Runs `examples/NAME.ts` as its user would and gives its lines; a status other than 0 is an error that shows both streams. */
export async function runExample(name: string, ...args: string[]): Promise<string[]> {
  const command = ['--import', 'tsx', `${root}examples/${name}.ts`, ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: root, timeout: 110_000 });
  return stdout.trimEnd().split('\n');
}
