// A media server as a process of its own, for fail-over.load.ts to kill: starts a call or goes on with it from the sealed
// snapshot in Redis, and sends until it dies. What it protects stands in the log before it leaves.
import { createSocket } from 'node:dgram';
import { openSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerOffer } from '@sdpsec/negotiation';
import { openSnapshot, packetStatus, refusalOf, type SrtpEvent, SrtpSession, sealSnapshot } from '@sdpsec/srtp-core';
import { createClient, RESP_TYPES } from 'redis';

/** What it is told over a channel that nobody else sees. */
export interface Order {
  /** The socket of Redis. */
  readonly redis: string;
  readonly call: string;
  /** Base64 of 32 octets, which Redis never sees. */
  readonly wrappingKey: string;
  readonly peerPort: number;
  /** A line per packet that was protected: hexadecimal digits of it before and after. */
  readonly log: string;
  /** The peer's offer, to start the call; without it the call goes on. */
  readonly offer?: string;
}

/** What it tells: its answer, or packets of the peer that it accepted or refused. */
export type Word = { readonly answer: string } | { readonly heard: number } | { readonly refused: string };

/** Indices per stream that may be used behind the last snapshot. */
const reserve = 64;
const host = '127.0.0.1';
const localSdp = `v=0\r\no=- 1 1 IN IP4 ${host}\r\ns=-\r\nc=IN IP4 ${host}\r\nt=0 0\r\nm=audio 5004 RTP/AVP 0\r\n`;
const ssrcs = [0xa0d10, 0x71de0];
/** So that the sequence numbers wrap in mid-call. */
const firstSequence = 65_300;

process.once('message', (order: Order) => serve(order));

function say(word: Word): void {
  process.send?.(word);
}

async function serve({ redis, call, wrappingKey, peerPort, log, offer }: Order): Promise<void> {
  const store = createClient({ socket: { path: redis, tls: false } }).withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  await store.connect();
  const key = Buffer.from(wrappingKey, 'base64');
  let due = false;
  const onEvent = ({ kind }: SrtpEvent) => {
    if (kind === 'snapshot-due') due = true;
  };
  const options = { reserve, onEvent };
  const start = (offerSdp: string) => {
    const answered = answerOffer(offerSdp, localSdp);
    say({ answer: answered.sdp });
    return new SrtpSession({ ...answered.agreement.rtpSessions[0]!, ...options });
  };
  const goOn = async () => {
    const stored = await store.get(call);
    if (!stored) throw new Error('there is no such call');
    return SrtpSession.restore(openSnapshot(stored, key), options);
  };
  const session = offer === undefined ? await goOn() : start(offer);
  const save = async () => {
    due = false;
    await store.set(call, Buffer.from(sealSnapshot(session.snapshot(), key)));
  };

  let heard = 0;
  const socket = createSocket('udp4', datagram => {
    const octets = session.unprotectRtpInto(datagram, datagram);
    say(octets < 0 ? { refused: refusalOf(octets) ?? '' } : { heard: ++heard });
  });
  const file = openSync(log, 'a');
  const target = new Uint8Array(256);
  const send = async (protocol: 'Rtp' | 'Rtcp', packet: Uint8Array) => {
    let octets = session[`protect${protocol}Into`](packet, target);
    if (octets === packetStatus['index-not-reserved']) {
      await save();
      octets = session[`protect${protocol}Into`](packet, target);
    }
    if (octets < 0) throw new Error(refusalOf(octets));
    const protectedPacket = Buffer.from(target.subarray(0, octets));
    writeSync(file, `${Buffer.from(packet).toString('hex')} ${protectedPacket.toString('hex')}\n`);
    socket.send(protectedPacket, peerPort, host);
    // Redis has the snapshot before anything leaves that counts on it.
    if (due) await save();
  };
  const first = ssrcs.map(
    ssrc =>
      session.streams.find(stream => stream.direction === 'send' && stream.ssrc === ssrc)?.firstSafeSequence ?? firstSequence,
  );
  for (let sent = 0; ; sent++) {
    for (const [i, ssrc] of ssrcs.entries()) {
      await send('Rtp', rtp(ssrc, (first[i] as number) + sent));
      if (sent % 4 === i) await send('Rtcp', report(ssrc, sent));
    }
    await sleep(1);
  }
}

/** An RTP packet (RFC 3550 §5.1) with 160 octets of G.711 silence. */
function rtp(ssrc: number, sequence: number): Uint8Array {
  const packet = Buffer.alloc(172, 0xff);
  packet.writeUInt16BE(0x8000);
  packet.writeUInt16BE(sequence & 0xffff, 2);
  packet.writeUInt32BE((sequence * 160) >>> 0, 4);
  packet.writeUInt32BE(ssrc, 8);
  return packet;
}

/** A sender report without report blocks (RFC 3550 §6.4.1). */
function report(ssrc: number, packets: number): Uint8Array {
  const packet = Buffer.alloc(28);
  packet.writeUInt32BE(0x80c80006);
  packet.writeUInt32BE(ssrc, 4);
  packet.writeUInt32BE(packets, 20);
  return packet;
}
