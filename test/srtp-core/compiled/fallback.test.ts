import { spawnSync } from 'node:child_process';
import { defaultEngine, portableEngine, suites } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { root } from '../../packaging/workspace.js';

/** What a process says that runs this before and after it loads the package. */
function run(before: string, after: string): string {
  const script = `${before}; const core = await import('@sdpsec/srtp-core'); ${after}`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(status, stderr).to.equal(0);
  return stdout.trim();
}

const useIt = `
  const keys = [core.srtpParameters({ suite: 'AES_CM_128_HMAC_SHA1_80', masterKeys: [{ key: new Uint8Array(16), salt: new Uint8Array(14) }] })];
  const session = new core.SrtpSession({ send: keys, receive: keys });
  const packet = new Uint8Array(60); packet[0] = 0x80;
  const sealed = session.protectRtp(packet);
  console.log(core.defaultEngine().name, Buffer.from(sealed).toString('hex'), Buffer.compare(session.unprotectRtp(sealed), packet));`;

describe('choice of the default engine', () => {
  it('is the compiled one here, and it serves every suite that the portable one does', () => {
    expect(defaultEngine().name).to.equal('compiled');
    const portable = portableEngine();
    for (const suite of Object.values(suites))
      expect(defaultEngine().supports(suite), suite.name).to.equal(portable.supports(suite));
  });

  it('is the portable one without WebAssembly and with one that refuses to compile; same packets', () => {
    const compiled = run('', useIt);
    expect(compiled).to.match(/^compiled [0-9a-f]{140} 0$/);
    const portable = compiled.replace('compiled', 'portable');
    expect(run('delete globalThis.WebAssembly', useIt)).to.equal(portable);
    const refuse = "WebAssembly.Module = function () { throw new WebAssembly.CompileError('blocked') }";
    expect(run(refuse, useIt)).to.equal(portable);
  });
});
