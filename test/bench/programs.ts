import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A compiled C program of the bench. */
export interface NativeProgram {
  readonly path: string;
  /** Libraries it is linked with, as `ldd` tells. */
  readonly libraries: string;
}

/** Compiles a program of `native/`. `undefined` without a compiler or the library's development files, with a word about it. */
export function compileNative(name: 'floor' | 'libsrtp', library: 'crypto' | 'srtp2'): NativeProgram | undefined {
  const path = join(mkdtempSync(join(tmpdir(), 'sdpsec-bench-')), name);
  const source = fileURLToPath(new URL(`native/${name}.c`, import.meta.url));
  const compiler = spawnSync('cc', ['-O2', '-Wno-deprecated-declarations', '-o', path, source, `-l${library}`], {
    encoding: 'utf8',
  });
  if (compiler.status !== 0) {
    console.error(`${name}: not measured, ${compiler.error?.message ?? compiler.stderr.split('\n')[0]}`);
    return undefined;
  }
  return { path, libraries: spawnSync('ldd', [path], { encoding: 'utf8' }).stdout ?? '' };
}

/** What Node needs to run a script of the bench. */
export function scriptArguments(name: string, ...args: string[]): string[] {
  return ['--expose-gc', '--import', 'tsx', fileURLToPath(new URL(name, import.meta.url)), ...args];
}

/** Runs a script of the bench in a process of its own and reads the JSON that it prints. */
export function runScript<T>(node: string, name: string, ...args: string[]): T {
  const { status, stdout, stderr } = spawnSync(node, scriptArguments(name, ...args), { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
  return JSON.parse(stdout);
}
