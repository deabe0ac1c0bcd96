import { randomBytes, randomInt } from 'node:crypto';
import { PacketWork, packetStatus, Secret, type SrtpSuite, suites } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { isCompiled } from '../../../packages/srtp-core/dist/compiled/compiled-engine.js';
import { builds, engineOf } from './builds.js';
import { protect, type ReferencePacket } from './reference.js';

const compiled = Object.values(suites).filter(isCompiled);

function randomPacket(suite: SrtpSuite): ReferencePacket {
  const rtcp = randomInt(4) === 0;
  const gcm = suite.transform === 'gcm';
  const encrypt = gcm && !rtcp ? true : randomInt(5) > 0;
  return {
    rtcp,
    ssrc: randomBytes(4).readUInt32BE(),
    index: rtcp ? randomInt(2 ** 31) : randomInt(2 ** 48 - 1),
    clear: rtcp ? 8 : 12 + 4 * randomInt(16),
    encrypt,
    tagOctets: rtcp ? suite.tagOctets.srtcp : suite.tagOctets.srtp,
    mki: randomBytes(randomInt(3) && randomInt(6)),
    ...(!rtcp && randomInt(6) === 0 && { roc: 0 }),
  };
}

function fill(work: PacketWork, packet: ReferencePacket, source: Uint8Array, target: Uint8Array): void {
  work.source = source;
  work.sourceStart = 0;
  work.sourceEnd = source.length;
  work.target = target;
  work.targetStart = 0;
  work.rtcp = packet.rtcp;
  work.ssrc = packet.ssrc;
  work.roc = packet.rtcp ? 0 : Math.floor(packet.index / 65_536);
  work.index = packet.index;
  work.clear = packet.clear;
  work.encrypt = packet.encrypt;
  work.tagOctets = packet.tagOctets;
  work.mki = packet.mki;
  work.carriesRoc = packet.roc !== undefined;
}

for (const build of builds)
  describe(`compiled engine, ${build} build, against OpenSSL (RFC 3711 §4, RFC 7714 §8, §9)`, () => {
    for (const suite of compiled) {
      it(`${suite.name}: SRTP and SRTCP of random shape, forged ones refused`, () => {
        const work = new PacketWork();
        const target = new Uint8Array(4096);
        const shared = engineOf(build);
        for (let round = 0; round < 40; round++) {
          const key = randomBytes(suite.keyOctets);
          const salt = randomBytes(suite.saltOctets);
          const r = randomInt(3) === 0 ? randomInt(2 ** 40) : 0;
          const slot = shared.keySlot(suite, Secret.from(key), Secret.from(salt), r);
          for (let i = 0; i < 10; i++) {
            const random = randomPacket(suite);
            const packet = random.roc === undefined ? random : { ...random, roc: Math.floor(random.index / 65_536) };
            const plain = randomBytes(packet.clear + (randomInt(2) ? randomInt(64) : randomInt(1500)));
            const expected = protect(suite, key, salt, r, plain, packet);
            const what = JSON.stringify({
              ...packet,
              key: key.toString('hex'),
              salt: salt.toString('hex'),
              r,
              plain: plain.toString('hex'),
            });
            fill(work, packet, plain, target);
            expect(slot.seal(work), what).to.equal(expected.length);
            expect(Buffer.compare(target.subarray(0, expected.length), expected), what).to.equal(0);
            fill(work, packet, expected, target);
            expect(slot.open(work), what).to.equal(plain.length);
            expect(Buffer.compare(target.subarray(0, plain.length), plain), what).to.equal(0);

            const forged = Buffer.from(expected);
            const tagAt = suite.transform === 'gcm' ? plain.length : expected.length - packet.tagOctets;
            const at = randomInt(2) ? tagAt + randomInt(packet.tagOctets) : randomInt(plain.length);
            forged[at] = (forged[at] as number) ^ (1 << randomInt(8));
            target.fill(0xa5);
            fill(work, packet, forged, target);
            expect(slot.open(work), `octet ${at} of ${what}`).to.equal(packetStatus['auth-failed']);
            expect(
              target.every(octet => octet === 0xa5),
              'a forged packet writes nothing',
            ).to.equal(true);
          }
          slot.close();
        }
      });
    }

    for (const suite of compiled) {
      it(`${suite.name}: prepared key stream, with loss, reorder, changing lengths and several SSRCs`, () => {
        const key = randomBytes(suite.keyOctets);
        const salt = randomBytes(suite.saltOctets);
        const shared = engineOf(build);
        const sender = shared.keySlot(suite, Secret.from(key), Secret.from(salt), 0);
        const receiver = shared.keySlot(suite, Secret.from(key), Secret.from(salt), 0);
        const work = new PacketWork();
        const target = new Uint8Array(2048);
        const streams = Array.from({ length: 20 }, () => ({ ssrc: randomBytes(4).readUInt32BE(), index: randomInt(2 ** 40) }));
        for (let i = 0; i < 1500; i++) {
          const stream = streams[i % 3 ? 0 : randomInt(streams.length)] as (typeof streams)[number];
          stream.index += randomInt(20) === 0 ? randomInt(50) : 1;
          const late = randomInt(20) === 0 ? randomInt(40) : 0;
          const tagOctets = suite.tagOctets.srtp;
          const packet = {
            rtcp: false,
            ssrc: stream.ssrc,
            index: stream.index - late,
            clear: 12,
            encrypt: true,
            tagOctets,
            mki: Buffer.alloc(0),
          };
          const plain = randomBytes(12 + (randomInt(10) ? 160 : randomInt(1400)));
          const expected = protect(suite, key, salt, 0, plain, packet);
          fill(work, packet, plain, target);
          expect(Buffer.compare(target.subarray(0, sender.seal(work)), expected), `packet ${i}`).to.equal(0);
          fill(work, packet, expected, target);
          expect(Buffer.compare(target.subarray(0, receiver.open(work)), plain), `packet ${i}`).to.equal(0);
        }
        sender.close();
        receiver.close();
      });
    }
  });
