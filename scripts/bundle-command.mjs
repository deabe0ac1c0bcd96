// Joins the code of each command of sdpsec in packages/cli/bundle: a start that reads a few files instead of hundreds takes a
// third of the time. Part of the build, since the package ships it; what it takes in from others keeps its licence.
//
// Modules of Node.js are required there, not imported: an import reads all that a module has, and node:fs alone loads thirty others
// for that.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outdir = `${root}packages/cli/bundle`;

const requiredModules = {
  name: 'modules of Node.js are required',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, namespace }) =>
      namespace === 'node' ? { path, external: true } : { path, namespace: 'node' },
    );
    // commander starts other programs for commands that are files of their own, which no command of ours is.
    onLoad({ filter: /^node:child_process$/, namespace: 'node' }, () => ({ contents: '' }));
    onLoad({ filter: /./, namespace: 'node' }, ({ path }) => ({ contents: `module.exports = require('${path}');` }));
  },
};

rmSync(outdir, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['packages/cli/dist/run.js'],
  outdir,
  bundle: true,
  // Every import() stays one: a command loads what it needs.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  plugins: [requiredModules],
  banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
  logLevel: 'warning',
  metafile: true,
});
writeFileSync(`${outdir}/LICENSES.txt`, licences(Object.keys(metafile.inputs)));

/** The licences of the packages that files come from. */
function licences(files) {
  const packages = new Set(files.flatMap(file => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  return [...packages]
    .sort()
    .map(folder => {
      const { name, version } = JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8'));
      const path = ['LICENSE', 'LICENSE.md', 'LICENSE.txt']
        .map(file => `${root}${folder}/${file}`)
        .find(file => existsSync(file));
      if (!path) throw new Error(`${name} has no licence file`);
      return `${name} ${version}\n\n${readFileSync(path, 'utf8')}`;
    })
    .join('\n---\n\n');
}
