import { type Engine, openPackets, PacketWork, packetStatus, Secret, sealPackets, suites } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { isCompiled } from '../../../packages/srtp-core/dist/compiled/compiled-engine.js';
import { portableEngine } from '../../../packages/srtp-core/dist/portable/portable-engine.js';
import { builds, engineOf } from './builds.js';
import { Random } from './random.js';
import { protect, type ReferencePacket } from './reference.js';

/** Together more than 20,000 packets. */
const batches = 450;
const mostPackets = 150;
const compiled = Object.values(suites).filter(isCompiled);
const hmac = compiled.filter(suite => suite.transform !== 'gcm');

const portable = portableEngine();
const unprepared = engineOf('plain', { preparedOctets: 0 });

/** A stream of packets under a key of its own. */
function makeStream(random: Random, engine: Engine, number: number) {
  const suite = random.oneIn(4) ? compiled[number % compiled.length] : hmac[number % hmac.length];
  if (!suite) throw new Error('no suite');
  const key = random.octets(suite.keyOctets);
  const salt = random.octets(suite.saltOctets);
  // Among the slots of the engine are some that are not: it must leave those to themselves.
  const of = random.oneIn(10) ? portable : random.oneIn(10) ? unprepared : engine;
  const slot = () => of.keySlot(suite, Secret.from(key), Secret.from(salt), 0);
  return {
    suite,
    key,
    salt,
    sender: slot(),
    receiver: slot(),
    ssrc: random.octets(4).readUInt32BE(),
    index: random.below(2 ** 31),
  };
}

type Stream = ReturnType<typeof makeStream>;

function nextPacket(random: Random, stream: Stream): { plain: Buffer; packet: ReferencePacket } {
  const { suite } = stream;
  stream.index += random.oneIn(10) ? random.below(30) : 1;
  const rtcp = random.oneIn(10);
  const index = rtcp ? stream.index % 2 ** 31 : stream.index;
  const clear = rtcp ? 8 : 12 + 4 * random.below(4);
  const payload = random.oneIn(60) ? random.below(3000) : random.oneIn(5) ? random.below(1400) : random.below(200);
  const carriesRoc = !rtcp && random.oneIn(8);
  const packet = {
    rtcp,
    ssrc: stream.ssrc,
    index,
    clear,
    encrypt: (suite.transform === 'gcm' && !rtcp) || !random.oneIn(8),
    tagOctets: rtcp ? suite.tagOctets.srtcp : suite.tagOctets.srtp,
    mki: random.octets(random.oneIn(4) ? random.below(9) : 0),
    ...(carriesRoc && { roc: Math.floor(index / 65_536) }),
  };
  return { plain: random.octets(clear + payload), packet };
}

function workFor(packet: ReferencePacket, source: Uint8Array, target: Uint8Array): PacketWork {
  return Object.assign(new PacketWork(), {
    ...packet,
    source,
    sourceEnd: source.length,
    target,
    roc: packet.rtcp ? 0 : Math.floor(packet.index / 65_536),
    carriesRoc: packet.roc !== undefined,
  });
}

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 32);

describe('batches of the compiled engine against OpenSSL (RFC 3711 §4)', function () {
  this.timeout(60_000);

  for (const build of builds)
    it(`${build} build: unequal lengths, many keys, several suites, forgeries (SEED=${seed})`, () => {
      const engine = engineOf(build);
      const random = new Random(seed);
      const streams = Array.from({ length: 60 }, (_, number) => makeStream(random, engine, number));
      const results = new Int32Array(mostPackets);
      let packets = 0;
      for (let batch = 0; batch < batches; batch++) {
        const count = random.oneIn(4) ? random.below(9) : random.below(mostPackets);
        const few = random.oneIn(2) ? streams.length : 1 + random.below(4);
        const chosen = Array.from({ length: count }, () => streams[random.below(few)] as Stream);
        const made = chosen.map(stream => nextPacket(random, stream));
        const expected = made.map(({ plain, packet }, i) => {
          const { suite, key, salt } = chosen[i] as Stream;
          return protect(suite, key, salt, 0, plain, packet);
        });
        const what = (i: number) => `batch ${batch}, packet ${i} of ${count}, ${chosen[i]?.suite.name}`;

        const sealed = made.map(({ plain, packet }) => {
          const target = Buffer.alloc(plain.length + 64);
          if (!random.oneIn(4)) return workFor(packet, plain, target);
          target.set(plain);
          return workFor(packet, target.subarray(0, plain.length), target);
        });
        sealPackets(
          engine,
          chosen.map(({ sender }) => sender),
          sealed,
          count,
          results,
        );
        for (let i = 0; i < count; i++) {
          expect(results[i], what(i)).to.equal(expected[i]?.length);
          expect(Buffer.compare(sealed[i]?.target.subarray(0, results[i]) as Buffer, expected[i] as Buffer), what(i)).to.equal(0);
        }

        const forged = made.map(({ plain, packet }, i) => {
          if (!random.oneIn(6)) return false;
          const wire = expected[i] as Buffer;
          const tagAt = chosen[i]?.suite.transform === 'gcm' ? plain.length : wire.length - packet.tagOctets;
          const at = random.oneIn(2) ? tagAt + random.below(packet.tagOctets) : random.below(plain.length);
          wire[at] = (wire[at] as number) ^ (1 << random.below(8));
          return true;
        });
        const arriving = made.map(({ packet }, i) => {
          const wire = expected[i] as Buffer;
          return workFor(packet, wire, random.oneIn(4) ? wire : Buffer.alloc(wire.length, 0xa5));
        });
        const before = arriving.map(({ target }) => Buffer.from(target));
        openPackets(
          engine,
          chosen.map(({ receiver }) => receiver),
          arriving,
          count,
          results,
        );
        for (let i = 0; i < count; i++) {
          const { target } = arriving[i] as PacketWork;
          const { plain } = made[i] as (typeof made)[number];
          expect(results[i], what(i)).to.equal(forged[i] ? packetStatus['auth-failed'] : plain.length);
          if (forged[i])
            expect(Buffer.compare(target, before[i] as Buffer), `${what(i)}: a forged one changes nothing`).to.equal(0);
          else expect(Buffer.compare(target.subarray(0, plain.length), plain), what(i)).to.equal(0);
        }
        packets += count;
      }
      expect(packets).to.be.greaterThan(20_000);
    });
});
