import { createCipheriv, randomBytes } from 'node:crypto';
import { PacketWork, Secret, SrtpError, suites } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { compiledEngine } from '../../../packages/srtp-core/dist/compiled/compiled-engine.js';
import type { EngineRoom } from '../../../packages/srtp-core/dist/compiled/compiled-slot.js';
import { GcmSlot } from '../../../packages/srtp-core/dist/compiled/gcm-slot.js';
import { HmacSlot } from '../../../packages/srtp-core/dist/compiled/hmac-slot.js';
import { loadPacketModule } from '../../../packages/srtp-core/dist/compiled/module.js';
import { ModuleMemory } from '../../../packages/srtp-core/dist/compiled/module-memory.js';
import { portableEngine } from '../../../packages/srtp-core/dist/portable/portable-engine.js';
import { derive, protect } from './reference.js';

const suite = suites.AES_CM_128_HMAC_SHA1_80;

function room(limit = 2 ** 32): EngineRoom {
  const module = loadPacketModule();
  if (!module) throw new Error('this Node runs no WebAssembly');
  return {
    module,
    memory: new ModuleMemory(module, limit),
    rare: portableEngine(),
    preparedOctets: 16_384,
    mostOctets: module.packetOctets(),
    mostBatchOctets: module.batchPacketOctets(),
    rings: 0,
  };
}

/** Seals a packet and compares it with the reference. */
function sealsRightly(slot: HmacSlot, key: Uint8Array, salt: Uint8Array, index: number, payloadOctets = 160): void {
  const plain = randomBytes(12 + payloadOctets);
  const work = new PacketWork();
  const target = new Uint8Array(2048);
  const packet = { rtcp: false, ssrc: 7, index, clear: 12, encrypt: true, tagOctets: 10, mki: new Uint8Array(0) };
  Object.assign(work, packet, { source: plain, sourceEnd: plain.length, target, roc: Math.floor(index / 65_536) });
  const sealed = target.subarray(0, slot.seal(work));
  expect(Buffer.compare(sealed, protect(suite, key, salt, 0, plain, packet)), `packet ${index}`).to.equal(0);
}

describe('memory of the compiled engine', () => {
  it('growth between two packets of one key slot changes nothing', () => {
    const shared = room();
    const [key, salt] = [randomBytes(16), randomBytes(14)];
    const slot = new HmacSlot(shared, suite, Secret.from(key), Secret.from(salt), 0);
    for (let index = 0; index < 20; index++) sealsRightly(slot, key, salt, index);
    sealsRightly(slot, key, salt, 20, 1200);
    const before = shared.module.memory.buffer;
    const others = Array.from(
      { length: 3000 },
      () => new GcmSlot(shared, suites.AEAD_AES_128_GCM, Secret.random(16), Secret.random(12), 0),
    );
    expect(shared.module.memory.buffer, 'the memory has grown').to.not.equal(before);
    expect(before.byteLength, 'old views are detached').to.equal(0);
    sealsRightly(slot, key, salt, 21, 1200);
    for (let index = 22; index < 80; index++) sealsRightly(slot, key, salt, index, index);
    for (const other of others) other.close();
    sealsRightly(slot, key, salt, 80);
  });

  it('running out is out-of-memory; the slots that exist go on; a closed one makes room', () => {
    const shared = room(600_000);
    const keys = { key: randomBytes(16), salt: randomBytes(14) };
    const slots: HmacSlot[] = [];
    const fill = () => {
      for (;;) slots.push(new HmacSlot(shared, suite, Secret.from(keys.key), Secret.from(keys.salt), 0));
    };
    expect(fill).to.throw(SrtpError).with.property('code', 'out-of-memory');
    const count = slots.length;
    expect(count).to.be.greaterThan(10);
    for (const slot of slots) for (let index = 0; index < 12; index++) sealsRightly(slot, keys.key, keys.salt, index);
    slots.pop()?.close();
    expect(fill).to.throw(SrtpError).with.property('code', 'out-of-memory');
    expect(slots.length, 'the place of the closed slot is used again').to.equal(count);
    expect(shared.module.memory.buffer.byteLength).to.be.at.most(600_000);
  });

  it('the engine throws it too', () => {
    const engine = compiledEngine(portableEngine(), { memoryLimit: 500_000 });
    const make = () => {
      for (let i = 0; i < 10_000; i++) engine?.keySlot(suite, Secret.random(16), Secret.random(14), 0);
    };
    expect(make).to.throw(SrtpError).with.property('code', 'out-of-memory');
  });

  it('a closed slot leaves nothing of keys and key stream behind', () => {
    for (const row of [suite, suites.AEAD_AES_128_GCM]) {
      const shared = room();
      const [key, salt] = [randomBytes(row.keyOctets), randomBytes(row.saltOctets)];
      const slot =
        row === suite
          ? new HmacSlot(shared, row, Secret.from(key), Secret.from(salt), 0)
          : new GcmSlot(shared, row, Secret.from(key), Secret.from(salt), 0);
      const work = Object.assign(new PacketWork(), {
        source: randomBytes(172),
        sourceEnd: 172,
        target: new Uint8Array(256),
        clear: 12,
        tagOctets: 10,
      });
      for (work.index = 0; work.index < 30; work.index++) slot.seal(work);
      Object.assign(work, { source: randomBytes(1212), sourceEnd: 1212, target: new Uint8Array(1300) });
      slot.seal(work);
      const memory = Buffer.from(shared.module.memory.buffer);
      const contexts = memory.subarray(shared.module.contextsStart());
      expect(
        contexts.some(octet => octet !== 0),
        'there was something to wipe',
      ).to.equal(true);
      slot.close();
      expect(
        contexts.every(octet => octet === 0),
        'contexts and prepared key stream',
      ).to.equal(true);
      const authenticationKey = derive(key, salt, 1, 0, 20);
      const padded = Buffer.from(authenticationKey.map(octet => octet ^ 0x36));
      // The keys of GHASH (NIST SP 800-38D §6.4), octets reversed as the module has its blocks.
      const hashKeys = [0, 3].map(label => {
        const ecb = createCipheriv('aes-128-ecb', derive(key, salt, label, 0, 16), null).setAutoPadding(false);
        return ecb.update(new Uint8Array(16)).reverse();
      });
      for (const secret of [key, salt, derive(key, salt, 0, 0, 16), authenticationKey, padded, ...hashKeys])
        expect(memory.includes(secret), 'a key anywhere in the memory').to.equal(false);
    }
  });

  it('a forged packet buys no prepared key stream', () => {
    const shared = room();
    const slot = new HmacSlot(shared, suite, Secret.random(16), Secret.random(14), 0);
    const work = Object.assign(new PacketWork(), {
      source: randomBytes(182),
      sourceEnd: 182,
      target: new Uint8Array(256),
      clear: 12,
      tagOctets: 10,
    });
    for (work.index = 0; work.index < 100; work.index++) expect(slot.open(work)).to.be.lessThan(0);
    expect(shared.rings).to.equal(0);
    for (work.index = 0; work.index < 100; work.index++) slot.seal(work);
    expect(shared.rings, 'authentic ones do').to.equal(1);
    slot.close();
    expect(shared.rings).to.equal(0);
  });
});
