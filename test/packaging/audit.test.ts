import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { temporaryFolder } from '../support/temporary-folder.js';

const script = fileURLToPath(new URL('../../scripts/audit.mjs', import.meta.url));
const advisory = {
  ...{ id: 1, url: 'https://registry.example/advisory', title: 'Takes any key', severity: 'high', vulnerable_versions: '<2.0.0' },
  ...{ cwe: ['CWE-347'], cvss: { score: 7.5, vectorString: null } },
};

/** How a registry answers the question for advisories. */
type Answer = { readonly status: number; readonly body: string };

function registry({ status, body }: Answer): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume();
    const isAudit = request.url?.includes('/-/npm/v1/security/') === true;
    response.writeHead(isAudit ? status : 404, { 'content-type': 'application/json' }).end(isAudit ? body : '{}');
  });
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server)));
}

describe('npm run audit', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const dependencies = { planted: '1.0.0' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'audited', version: '1.0.0', dependencies }));
  const planted = { version: '1.0.0', resolved: 'https://registry.example/planted-1.0.0.tgz' };
  const packages = { '': { name: 'audited', version: '1.0.0', dependencies }, 'node_modules/planted': planted };
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({ name: 'audited', version: '1.0.0', lockfileVersion: 3, packages }),
  );

  function audit(address: string): Promise<{ status: number; output: string }> {
    const env = {
      ...process.env,
      npm_config_registry: address,
      npm_config_cache: join(folder, 'cache'),
      npm_config_fetch_retries: '0',
    };
    return new Promise(resolve =>
      execFile(process.execPath, [script], { cwd: folder, env }, (error, stdout, stderr) =>
        resolve({ status: error ? Number(error.code) : 0, output: stdout + stderr }),
      ),
    );
  }

  async function auditedBy(answer: Answer) {
    const server = await registry(answer);
    try {
      return await audit(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  it('fails for an advisory about a package of the lock file, and names both', async () => {
    const { status, output } = await auditedBy({ status: 200, body: JSON.stringify({ planted: [advisory] }) });
    expect(output).to.contain('high: planted: Takes any key');
    expect(status).to.equal(1);
  });

  it('holds where the registry knows none', async () => {
    const { status, output } = await auditedBy({ status: 200, body: '{}' });
    expect(output).to.contain('npm audit: 0 packages with advisories');
    expect(status).to.equal(0);
  });

  for (const status of [405, 403, 503])
    it(`says that a registry which answers ${status} was not able to tell, and why`, async () => {
      const result = await auditedBy({ status, body: '' });
      expect(result.output).to.match(new RegExp(`^audit not available: ${status} `));
      expect(result.status).to.equal(0);
    });

  it('says that a registry which is not there was not able to tell', async () => {
    const { status, output } = await audit('http://127.0.0.1:9/');
    expect(output).to.match(/^audit not available: .*ECONNREFUSED/);
    expect(status).to.equal(0);
  });

  it('fails where there is no lock file, for then nothing was asked', async () => {
    const unlocked = join(folder, 'unlocked');
    mkdirSync(unlocked);
    writeFileSync(join(unlocked, 'package.json'), JSON.stringify({ name: 'unlocked', version: '1.0.0', dependencies }));
    const server = await registry({ status: 200, body: '{}' });
    const { port } = server.address() as AddressInfo;
    const env = { ...process.env, npm_config_registry: `http://127.0.0.1:${port}/`, npm_config_cache: join(folder, 'cache') };
    const status = await new Promise(resolve =>
      execFile(process.execPath, [script], { cwd: unlocked, env }, error => resolve(error ? error.code : 0)),
    );
    server.close();
    expect(status).to.equal(1);
  });
});
