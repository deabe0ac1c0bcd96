import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** ns per packet to protect and to unprotect, by suite and octets of payload. */
export type PacketTimes = Record<string, Record<string, [protect: number, unprotect: number]>>;

/** A compiled C program of the bench. */
export interface NativeProgram {
  /** Libraries it is linked with, as `ldd` tells. */
  readonly libraries: string;
  run(): { version: string; times: PacketTimes };
}

/** Compiles a program of `native/`. `undefined` without a compiler or the library's development files, with a word about it. */
export function compileNative(name: 'floor' | 'libsrtp', library: 'crypto' | 'srtp2'): NativeProgram | undefined {
  const binary = join(mkdtempSync(join(tmpdir(), 'sdpsec-bench-')), name);
  const source = fileURLToPath(new URL(`native/${name}.c`, import.meta.url));
  const compiler = spawnSync('cc', ['-O2', '-Wno-deprecated-declarations', '-o', binary, source, `-l${library}`], {
    encoding: 'utf8',
  });
  if (compiler.status !== 0) {
    console.error(`${name}: not measured, ${compiler.error?.message ?? compiler.stderr.split('\n')[0]}`);
    return undefined;
  }
  return {
    libraries: spawnSync('ldd', [binary], { encoding: 'utf8' }).stdout ?? '',
    run() {
      const { version, ...times } = JSON.parse(output(binary, []));
      return { version, times };
    },
  };
}

/** Standard output of a program that must succeed. */
export function output(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** Runs a script of the bench in a process of its own and reads the JSON that it prints. */
export function runScript<T>(node: string, name: string, ...args: string[]): T {
  return JSON.parse(output(node, ['--expose-gc', '--import', 'tsx', fileURLToPath(new URL(name, import.meta.url)), ...args]));
}
