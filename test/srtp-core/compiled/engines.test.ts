import {
  compiledEngine,
  type Engine,
  portableEngine,
  SrtpReceiver,
  SrtpSession,
  srtpParameters,
  suites,
} from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { Aes } from '../../../packages/srtp-core/dist/ciphers/aes.js';
import { isCompiled } from '../../../packages/srtp-core/dist/compiled/compiled-engine.js';
import { platformCiphers } from '../../../packages/srtp-core/dist/portable/platform-node.js';
import { builds, engineOf } from './builds.js';
import { Random } from './random.js';

/** Times twelve suites: more than 100,000 packets go through every engine. */
const episodesPerSuite = 60;
const packetsPerEpisode = 150;
const firstSeed = Number(process.env.SEED ?? Date.now() % 2 ** 32);

const portable = portableEngine();
const engines: Record<string, Engine> = {
  'portable, AES of OpenSSL': portable,
  'portable, AES of noble': portableEngine({ ...platformCiphers, aes: key => new Aes(key) }),
  compiled: compiledEngine(portable) as Engine,
  'compiled, nothing prepared': compiledEngine(portable, { preparedOctets: 0 }) as Engine,
  // `compiled` is the relaxed build where there is one.
  ...(builds.length > 1 && { 'compiled, plain build': engineOf('plain') }),
};

/** An RTP packet with up to 15 CSRCs and a header extension of either form. */
function rtp(random: Random, ssrc: number, sequence: number): Buffer {
  const csrcs = random.oneIn(3) ? random.below(16) : 0;
  const extensionWords = random.oneIn(3) ? random.below(6) : -1;
  const header = 12 + 4 * csrcs + (extensionWords < 0 ? 0 : 4 + 4 * extensionWords);
  const packet = random.octets(header + (random.oneIn(8) ? random.below(1400) : random.below(200)));
  packet[0] = 0x80 | csrcs | (extensionWords < 0 ? 0 : 0x10);
  packet.writeUInt16BE(sequence & 0xffff, 2);
  packet.writeUInt32BE(ssrc, 8);
  if (extensionWords >= 0) {
    const at = 12 + 4 * csrcs;
    packet.writeUInt16BE(random.oneIn(2) ? 0xbede : 0x1000, at);
    packet.writeUInt16BE(extensionWords, at + 2);
    // One element and padding: what stands behind it is zeros.
    packet.fill(0, at + 4, at + 4 + 4 * extensionWords);
    if (extensionWords > 0) packet.set(random.oneIn(2) ? [0x12, 1, 2, 3] : [0x11, 5, 6, 0], at + 4);
  }
  return packet;
}

function rtcp(random: Random, ssrc: number): Buffer {
  const words = 1 + random.below(30);
  const packet = random.octets(4 + 4 * words);
  packet[0] = 0x80;
  packet[1] = 200 + random.below(8);
  packet.writeUInt16BE(words, 2);
  packet.writeUInt32BE(ssrc, 4);
  return packet;
}

function switches(random: Random, hmac: boolean) {
  return {
    ...(random.oneIn(3) && { encryptedExtensions: [1, 3] }),
    ...(random.oneIn(4) && { unencryptedSrtcp: true }),
    ...(random.oneIn(6) && { cryptex: 'allowed' as const }),
    ...(random.oneIn(4) && { keyDerivationRate: 2 ** (6 + random.below(6)) }),
    ...(hmac && random.oneIn(6) && { unencryptedSrtp: true }),
    ...(hmac && random.oneIn(6) && { rcc: { mode: 2 as const, rate: 1 + random.below(8), tagOctets: 14 } }),
    ...(hmac && random.oneIn(6) && { srtcpTagOctets: 4 as const }),
  };
}

/** Plain packets of three streams, near a wrap of the sequence number, with loss; RTCP among them. */
function traffic(random: Random): Buffer[] {
  const streams = Array.from({ length: 3 }, () => ({
    ssrc: random.octets(4).readUInt32BE(),
    sequence: 0xfff0 - random.below(100),
  }));
  return Array.from({ length: packetsPerEpisode }, () => {
    const stream = streams[random.oneIn(4) ? random.below(3) : 0] as (typeof streams)[number];
    if (random.oneIn(8)) return rtcp(random, stream.ssrc);
    stream.sequence += random.oneIn(10) ? 1 + random.below(40) : 1;
    return rtp(random, stream.ssrc, stream.sequence);
  });
}

/** What a network, and somebody on it, may do: loss, reorder, copies and single changed bits. */
function onTheWay(random: Random, sealed: readonly Buffer[]): Buffer[] {
  const arriving: Buffer[] = [];
  for (const packet of sealed) {
    if (random.oneIn(20)) continue;
    const at = random.oneIn(10) ? Math.max(0, arriving.length - random.below(20)) : arriving.length;
    arriving.splice(at, 0, packet);
    if (random.oneIn(10)) arriving.push(packet);
    if (!random.oneIn(5)) continue;
    const forged = Buffer.from(packet);
    const octet = random.below(forged.length);
    forged[octet] = (forged[octet] as number) ^ (1 << random.below(8));
    arriving.splice(arriving.length - random.below(2), 0, forged);
  }
  return arriving;
}

const isRtcp = (packet: Uint8Array) => ((packet[1] as number) & 0x7f) >= 64 && ((packet[1] as number) & 0x7f) < 96;

type Into = (packet: Uint8Array, target: Uint8Array) => number;

/** Every packet's result: its status, or its octets. */
function results(packets: readonly Uint8Array[], forRtp: Into, forRtcp: Into): string[] {
  const target = new Uint8Array(2048);
  return packets.map(packet => {
    const octets = (isRtcp(packet) ? forRtcp : forRtp)(packet, target);
    return octets < 0 ? String(octets) : Buffer.from(target.subarray(0, octets)).toString('hex');
  });
}

describe('every engine does the same', function () {
  this.timeout(60_000);
  for (const [number, suite] of Object.values(suites).filter(isCompiled).entries()) {
    const seed = firstSeed + number;
    it(`${suite.name}: CSRCs, extensions, wraps, forgeries, replays and every switch (SEED=${seed - number})`, () => {
      const random = new Random(seed);
      let opened = 0;
      for (let episode = 0; episode < episodesPerSuite; episode++) {
        const mki = random.oneIn(3) ? random.octets(1 + random.below(8)) : undefined;
        const master = { key: random.octets(suite.keyOctets), salt: random.octets(suite.saltOctets), ...(mki && { mki }) };
        const chosen = switches(random, suite.authKeyOctets > 0);
        const parameters = srtpParameters({ suite: suite.name, masterKeys: [master], ...chosen });
        const plain = traffic(random);
        let sealed: string[] | undefined;
        let arriving: Buffer[] = [];
        let received: string[] | undefined;
        for (const [name, engine] of Object.entries(engines)) {
          const what = `${name}, episode ${episode}, ${JSON.stringify(chosen)}`;
          const sender = new SrtpSession({ send: [parameters], engine });
          const own = results(
            plain,
            (a, b) => sender.protectRtpInto(a, b),
            (a, b) => sender.protectRtcpInto(a, b),
          );
          sender.close();
          if (!sealed)
            arriving = onTheWay(
              random,
              own.filter(text => !text.startsWith('-')).map(text => Buffer.from(text, 'hex')),
            );
          sealed ??= own;
          expect(own, what).to.deep.equal(sealed);
          const receiver = new SrtpReceiver([parameters], { engine });
          const ownReceived = results(
            arriving,
            (a, b) => receiver.unprotectRtpInto(a, b),
            (a, b) => receiver.unprotectRtcpInto(a, b),
          );
          receiver.close();
          received ??= ownReceived;
          expect(ownReceived, what).to.deep.equal(received);
        }
        opened += received?.filter(text => !text.startsWith('-')).length ?? 0;
      }
      expect(opened, 'packets that arrived').to.be.greaterThan((episodesPerSuite * packetsPerEpisode) / 2);
    });
  }
});
