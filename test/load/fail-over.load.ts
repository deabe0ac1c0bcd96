import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createOffer } from '@sdpsec/negotiation';
import { classifyPacket, refusalOf, SrtpSession } from '@sdpsec/srtp-core';
import { expect } from 'chai';
import { randomNumbers } from '../interop/packets.js';
import { Program } from '../interop/program.js';
import { needs } from '../support/needs.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import type { Order, Word } from './media-server.js';

const host = '127.0.0.1';
const lives = 8;
const localSdp = `v=0\r\no=- 1 1 IN IP4 ${host}\r\ns=-\r\nc=IN IP4 ${host}\r\nt=0 0\r\nm=audio 5006 RTP/AVP 0\r\n`;
const peerSsrc = 0x9ee3;
/** AES_CM_128_HMAC_SHA1_80: index and tag behind an SRTCP packet (RFC 3711 §3.4). */
const tagOctets = 10;

/** A packet of the log. */
interface Sent {
  readonly rtcp: boolean;
  readonly ssrc: number;
  /** SRTP: the sequence number. SRTCP: the index that stands in the packet. */
  readonly number: number;
  /** The first block of key stream, in hexadecimal digits: what was sent XOR what was to be sent. */
  readonly keystream: string;
}

function readLog(file: string): Sent[] {
  return readFileSync(file, 'latin1')
    .trimEnd()
    .split('\n')
    .map(line => {
      const [plain, sealed] = line.split(' ').map(digits => Buffer.from(digits, 'hex')) as [Buffer, Buffer];
      const rtcp = classifyPacket(plain) === 'rtcp';
      const clear = rtcp ? 8 : 12;
      const block = Buffer.from(plain.subarray(clear, clear + 16).map((octet, i) => octet ^ (sealed[clear + i] as number)));
      return {
        rtcp,
        ssrc: plain.readUInt32BE(rtcp ? 4 : 8),
        number: rtcp ? sealed.readUInt32BE(sealed.length - tagOctets - 4) & 0x7fffffff : plain.readUInt16BE(2),
        keystream: block.toString('hex'),
      };
    });
}

/** One life of the media server, up to its end by SIGKILL. */
interface Life {
  /** Packets of it that the peer accepted. */
  readonly accepted: number;
  /** Packets of the peer that it accepted. */
  readonly heard: number;
}

describe('a media server that is killed in mid-call goes on from a sealed snapshot in Redis (RFC 3711 §9.1)', function () {
  this.timeout(180_000);
  if (!needs('redis-server')) return;
  const folder = temporaryFolder();
  const seed = Date.now() % 0x7fffffff;
  const random = randomNumbers(seed);
  const log = join(folder, 'log');
  const lived: Life[] = [];
  const refused: string[] = [];
  let redis: Program;
  let peer: SrtpSession | undefined;
  let sent: Sent[] = [];

  before(`${lives} lives of it, seed ${seed}`, async () => {
    const path = join(folder, 'redis');
    redis = new Program('redis-server', ['--port', '0', '--unixsocket', path, '--save', '', '--dir', folder]);
    await redis.untilSaid('eady to accept connections');
    const pending = createOffer(localSdp, { policy: { security: { suites: ['AES_CM_128_HMAC_SHA1_80'] } } });
    let accepted = 0;
    let sequence = 65_000;
    let onPacket: () => void = () => {};
    const socket = createSocket('udp4', (datagram, { port }) => {
      // Media may come before the answer that holds its key (RFC 4568 §5.1.1).
      if (!peer) return;
      const octets =
        classifyPacket(datagram) === 'rtcp'
          ? peer.unprotectRtcpInto(datagram, datagram)
          : peer.unprotectRtpInto(datagram, datagram);
      if (octets < 0) refused.push(`the peer: ${refusalOf(octets)}`);
      else accepted++;
      socket.send(peer.protectRtp(packet(sequence++)), port, host);
      onPacket();
    });
    socket.bind(0, host);
    await once(socket, 'listening');
    const order: Order = {
      redis: path,
      call: 'the call',
      wrappingKey: randomBytes(32).toString('base64'),
      peerPort: socket.address().port,
      log,
    };
    for (let life = 0; life < lives; life++) {
      const due = 60 + random(200);
      const before = accepted;
      let heard = 0;
      const server = fork(fileURLToPath(new URL('media-server.ts', import.meta.url)));
      server.on('message', (word: Word) => {
        if ('answer' in word) peer = new SrtpSession(pending.accept(word.answer).agreement.rtpSessions[0]!);
        else if ('heard' in word) heard = word.heard;
        else refused.push(`the server: ${word.refused}`);
      });
      server.send(life === 0 ? { ...order, offer: pending.sdp } : order);
      await new Promise<void>((resolve, reject) => {
        server.once('exit', status => reject(new Error(`the media server ended by itself, status ${status}`)));
        onPacket = () => {
          if (accepted - before >= due && heard > 0) resolve();
        };
      });
      await kill(server);
      lived.push({ accepted: accepted - before, heard });
    }
    await new Promise(resolve => setTimeout(resolve, 100));
    socket.close();
    sent = readLog(log);
  });
  after(async () => {
    peer?.close();
    await redis?.stop();
  });

  it('sends and hears in each of its lives, and neither end refuses a packet of the other', () => {
    expect(lived).to.have.length(lives);
    for (const { accepted, heard } of lived) {
      expect(accepted).to.be.greaterThan(0);
      expect(heard).to.be.greaterThan(0);
    }
    expect(refused, `seed ${seed}`).to.deep.equal([]);
  });

  it('never protects two packets with the same key stream: no index is used twice, before and after each kill', () => {
    expect(sent.length).to.be.at.least(60 * lives);
    expect(new Set(sent.map(({ keystream }) => keystream)).size, `of ${sent.length} packets, seed ${seed}`).to.equal(sent.length);
  });

  it('counts on in each stream, past a sequence wrap: SRTP and SRTCP indices only rise (RFC 3711 §3.3.1 and §3.4)', () => {
    const streams = new Map<string, Sent[]>();
    for (const one of sent) {
      const name = `${one.rtcp ? 'SRTCP' : 'SRTP'} ${one.ssrc}`;
      streams.set(name, [...(streams.get(name) ?? []), one]);
    }
    expect(streams.size).to.equal(4);
    for (const [name, packets] of streams) {
      const space = packets[0]?.rtcp ? 2 ** 31 : 2 ** 16;
      for (const [i, { number }] of packets.slice(1).entries()) {
        const step = (number - (packets[i] as Sent).number + space) % space;
        expect(step, `${name}: from ${packets[i]?.number} to ${number}, seed ${seed}`).to.be.within(1, 200);
      }
      if (!packets[0]?.rtcp) expect(packets.at(-1)?.number, `${name} has wrapped`).to.be.below(packets[0]?.number as number);
    }
  });
});

async function kill(server: ChildProcess): Promise<void> {
  server.removeAllListeners('exit');
  const gone = once(server, 'exit');
  server.kill('SIGKILL');
  await gone;
}

/** An RTP packet of the peer. */
function packet(sequence: number): Uint8Array {
  const octets = Buffer.alloc(172, 0xd5);
  octets.writeUInt16BE(0x8000);
  octets.writeUInt16BE(sequence & 0xffff, 2);
  octets.writeUInt32BE(peerSsrc, 8);
  return octets;
}
