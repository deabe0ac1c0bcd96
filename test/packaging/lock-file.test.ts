import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { root } from './workspace.js';

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}

/** Dependencies of development that have an install script, and why they are here all the same. None of them is shipped. */
const scripted = new Map([
  ['esbuild', 'looks for its binary again; npm 11 does not run the script, and nothing needs it'],
  ['fsevents', 'macOS alone, optional'],
]);

describe('what is installed', () => {
  // Mutation testing has a lock file of its own.
  const foreign = ['', 'test/mutation/'].flatMap(folder => {
    const lock = JSON.parse(readFileSync(`${root}${folder}package-lock.json`, 'utf8')) as { packages: Record<string, Locked> };
    return Object.entries(lock.packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);
  });

  it('is pinned: the lock file has the version and the hash of every package', () => {
    expect(foreign.length).to.be.greaterThan(100);
    const loose = foreign.filter(([, { version, integrity }]) => !version || !integrity?.startsWith('sha512-'));
    expect(loose.map(([path]) => path)).to.deep.equal([]);
  });

  it('is named with exact versions where it is for development', () => {
    const folders = readdirSync(`${root}packages`).map(name => `${root}packages/${name}/`);
    const manifests = [root, `${root}test/mutation/`, ...folders].map(folder =>
      JSON.parse(readFileSync(`${folder}package.json`, 'utf8')),
    );
    const versions = manifests.flatMap(({ devDependencies = {} }) => Object.entries<string>(devDependencies));
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).to.deep.equal([]);
  });

  it('runs no script of its own when it is installed, but for those that are listed with a reason', () => {
    const names = foreign
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
    expect(names.filter(name => !scripted.has(name))).to.deep.equal([]);
  });
});
