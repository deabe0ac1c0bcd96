import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { root } from '../../packaging/workspace.js';

/** Prints the octets of heap per packet, to protect and to unprotect; the rounds before let the compiler settle. */
const script = `
  import { compiledEngine, portableEngine, Secret, SrtpSession, srtpParameters, suites } from '@sdpsec/srtp-core';
  const suite = process.argv[1];
  const engine = compiledEngine(portableEngine(), { preparedOctets: 0 });
  const { keyOctets, saltOctets } = suites[suite];
  const keys = [srtpParameters({ suite, masterKeys: [{ key: Secret.random(keyOctets), salt: Secret.random(saltOctets) }] })];
  const sender = new SrtpSession({ send: keys, engine });
  const receiver = new SrtpSession({ receive: keys, engine });
  const count = 3000;
  const plain = Array.from({ length: count }, () => new Uint8Array(172).fill(0x80, 0, 1));
  const sealed = plain.map(() => new Uint8Array(172 + suites[suite].tagOctets.srtp));
  const opened = new Uint8Array(256);
  let sequence = 0;
  function number() {
    for (const packet of plain) { sequence = (sequence + 1) & 0xffff; packet[2] = sequence >> 8; packet[3] = sequence; }
  }
  function protect() {
    for (let i = 0; i < count; i++) if (sender.protectRtpInto(plain[i], sealed[i]) < 0) throw new Error('not protected');
  }
  function unprotect() {
    for (let i = 0; i < count; i++) if (receiver.unprotectRtpInto(sealed[i], opened) < 0) throw new Error('refused');
  }
  for (let round = 0; round < 60; round++) { number(); protect(); unprotect(); }
  // What packets leave, each round leaves; what the compiler takes on the heap meanwhile, few rounds have. So the least of several counts.
  const least = [Infinity, Infinity];
  for (let round = 0; round < 10; round++) {
    number();
    gc();
    const start = process.memoryUsage().heapUsed;
    protect();
    const middle = process.memoryUsage().heapUsed;
    unprotect();
    const end = process.memoryUsage().heapUsed;
    least[0] = Math.min(least[0], (middle - start) / count);
    least[1] = Math.min(least[1], (end - middle) / count);
  }
  console.log(JSON.stringify(least));
`;

describe('garbage of the Into forms', () => {
  for (const suite of ['AES_CM_128_HMAC_SHA1_80', 'AEAD_AES_128_GCM'])
    it(`${suite}: a packet leaves nothing to the collector (the smallest object takes 12 octets)`, () => {
      const args = ['--expose-gc', '--input-type=module', '-e', script, suite];
      const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
      expect(status, stderr).to.equal(0);
      const [protect, unprotect] = JSON.parse(stdout);
      expect(protect, 'octets to protect').to.be.lessThan(8);
      expect(unprotect, 'octets to unprotect').to.be.lessThan(8);
    });
});
