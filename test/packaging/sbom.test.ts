import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { publicPackages, root } from './workspace.js';

interface Component {
  readonly 'bom-ref': string;
  readonly type: string;
  readonly purl: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}

/** What of CycloneDX 1.5 the test reads. */
interface BillOfMaterials {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly serialNumber: string;
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

interface Locked {
  readonly version: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly dependencies?: Record<string, string>;
  /** npm installs them, too. */
  readonly peerDependencies?: Record<string, string>;
}

function npm(...args: string[]): string {
  const script = process.env.npm_execpath;
  const command = script ? [process.execPath, script] : ['npm'];
  const [program = '', ...first] = command;
  return execFileSync(program, [...first, ...args], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The packages that come with ours, ours included, as package URLs: followed through the lock file as Node.js looks them up. */
function shipped(): string[] {
  const { packages } = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8')) as { packages: Record<string, Locked> };
  const found = new Map<string, string>();
  const visit = (name: string, from: string): void => {
    const inside = from === '' ? '' : `${from}/`;
    const path = `${inside}node_modules/${name}`;
    const entry = packages[path];
    if (!entry) {
      if (from === '') throw new Error(`the lock file has no ${name}`);
      visit(name, from.includes('/node_modules/') ? from.slice(0, from.lastIndexOf('/node_modules/')) : '');
      return;
    }
    const place = entry.link ? (entry.resolved as string) : path;
    if (found.has(place)) return;
    const { version, dependencies, peerDependencies } = packages[place] as Locked;
    found.set(place, `pkg:npm/${name.replace('@', '%40')}@${version}`);
    for (const dependency of Object.keys({ ...dependencies, ...peerDependencies })) visit(dependency, place);
  };
  for (const { name } of publicPackages()) visit(name, '');
  return [...found.values()].sort();
}

describe('the bill of materials (npm run sbom)', function () {
  this.timeout(60_000);
  let bill: BillOfMaterials;
  before(() => {
    bill = JSON.parse(npm('run', '--silent', 'sbom'));
  });

  it('is CycloneDX 1.5, and each foreign component has its hash', () => {
    expect(bill).to.include({ bomFormat: 'CycloneDX', specVersion: '1.5' });
    expect(bill.serialNumber).to.match(/^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const own = new Set(publicPackages().map(({ name }) => `pkg:npm/${name.replace('@', '%40')}`));
    const foreign = bill.components.filter(({ purl }) => !own.has(purl.slice(0, purl.lastIndexOf('@'))));
    expect(foreign.length).to.be.greaterThan(5);
    for (const { purl, hashes } of foreign)
      expect(
        hashes?.some(({ alg, content }) => alg === 'SHA-512' && /^[0-9a-f]{128}$/.test(content)),
        purl,
      ).to.equal(true);
  });

  it('lists exactly what ships: our packages and what they depend on, nothing of development', () => {
    expect(bill.components.map(({ purl }) => purl).sort()).to.deep.equal(shipped());
  });

  it('names as dependency only what it lists', () => {
    const known = new Set(bill.components.map(component => component['bom-ref']));
    const named = bill.dependencies.flatMap(({ dependsOn }) => dependsOn);
    expect(named.length).to.be.greaterThan(10);
    expect(named.filter(ref => !known.has(ref))).to.deep.equal([]);
  });
});
