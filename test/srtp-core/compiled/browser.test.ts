import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suites } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { root } from '../../packaging/workspace.js';
import { needs } from '../../support/needs.js';
import { protect } from './reference.js';

const program = '/usr/bin/chromium';

/** Protects and unprotects with a fixed key, and tells what came out and which engine did it. */
const page = `
import { defaultEngine, SrtpSession, srtpParameters } from '@sdpsec/srtp-core';
const results = {};
for (const [suite, saltOctets] of [['AES_CM_128_HMAC_SHA1_80', 14], ['AEAD_AES_128_GCM', 12]]) {
  const keys = [srtpParameters({ suite, masterKeys: [{ key: new Uint8Array(16).fill(saltOctets), salt: new Uint8Array(saltOctets).fill(2) }] })];
  const session = new SrtpSession({ send: keys, receive: keys });
  const plain = new Uint8Array(172).fill(3);
  plain[0] = 0x80;
  const sealed = session.protectRtp(plain);
  const opened = session.unprotectRtp(sealed);
  results[suite] = { sealed: Array.from(sealed), opened: Array.from(opened) };
}
document.title = JSON.stringify({ engine: defaultEngine().name, results });
`;

describe('the default engine in a browser', function () {
  this.timeout(60_000);
  if (!needs(program)) return;
  let browser: Browser;
  let server: Server;
  let policy = '';

  before(async () => {
    const { outputFiles } = await build({
      stdin: { contents: page, resolveDir: root },
      bundle: true,
      platform: 'browser',
      format: 'iife',
      write: false,
      logLevel: 'silent',
    });
    const script = outputFiles[0]?.text;
    server = createServer((request, response) => {
      response.setHeader('content-security-policy', policy);
      const isScript = request.url === '/page.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? script : '<!doctype html><title>loading</title><script src="/page.js"></script>');
    });
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
  });

  after(async () => {
    await browser?.close();
    server?.close();
  });

  for (const [name, engine] of [
    ["script-src 'self' 'wasm-unsafe-eval'", 'compiled'],
    ["script-src 'self'", 'portable'],
  ] as const)
    it(`under the policy ${name} it is the ${engine} one, with the packets of OpenSSL`, async () => {
      policy = name;
      const tab = await browser.newPage();
      const errors: string[] = [];
      tab.on('pageerror', error => errors.push(error.message));
      await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      expect(errors).to.deep.equal([]);
      const found = JSON.parse(await tab.title());
      expect(found.engine).to.equal(engine);
      const plain = Buffer.alloc(172, 3);
      plain[0] = 0x80;
      const shape = { rtcp: false, ssrc: 0x03030303, index: 0x0303, clear: 12, encrypt: true, mki: Buffer.alloc(0) };
      for (const suite of [suites.AES_CM_128_HMAC_SHA1_80, suites.AEAD_AES_128_GCM]) {
        const packet = { ...shape, tagOctets: suite.tagOctets.srtp };
        const expected = protect(suite, Buffer.alloc(16, suite.saltOctets), Buffer.alloc(suite.saltOctets, 2), 0, plain, packet);
        expect(found.results[suite.name], suite.name).to.deep.equal({ sealed: [...expected], opened: [...plain] });
      }
      await tab.close();
    });
});
