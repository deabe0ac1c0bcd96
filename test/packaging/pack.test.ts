import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { transformSync } from 'esbuild';
import { temporaryFolder } from '../support/temporary-folder.js';
import { firstExample, publicPackages, root } from './workspace.js';

/** Runs a command and gives its standard output; a failure shows both streams. */
function run(cwd: string, command: string, ...args: string[]): string {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(' ')}:\n${stdout}\n${stderr}`);
  }
}

function npm(cwd: string, ...args: string[]): string {
  const script = process.env.npm_execpath;
  return script ? run(cwd, process.execPath, script, ...args) : run(cwd, 'npm', ...args);
}

const exampleOf = (name: string) => `example-of-${name.replace(/\W/g, '-')}.mts`;

/** A strict consumer: our declarations must hold without skipLibCheck, and without the types of Node or of a browser. */
const compilerOptions = {
  ...{ noEmit: true, strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false },
  ...{ module: 'nodenext', target: 'es2023', lib: ['es2023'], types: [] },
};

describe('published packages', function () {
  this.timeout(120_000);
  const packages = publicPackages();
  const project = join(temporaryFolder(), 'empty-project');
  let packed: { name: string; filename: string; files: { path: string }[] }[];

  before('npm pack of each, npm install of all into an empty project', () => {
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{ "name": "empty-project", "private": true }\n');
    const workspaces = packages.flatMap(({ name }) => ['-w', name]);
    packed = JSON.parse(npm(root, 'pack', '--json', '--ignore-scripts', '--pack-destination', project, ...workspaces));
    npm(project, 'install', '--prefer-offline', '--no-audit', '--no-fund', ...packed.map(({ filename }) => `./${filename}`));
    for (const { name, folder } of packages) {
      const example = firstExample(readFileSync(join(folder, 'README.md'), 'utf8'));
      if (!example) throw new Error(`expected a ts or js example in the README of ${name}`);
      writeFileSync(join(project, exampleOf(name)), example);
    }
  });

  for (const { name, folder, entries } of packages) {
    describe(name, () => {
      it('holds code, declarations, README, LICENSE and nothing else', () => {
        const paths = packed.find(one => one.name === name)?.files.map(({ path }) => path) ?? [];
        const allowed =
          /^(dist\/.*\.(js(\.map)?|d\.ts)|bin\/[^/]+\.js|bundle\/([^/]+\.js|LICENSES\.txt)|man\/[a-z]+\.1|[a-z]+\.schema\.json|README\.md|LICENSE|package\.json)$/;
        expect(paths.filter(path => !allowed.test(path))).to.deep.equal([]);
        expect(paths).to.include.members(['README.md', 'LICENSE', 'package.json', 'dist/index.js', 'dist/index.d.ts']);
        expect(readFileSync(join(folder, 'LICENSE'), 'utf8')).to.equal(readFileSync(join(root, 'LICENSE'), 'utf8'));
      });

      it('ships what its sources compile to, not files that are gone', () => {
        const sources = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' });
        const expected = new Set(sources.map(path => path.replaceAll('\\', '/').replace(/\.ts$/, '')));
        const shipped = packed.find(one => one.name === name)?.files.map(({ path }) => path) ?? [];
        const orphans = shipped.filter(
          path => path.startsWith('dist/') && !expected.has(path.slice(5).replace(/\.(js|d\.ts)(\.map)?$/, '')),
        );
        expect(orphans, 'run npm run clean and build again').to.deep.equal([]);
      });

      it('loads with import and with require, each entry the same module', () => {
        const specifiers = entries.filter(entry => !entry.includes('*')).map(entry => name + entry.slice(1));
        const check = `const { createRequire } = await import('node:module');
          const require = createRequire(import.meta.url);
          for (const specifier of ${JSON.stringify(specifiers)}) {
            const required = require(specifier), imported = await import(specifier);
            if (Object.keys(imported).some(key => key !== 'module.exports' && required[key] !== imported[key])) throw new Error(specifier);
          }`;
        run(project, process.execPath, '--input-type=module', '--no-warnings', '-e', check);
      });

      it('runs the example of its README', () => {
        const file = exampleOf(name);
        const { code } = transformSync(readFileSync(join(project, file), 'utf8'), { loader: 'ts' });
        writeFileSync(join(project, `${file}.mjs`), code);
        run(project, process.execPath, `${file}.mjs`);
      });
    });
  }

  it('type-checks every README example of a strict consumer against the shipped declarations', () => {
    // What the examples use of their platform, and the declarations of zod.
    const ambient = 'declare const console: { log(...values: unknown[]): void };\ndeclare class URL {}\n';
    writeFileSync(join(project, 'ambient.d.ts'), ambient);
    const files = [...packages.map(({ name }) => exampleOf(name)), 'ambient.d.ts'];
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    run(project, process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-p', project);
  });

  it('leave out the playground, and need nothing that is not published', () => {
    const names = packages.map(({ name }) => name);
    expect(packed.map(({ name }) => name)).to.have.members(names);
    expect(names).to.not.include('@sdpsec/playground');
    for (const { folder } of packages) {
      const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const ours = Object.keys(dependencies).filter(dependency => dependency.startsWith('@sdpsec/'));
      expect(names).to.include.members(ours);
    }
  });

  it('each entry has declarations that exist', () => {
    for (const { name } of packages) {
      const installed = join(project, 'node_modules', name);
      const { exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
      for (const [entry, target] of Object.entries<{ types?: string }>(exports)) {
        if (entry.endsWith('.json') || entry.includes('*')) continue;
        expect(target.types, `${name} ${entry}`).to.be.a('string');
        expect(existsSync(join(installed, target.types ?? '')), `${name} ${target.types}`).to.equal(true);
      }
    }
  });
});
