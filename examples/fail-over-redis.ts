// Fail-over in mid-call: a media server keeps its SRTP state in Redis, is killed, and another process goes on with the call
// where nothing was sent yet. The peer hears both under one key, and no keystream is used twice (RFC 3711 §9.1).
//
//   npm run example fail-over-redis                               starts a redis-server of its own
//   REDIS_URL=redis://localhost npm run example fail-over-redis   uses yours
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answerOffer, createOffer } from '@sdpsec/negotiation';
import { openSnapshot, packetStatus, refusalOf, type SrtpEvent, SrtpSession, sealSnapshot } from '@sdpsec/srtp-core';
import { createClient, RESP_TYPES } from 'redis';

const localhost = '127.0.0.1';
const sdp = `v=0\r\no=- 1 1 IN IP4 ${localhost}\r\ns=-\r\nc=IN IP4 ${localhost}\r\nt=0 0\r\nm=audio 5004 RTP/AVP 0\r\n`;
const ssrc = 0x5e47e4;

/** What a media server is told about its call, over a channel that the world does not see. */
interface Order {
  readonly redis: string;
  readonly call: string;
  /** 32 octets from the secret store of both servers; Redis never sees them. */
  readonly wrappingKey: string;
  readonly peerPort: number;
  /** The peer's offer, to start a call; without it the call is taken over. */
  readonly offer?: string;
}

if (process.send) process.once('message', (order: Order) => serve(order));
else await main();

/** A media server: starts a call or takes it over, then sends a packet every few milliseconds until it dies. */
async function serve({ redis, call, wrappingKey, peerPort, offer }: Order): Promise<void> {
  // Snapshots are octets, not text.
  const store = createClient({ url: redis }).withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  await store.connect();
  const key = Buffer.from(wrappingKey, 'base64');
  let due = false;
  // At most 64 packets may be lost to the successor, which begins behind them.
  const onEvent = ({ kind }: SrtpEvent) => {
    if (kind === 'snapshot-due') due = true;
  };
  const options = { reserve: 64, onEvent };
  const save = async () => {
    due = false;
    await store.set(call, Buffer.from(sealSnapshot(session.snapshot(), key)));
  };
  const load = async () => {
    const stored = await store.get(call);
    if (!stored) throw new Error('there is no such call');
    return SrtpSession.restore(openSnapshot(stored, key), options);
  };
  const start = (offerSdp: string) => {
    const answered = answerOffer(offerSdp, sdp);
    process.send?.({ answer: answered.sdp });
    return new SrtpSession({ ...answered.agreement.rtpSessions[0]!, ...options });
  };
  const session = offer === undefined ? await load() : start(offer);
  let heard = 0;
  const socket = createSocket('udp4', datagram => {
    if (session.unprotectRtpInto(datagram, datagram) > 0 && ++heard === 100) process.send?.({ heard });
  });
  const buffer = new Uint8Array(256);
  const first = session.streams.find(({ direction }) => direction === 'send')?.firstSafeSequence ?? 0;
  process.send?.({ first });
  for (let sequence = first; ; sequence++) {
    let octets = session.protectRtpInto(rtp(sequence), buffer);
    if (octets === packetStatus['index-not-reserved']) {
      await save();
      octets = session.protectRtpInto(rtp(sequence), buffer);
    }
    if (octets < 0) throw new Error(refusalOf(octets));
    socket.send(buffer.slice(0, octets), peerPort, localhost);
    // The store has the snapshot before anything leaves that counts on it.
    if (due) await save();
    await new Promise(done => setTimeout(done, 2));
  }
}

/** The peer, who notices nothing but a gap, and whoever starts the servers. */
async function main(): Promise<void> {
  const own = process.env.REDIS_URL ? undefined : await startRedis();
  const order = {
    redis: process.env.REDIS_URL ?? `redis://${localhost}:${own?.port}`,
    call: `example-call-${randomBytes(4).toString('hex')}`,
    wrappingKey: randomBytes(32).toString('base64'),
  };
  const pending = createOffer(sdp);
  let peer: SrtpSession | undefined;
  const accepted: number[] = [];
  const refused: string[] = [];
  const socket = createSocket('udp4', (datagram, { port }) => {
    // Media may come before the answer that holds its key (RFC 4568 §5.1.1).
    if (!peer) return;
    const octets = peer.unprotectRtpInto(datagram, datagram);
    if (octets < 0) refused.push(refusalOf(octets) ?? '');
    else accepted.push(datagram.readUInt16BE(2));
    // A word back for each packet, to whichever server sent it.
    if (octets >= 0) socket.send(peer.protectRtp(rtp(accepted.length)), port, localhost);
  });
  socket.bind(0, localhost);
  await once(socket, 'listening');
  const peerPort = socket.address().port;
  const servers: ChildProcess[] = [];
  try {
    const primary = server({ ...order, peerPort, offer: pending.sdp });
    servers.push(primary);
    const { answer } = await message(primary, 'answer');
    peer = new SrtpSession(pending.accept(answer as string).agreement.rtpSessions[0]!);
    await message(primary, 'heard');
    primary.kill('SIGKILL');
    await once(primary, 'exit');
    await new Promise(done => setTimeout(done, 50));
    const last = accepted.at(-1) as number;
    console.log(`primary killed after ${accepted.length} packets, the last of sequence number ${last}`);

    const standby = server({ ...order, peerPort });
    servers.push(standby);
    const first = (await message(standby, 'first')).first as number;
    const { heard } = await message(standby, 'heard');
    console.log(`standby goes on with ${first}: ${first - last - 1} numbers unused`);
    console.log(`the peer accepted ${new Set(accepted).size} different packets and refused ${refused.length} ${refused}`);
    console.log(`the standby accepted ${heard} packets of the peer`);
    console.log(first > last && refused.length === 0 ? 'The call went on.' : 'The call is broken.');
    process.exitCode = first > last && refused.length === 0 ? 0 : 1;
  } finally {
    for (const one of servers) one.kill('SIGKILL');
    socket.close();
    own?.stop();
  }
}

/** This very file, as a media server. */
function server(order: Order): ChildProcess {
  const child = fork(fileURLToPath(import.meta.url));
  child.send(order);
  return child;
}

/** What a server tells under this name. */
function message(child: ChildProcess, name: string): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    child.on('message', (told: Record<string, unknown>) => name in told && resolve(told));
    child.once('exit', code => reject(new Error(`a media server ended with status ${code}`)));
  });
}

/** A redis-server of our own, in a folder that goes away with it. */
async function startRedis(): Promise<{ port: number; stop(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'sdpsec-redis-'));
  const probe = createServer().listen(0, localhost);
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  const options = ['--bind', localhost, '--port', `${port}`, '--save', '', '--dir', folder];
  const redis = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
  let log = '';
  for await (const chunk of redis.stdout.iterator({ destroyOnReturn: false })) {
    log += chunk;
    if (log.includes('Ready to accept connections')) break;
  }
  redis.stdout.resume();
  const stop = () => {
    redis.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  return { port, stop };
}

/** An RTP packet (RFC 3550 §5.1) with 160 octets of G.711 silence. */
function rtp(sequence: number): Uint8Array {
  const packet = Buffer.alloc(172, 0xff);
  packet.writeUInt16BE(0x8000);
  packet.writeUInt16BE(sequence & 0xffff, 2);
  packet.writeUInt32BE(sequence * 160, 4);
  packet.writeUInt32BE(ssrc, 8);
  return packet;
}
