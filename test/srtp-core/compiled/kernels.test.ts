import { PacketWork, packetStatus, Secret, type SrtpSuite, sealPackets, suites } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { loadPacketModule } from '../../../packages/srtp-core/dist/compiled/module.js';
import { ModuleMemory } from '../../../packages/srtp-core/dist/compiled/module-memory.js';
import { builds, engineOf } from './builds.js';
import { Random } from './random.js';
import { protect } from './reference.js';

const cm = suites.AES_CM_128_HMAC_SHA1_80;
const gcm = suites.AEAD_AES_128_GCM;
const random = new Random(20_261_125);

function work(source: Uint8Array, index: number, clear: number, suite: SrtpSuite): PacketWork {
  const { length } = source;
  const target = new Uint8Array(length + 32);
  const tagOctets = suite.tagOctets.srtp;
  return Object.assign(new PacketWork(), { source, sourceEnd: length, target, ssrc: 5, index, clear, tagOctets });
}

function reference(suite: SrtpSuite, key: Uint8Array, salt: Uint8Array, plain: Uint8Array, index: number, clear: number): Buffer {
  const mki = new Uint8Array(0);
  return protect(suite, key, salt, 0, plain, {
    rtcp: false,
    ssrc: 5,
    index,
    clear,
    encrypt: true,
    tagOctets: suite.tagOctets.srtp,
    mki,
  });
}

for (const build of builds)
  describe(`kernels of the compiled engine, ${build} build`, () => {
    /** The module's AES encrypts the block that stands where the salt does, and counts on in its last octets. */
    function keystream(key: string, block: string, octets: number): string {
      const module = loadPacketModule([build]);
      if (!module) throw new Error('not here');
      const memory = new ModuleMemory(module, 2 ** 32);
      memory.write(Buffer.from(key, 'hex'), module.masterArea());
      memory.write(Buffer.from(block, 'hex'), module.masterArea() + 32);
      module.deriveOctets(key.length / 2, 0, 0, octets);
      return Buffer.from(memory.view(module.derivedArea(), octets)).toString('hex');
    }

    for (const [appendix, key, block] of [
      ['C.1', '000102030405060708090a0b0c0d0e0f', '69c4e0d86a7b0430d8cdb78070b4c55a'],
      ['C.2', '000102030405060708090a0b0c0d0e0f1011121314151617', 'dda97ca4864cdfe06eaf70a0ec0d7191'],
      ['C.3', '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', '8ea2b7ca516745bfeafc49904b496089'],
    ] as const)
      it(`AES block (FIPS 197 ${appendix})`, () => {
        expect(keystream(key, '00112233445566778899aabbccddeeff', 16)).to.equal(block);
      });

    it('AES-CM key stream (RFC 3711 B.2)', () => {
      expect(keystream('2b7e151628aed2a6abf7158809cf4f3c', 'f0f1f2f3f4f5f6f7f8f9fafbfcfd0000', 32)).to.equal(
        'e03ead0935c95e80e166b16dd92b4eb4d23513162b02d0f72a43a2fe4a5f97ab',
      );
    });

    for (const suite of [cm, gcm]) {
      const key = random.octets(suite.keyOctets);
      const salt = random.octets(suite.saltOctets);

      it(`${suite.name}: every length across block borders, every length of header`, () => {
        const slot = engineOf(build).keySlot(suite, Secret.from(key), Secret.from(salt), 0);
        let index = 0;
        const lengths = [...Array(140).keys(), ...Array.from({ length: 70 }, (_, i) => 660 + i)];
        for (const length of lengths)
          for (const clear of [12, 12 + 4 * (index % 15)]) {
            const plain = random.octets(clear + length);
            const expected = reference(suite, key, salt, plain, ++index, clear);
            const sealing = work(plain, index, clear, suite);
            expect(slot.seal(sealing)).to.equal(expected.length);
            expect(Buffer.compare(sealing.target.subarray(0, expected.length), expected), `${clear} + ${length} octets`).to.equal(
              0,
            );
            const opening = work(expected, index, clear, suite);
            expect(slot.open(opening)).to.equal(plain.length);
            expect(Buffer.compare(opening.target.subarray(0, plain.length), plain)).to.equal(0);
          }
      });

      it(`${suite.name}: the largest datagram, whose block counter takes two octets`, () => {
        const slot = engineOf(build).keySlot(suite, Secret.from(key), Secret.from(salt), 0);
        const plain = random.octets(65_507 - 16);
        const expected = reference(suite, key, salt, plain, 70_000, 12);
        const sealing = Object.assign(work(plain, 70_000, 12, suite), { roc: 1 });
        expect(slot.seal(sealing)).to.equal(expected.length);
        expect(Buffer.compare(sealing.target.subarray(0, expected.length), expected)).to.equal(0);
        const opening = Object.assign(work(expected, 70_000, 12, suite), { roc: 1 });
        expect(slot.open(opening)).to.equal(plain.length);
        expect(Buffer.compare(opening.target.subarray(0, plain.length), plain)).to.equal(0);
        expected[40_000] = (expected[40_000] as number) ^ 1;
        expect(slot.open(opening)).to.equal(packetStatus['auth-failed']);
      });
    }

    it('HMAC-SHA1 in lanes: every length across block borders, every number of packets', () => {
      const engine = engineOf(build);
      const key = random.octets(16);
      const salt = random.octets(14);
      const slot = engine.keySlot(cm, Secret.from(key), Secret.from(salt), 0);
      const results = new Int32Array(70);
      for (let count = 1; count <= 70; count++) {
        const plain = Array.from({ length: count }, (_, i) => random.octets(12 + ((i * 7 + count * 3) % 200)));
        const works = plain.map((packet, i) => work(packet, i, 12, cm));
        sealPackets(
          engine,
          works.map(() => slot),
          works,
          count,
          results,
        );
        for (const [i, packet] of plain.entries()) {
          const sealed = works[i]?.target.subarray(0, results[i]) as Uint8Array;
          expect(Buffer.compare(sealed, reference(cm, key, salt, packet, i, 12)), `packet ${i} of ${count}`).to.equal(0);
        }
      }
    });
  });
