import { builtinModules } from 'node:module';
import { createContext, runInContext } from 'node:vm';
import { expect } from 'chai';
import { type BuildResult, build } from 'esbuild';
import { publicPackages, root } from './workspace.js';

/** Bundles a module's text as a web page would get it; `external` modules stay imports, so a `node:` import would be listed. */
function bundle(contents: string): Promise<BuildResult<{ write: false; metafile: true }>> {
  return build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'bundled',
    external: ['node:*', ...builtinModules],
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
}

const builtinsIn = ({ metafile }: { metafile: { outputs: Record<string, { imports: { path: string }[] }> } }) =>
  Object.values(metafile.outputs).flatMap(output => output.imports.map(({ path }) => path));

/** What a browser has of what we may use; above all neither `process` nor `require`. */
const webGlobals = { crypto, TextEncoder, TextDecoder, atob, btoa, WebAssembly, URL, structuredClone, performance, console };

describe('browser bundles', () => {
  // A package with a command is for Node alone, and so is an entry that says so.
  const specifiers = publicPackages()
    .filter(({ command }) => !command)
    .flatMap(({ name, entries }) => entries.map(entry => name + entry.slice(1)))
    .filter(specifier => !/\*|\/node$/.test(specifier));
  for (const specifier of specifiers)
    it(`${specifier} reaches no node: module and loads with web globals alone`, async () => {
      const result = await bundle(`export * from '${specifier}';`);
      expect(builtinsIn(result)).to.deep.equal([]);
      const page = createContext({ ...webGlobals });
      runInContext(result.outputFiles[0]?.text ?? '', page);
      expect(runInContext('typeof bundled', page)).to.equal('object');
    });

  it('would show a built-in module, with or without node:', async () => {
    const result = await bundle(
      `import { readFileSync } from 'node:fs'; export { join } from 'path'; export const r = readFileSync;`,
    );
    expect(builtinsIn(result)).to.have.members(['node:fs', 'path']);
  });
});
