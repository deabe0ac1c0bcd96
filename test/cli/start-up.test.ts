import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { temporaryFolder } from '../support/temporary-folder.js';

const root = new URL('../../', import.meta.url);
const bin = fileURLToPath(new URL('packages/cli/bin/sdpsec.js', root));
const offer = fileURLToPath(new URL('examples/offers/video-call-bundle.sdp', root));

/** What every start loads: the declarations of the commands, and what parses a command line and says what is wrong with it. */
const always = [
  'node_modules/commander',
  'packages/cli/dist',
  'packages/cli/dist/commands',
  'packages/cli/dist/commands/*/command.js',
  'packages/cli/dist/key-formats/names.js',
];
/** What judges an SDP: readers of text, rules and reports. No cipher, no exchange, no schema of a policy. */
const judging = [
  'packages/check/dist',
  'packages/check/dist/input',
  'packages/check/dist/report',
  'packages/check/dist/rules',
  'packages/cli/dist/commands/check',
  'packages/mikey/dist/base64.js',
  'packages/mikey/dist/errors.js',
  'packages/mikey/dist/extensions.js',
  'packages/mikey/dist/header.js',
  'packages/mikey/dist/key-mgmt.js',
  'packages/mikey/dist/message.js',
  'packages/mikey/dist/octets.js',
  'packages/mikey/dist/payload-codecs.js',
  'packages/mikey/dist/redaction.js',
  'packages/mikey/dist/registry.js',
  'packages/mikey/dist/srtp-policy.js',
  'packages/negotiation/dist/document',
  'packages/negotiation/dist/policy/acceptance.js',
  'packages/negotiation/dist/reading',
  'packages/sdes/dist',
  'packages/srtp-core/dist/errors.js',
  'packages/srtp-core/dist/parameters.js',
  'packages/srtp-core/dist/secret.js',
  'packages/srtp-core/dist/suites.js',
];

describe('the start of sdpsec', () => {
  const folder = temporaryFolder();

  /** The modules that a run loads, from the root of the repository: Node.js writes them down, the bundle names what it is made of. */
  function loadedBy(args: readonly string[]): string[] {
    const coverage = mkdtempSync(join(folder, 'coverage-'));
    const { status, stderr } = spawnSync(process.execPath, [bin, ...args], {
      env: { ...process.env, NODE_V8_COVERAGE: coverage },
      encoding: 'utf8',
    });
    expect(status, stderr).to.equal(0);
    const scripts = readdirSync(coverage).flatMap(file => {
      const { result } = JSON.parse(readFileSync(join(coverage, file), 'utf8')) as { result: { url: string }[] };
      return result.flatMap(({ url }) => (url.startsWith(root.href) ? [url.slice(root.href.length)] : []));
    });
    return scripts.flatMap(script => {
      if (!script.startsWith('packages/cli/bundle/')) return script === 'packages/cli/bin/sdpsec.js' ? [] : [script];
      return [...readFileSync(new URL(script, root), 'utf8').matchAll(/^\/\/ ((?:packages|node_modules)\/\S+)$/gm)].map(
        ([, path]) => path as string,
      );
    });
  }

  /** The folders of modules, of dependencies their names; of commands that are declared and of rules no more than that. */
  function places(modules: readonly string[]): string[] {
    const named = modules.map(path => {
      if (/\/commands\/.+\/command\.js$/.test(path)) return 'packages/cli/dist/commands/*/command.js';
      if ([...always, ...judging].includes(path)) return path;
      const folderOf = path.slice(0, path.lastIndexOf('/'));
      return folderOf.replace(/^(node_modules\/[^/]+)\/.*/, '$1').replace(/^(packages\/check\/dist\/rules)\/.*/, '$1');
    });
    return [...new Set(named)].sort();
  }

  it('--help loads the declarations of the commands, and none of the packages that they use', () => {
    const modules = loadedBy(['--help']);
    expect(places(modules)).to.deep.equal(always);
    expect(modules.filter(path => path.endsWith('/command.js')).length).to.be.above(10);
  });

  it('check loads what reads and judges an SDP, and no cipher, no exchange and no schema', () => {
    expect(places(loadedBy(['check', '--fail-on', 'never', offer]))).to.deep.equal([...always, ...judging].sort());
  });

  it('a command that does more is seen to load more, but not for its help', () => {
    expect(places(loadedBy(['gen', '--help']))).to.deep.equal(always);
    expect(places(loadedBy(['gen', '--format', 'sdes']))).to.include.members([...always, 'packages/sdes/dist']);
  });
});
