import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { Example, PublicExport } from './doc-comments.js';
import { exampleModule } from './example-module.js';
import * as given from './given.js';

/** As a strict reader compiles. */
const options: ts.CompilerOptions = {
  ...{ noEmit: true, strict: true, skipLibCheck: true, types: ['node'] },
  ...{ module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ES2023 },
};

/** Examples written out as modules, to be compiled together and run one by one. */
export class ExampleModules {
  readonly #examples: readonly Example[];
  readonly #files: readonly string[];
  readonly #exporters = new Map<string, string[]>();

  constructor(examples: readonly Example[], exports: ReadonlyMap<string, readonly PublicExport[]>) {
    this.#examples = examples;
    // The shortest specifier first: a package's main entry.
    for (const [entry, found] of [...exports].sort(([a], [b]) => a.length - b.length))
      for (const { name } of found) this.#exporters.set(name, [...(this.#exporters.get(name) ?? []), entry]);
    this.#files = examples.map((_, at) => fileURLToPath(new URL(`example-${at}.tmp.ts`, import.meta.url)));
  }

  /** What the compiler says about each, in the order of the examples. */
  compile(): string[][] {
    for (const at of this.#files.keys()) this.#write(at, './given.js');
    const program = ts.createProgram([...this.#files], options);
    return this.#files.map(file =>
      ts
        .getPreEmitDiagnostics(program, program.getSourceFile(file))
        .map(one => ts.flattenDiagnosticMessageText(one.messageText, '\n')),
    );
  }

  /** Runs one with a world of its own: sessions and replay caches remember. */
  async run(at: number): Promise<void> {
    this.#write(at, `./given.js?${at}`);
    await import(`${this.#files[at]}`);
  }

  remove(): void {
    for (const file of this.#files) rmSync(file, { force: true });
  }

  #write(at: number, world: string): void {
    const module = exampleModule(this.#examples[at] as Example, this.#exporters, new Set(Object.keys(given)), world);
    writeFileSync(this.#files[at] as string, module);
  }
}
