// Joins the code of each command of sdpsec in packages/cli/bundle: a start that reads a few files instead of hundreds takes a
// third of the time. Part of the build, since the package ships it; what it takes in from others keeps its licence.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outdir = `${root}packages/cli/bundle`;

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
  // CommonJS that requires modules of Node.js: it stays a dependency.
  external: ['commander'],
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
